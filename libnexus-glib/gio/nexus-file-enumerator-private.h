/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry-enumerator.h"
#include "nexus-file-info-private.h"
#include "nexus-filesystem.h"

G_BEGIN_DECLS

/* The children that `entries` gives, as GFileInfo.  `fields` is taken. */
GFileEnumerator *_nexus_file_enumerator_new (GFile                *container,
                                             NexusFilesystem      *filesystem,
                                             NexusEntryEnumerator *entries,
                                             NexusFileFields      *fields,
                                             const char           *store,
                                             GFileQueryInfoFlags   flags);

G_END_DECLS

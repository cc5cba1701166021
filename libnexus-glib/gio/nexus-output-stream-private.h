/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"

G_BEGIN_DECLS

/* Stages what is written and makes it the content of the file when it is closed.  `path` is normalised. */
gpointer _nexus_output_stream_new (NexusFilesystem  *filesystem,
                                   const char       *path,
                                   const char       *etag,
                                   NexusWriteFlags   flags,
                                   GError          **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry-enumerator-private.h"

G_BEGIN_DECLS

/* Over a filesystem's list_children, page by page.  The caller has entered the filesystem. */
gpointer _nexus_tree_enumerator_new (NexusFilesystem      *filesystem,
                                     const char           *path,
                                     NexusEnumerateFlags   flags,
                                     GCancellable         *cancellable,
                                     GError              **error);

G_END_DECLS

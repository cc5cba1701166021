/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"

G_BEGIN_DECLS

/* What stands between “nexus://” and “/”: a name, and the store that it means just now.  There is one object for each
 * name as long as anyone holds it, so that files compare by pointer.  Any thread. */
typedef struct _NexusMount NexusMount;

/* "" is the store that is discovered.  Never fails; whether there is such a store shows on use. */
NexusMount      *_nexus_mount_get             (const char       *name);
/* The name under which the store was added, or one that is made up and lasts as long as the mount. */
NexusMount      *_nexus_mount_get_for         (NexusFilesystem  *filesystem);
NexusMount      *_nexus_mount_ref             (NexusMount       *self);
void             _nexus_mount_unref           (NexusMount       *self);
const char      *_nexus_mount_get_name        (NexusMount       *self);

/* The store; connects to the discovered one on first use, which blocks. */
NexusFilesystem *_nexus_mount_dup_filesystem  (NexusMount       *self,
                                               GCancellable     *cancellable,
                                               GError          **error);
/* The store if it can be had without blocking. */
NexusFilesystem *_nexus_mount_peek_filesystem (NexusMount       *self);

gboolean         _nexus_mount_add             (const char       *name,
                                               NexusFilesystem  *filesystem,
                                               GError          **error);
gboolean         _nexus_mount_remove          (const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusMount, _nexus_mount_unref)

G_END_DECLS

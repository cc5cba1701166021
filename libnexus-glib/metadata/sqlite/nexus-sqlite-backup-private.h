/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-store-private.h"
#include "nexus-sqlite-garbage-private.h"

G_BEGIN_DECLS

/* Copies the database to a new file, with all that is committed at one moment, but without contents that nothing refers
 * to; `func` says where each content is in the other place.  The copy is synced, and has no log. */
gboolean _nexus_sqlite_backup          (const char          *path,
                                        const char          *copy_path,
                                        const char          *former_path,
                                        NexusBackupContent   func,
                                        gpointer             user_data,
                                        GCancellable        *cancellable,
                                        GError             **error);
/* Puts the copy in the place of the former one; fails if anybody has that open. */
gboolean _nexus_sqlite_backup_settle   (const char          *copy_path,
                                        const char          *former_path,
                                        GError             **error);
/* The identity of the store. */
char    *_nexus_sqlite_backup_dup_uuid (const char          *path,
                                        GError             **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of the files that say what a folder is: a backup, or a store that is being made of one.  Each has the id of the
 * store that it is of.  It is the first thing that comes into the folder, and durable before the second. */
#define NEXUS_BACKUP_MARK  "backup"
#define NEXUS_RESTORE_MARK "restore"

gboolean _nexus_backup_mark_write       (const char  *folder,
                                         const char  *mark,
                                         const char  *text,
                                         GError     **error);
/* Takes away what is left of writing a mark that was interrupted. */
void     _nexus_backup_mark_remove_part (const char  *folder,
                                         const char  *mark,
                                         const char  *text);
/* A store that was made of a backup is whole, and a store like any other from then on.  It may have no mark. */
gboolean _nexus_backup_mark_remove      (const char  *folder,
                                         GError     **error);
/* Was a store being made of a backup in this folder when that was interrupted? */
gboolean _nexus_backup_mark_is_restore  (const char  *folder);
/* FALSE if a backup or a store was being made in this folder, which has no database yet. */
gboolean _nexus_backup_mark_check       (const char  *folder,
                                         GError     **error);

G_END_DECLS

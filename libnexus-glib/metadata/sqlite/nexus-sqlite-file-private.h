/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A database file that is looked at beside SQLite.
 *
 * POSIX takes all locks of a process on a file away when the process closes any descriptor of it.  Whoever opened and
 * closed a database that SQLite has open elsewhere in the same process would drop its locks, and another process could
 * then take the write-ahead log away under it.  So a descriptor that was opened once stays open as long as anybody here
 * uses the file: who looks at it, and every connection. */
typedef struct _NexusSqliteFile NexusSqliteFile;

/* Never follows a link; what is not a regular file is refused.  NULL with errno. */
NexusSqliteFile *_nexus_sqlite_file_open   (const char      *path,
                                            int              flags,
                                            guint            mode);
int              _nexus_sqlite_file_get_fd (NexusSqliteFile *self);
void             _nexus_sqlite_file_unref  (NexusSqliteFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusSqliteFile, _nexus_sqlite_file_unref)

G_END_DECLS

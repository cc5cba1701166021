/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The one place where result codes of SQLite become errors.  `db` may be NULL; `action` is a short technical
 * note of what was being done ("write an entry"), kept in the message behind the sentence for people. */
void _nexus_sqlite_set_error    (GError     **error,
                                 sqlite3     *db,
                                 int          result,
                                 const char  *action);

/* Checks of SQLite's own tell of a page that could not be read in the same way as of one that is damaged: the result code
 * in such a line, or SQLITE_OK. */
int  _nexus_sqlite_complaint_get_code (const char *line);

/* A row that does not match its checksum, or that cannot be there. */
void _nexus_sqlite_set_corrupt  (GError     **error,
                                 const char  *path);

G_END_DECLS

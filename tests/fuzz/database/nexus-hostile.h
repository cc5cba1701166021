/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-sqlite-store-private.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A database that somebody has changed who knows its checksums, and everything that can be asked of it. */

/* Makes a small store that has some of everything. */
void     hostile_make     (const char *path);
/* A connection that enforces nothing: no foreign keys, no defence. */
sqlite3 *hostile_open     (const char *path);
/* Gives every row the checksum of what it says now. */
void     hostile_fix_sums (sqlite3    *db);
/* The same for every page. */
void     hostile_fix_pages (guint8    *bytes,
                           gsize       size);
/* Opens the store and asks it for everything, writes to it, verifies, mends, dumps and undoes.  Errors are fine;
 * criticals, endless answers and signals are not.  FALSE if it did not open. */
gboolean hostile_use      (const char *path);
/* Makes a new database from what its pages hold. */
void     hostile_salvage  (const char *path,
                           const char *target);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-mutation-private.h>
#include <nexus-record-private.h>
#include <nexus-sqlite-store-private.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A database that somebody has changed who knows its checksums, and everything that can be asked of it. */

/* A table, what tells its rows apart, its columns without the checksum, and that as SQL, if its rows have one. */
typedef struct {
  const char *name;
  const char *key;
  const char *columns[18];
  const char *sum;
} HostileTable;

#define HOSTILE_N_TABLES 18

extern const HostileTable hostile_tables[HOSTILE_N_TABLES];

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

/* --- The parts of it --- */

/* Of a database, with all that SQLite puts beside it. */
void                hostile_remove     (const char         *path);
NexusMetadataStore *hostile_open_store (const char         *path);
NexusMutation      *hostile_new        (NexusMutationKind   kind,
                                        const char         *path,
                                        const char         *destination,
                                        const char         *key);
NexusMutation      *hostile_new_put    (const char         *path,
                                        const char         *text);
/* Takes the mutation; TRUE if it was committed. */
gboolean            hostile_apply      (NexusMetadataStore *store,
                                        NexusMutation      *mutation);
/* Both count in the guint that is their user data, and end the program where there is no end. */
gboolean            hostile_on_record  (const NexusRecord  *record,
                                        gpointer            user_data,
                                        GError            **error);
gboolean            hostile_on_content (NexusContentRef    *content,
                                        gboolean            wanted,
                                        gpointer            user_data,
                                        GError            **error);

G_END_DECLS

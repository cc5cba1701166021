/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "nexus-sqlite-file-private.h"
#include "nexus-types.h"

G_BEGIN_DECLS

/* One connection, held by one thread at a time, with its prepared statements and what it remembers of the tree.
 * The memory is dropped as soon as PRAGMA data_version tells that another connection, of this process or any
 * other, has committed. */
typedef struct _NexusSqliteConnection NexusSqliteConnection;

/* Asked while the connection waits for a lock and, on readers, while a statement runs; TRUE gives up. */
typedef gboolean (*NexusSqlitePoll) (gpointer user_data);

typedef enum {
  NEXUS_SQLITE_OPEN_READER,
  NEXUS_SQLITE_OPEN_WRITER,
  NEXUS_SQLITE_OPEN_MIGRATOR,    /* keeps the journal mode that it finds */
} NexusSqliteOpenMode;

struct _NexusSqliteConnection {
  sqlite3         *db;
  NexusSqliteFile *file;             /* held for its descriptor; NULL if there is none */
  char            *path;
  guint            schema_version;   /* refuse to go on if the database has become another; 0: do not care */

  GHashTable      *statements;       /* SQL, by its address → sqlite3_stmt */
  sqlite3_stmt    *snapshot;         /* PRAGMA data_version, kept at its row while a snapshot is held */
  gint64           data_version;

  GHashTable      *directories;      /* path → gint64, the id */
  GHashTable      *entries;          /* path → NexusEntry */
  GHashTable      *contents;         /* path of a file → NexusContentRef, with a locator */

  struct _NexusSqliteJournal *journal;  /* of the writer: what its transaction has changed; not owned */

  NexusSqlitePoll  poll;
  gpointer         poll_data;
  gint64           busy_since;
  gboolean         gave_up;
};

NexusSqliteConnection *_nexus_sqlite_connection_open     (const char             *path,
                                                          NexusSqliteOpenMode     mode,
                                                          NexusDurability         durability,
                                                          GError                **error);
void                   _nexus_sqlite_connection_free     (NexusSqliteConnection  *self);
/* nexus-sqlite-sum.c: the function nexus_sum () of SQL; a result code. */
int                    _nexus_sqlite_sum_register       (sqlite3                *db);
void                   _nexus_sqlite_connection_set_poll (NexusSqliteConnection  *self,
                                                          NexusSqlitePoll         poll,
                                                          gpointer                user_data);
void                   _nexus_sqlite_connection_forget   (NexusSqliteConnection  *self);

/* The prepared statement for the text, made at its first use and kept.  The text must live as long as the program. */
sqlite3_stmt          *_nexus_sqlite_connection_prepare  (NexusSqliteConnection  *self,
                                                          const char             *sql,
                                                          GError                **error);
/* For the writer: room for as many pages as a load of a million rows comes back to, or as few as usual. */
gboolean               _nexus_sqlite_connection_set_roomy (NexusSqliteConnection *self,
                                                          gboolean                roomy,
                                                          GError                **error);
/* Runs statements that take no arguments and need no rows. */
gboolean               _nexus_sqlite_connection_execute  (NexusSqliteConnection  *self,
                                                          const char             *sql,
                                                          const char             *action,
                                                          GError                **error);
/* Ends the transaction, if there is one, for certain. */
void                   _nexus_sqlite_connection_roll_back (NexusSqliteConnection *self);
gboolean               _nexus_sqlite_connection_query_int (NexusSqliteConnection *self,
                                                          const char             *sql,
                                                          gint64                 *value,
                                                          GError                **error);
void                   _nexus_sqlite_connection_set_error (NexusSqliteConnection *self,
                                                          int                     result,
                                                          const char             *action,
                                                          GError                **error);

/* A read transaction; everything between the two sees one state of the database. */
gboolean               _nexus_sqlite_connection_begin_read (NexusSqliteConnection *self,
                                                          GError                **error);
void                   _nexus_sqlite_connection_end_read (NexusSqliteConnection  *self);
/* A transaction for any number of statements, to be ended with the next one: refused if the schema has become
 * another since, before anything is asked that means something else by now. */
gboolean               _nexus_sqlite_connection_begin    (NexusSqliteConnection  *self,
                                                          gboolean                to_write,
                                                          const char             *action,
                                                          GError                **error);
/* Commits if all went well so far; after a failure nothing of it was done. */
gboolean               _nexus_sqlite_connection_end      (NexusSqliteConnection  *self,
                                                          gboolean                good,
                                                          const char             *action,
                                                          GError                **error);
/* For the writer inside its transaction: have others written since?  Forgets what is stale. */
gboolean               _nexus_sqlite_connection_refresh  (NexusSqliteConnection  *self,
                                                          gboolean               *changed,
                                                          GError                **error);

/* Binds from the first parameter on, a letter each: i gint64, z gint64 with 0 for NULL, t text (nullable),
 * b pointer and gsize (pointer nullable).  Text and bytes are not copied: they must stay until the statement is reset. */
void                   _nexus_sqlite_bind                (sqlite3_stmt           *statement,
                                                          const char             *format,
                                                          ...);
/* TRUE and whether there is a row; resets the statement after the last one and on failure. */
gboolean               _nexus_sqlite_step                (NexusSqliteConnection  *self,
                                                          sqlite3_stmt           *statement,
                                                          gboolean               *row,
                                                          const char             *action,
                                                          GError                **error);
/* Steps to the end and resets. */
gboolean               _nexus_sqlite_run                 (NexusSqliteConnection  *self,
                                                          sqlite3_stmt           *statement,
                                                          const char             *action,
                                                          GError                **error);

/* The text of a column: NULL if it is NULL, and if it is nothing that text may be.  SQLite takes any bytes for text, and
 * whoever shows it, compares it or looks for characters in it relies on UTF-8. */
const char            *_nexus_sqlite_column_text         (sqlite3_stmt           *statement,
                                                          int                     column);
/* Of the row that this thread has read last: a text was NULL only because there was no memory for it. */
gboolean               _nexus_sqlite_has_lost_memory     (void);

static inline void
_nexus_sqlite_reset_at (sqlite3_stmt **statement)
{
  if (*statement != NULL)
    sqlite3_reset (*statement);
}

/* A statement that is reset when it goes out of scope, so that no snapshot outlives its use. */
#define nexus_auto_reset __attribute__((cleanup (_nexus_sqlite_reset_at)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusSqliteConnection, _nexus_sqlite_connection_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* What a transaction has done to the rows, so that it can be undone: of each row that was there before, how it was;
 * of each node that is new, a check that tells whether it still is as it was left.  The rows of a new node's
 * attributes, tags and versions go with it and are not noted. */
typedef struct _NexusSqliteJournal NexusSqliteJournal;

typedef enum {
  NEXUS_SQLITE_NODES,       /* a: id */
  NEXUS_SQLITE_VERSIONS,    /* a: node, b: number */
  NEXUS_SQLITE_ATTRIBUTES,  /* a: node, text: key */
  NEXUS_SQLITE_TAGS,        /* a: id */
  NEXUS_SQLITE_NODE_TAGS,   /* a: node, b: tag */
  NEXUS_SQLITE_TRASHED,     /* a: node */
  NEXUS_SQLITE_SEARCHES,    /* text: name */
  NEXUS_SQLITE_QUOTAS,      /* a: node */
  NEXUS_SQLITE_N_TABLES
} NexusSqliteTable;

/* Statements by the primary key, and the columns that they read and write, keys first and the checksum last. */
typedef struct {
  const char *select;
  const char *write;
  const char *remove;
  guint       n_columns;
  gboolean    has_a;
  gboolean    has_b;
  gboolean    has_text;
} NexusSqliteTableInfo;

extern const NexusSqliteTableInfo _nexus_sqlite_table_infos[NEXUS_SQLITE_N_TABLES];

#define NEXUS_SQLITE_ROW_COLUMNS_MAX 16

/* The columns of nodes in their order there. */
enum {
  NEXUS_SQLITE_COLUMN_ID,
  NEXUS_SQLITE_COLUMN_UUID,
  NEXUS_SQLITE_COLUMN_PARENT,
  NEXUS_SQLITE_COLUMN_NAME,
  NEXUS_SQLITE_COLUMN_KIND,
  NEXUS_SQLITE_COLUMN_CONTENT,
  NEXUS_SQLITE_COLUMN_SIZE,
  NEXUS_SQLITE_COLUMN_MODE,
  NEXUS_SQLITE_COLUMN_MODIFIED,
  NEXUS_SQLITE_COLUMN_CREATED,
  NEXUS_SQLITE_COLUMN_TYPE,
  NEXUS_SQLITE_COLUMN_VERSION,
  NEXUS_SQLITE_COLUMN_TARGET,
  NEXUS_SQLITE_COLUMN_N_TAGS,
  NEXUS_SQLITE_COLUMN_N_ATTRIBUTES,
  NEXUS_SQLITE_COLUMN_SUM
};

/* Of versions. */
#define NEXUS_SQLITE_COLUMN_VERSION_CONTENT 2

/* Of tags. */
#define NEXUS_SQLITE_COLUMN_TAG_NAME 1

/* What stands at the start of each piece of a part: a table, or this for a run of new nodes. */
#define NEXUS_SQLITE_JOURNAL_NEW 0x80

/* A part has at most so many new nodes, if nothing was moved and no tag has lost its name. */
#define NEXUS_SQLITE_JOURNAL_RUN 4096

NexusSqliteJournal *_nexus_sqlite_journal_new    (void);
void                _nexus_sqlite_journal_free   (NexusSqliteJournal     *self);
/* Nodes from that id on are new. */
void                _nexus_sqlite_journal_begin  (NexusSqliteJournal     *self,
                                                  gint64                  first_node);
void                _nexus_sqlite_journal_end    (NexusSqliteJournal     *self);

/* For all who write rows, on the connection's journal; they do nothing if there is none at work.
 * Before a row that was there, or was not, becomes another: */
gboolean            _nexus_sqlite_journal_note   (NexusSqliteConnection  *connection,
                                                  NexusSqliteTable        table,
                                                  gint64                  a,
                                                  gint64                  b,
                                                  const char             *text,
                                                  GError                **error);
/* All rows of a node, before it goes. */
gboolean            _nexus_sqlite_journal_note_all (NexusSqliteConnection *connection,
                                                  gint64                  node,
                                                  GError                **error);
/* What the row of the node is now; `placed` if it may be somewhere else. */
void                _nexus_sqlite_journal_wrote  (NexusSqliteConnection  *connection,
                                                  gint64                  node,
                                                  guint64                 sum,
                                                  gboolean                placed);
/* The node has got an attribute or tag that it had not; or has lost one, or its value has changed. */
void                _nexus_sqlite_journal_gave   (NexusSqliteConnection  *connection,
                                                  gint64                  node,
                                                  guint64                 sum);
void                _nexus_sqlite_journal_took   (NexusSqliteConnection  *connection,
                                                  gint64                  node);
/* The content that the node had is kept by no version. */
void                _nexus_sqlite_journal_lose   (NexusSqliteConnection  *connection,
                                                  gint64                  node);
/* A node is gone; and it or another was not new and nothing was noted, so that nothing can be undone. */
void                _nexus_sqlite_journal_erased (NexusSqliteConnection  *connection,
                                                  gint64                  node);
void                _nexus_sqlite_journal_set_final (NexusSqliteConnection *connection);

typedef struct {
  GPtrArray *parts;     /* of GByteArray; the last one is to be undone first */
  GArray    *contents;  /* of gint64: what only they refer to */
  guint      n_new;
  gboolean   final;
} NexusSqliteJournalResult;

gboolean            _nexus_sqlite_journal_take   (NexusSqliteConnection  *connection,
                                                  NexusSqliteJournalResult *result,
                                                  GError                **error);
void                _nexus_sqlite_journal_result_clear (NexusSqliteJournalResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusSqliteJournalResult, _nexus_sqlite_journal_result_clear)

/* --- nexus-sqlite-rows.c: rows as bytes --- */

typedef struct {
  int         type;          /* SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL */
  gint64      number;
  const char *data;          /* inside the bytes that were read; text ends with a NUL */
  gsize       size;
} NexusSqliteValue;

/* Bytes on their way in; `broken` once something was not as it should be. */
typedef struct {
  const guint8 *p;
  const guint8 *end;
  gboolean      broken;
} NexusSqliteScan;

/* What is empty in a hostile database is NULL, to which nothing may be added. */
static inline NexusSqliteScan
_nexus_sqlite_scan_begin (const guint8 *data,
                          gsize         size)
{
  NexusSqliteScan scan = { data, size > 0 ? data + size : data, FALSE };

  return scan;
}

void                _nexus_sqlite_put_int        (GByteArray             *bytes,
                                                  gint64                  value);
void                _nexus_sqlite_put_text       (GByteArray             *bytes,
                                                  const char             *text);
void                _nexus_sqlite_put_word       (GByteArray             *bytes,
                                                  guint64                 word);
/* A row of a step as it begins: its table and key, how it was unless `was` is NULL, and whether a checksum comes behind. */
void                _nexus_sqlite_put_step_row   (GByteArray             *bytes,
                                                  NexusSqliteTable        table,
                                                  gint64                  a,
                                                  gint64                  b,
                                                  const char             *text,
                                                  const GByteArray       *was,
                                                  gboolean                expects);
/* The current row of a statement. */
void                _nexus_sqlite_put_row        (GByteArray             *bytes,
                                                  sqlite3_stmt           *statement,
                                                  guint                   n_columns);
gint64              _nexus_sqlite_scan_int       (NexusSqliteScan        *self);
const char         *_nexus_sqlite_scan_text      (NexusSqliteScan        *self);
guint64             _nexus_sqlite_scan_word      (NexusSqliteScan        *self);
guint32             _nexus_sqlite_scan_half      (NexusSqliteScan        *self);
void                _nexus_sqlite_scan_row       (NexusSqliteScan        *self,
                                                  guint                   n_columns,
                                                  NexusSqliteValue       *values);
void                _nexus_sqlite_bind_row       (sqlite3_stmt           *statement,
                                                  guint                   n_columns,
                                                  const NexusSqliteValue *values);
/* The row of that key; *row stays NULL if there is none. */
gboolean            _nexus_sqlite_load_row       (NexusSqliteConnection  *connection,
                                                  NexusSqliteTable        table,
                                                  gint64                  a,
                                                  gint64                  b,
                                                  const char             *text,
                                                  GByteArray            **row,
                                                  GError                **error);
void                _nexus_sqlite_bind_key       (sqlite3_stmt           *statement,
                                                  NexusSqliteTable        table,
                                                  gint64                  a,
                                                  gint64                  b,
                                                  const char             *text);
/* The checksum at the end of a row. */
guint64             _nexus_sqlite_row_sum        (const GByteArray       *row);
/* Half a checksum for a new node: never 0, which stands for none. */
guint32             _nexus_sqlite_fold_sum       (guint64                 sum);

G_END_DECLS

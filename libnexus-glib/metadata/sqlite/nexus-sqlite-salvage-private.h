/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-verify-private.h"
#include "nexus-sqlite-store-private.h"

G_BEGIN_DECLS

/* --- nexus-sqlite-pages.c: the rows in the pages of a database file, without SQLite --- */

typedef enum {
  NEXUS_SQLITE_CELL_NULL,
  NEXUS_SQLITE_CELL_INT,
  NEXUS_SQLITE_CELL_TEXT,
  NEXUS_SQLITE_CELL_BLOB,
} NexusSqliteCellKind;

typedef struct {
  NexusSqliteCellKind  kind;
  gint64               number;
  const char          *bytes;     /* of text, with a NUL at its end */
  gsize                size;
} NexusSqliteCell;

#define NEXUS_SQLITE_CELLS_MAX 24

typedef struct {
  gboolean        has_row_id;     /* of a table; else of an index or a table without rowids */
  gint64          row_id;
  guint           n_cells;
  NexusSqliteCell cells[NEXUS_SQLITE_CELLS_MAX];
} NexusSqliteRow;

typedef gboolean (*NexusSqliteRowFunc) (const NexusSqliteRow *row,
                                        gpointer              user_data,
                                        GError              **error);

/* Every row that looks like one in any page that is in use.  Nothing that is told of is to be believed without a
 * checksum.  A file that is not there has no rows. */
gboolean _nexus_sqlite_scan_pages (const char          *path,
                                   NexusSqliteRowFunc   func,
                                   gpointer             user_data,
                                   GCancellable        *cancellable,
                                   GError             **error);

/* --- nexus-sqlite-salvage.c --- */

/* Makes a new database at `target` from what is left in the file at `source`, and tells the report what is lost. */
gboolean _nexus_sqlite_salvage    (const char          *source,
                                   const char          *target,
                                   NexusContentHash     hash,
                                   NexusReport         *report,
                                   GCancellable        *cancellable,
                                   GError             **error);

G_END_DECLS

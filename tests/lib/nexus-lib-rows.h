/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Looks at the database of a store behind its back. */

static inline int
nexus_lib_rows_add (void  *data,
                    int    n_columns,
                    char **values,
                    char **names)
{
  GString *text = data;

  for (int i = 0; i < n_columns; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (text, '\n');

  return 0;
}

/* The rows of a query, a line each.  What it writes stays in the log, for Nexus to move: see “Pages” in
 * docs/storage-format.md. */
static inline char *
nexus_lib_rows_query (const char *folder,
                      const char *sql)
{
  g_autofree char *path = g_build_filename (folder, "metadata.db", NULL);
  GString *text = g_string_new (NULL);
  char *message = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_busy_timeout (db, 20000), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_wal_autocheckpoint (db, 0), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), ==, SQLITE_OK);
  sqlite3_exec (db, sql, nexus_lib_rows_add, text, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return g_string_free (text, FALSE);
}

/* Everything that a person has put into the store, to the last column: ids, checksums and totals too. */
static inline char *
nexus_lib_rows_dump (const char *folder)
{
  return nexus_lib_rows_query (folder,
    "SELECT 'node', id, hex (uuid), parent, name, kind, content, size, mode, modified_ns, created_ns, content_type,"
    " version, target, n_tags, n_attributes, total_size, total_count, sum FROM nodes ORDER BY id;"
    "SELECT 'version', * FROM versions ORDER BY node, number;"
    "SELECT 'attribute', * FROM attributes ORDER BY node, key;"
    "SELECT 'tag', * FROM tags ORDER BY id;"
    "SELECT 'node_tag', * FROM node_tags ORDER BY node, tag;"
    "SELECT 'trash', * FROM trash ORDER BY node;"
    "SELECT 'search', * FROM searches ORDER BY name;"
    "SELECT 'quota', * FROM quotas ORDER BY node;");
}

/* What must never be: a reference to nothing, totals that are not the sums of what is below, and parts of no step.
 * Takes contents away that nothing refers to, as garbage collection may at any time: undo must not miss them. */
static inline void
nexus_lib_rows_check (const char *folder)
{
  g_autofree char *faults = nexus_lib_rows_query (folder,
    "DELETE FROM contents WHERE NOT EXISTS (SELECT 1 FROM nodes WHERE content = contents.id)"
    " AND NOT EXISTS (SELECT 1 FROM versions WHERE content = contents.id)"
    " AND NOT EXISTS (SELECT 1 FROM step_contents WHERE content = contents.id)"
    " AND NOT EXISTS (SELECT 1 FROM snapshot_entries WHERE content = contents.id);"
    "PRAGMA foreign_key_check;"
    "SELECT 'totals', d.id, d.total_size, d.total_count FROM nodes d WHERE d.kind = 1 AND"
    " (d.total_size <> (SELECT ifnull (sum (iif (c.kind = 0, c.size, c.total_size)), 0) FROM nodes c WHERE c.parent = d.id)"
    "  OR d.total_count <> (SELECT ifnull (sum (c.total_count + 1), 0) FROM nodes c WHERE c.parent = d.id));"
    "SELECT 'part', p.id FROM step_parts p WHERE NOT EXISTS (SELECT 1 FROM steps WHERE id = p.id >> 20)");

  g_assert_cmpstr (faults, ==, "");
}

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-sqlite-quotas-private.h"
#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-snapshot-private.h"
#include "nexus-sqlite-verify-private.h"

/* Every row against its checksum. */

/* Is the row as it was written?  *node is what it is about, 0 for nothing. */
typedef gboolean (*RowFunc) (sqlite3_stmt *statement,
                             gint64       *node);

static gboolean
is_content_good (sqlite3_stmt *statement,
                 gint64       *node)
{
  const void *hash = sqlite3_column_blob (statement, 1);
  const void *locator = sqlite3_column_blob (statement, 3);

  return hash != NULL && sqlite3_column_bytes (statement, 1) == NEXUS_HASH_SIZE &&
         _nexus_sqlite_content_sum (sqlite3_column_int64 (statement, 0), hash,
                                    (guint64) sqlite3_column_int64 (statement, 2), locator,
                                    (gsize) sqlite3_column_bytes (statement, 3),
                                    sqlite3_column_int64 (statement, 4)) ==
           (guint64) sqlite3_column_int64 (statement, 5);
}

static gboolean
is_version_good (sqlite3_stmt *statement,
                 gint64       *node)
{
  NexusSqliteVersion version = {
    .number = (guint) sqlite3_column_int64 (statement, 1),
    .content = sqlite3_column_int64 (statement, 2),
    .size = (guint64) sqlite3_column_int64 (statement, 3),
    .modified_ns = sqlite3_column_int64 (statement, 4),
  };

  *node = sqlite3_column_int64 (statement, 0);

  return _nexus_sqlite_version_sum (*node, &version) == (guint64) sqlite3_column_int64 (statement, 5) &&
         sqlite3_column_int64 (statement, 6) == (gint64) version.size &&
         sqlite3_column_int (statement, 7) != 0;
}

static gboolean
is_attribute_good (sqlite3_stmt *statement,
                   gint64       *node)
{
  const char *key = _nexus_sqlite_column_text (statement, 1);
  const char *value = _nexus_sqlite_column_text (statement, 2);

  *node = sqlite3_column_int64 (statement, 0);

  return key != NULL && value != NULL &&
         _nexus_sqlite_attribute_sum (*node, key, value) == (guint64) sqlite3_column_int64 (statement, 3);
}

static gboolean
is_tag_good (sqlite3_stmt *statement,
             gint64       *node)
{
  const char *name = _nexus_sqlite_column_text (statement, 1);

  return name != NULL &&
         _nexus_sqlite_tag_sum (sqlite3_column_int64 (statement, 0), name,
                                _nexus_sqlite_column_text (statement, 2)) ==
           (guint64) sqlite3_column_int64 (statement, 3);
}

static gboolean
is_node_tag_good (sqlite3_stmt *statement,
                  gint64       *node)
{
  *node = sqlite3_column_int64 (statement, 0);

  return _nexus_sqlite_node_tag_sum (*node, sqlite3_column_int64 (statement, 1)) ==
         (guint64) sqlite3_column_int64 (statement, 2);
}

/* Lies where the trash says, and nowhere else. */
static gboolean
is_trash_good (sqlite3_stmt *statement,
               gint64       *node)
{
  const char *path = _nexus_sqlite_column_text (statement, 1);

  *node = sqlite3_column_int64 (statement, 0);

  return path != NULL && sqlite3_column_int64 (statement, 4) == NEXUS_SQLITE_TRASH &&
         _nexus_sqlite_trash_sum (*node, path, sqlite3_column_int64 (statement, 2)) ==
           (guint64) sqlite3_column_int64 (statement, 3);
}

static gboolean
is_search_good (sqlite3_stmt *statement,
                gint64       *node)
{
  const char *name = _nexus_sqlite_column_text (statement, 0);
  const char *query = _nexus_sqlite_column_text (statement, 1);

  return name != NULL && query != NULL &&
         _nexus_sqlite_search_sum (name, query) == (guint64) sqlite3_column_int64 (statement, 2);
}

static gboolean
is_quota_good (sqlite3_stmt *statement,
               gint64       *node)
{
  NexusQuotaLimits limits = {
    .hard_bytes = (guint64) sqlite3_column_int64 (statement, 1),
    .soft_bytes = (guint64) sqlite3_column_int64 (statement, 2),
    .hard_entries = (guint64) sqlite3_column_int64 (statement, 3),
    .soft_entries = (guint64) sqlite3_column_int64 (statement, 4),
  };

  *node = sqlite3_column_int64 (statement, 0);

  return _nexus_sqlite_quota_sum (*node, &limits) == (guint64) sqlite3_column_int64 (statement, 5) &&
         sqlite3_column_int64 (statement, 6) == NEXUS_KIND_DIRECTORY;
}

/* Whether the checksum is right is the first column. */
static gboolean
is_sum_good (sqlite3_stmt *statement,
             gint64       *node)
{
  return sqlite3_column_int (statement, 0) != 0;
}

/* A row that should not be. */
static gboolean
is_never_good (sqlite3_stmt *statement,
               gint64       *node)
{
  *node = sqlite3_column_int64 (statement, 0);

  return FALSE;
}

static const struct {
  const char *what;
  const char *sql;
  RowFunc     func;
} tables[] = {
  { N_("what the database knows of a content"),
    "SELECT id, hash, size, locator, added_ns, sum FROM contents", is_content_good },
  { N_("an older version"),
    "SELECT v.node, v.number, v.content, v.size, v.modified_ns, v.sum, c.size, ifnull (v.number BETWEEN 1 AND n.version - 1, 1)"
    " FROM versions v LEFT JOIN contents c ON c.id = v.content LEFT JOIN nodes n ON n.id = v.node",
    is_version_good },
  { N_("an attribute"), "SELECT node, key, value, sum FROM attributes", is_attribute_good },
  { N_("a tag"), "SELECT id, name, color, sum FROM tags", is_tag_good },
  { N_("the tag of an entry"), "SELECT node, tag, sum FROM node_tags", is_node_tag_good },
  { N_("what the trash knows of an entry"),
    "SELECT t.node, t.original_path, t.deleted_ns, t.sum, n.parent FROM trash t LEFT JOIN nodes n ON n.id = t.node",
    is_trash_good },
  { N_("an entry in the trash, of which is not known where it was"),
    "SELECT n.id FROM nodes n LEFT JOIN trash t ON t.node = n.id WHERE n.parent = " G_STRINGIFY (NEXUS_SQLITE_TRASH) " AND t.node IS NULL",
    is_never_good },
  { N_("a search that is kept"), "SELECT name, query, sum FROM searches", is_search_good },
  { N_("the quota of a directory"),
    "SELECT q.node, q.hard_bytes, q.soft_bytes, q.hard_entries, q.soft_entries, q.sum, n.kind"
    " FROM quotas q LEFT JOIN nodes n ON n.id = q.node", is_quota_good },
  { N_("a snapshot"), "SELECT sum = " NEXUS_SQLITE_SNAPSHOT_SUM " FROM snapshots", is_sum_good },
  { N_("an entry of a snapshot"), "SELECT sum = " NEXUS_SQLITE_SNAPSHOT_ENTRY_SUM " FROM snapshot_entries", is_sum_good },
  { N_("a snapshot, of which entries are missing"),
    "SELECT s.count = k.n - 1 FROM snapshots s LEFT JOIN (SELECT snapshot, count (*) AS n FROM snapshot_entries GROUP BY snapshot) k"
    " ON k.snapshot = s.id", is_sum_good },
};

static gboolean
verify_table (NexusSqliteVerify  *self,
              guint               index,
              GError            **error)
{
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  GError *problem = NULL;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (self->connection, tables[index].sql, &problem);
  if (statement == NULL)
    return _nexus_sqlite_verify_pass (self, problem, error);

  for (;;)
    {
      g_autofree char *message = NULL;
      gint64 node = 0;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the rows", &problem))
        return _nexus_sqlite_verify_pass (self, problem, error);
      if (!row)
        return TRUE;
      if (tables[index].func (statement, &node))
        continue;

      /* Translators: %s is one of “an attribute”, “a tag” and the like */
      message = g_strdup_printf (_("Damaged in the metadata database: %s."), _(tables[index].what));
      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_ENTRY,
                                 self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND, node, message);
    }
}

/* The columns, the content and, in passing, the place of each entry. */
static gboolean
verify_nodes (NexusSqliteVerify  *self,
              GError            **error)
{
  static const char sql[] =
    "SELECT " NEXUS_SQLITE_NODE_COLUMNS ", p.kind FROM " NEXUS_SQLITE_NODE_TABLES " LEFT JOIN nodes p ON p.id = n.parent ORDER BY n.id";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  GError *problem = NULL;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, &problem);
  if (statement == NULL)
    return _nexus_sqlite_verify_pass (self, problem, error);

  for (;;)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      gint64 id;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the entries", &problem))
        return _nexus_sqlite_verify_pass (self, problem, error);
      if (!row)
        return TRUE;

      id = sqlite3_column_int64 (statement, 0);
      if (id != NEXUS_SQLITE_ROOT && id != NEXUS_SQLITE_TRASH)
        _nexus_report_get_counts (self->report)->n_entries++;
      if (_nexus_sqlite_node_read (statement, &node, "", NULL) &&
          (node.parent != 0 ? sqlite3_column_type (statement, NEXUS_SQLITE_NODE_N_COLUMNS) != SQLITE_NULL &&
                              sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS) == NEXUS_KIND_DIRECTORY
                            : id == NEXUS_SQLITE_ROOT || id == NEXUS_SQLITE_TRASH))
        continue;

      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_ENTRY, self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND, id,
                                 _("Damaged in the metadata database: an entry."));
    }
}

/* How many tags and attributes an entry has is kept with it, so that none gets lost unnoticed. */
static gboolean
verify_counts (NexusSqliteVerify  *self,
               GError            **error)
{
  static const char sql[] =
    "SELECT n.id, ifnull (t.k, 0), ifnull (a.k, 0) FROM nodes n"
    "  LEFT JOIN (SELECT node, count (*) AS k FROM node_tags GROUP BY node) t ON t.node = n.id"
    "  LEFT JOIN (SELECT node, count (*) AS k FROM attributes GROUP BY node) a ON a.node = n.id"
    "  WHERE n.n_tags <> ifnull (t.k, 0) OR n.n_attributes <> ifnull (a.k, 0)";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  g_autoptr(GArray) wrong = g_array_new (FALSE, FALSE, 3 * sizeof (gint64));
  GError *problem = NULL;
  gboolean row = TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, &problem);
  if (statement == NULL)
    return _nexus_sqlite_verify_pass (self, problem, error);

  while (row)
    {
      gint64 triple[3];

      if (!_nexus_sqlite_step (self->connection, statement, &row, "count tags and attributes", &problem))
        return _nexus_sqlite_verify_pass (self, problem, error);
      for (int i = 0; row && i < 3; i++)
        triple[i] = sqlite3_column_int64 (statement, i);
      if (row)
        g_array_append_vals (wrong, triple, 1);
    }

  for (guint i = 0; i < wrong->len; i++)
    {
      const gint64 *triple = (gint64 *) (gpointer) wrong->data + 3 * i;
      NexusFindingState state = self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND;
      g_auto(NexusSqliteNode) node = { 0 };
      gboolean found;

      /* What is lost stays lost, but the entry can be used again. */
      if (self->mend && _nexus_sqlite_node_load (self->connection, triple[0], &node, &found, "", NULL) && found)
        {
          node.n_tags = (guint) triple[1];
          node.n_attributes = (guint) triple[2];
          if (!_nexus_sqlite_node_update (self->connection, &node, error))
            return FALSE;
          state = NEXUS_FINDING_SET_ASIDE;
          self->changed = TRUE;
        }
      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_ENTRY, state, triple[0],
                                 _("Tags or attributes of an entry are lost."));
    }

  return TRUE;
}

gboolean
_nexus_sqlite_verify_rows (NexusSqliteVerify  *self,
                           GError            **error)
{
  if (!verify_nodes (self, error) || !verify_counts (self, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      if (!verify_table (self, i, error))
        return FALSE;
    }

  return TRUE;
}

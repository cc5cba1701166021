/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-query-private.h"

/* Single entries and their contents. */

/* Entries and contents that a reader remembers; beyond that it starts anew. */
#define ENTRIES_MAX 4096

NexusEntry *
_nexus_sqlite_query (NexusSqliteConnection  *connection,
                     const char             *path,
                     GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  NexusEntry *entry = g_hash_table_lookup (connection->entries, path);

  if (entry != NULL)
    return g_object_ref (entry);

  if (!_nexus_sqlite_resolve (connection, path, &node, error))
    return NULL;

  entry = _nexus_sqlite_node_to_entry (connection, &node, path, error);
  if (entry == NULL)
    return NULL;

  /* The entry holds the key for as long as the table holds the entry. */
  if (g_hash_table_size (connection->entries) >= ENTRIES_MAX)
    g_hash_table_remove_all (connection->entries);
  g_hash_table_insert (connection->entries, (gpointer) nexus_entry_get_path (entry), g_object_ref (entry));

  return entry;
}

NexusEntry *
_nexus_sqlite_query_id (NexusSqliteConnection  *connection,
                        const char             *id,
                        GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *path = NULL;
  guint8 uuid[NEXUS_UUID_SIZE];
  gboolean found = FALSE, trashed;

  if (_nexus_uuid_parse (id, uuid) &&
      !_nexus_sqlite_node_load_uuid (connection, uuid, &node, &found, id, error))
    return NULL;

  if (!found || node.id == NEXUS_SQLITE_TRASH)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing with the id “%s”."), id);
      return NULL;
    }

  if (memcmp (node.uuid, uuid, NEXUS_UUID_SIZE) != 0)
    {
      _nexus_sqlite_set_corrupt (error, id);
      return NULL;
    }

  path = _nexus_sqlite_build_path (connection, &node, &trashed, error);
  if (path == NULL)
    return NULL;

  return _nexus_sqlite_node_to_entry (connection, &node, path, error);
}

gboolean
_nexus_sqlite_query_content (NexusSqliteConnection  *connection,
                             const char             *path,
                             guint                   version,
                             NexusEntry            **entry,
                             NexusContentRef       **content,
                             GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(NexusEntry) found_entry = NULL;
  g_autoptr(NexusContentRef) found_content = NULL;
  NexusContentRef *known = version == 0 ? g_hash_table_lookup (connection->contents, path) : NULL;

  if (known != NULL)
    {
      if (entry != NULL && (*entry = _nexus_sqlite_query (connection, path, error)) == NULL)
        return FALSE;
      *content = _nexus_content_ref_ref (known);
      return TRUE;
    }

  if (!_nexus_sqlite_resolve (connection, path, &node, error))
    return FALSE;

  if (node.kind == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("“%s” is a directory, not a file."), path);
      return FALSE;
    }

  if (node.kind == NEXUS_KIND_FILE && version != 0 && version != node.version)
    {
      g_autoptr(GArray) versions = _nexus_sqlite_load_versions (connection, &node, version, path, error);
      const NexusSqliteVersion *found;

      if (versions == NULL)
        return FALSE;
      if (versions->len == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” has no version %u."), path, version);
          return FALSE;
        }

      /* What the entry tells of the content is told of this one: its size is where readers stop. */
      found = &g_array_index (versions, NexusSqliteVersion, 0);
      node.content = found->content;
      node.size = found->size;
      node.modified_ns = found->modified_ns;
      node.version = version;
    }

  if (node.kind == NEXUS_KIND_FILE)
    {
      found_content = _nexus_sqlite_load_content (connection, node.content, path, error);
      if (found_content == NULL)
        return FALSE;
      memcpy (node.hash, found_content->hash, NEXUS_HASH_SIZE);

      if (found_content->locator == NULL)
        {
          g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                       _("The content of “%s” is known by its hash only and is not in this store. Import it again."), path);
          return FALSE;
        }
      if (version == 0)
        {
          if (g_hash_table_size (connection->contents) >= ENTRIES_MAX)
            g_hash_table_remove_all (connection->contents);
          g_hash_table_insert (connection->contents, g_strdup (path), _nexus_content_ref_ref (found_content));
        }
    }

  if (entry != NULL)
    {
      found_entry = _nexus_sqlite_node_to_entry (connection, &node, path, error);
      if (found_entry == NULL)
        return FALSE;
      *entry = g_steal_pointer (&found_entry);
    }
  *content = g_steal_pointer (&found_content);

  return TRUE;
}

/* The kinds of all that is below the root of the trash, so that they can be taken from the whole. */
static gboolean
count_kinds (NexusSqliteConnection  *connection,
             const char             *sql,
             gint64                  sign,
             NexusStatisticsInit    *statistics,
             GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      gint64 count;

      if (!_nexus_sqlite_step (connection, statement, &row, "count entries", error))
        return FALSE;
      if (!row)
        return TRUE;

      count = sign * sqlite3_column_int64 (statement, 1);
      switch (sqlite3_column_int64 (statement, 0))
        {
        case NEXUS_KIND_FILE:
          statistics->n_files += (guint64) count;
          break;

        case NEXUS_KIND_DIRECTORY:
          statistics->n_directories += (guint64) count;
          break;

        default:
          statistics->n_links += (guint64) count;
          break;
        }
    }
}

/* Not found to be bad since. */
#define GOOD "good_ns > 0 AND good_ns >= checked_ns"

gboolean
_nexus_sqlite_get_statistics (NexusSqliteConnection  *connection,
                              NexusStatisticsInit    *statistics,
                              GError                **error)
{
  static const char sql_all[] = "SELECT kind, count (*) FROM nodes WHERE id > 2 GROUP BY kind";
  static const char sql_trash[] =
    "WITH RECURSIVE below (id) AS"
    " (SELECT id FROM nodes WHERE parent = 2 UNION SELECT n.id FROM nodes n JOIN below b ON n.parent = b.id)"
    " SELECT n.kind, count (*) FROM below b JOIN nodes n ON n.id = b.id GROUP BY n.kind";
  const struct {
    const char *sql;
    guint64    *value;
  } numbers[] = {
    { "SELECT count (*) FROM contents", &statistics->n_contents },
    { "SELECT total (size) FROM contents", &statistics->content_size },
    { "SELECT count (*) FROM versions", &statistics->n_versions },
    { "SELECT count (*) FROM trash", &statistics->n_trashed },
    { "SELECT count (*) FROM tags", &statistics->n_tags },
    { "SELECT total_size FROM nodes WHERE id = 1", &statistics->logical_size },
    { "SELECT total (size) FROM versions", &statistics->history_size },
    { "SELECT total (CASE kind WHEN 1 THEN total_size ELSE size END) FROM nodes WHERE parent = 2",
      &statistics->trash_size },
    { "SELECT total ((g.n - 1) * c.size) FROM (SELECT content, count (*) AS n FROM nodes WHERE content IS NOT NULL"
      " GROUP BY content HAVING count (*) > 1) g JOIN contents c ON c.id = g.content", &statistics->saved_size },
    { "SELECT count (*) FROM content_checks WHERE " GOOD, &statistics->n_verified },
    { "SELECT ifnull (min (good_ns), 0) FROM content_checks WHERE " GOOD, (guint64 *) &statistics->oldest_verified_ns },
    { "SELECT ifnull (max (good_ns), 0) FROM content_checks WHERE " GOOD, (guint64 *) &statistics->newest_verified_ns },
  };
  gint64 value;

  statistics->n_files = statistics->n_directories = statistics->n_links = 0;
  if (!count_kinds (connection, sql_all, 1, statistics, error) ||
      !count_kinds (connection, sql_trash, -1, statistics, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (!_nexus_sqlite_connection_query_int (connection, numbers[i].sql, &value, error))
        return FALSE;
      *numbers[i].value = (guint64) value;
    }

  if (!_nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", &value, error))
    return FALSE;
  statistics->schema_version = (guint) value;

  return TRUE;
}

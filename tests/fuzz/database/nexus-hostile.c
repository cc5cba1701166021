/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-hostile.h"

#include <glib/gstdio.h>
#include <nexus-config.h>
#include <nexus-mutation-private.h>
#include <nexus-query.h>
#include <nexus-report-private.h>
#include <nexus-snapshot.h>
#include <nexus-sqlite-checksum-private.h>
#include <nexus-sqlite-migrator-private.h>
#include <nexus-sqlite-salvage-private.h>
#include <nexus-sqlite-sum-private.h>
#include <nexus-statistics-private.h>
#include <string.h>

/* More than the small store can have of anything: who tells of more goes in circles. */
#define MANY 100000

/* How many entries are looked at closely. */
#define WALK_MAX 64

static const NexusSqliteStoreOptions options = {
  .content_hash = NEXUS_CONTENT_HASH_BLAKE2B_256,
  .durability = NEXUS_DURABILITY_NORMAL,
  .history_limit = 20,
  .readers = 1,
};

static const char * const paths[] = { "/", "/d", "/d/a", "/d/sub", "/d/sub/b", "/link", "/c" };

/* --- The tables --- */

const HostileTable hostile_tables[HOSTILE_N_TABLES] = {
  { "nodes", "id", { "id", "uuid", "parent", "name", "kind", "content", "size", "mode", "modified_ns", "created_ns",
                     "content_type", "version", "target", "n_tags", "n_attributes", "total_size", "total_count" },
    "nexus_sum ('n', uuid, id, parent, name, kind, content, size, mode, modified_ns, created_ns, content_type, version, target,"
    " n_tags, n_attributes)" },
  { "contents", "id", { "id", "hash", "size", "locator", "added_ns" },
    "nexus_sum ('c', hash, id, size, locator, added_ns)" },
  { "versions", "node, number", { "node", "number", "content", "size", "modified_ns" },
    "nexus_sum ('v', node, number, content, size, modified_ns)" },
  { "attributes", "node, key", { "node", "key", "value" }, "nexus_sum ('a', node, key, value)" },
  { "tags", "id", { "id", "name", "color" }, "nexus_sum ('t', id, name, color)" },
  { "node_tags", "node, tag", { "node", "tag" }, "nexus_sum ('g', node, tag)" },
  { "trash", "node", { "node", "original_path", "deleted_ns" }, "nexus_sum ('d', node, original_path, deleted_ns)" },
  { "changes", "seq", { "seq", "kind", "path", "old_path", "time_ns", "origin" }, NULL },
  { "search_log", "seq", { "seq", "node" }, NULL },
  { "searches", "name", { "name", "query" }, "nexus_sum ('q', name, query)" },
  { "steps", "id", { "id", "kind", "path", "other", "key", "count", "time_ns", "state", "undone", "token" }, NULL },
  { "step_parts", "id", { "id", "data" }, "nexus_sum ('p', data, id)" },
  { "step_contents", "step, content", { "step", "content" }, NULL },
  { "snapshots", "id", { "id", "name", "path", "created_ns", "count", "size" },
    "nexus_sum ('s', id, name, path, created_ns, count, size)" },
  { "snapshot_entries", "snapshot, path", { "snapshot", "path", "kind", "content", "size", "mode", "modified_ns", "created_ns",
                                            "content_type", "target", "tags", "attributes", "uuid" },
    "nexus_sum ('S', snapshot, path, kind, content, size, mode, modified_ns, created_ns, content_type, target, tags, attributes,"
    " uuid)" },
  { "store", "key", { "key", "value" }, NULL },
  { "quotas", "node", { "node", "hard_bytes", "soft_bytes", "hard_entries", "soft_entries" },
    "nexus_sum ('Q', node, hard_bytes, soft_bytes, hard_entries, soft_entries)" },
  { "content_checks", "content", { "content", "checked_ns", "good_ns" }, NULL },
};

/* --- The store --- */

NexusMutation *
hostile_new (NexusMutationKind  kind,
             const char        *path,
             const char        *destination,
             const char        *key)
{
  NexusMutation *mutation = _nexus_mutation_new (kind, path);

  mutation->destination = g_strdup (destination);
  mutation->key = g_strdup (key);

  return mutation;
}

NexusMutation *
hostile_new_put (const char *path,
                 const char *text)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, path);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GBytes) locator = g_bytes_new (text, strlen (text));
  guint8 hash[NEXUS_HASH_SIZE];
  gsize size = sizeof hash;

  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  g_checksum_get_digest (checksum, hash, &size);
  mutation->content = _nexus_content_ref_new (hash, strlen (text), locator);

  return mutation;
}

gboolean
hostile_apply (NexusMetadataStore *store,
               NexusMutation      *mutation)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, NULL);

  _nexus_metadata_store_apply (store, &transaction, 1);

  return transaction->error == NULL;
}

NexusMetadataStore *
hostile_open_store (const char *path)
{
  NexusContentHash hash;

  return _nexus_sqlite_store_open (path, &options, &hash, NULL, NULL);
}

void
hostile_remove (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", "-journal", ".part" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

void
hostile_make (const char *path)
{
  NexusMetadataStore *store = hostile_open_store (path);
  NexusMutation *attribute, *quota;

  g_assert_nonnull (store);
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_MAKE_DIRECTORY, "/d/sub", NULL, NULL)));
  g_assert_true (hostile_apply (store, hostile_new_put ("/d/a", "first")));
  g_assert_true (hostile_apply (store, hostile_new_put ("/d/a", "second")));
  g_assert_true (hostile_apply (store, hostile_new_put ("/d/sub/b", "second")));
  g_assert_true (hostile_apply (store, hostile_new_put ("/c", "third")));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_MAKE_LINK, "/link", "d/a", NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_ADD_TAG, "/d/a", NULL, "red")));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_ADD_TAG, "/c", NULL, "red")));
  attribute = hostile_new (NEXUS_MUTATION_SET_ATTRIBUTE, "/d/a", NULL, "author");
  attribute->value = g_variant_ref_sink (g_variant_new_string ("Ann"));
  g_assert_true (hostile_apply (store, attribute));
  g_assert_true (hostile_apply (store, hostile_new_put ("/gone", "gone")));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_DELETE, "/gone", NULL, NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_SAVE_SEARCH, NULL, "tag:red", "reds")));
  quota = hostile_new (NEXUS_MUTATION_SET_QUOTA, "/d", NULL, NULL);
  quota->limits.hard_bytes = 1000000;
  g_assert_true (hostile_apply (store, quota));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_CREATE_SNAPSHOT, "/d", NULL, "then")));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_MOVE, "/c", "/d/c", NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_MOVE, "/d/c", "/c", NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_UNDO, NULL, NULL, NULL)));
  g_assert_true (hostile_apply (store, hostile_new (NEXUS_MUTATION_REDO, NULL, NULL, NULL)));
  g_assert_true (_nexus_metadata_store_close (store, NULL));
  g_object_unref (store);
}

/* --- Checksums --- */

static void
sum (sqlite3_context  *context,
     int               n_values,
     sqlite3_value   **values)
{
  guint64 result = sqlite3_value_text (values[0])[0];

  for (int i = 1; i < n_values; i++)
    switch (sqlite3_value_type (values[i]))
      {
      case SQLITE_TEXT:
        result = _nexus_sum_bytes (result, sqlite3_value_text (values[i]), (gsize) sqlite3_value_bytes (values[i]));
        break;

      case SQLITE_BLOB:
        result = _nexus_sum_bytes (result, sqlite3_value_blob (values[i]), (gsize) sqlite3_value_bytes (values[i]));
        break;

      default:
        result = _nexus_sum_int (result, (guint64) sqlite3_value_int64 (values[i]));
        break;
      }
  sqlite3_result_int64 (context, (sqlite3_int64) result);
}

sqlite3 *
hostile_open (const char *path)
{
  sqlite3 *db;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()) != SQLITE_OK)
    g_error ("%s: %s", path, sqlite3_errmsg (db));
  sqlite3_create_function (db, "nexus_sum", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, sum, NULL, NULL);
  sqlite3_exec (db, "PRAGMA synchronous = OFF; PRAGMA recursive_triggers = OFF", NULL, NULL, NULL);

  return db;
}

void
hostile_fix_sums (sqlite3 *db)
{
  for (guint i = 0; i < HOSTILE_N_TABLES; i++)
    if (hostile_tables[i].sum != NULL)
      {
        g_autofree char *sql = g_strdup_printf ("UPDATE %s SET sum = %s", hostile_tables[i].name, hostile_tables[i].sum);

        sqlite3_exec (db, sql, NULL, NULL, NULL);
      }
}

void
hostile_fix_pages (guint8 *bytes,
                   gsize   size)
{
  for (gsize at = 0; at + NEXUS_SQLITE_PAGE_SIZE <= size; at += NEXUS_SQLITE_PAGE_SIZE)
    {
      guint64 value = GUINT64_TO_LE (_nexus_sqlite_page_sum (bytes + at, (guint32) (at / NEXUS_SQLITE_PAGE_SIZE) + 1));

      memcpy (bytes + at + NEXUS_SQLITE_PAGE_SIZE - NEXUS_SQLITE_PAGE_RESERVE, &value, sizeof value);
    }
}

/* --- Everything that can be asked --- */

static void
count_one (guint *n)
{
  if (++*n > MANY)
    g_error ("there is no end to it");
}

gboolean
hostile_on_record (const NexusRecord  *record,
                   gpointer            user_data,
                   GError            **error)
{
  count_one (user_data);

  return TRUE;
}

gboolean
hostile_on_content (NexusContentRef  *content,
                    gboolean          wanted,
                    gpointer          user_data,
                    GError          **error)
{
  count_one (user_data);

  return TRUE;
}

static void
look_at (NexusMetadataStore *store,
         const char         *path)
{
  g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, path, NULL, NULL);
  g_autoptr(GPtrArray) versions = _nexus_metadata_store_list_versions (store, path, NULL, NULL);
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(NexusContentRef) found = NULL;

  if (entry != NULL)
    {
      G_GNUC_UNUSED g_autoptr(NexusEntry) same = _nexus_metadata_store_query_id (store, nexus_entry_get_id (entry), NULL, NULL);
      g_autofree char *text = g_variant_print (nexus_entry_get_attributes (entry), TRUE);

      /* What is handed out is text that can be shown, whatever was in there. */
      g_assert_true (g_utf8_validate (nexus_entry_get_path (entry), -1, NULL));
      g_assert_true (g_utf8_validate (nexus_entry_get_name (entry), -1, NULL));
      g_assert_null (strchr (nexus_entry_get_name (entry)[0] == '/' ? "" : nexus_entry_get_name (entry), '/'));
      g_assert_true (nexus_entry_get_target (entry) == NULL || g_utf8_validate (nexus_entry_get_target (entry), -1, NULL));
      g_assert_true (g_utf8_validate (nexus_entry_get_content_type (entry), -1, NULL));
      g_assert_cmpuint (nexus_entry_get_mode (entry), <=, 07777);
      g_assert_nonnull (text);
      for (guint i = 0; nexus_entry_get_tags (entry) != NULL && nexus_entry_get_tags (entry)[i] != NULL; i++)
        g_assert_true (g_utf8_validate (nexus_entry_get_tags (entry)[i], -1, NULL));
    }
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      g_autoptr(NexusContentRef) former = NULL;

      _nexus_metadata_store_query_content (store, path, nexus_version_get_number (g_ptr_array_index (versions, i)), NULL, &former,
                                           NULL, NULL);
    }
  _nexus_metadata_store_query_content (store, path, 0, NULL, &content, NULL, NULL);
  if (content != NULL)
    found = _nexus_metadata_store_find_content (store, content->hash, NULL, NULL);
}

static void
walk (NexusMetadataStore *store,
      const char         *path,
      guint              *n)
{
  g_autoptr(GPtrArray) children = NULL;

  if ((*n)++ >= WALK_MAX)
    return;
  look_at (store, path);
  children = _nexus_metadata_store_list_children (store, path, NULL, 100, NULL, NULL);
  for (guint i = 0; children != NULL && i < children->len; i++)
    walk (store, nexus_entry_get_path (g_ptr_array_index (children, i)), n);
}

#define LIST(call) \
  G_STMT_START { \
    GPtrArray *list_ = call; \
    if (list_ != NULL) \
      g_ptr_array_unref (list_); \
  } G_STMT_END

static void
search (NexusMetadataStore *store)
{
  static const char * const texts[] = { "a", "tag:red", "author:Ann", "size>1 in:/d", "modified<7d OR name:sub", "type:file", "text:second" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(NexusQuery) query = nexus_query_new_parse (texts[i], NULL);
      NexusSearchHits *hits;

      g_assert_nonnull (query);
      hits = _nexus_metadata_store_search (store, query, NEXUS_SEARCH_ORDER_NAME, NULL, NULL);
      if (hits != NULL)
        {
          gint64 ids[16];
          guint n = _nexus_search_hits_get (hits, 0, G_N_ELEMENTS (ids), ids);

          LIST (_nexus_metadata_store_load_hits (store, ids, n, NULL, NULL));
          _nexus_search_hits_unref (hits);
        }
    }
}

static void
read_all (NexusMetadataStore *store)
{
  NexusStatisticsInit statistics = { 0 };
  guint64 seen;
  guint n = 0, days = 1;

  walk (store, "/", &n);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    look_at (store, paths[i]);

  LIST (_nexus_metadata_store_list_trash (store, NULL, NULL));
  LIST (_nexus_metadata_store_list_tags (store, NULL, NULL));
  LIST (_nexus_metadata_store_list_tagged (store, "red", NULL, NULL));
  LIST (_nexus_metadata_store_list_quotas (store, "/", NULL, NULL));
  if (_nexus_metadata_store_get_trash_days (store, &days, NULL, NULL))
    g_assert_cmpuint (days, <=, NEXUS_TRASH_DAYS_MAX);
  LIST (_nexus_metadata_store_list_searches (store, NULL, NULL));
  LIST (_nexus_metadata_store_list_keys (store, NULL, NULL));
  LIST (_nexus_metadata_store_list_history (store, NULL, NULL));
  LIST (_nexus_metadata_store_list_snapshots (store, NULL, NULL));
  LIST (_nexus_metadata_store_diff_snapshot (store, "then", NULL, NULL, NULL));
  LIST (_nexus_metadata_store_list_changes (store, 0, 0, 1000, &seen, NULL, NULL));
  for (gint64 i = 0; i < 5; i++)
    {
      NexusContentRef *content = _nexus_metadata_store_load_content (store, i, NULL, NULL);

      if (content != NULL)
        _nexus_content_ref_unref (content);
      LIST (_nexus_metadata_store_list_uses (store, i, NULL, NULL));
    }
  search (store);
  _nexus_metadata_store_get_statistics (store, &statistics, NULL, NULL);
  n = 0;
  _nexus_metadata_store_dump (store, hostile_on_record, &n, NULL, NULL);
  n = 0;
  _nexus_metadata_store_dump_snapshot (store, "then", NULL, hostile_on_record, &n, NULL, NULL);
}

static void
write_all (NexusMetadataStore *store)
{
  NexusMarkRules rules = { .added_before_ns = G_MAXINT64, .deleted_before_ns = G_MAXINT64, .prune_versions = TRUE };
  NexusMutation *mutation;
  g_autoptr(GPtrArray) trash = _nexus_metadata_store_list_trash (store, NULL, NULL);
  guint n = 0;

  hostile_apply (store, hostile_new_put ("/d/a", "third"));
  hostile_apply (store, hostile_new_put ("/d/sub/new", "new"));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_MOVE, "/d/sub", "/moved", NULL));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_MOVE, "/d", "/moved/d", NULL));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_COPY, "/moved", "/copy", NULL));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_RENAME_TAG, NULL, "blue", "red"));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_ADD_TAG, "/c", NULL, "green"));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_ADD_TAG, "/", NULL, "yellow"));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_DELETE_TAG, NULL, NULL, "yellow"));
  for (guint i = 0; i < 8; i++)
    hostile_apply (store, hostile_new (NEXUS_MUTATION_UNDO, NULL, NULL, NULL));
  for (guint i = 0; i < 4; i++)
    hostile_apply (store, hostile_new (NEXUS_MUTATION_REDO, NULL, NULL, NULL));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_RESTORE_SNAPSHOT, NULL, NULL, "then"));
  hostile_apply (store, hostile_new (NEXUS_MUTATION_CREATE_SNAPSHOT, "/", NULL, "now"));
  if (trash != NULL && trash->len > 0)
    hostile_apply (store, hostile_new (NEXUS_MUTATION_RESTORE_TRASH, NULL, NULL, nexus_trash_item_get_id (g_ptr_array_index (trash, 0))));
  mutation = hostile_new (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT;
  hostile_apply (store, mutation);
  mutation = hostile_new (NEXUS_MUTATION_EMPTY_TRASH, NULL, NULL, NULL);
  mutation->deleted_before_ns = G_MAXINT64;
  hostile_apply (store, mutation);
  _nexus_metadata_store_prune (store, NULL, NULL);
  _nexus_metadata_store_mark (store, &rules, NULL, hostile_on_content, &n, NULL, NULL);
}

static void
verify (NexusMetadataStore *store,
        gboolean            mend)
{
  g_autoptr(NexusReport) report = _nexus_report_new ();

  _nexus_metadata_store_verify (store, mend, report, NULL, NULL);
  _nexus_report_seal (report);
}

gboolean
hostile_use (const char *path)
{
  NexusMetadataStore *store = hostile_open_store (path);

  if (store == NULL)
    return FALSE;

  read_all (store);
  verify (store, FALSE);
  write_all (store);
  verify (store, TRUE);
  read_all (store);
  _nexus_metadata_store_close (store, NULL);
  g_object_unref (store);

  return TRUE;
}

void
hostile_salvage (const char *path,
                 const char *target)
{
  g_autoptr(NexusReport) report = _nexus_report_new ();

  _nexus_sqlite_salvage (path, target, options.content_hash, report, NULL, NULL);
}

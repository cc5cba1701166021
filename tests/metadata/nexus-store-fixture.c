/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <sqlite3.h>
#include <string.h>

static void
open_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  NexusContentHash hash;

  fixture->store = _nexus_sqlite_store_open (fixture->path, &fixture->options, &hash, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
  g_assert_cmpint (hash, ==, fixture->options.content_hash);
}

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->dir = nexus_test_make_dir ();
  fixture->path = g_build_filename (fixture->dir, "metadata.db", NULL);
  fixture->options.content_hash = NEXUS_CONTENT_HASH_BLAKE2B_256;
  fixture->options.durability = NEXUS_DURABILITY_NORMAL;
  fixture->options.history_limit = 20;
  fixture->options.readers = 4;
  open_store (fixture);
}

static void
close_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  if (fixture->store != NULL)
    {
      _nexus_metadata_store_close (fixture->store, &error);
      g_assert_no_error (error);
      g_assert_finalize_object (g_steal_pointer (&fixture->store));
    }
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->store != NULL)
    fixture_check_totals (fixture);
  close_store (fixture);
  fixture_check_database (fixture->path);
  nexus_test_remove_tree (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

void
fixture_reopen (Fixture *fixture)
{
  close_store (fixture);
  open_store (fixture);
}

NexusContentRef *
fixture_content (const char *text)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GBytes) locator = g_bytes_new (text, strlen (text));
  guint8 hash[NEXUS_HASH_SIZE];
  gsize size = sizeof hash;

  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  g_checksum_get_digest (checksum, hash, &size);

  return _nexus_content_ref_new (hash, strlen (text), locator);
}

NexusMutation *
fixture_put (const char *path,
             const char *text)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, path);

  mutation->content = fixture_content (text);

  return mutation;
}

NexusMutation *
fixture_mutation (NexusMutationKind  kind,
                  const char        *path,
                  const char        *destination,
                  const char        *key)
{
  NexusMutation *mutation = _nexus_mutation_new (kind, path);

  mutation->destination = g_strdup (destination);
  mutation->key = g_strdup (key);

  return mutation;
}

gboolean
fixture_apply (Fixture        *fixture,
               NexusMutation  *mutation,
               GError        **error)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, NULL);

  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  if (transaction->error == NULL)
    return TRUE;

  g_assert_cmpuint (transaction->changes->len, ==, 0);
  g_propagate_error (error, g_steal_pointer (&transaction->error));

  return FALSE;
}

void
fixture_must (Fixture       *fixture,
              NexusMutation *mutation)
{
  g_autoptr(GError) error = NULL;

  fixture_apply (fixture, mutation, &error);
  g_assert_no_error (error);
}

void
fixture_fails (Fixture       *fixture,
               NexusMutation *mutation,
               GQuark         domain,
               int            code,
               const char    *in_message)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (fixture_apply (fixture, mutation, &error));
  g_assert_error (error, domain, code);
  if (in_message != NULL && strstr (error->message, in_message) == NULL)
    g_error ("“%s” is not in: %s", in_message, error->message);
}

NexusEntry *
fixture_entry (Fixture       *fixture,
               NexusMutation *mutation)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, NULL);

  mutation->want_entry = TRUE;
  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  g_assert_no_error (transaction->error);
  g_assert_nonnull (mutation->entry);

  return g_object_ref (mutation->entry);
}

NexusEntry *
fixture_query (Fixture    *fixture,
               const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusEntry *entry = _nexus_metadata_store_query (fixture->store, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, path);

  return entry;
}

gboolean
fixture_exists (Fixture    *fixture,
                const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (fixture->store, path, NULL, &error);

  if (entry == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  return entry != NULL;
}

char *
fixture_names (Fixture    *fixture,
               const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = _nexus_metadata_store_list_children (fixture->store, path, NULL, 1000, NULL, &error);
  g_autoptr(GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", nexus_entry_get_name (g_ptr_array_index (entries, i)));

  return g_string_free (g_steal_pointer (&names), FALSE);
}

char *
fixture_trashed (Fixture    *fixture,
                 const char *original_path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = _nexus_metadata_store_list_trash (fixture->store, NULL, &error);
  char *id = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    {
      NexusTrashItem *item = g_ptr_array_index (items, i);

      if (strcmp (nexus_trash_item_get_original_path (item), original_path) != 0)
        continue;
      g_assert_null (id);
      id = g_strdup (nexus_trash_item_get_id (item));
    }
  g_assert_nonnull (id);

  return id;
}

NexusMutation *
fixture_attribute (const char *path,
                   const char *key,
                   GVariant   *value)
{
  NexusMutation *mutation = fixture_mutation (NEXUS_MUTATION_SET_ATTRIBUTE, path, NULL, key);

  mutation->value = g_variant_ref_sink (value);

  return mutation;
}

static char *
tags_of (Fixture    *fixture,
         const char *path)
{
  g_autoptr(NexusEntry) entry = fixture_query (fixture, path);
  const char * const *tags = nexus_entry_get_tags (entry);

  return tags != NULL ? g_strjoinv (",", (char **) tags) : g_strdup ("");
}

void
fixture_assert_tags (Fixture    *fixture,
                     const char *path,
                     const char *expected)
{
  g_autofree char *tags = tags_of (fixture, path);

  g_assert_cmpstr (tags, ==, expected);
}

static char *
content_of (Fixture    *fixture,
            const char *path,
            guint       version)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  gsize size;
  const char *text;

  g_assert_true (_nexus_metadata_store_query_content (fixture->store, path, version, &entry, &content, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, path);
  text = g_bytes_get_data (content->locator, &size);

  return g_strndup (text, size);
}

void
fixture_assert_content (Fixture    *fixture,
                        const char *path,
                        guint       version,
                        const char *expected)
{
  g_autofree char *text = content_of (fixture, path, version);

  g_assert_cmpstr (text, ==, expected);
}

static sqlite3 *
open_raw (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);

  return db;
}

static char *
raw_text (sqlite3    *db,
          const char *sql)
{
  sqlite3_stmt *statement;
  char *text;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  return text;
}

/* Adds up what is below each directory, from the rows and nothing else. */
static const char totals_sql[] =
  "WITH RECURSIVE above (node, directory) AS ("
  "  SELECT id, parent FROM nodes WHERE parent IS NOT NULL"
  "  UNION ALL SELECT a.node, n.parent FROM above a JOIN nodes n ON n.id = a.directory WHERE n.parent IS NOT NULL),"
  " real (directory, size, count) AS ("
  "  SELECT a.directory, sum (CASE n.kind WHEN 0 THEN n.size ELSE 0 END), count (*)"
  "  FROM above a JOIN nodes n ON n.id = a.node GROUP BY a.directory)"
  " SELECT count (*) FROM nodes d LEFT JOIN real r ON r.directory = d.id"
  " WHERE d.total_size IS NOT ifnull (r.size, 0) OR d.total_count IS NOT ifnull (r.count, 0)";

void
fixture_check_totals (Fixture *fixture)
{
  sqlite3 *db = open_raw (fixture->path);
  g_autofree char *n_wrong = raw_text (db, totals_sql);

  g_assert_cmpstr (n_wrong, ==, "0");
  sqlite3_close (db);
}

void
fixture_check_database (const char *path)
{
  sqlite3 *db = open_raw (path);
  g_autofree char *integrity = raw_text (db, "PRAGMA integrity_check");
  g_autofree char *foreign_keys = raw_text (db, "SELECT count (*) FROM pragma_foreign_key_check");

  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpstr (foreign_keys, ==, "0");
  sqlite3_close (db);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-live.h"

#include <nexus-query.h>
#include <nexus-report-private.h>
#include <nexus-sqlite-dump-private.h>
#include <nexus-sqlite-search-private.h>
#include <nexus-sqlite-snapshot-private.h>
#include <nexus-sqlite-verify-private.h>
#include <string.h>

/* More than the small store can have of anything. */
#define MANY 100000
#define VERSIONS 3

const char * const live_paths[LIVE_N_PATHS] = { "/", "/d", "/d/a", "/d/sub", "/d/sub/b", "/link", "/c", "/d/none", "/new" };
static const char * const names[] = { "red", "then", "blue", "none" };

/* What the store said before. */
typedef struct {
  NexusEntry      *entry;
  NexusContentRef *contents[VERSIONS];     /* by the number of the version, 0 for the current one */
} Known;

static Known known[LIVE_N_PATHS];

#define PICK(input, list) ((list)[take (input) % G_N_ELEMENTS (list)])

/* --- What was, and what is said --- */

void
live_learn (Live *self)
{
  g_autoptr(GPtrArray) trash = NULL;

  for (guint i = 0; i < LIVE_N_PATHS; i++)
    {
      known[i].entry = _nexus_metadata_store_query (self->store, live_paths[i], NULL, NULL);
      for (guint v = 0; v < VERSIONS; v++)
        _nexus_metadata_store_query_content (self->store, live_paths[i], v, NULL, &known[i].contents[v], NULL, NULL);
    }
  trash = _nexus_metadata_store_list_trash (self->store, NULL, NULL);
  g_assert_nonnull (trash);
  g_assert_cmpuint (trash->len, ==, 1);
  self->trashed = g_strdup (nexus_trash_item_get_id (g_ptr_array_index (trash, 0)));
  /* Those of which the most can go wrong are there. */
  g_assert_nonnull (known[2].entry);
  g_assert_nonnull (known[2].contents[0]);
  g_assert_nonnull (known[2].contents[1]);
}

NexusContentRef *
live_get_content (guint path)
{
  return known[path % LIVE_N_PATHS].contents[0];
}

/* Whether rows that say something else than before cannot have the right checksums. */
static gboolean
is_known (const LiveChange *change)
{
  return !change->summed && !change->schema && !change->written;
}

static void
check_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* What is told of an entry can be shown, and unless somebody knew the checksums it is what was stored. */
static void
check_entry (NexusEntry       *entry,
             const LiveChange *change)
{
  const char * const *tags = nexus_entry_get_tags (entry);
  const char *path = nexus_entry_get_path (entry);
  const char *name = nexus_entry_get_name (entry);
  guint i;

  check_text (path);
  check_text (name);
  check_text (nexus_entry_get_content_type (entry));
  g_assert_true (path[0] == '/');
  g_assert_true (strcmp (path, "/") == 0 || (name[0] != '\0' && strchr (name, '/') == NULL && g_str_has_suffix (path, name)));
  g_assert_cmpuint (nexus_entry_get_mode (entry), <=, 07777);
  if (nexus_entry_get_target (entry) != NULL)
    check_text (nexus_entry_get_target (entry));
  for (i = 0; tags != NULL && tags[i] != NULL; i++)
    check_text (tags[i]);
  g_assert_true (g_variant_is_normal_form (nexus_entry_get_attributes (entry)));

  if (!is_known (change))
    return;

  for (i = 0; i < LIVE_N_PATHS; i++)
    if (strcmp (live_paths[i], path) == 0)
      break;
  g_assert_cmpuint (i, <, LIVE_N_PATHS);
  g_assert_nonnull (known[i].entry);
  g_assert_cmpstr (nexus_entry_get_id (entry), ==, nexus_entry_get_id (known[i].entry));
  g_assert_cmpint (nexus_entry_get_kind (entry), ==, nexus_entry_get_kind (known[i].entry));
  g_assert_cmpstr (nexus_entry_get_etag (entry), ==, nexus_entry_get_etag (known[i].entry));
  g_assert_cmpstr (nexus_entry_get_target (entry), ==, nexus_entry_get_target (known[i].entry));
  g_assert_cmpuint (nexus_entry_get_size (entry), ==, nexus_entry_get_size (known[i].entry));
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, nexus_entry_get_mode (known[i].entry));
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, nexus_entry_get_version (known[i].entry));
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, nexus_entry_get_modified_ns (known[i].entry));
  g_assert_cmpint (nexus_entry_get_created_ns (entry), ==, nexus_entry_get_created_ns (known[i].entry));
  g_assert_true (g_variant_equal (nexus_entry_get_attributes (entry), nexus_entry_get_attributes (known[i].entry)));
}

static void
check_entries (GPtrArray        *entries,   /* taken, nullable */
               const LiveChange *change)
{
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (g_ptr_array_index (entries, i) != NULL)
      check_entry (g_ptr_array_index (entries, i), change);
  g_clear_pointer (&entries, g_ptr_array_unref);
}

static void
drop (GPtrArray *list)
{
  g_clear_pointer (&list, g_ptr_array_unref);
}

/* --- Questions --- */

static void
ask_entry (Live       *self,
           Input      *input,
           LiveChange *change)
{
  guint which = take (input) % LIVE_N_PATHS;
  g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (self->store, live_paths[which], NULL, NULL);
  g_autoptr(NexusEntry) again = NULL;

  if (entry == NULL)
    return;
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, live_paths[which]);
  check_entry (entry, change);
  again = _nexus_metadata_store_query_id (self->store, nexus_entry_get_id (entry), NULL, NULL);
  if (again != NULL)
    check_entry (again, change);
}

static void
ask_content (Live       *self,
             Input      *input,
             LiveChange *change)
{
  guint which = take (input) % LIVE_N_PATHS;
  guint version = take (input) % VERSIONS;
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(NexusContentRef) found = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  _nexus_metadata_store_query_content (self->store, live_paths[which], version, &entry, &content, NULL, NULL);
  if (entry != NULL && version == 0)
    check_entry (entry, change);
  if (content == NULL)
    return;

  if (is_known (change))
    {
      g_assert_nonnull (known[which].contents[version]);
      g_assert_cmpmem (content->hash, NEXUS_HASH_SIZE, known[which].contents[version]->hash, NEXUS_HASH_SIZE);
      g_assert_cmpuint (content->size, ==, known[which].contents[version]->size);
    }
  found = _nexus_metadata_store_find_content (self->store, content->hash, NULL, NULL);
  if (found != NULL)
    g_assert_cmpmem (content->hash, NEXUS_HASH_SIZE, found->hash, NEXUS_HASH_SIZE);
}

static void
ask_children (Live       *self,
              Input      *input,
              LiveChange *change)
{
  const char *path = PICK (input, live_paths);
  guint max = 1 + take (input) % 8;
  g_autofree char *last = NULL;

  /* Each page begins after the one before, so that they come to an end. */
  for (guint n = 0; n < 4; n++)
    {
      GPtrArray *children = _nexus_metadata_store_list_children (self->store, path, last, max, NULL, NULL);
      gboolean more = children != NULL && children->len == max;

      for (guint i = 0; children != NULL && i < children->len; i++)
        {
          const char *name = nexus_entry_get_name (g_ptr_array_index (children, i));

          g_assert_true (last == NULL || strcmp (last, name) < 0);
          g_free (last);
          last = g_strdup (name);
        }
      g_assert_true (children == NULL || children->len <= max);
      check_entries (children, change);
      if (!more)
        break;
    }
}

static void
ask_versions (Live       *self,
              Input      *input,
              LiveChange *change)
{
  guint which = take (input) % LIVE_N_PATHS;
  const char *path = live_paths[which];
  g_autoptr(GPtrArray) versions = _nexus_metadata_store_list_versions (self->store, path, NULL, NULL);

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      NexusVersion *version = g_ptr_array_index (versions, i);
      guint number = nexus_version_get_number (version);
      g_autoptr(NexusContentRef) content = NULL;
      char hex[2 * NEXUS_HASH_SIZE + 1];

      if (is_known (change))
        {
          g_assert_cmpuint (number, <, VERSIONS);
          g_assert_nonnull (known[which].contents[number]);
          _nexus_hash_to_hex (known[which].contents[number]->hash, hex);
          g_assert_cmpstr (nexus_version_get_etag (version), ==, hex);
        }
      /* The first one is the current one, which may have any number. */
      g_assert_true (i < 2 || number < nexus_version_get_number (g_ptr_array_index (versions, i - 1)));
      _nexus_metadata_store_query_content (self->store, path, number, NULL, &content, NULL, NULL);
    }
}

static void
ask_lists (Live       *self,
           Input      *input,
           LiveChange *change)
{
  guint days = 1;
  guint64 after, seen;

  switch (take (input) % 9)
    {
    case 0:
      drop (_nexus_metadata_store_list_trash (self->store, NULL, NULL));
      break;
    case 1:
      drop (_nexus_metadata_store_list_tags (self->store, NULL, NULL));
      break;
    case 2:
      check_entries (_nexus_metadata_store_list_tagged (self->store, PICK (input, names), NULL, NULL), change);
      break;
    case 3:
      drop (_nexus_metadata_store_list_quotas (self->store, take (input) % 2 ? PICK (input, live_paths) : NULL, NULL, NULL));
      break;
    case 4:
      if (_nexus_metadata_store_get_trash_days (self->store, &days, NULL, NULL))
        g_assert_cmpuint (days, <=, NEXUS_TRASH_DAYS_MAX);
      break;
    case 5:
      drop (_nexus_metadata_store_list_searches (self->store, NULL, NULL));
      break;
    case 6:
      drop (_nexus_metadata_store_list_history (self->store, NULL, NULL));
      break;
    case 7:
      after = take (input);
      drop (_nexus_metadata_store_list_changes (self->store, after, after / 2, 1 + take (input), &seen, NULL, NULL));
      break;
    default:
      _nexus_metadata_store_find_change (self->store, take (input) * (G_MAXINT64 / 255), &seen, NULL, NULL);
      break;
    }
}

static void
ask_snapshots (Live       *self,
               Input      *input,
               LiveChange *change)
{
  guint n = 0;

  if (!_nexus_sqlite_connection_begin_read (self->reader, NULL))
    return;

  switch (take (input) % 4)
    {
    case 0:
      drop (_nexus_sqlite_list_snapshots (self->reader, NULL));
      break;
    case 1:
      drop (_nexus_sqlite_diff_snapshot (self->reader, "then", NULL, NULL));
      break;
    case 2:
      drop (_nexus_sqlite_diff_snapshot (self->reader, "then", PICK (input, names), NULL));
      break;
    default:
      _nexus_sqlite_dump_snapshot (self->reader, "then", take (input) % 2 ? PICK (input, live_paths) : NULL, hostile_on_record, &n, NULL);
      break;
    }
  _nexus_sqlite_connection_end_read (self->reader);
}

static void
ask_contents (Live       *self,
              Input      *input,
              LiveChange *change)
{
  gint64 id = take (input) % 12;
  guint64 n_bytes;
  NexusContentRef *content;
  GArray *plan;
  const char *below[] = { PICK (input, live_paths), NULL };

  switch (take (input) % 4)
    {
    case 0:
      content = _nexus_metadata_store_load_content (self->store, id, NULL, NULL);
      g_clear_pointer (&content, _nexus_content_ref_unref);
      break;
    case 1:
      drop (_nexus_metadata_store_list_uses (self->store, id, NULL, NULL));
      break;
    case 2:
      plan = _nexus_metadata_store_plan_check (self->store, id % 2 ? below : NULL, take (input), id % 3 == 0, &n_bytes, NULL, NULL);
      g_clear_pointer (&plan, g_array_unref);
      break;
    default:
      content = _nexus_metadata_store_find_content (self->store, (const guint8 *) "a hash that no content ever has…", NULL, NULL);
      g_assert_null (content);
      break;
    }
}

static void
take_hits (Live             *self,
           NexusSearchHits  *hits,    /* taken, nullable */
           const LiveChange *change)
{
  gint64 ids[16];
  guint n;

  if (hits == NULL)
    return;

  g_assert_cmpuint (_nexus_search_hits_get_n (hits), <, MANY);
  n = _nexus_search_hits_get (hits, 0, G_N_ELEMENTS (ids), ids);
  check_entries (_nexus_metadata_store_load_hits (self->store, ids, n, NULL, NULL), change);
  _nexus_search_hits_unref (hits);
}

/* With nothing remembered of the time before. */
static void
ask_search (Live       *self,
            Input      *input,
            LiveChange *change)
{
  static const char * const texts[] = { "a", "tag:red", "author:Ann", "size>1 in:/d", "modified<7d OR name:sub", "type:file", "text:second",
                                        "-tag:red", "in:/d/sub", "type:image", "created>1d", "s" };
  static NexusQuery *queries[G_N_ELEMENTS (texts)];
  guint which = take (input) % G_N_ELEMENTS (texts);
  guint8 order = take (input);
  NexusSqliteSearch *search = _nexus_sqlite_search_new (NULL);
  NexusSearchHits *hits = NULL;

  if (queries[which] == NULL)
    queries[which] = nexus_query_new_parse (texts[which], NULL);
  g_assert_nonnull (queries[which]);

  _nexus_sqlite_search_lock (search, NULL, NULL);
  if (_nexus_sqlite_connection_begin_read (self->reader, NULL))
    {
      hits = _nexus_sqlite_search_run (search, self->reader, queries[which],
                                       order % 2 ? NEXUS_SEARCH_ORDER_NAME : NEXUS_SEARCH_ORDER_RELEVANCE, NULL, NULL);
      if (order % 3 == 0)
        drop (_nexus_sqlite_search_list_keys (search, self->reader, NULL, NULL));
      _nexus_sqlite_connection_end_read (self->reader);
    }
  _nexus_sqlite_search_unlock (search);
  _nexus_sqlite_search_free (search);
  take_hits (self, hits, change);
}

static void
ask_copies (Live       *self,
            Input      *input,
            LiveChange *change)
{
  Known *one = &PICK (input, known);

  if (one->contents[0] != NULL && take (input) % 2)
    take_hits (self, _nexus_metadata_store_find_copies (self->store, one->contents[0]->hash, NULL, NULL), change);
  else
    take_hits (self, _nexus_metadata_store_find_duplicates (self->store, take (input) % 4, NULL, NULL), change);
}

typedef struct {
  guint  n;
  gint64 ids[16];
} Sorted;

static void
on_first (gpointer   user_data,
          GPtrArray *rows)
{
  g_assert_cmpuint (rows->len, <=, 4);
}

static void
on_count (gpointer user_data,
          guint    n_rows)
{
  g_assert_cmpuint (n_rows, <, MANY);
}

static void
on_row (gpointer      user_data,
        gint64        id,
        const guint8 *key,
        guint         key_size)
{
  Sorted *sorted = user_data;

  g_assert_cmpuint (key_size, <=, NEXUS_SORT_KEY_MAX);
  if (sorted->n < G_N_ELEMENTS (sorted->ids))
    sorted->ids[sorted->n] = id;
  if (++sorted->n > MANY)
    g_error ("there is no end to it");
}

static void
ask_sorted (Live       *self,
            Input      *input,
            LiveChange *change)
{
  static const char * const keys[] = { "name", "size", "modified", "created", "type", "version", "tags", "tags-but:red", "etag", "mode",
                                       "attribute:author" };
  static const NexusSortedSink sink = { on_first, on_count, on_row };
  static const char * const children[] = { "a", "sub", "c", "none", NULL };
  const char *path = PICK (input, live_paths);
  guint8 flags = take (input);
  g_autoptr(NexusSort) sort = _nexus_sort_new (PICK (input, keys), flags & 1, flags & 2, flags & 4, FALSE, NULL);
  Sorted sorted = { 0 };

  if (flags & 8)
    drop (_nexus_metadata_store_query_sorted (self->store, path, sort, children, NULL, NULL));
  else if (_nexus_metadata_store_list_sorted (self->store, path, sort, 4, &sink, &sorted, NULL, NULL))
    check_entries (_nexus_metadata_store_load_sorted (self->store, path, sorted.ids, MIN (sorted.n, G_N_ELEMENTS (sorted.ids)), NULL, NULL),
                   change);
}

static void
ask_all (Live       *self,
         Input      *input,
         LiveChange *change)
{
  NexusStatisticsInit statistics = { 0 };
  guint n = 0;

  if (take (input) % 2)
    {
      _nexus_metadata_store_get_statistics (self->store, &statistics, NULL, NULL);
    }
  else if (_nexus_sqlite_connection_begin_read (self->reader, NULL))
    {
      _nexus_sqlite_dump (self->reader, hostile_on_record, &n, NULL);
      _nexus_sqlite_connection_end_read (self->reader);
    }
}

static void
ask_verify (Live       *self,
            Input      *input,
            LiveChange *change)
{
  g_autoptr(NexusReport) report = _nexus_report_new ();
  NexusSqliteVerify verify = { .connection = self->reader, .report = report };
  guint8 what = take (input);

  if (what % 8 == 7)
    {
      verify.connection = self->mender;
      verify.mend = TRUE;
      if (_nexus_sqlite_connection_begin (self->mender, TRUE, "mend", NULL))
        {
          gboolean good = _nexus_sqlite_verify (&verify, NULL);

          /* Attributes that belong to nothing are gone then, for example. */
          change->written |= verify.changed;
          _nexus_sqlite_connection_end (self->mender, good && verify.changed, "mend", NULL);
        }
    }
  else if (_nexus_sqlite_connection_begin_read (self->reader, NULL))
    {
      if (what % 8 == 6)
        _nexus_sqlite_verify (&verify, NULL);
      else if (what % 3 == 0)
        _nexus_sqlite_verify_rows (&verify, NULL);
      else if (what % 3 == 1)
        _nexus_sqlite_verify_tree (&verify, NULL);
      else
        _nexus_sqlite_verify_steps (&verify, NULL);
      _nexus_sqlite_connection_end_read (self->reader);
    }
  _nexus_report_seal (report);
}

/* --- What is asked --- */

void
live_ask (Live       *self,
          Input      *input,
          LiveChange *change)
{
  static void (* const questions[]) (Live *, Input *, LiveChange *) = {
    ask_entry, ask_content, ask_children, ask_versions, ask_lists, ask_snapshots, ask_contents, ask_search, ask_copies, ask_sorted,
    ask_all, ask_verify,
  };
  guint8 what = take (input);

  if (what % 24 < G_N_ELEMENTS (questions))
    {
      questions[what % 24] (self, input, change);
    }
  else if (what % 24 == 23)
    {
      live_write_notes (self, input);
    }
  else
    {
      live_write (self, input, change);
      /* From now on other things are true. */
      change->written = TRUE;
    }
}

void
live_ask_closely (Live *self)
{
  NexusMarkRules rules = { .added_before_ns = G_MAXINT64, .deleted_before_ns = G_MAXINT64, .prune_versions = TRUE };
  guint n = 0;

  g_free (_nexus_metadata_store_dup_uuid (self->store, NULL));
  drop (_nexus_metadata_store_list_snapshots (self->store, NULL, NULL));
  _nexus_metadata_store_mark (self->store, &rules, NULL, hostile_on_content, &n, NULL, NULL);
  n = 0;
  _nexus_metadata_store_dump (self->store, hostile_on_record, &n, NULL, NULL);
  _nexus_metadata_store_prune (self->store, NULL, NULL);
}

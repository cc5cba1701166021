/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <time.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-migrator-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-query-private.h"
#include "nexus-sqlite-quotas-private.h"
#include "nexus-sqlite-readers-private.h"
#include "nexus-sqlite-retention-private.h"
#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-snapshot-private.h"
#include "nexus-sqlite-sorted-private.h"
#include "nexus-sqlite-store-private.h"
#include "nexus-sqlite-undo-private.h"
#include "nexus-sqlite-verify-private.h"
#include "nexus-sqlite-writer-private.h"

/* The metadata store over SQLite: reads lease a reader, writes go to the writer. */

struct _NexusSqliteStore {
  NexusMetadataStore  parent_instance;

  NexusSqliteReaders *readers;
  NexusSqliteWriter  *writer;
  char               *path;
  guint               history_limit;
  guint               undo_limit;
  NexusSqliteSearch  *search;
  NexusSqliteText    *text;
};

struct _NexusSqliteStoreClass {
  NexusMetadataStoreClass parent_class;
};

G_DEFINE_FINAL_TYPE (NexusSqliteStore, _nexus_sqlite_store, NEXUS_TYPE_METADATA_STORE)

#define NEXUS_SQLITE_STORE(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), NEXUS_TYPE_SQLITE_STORE, NexusSqliteStore))

const char *
_nexus_sqlite_store_get_path (NexusMetadataStore *store)
{
  return NEXUS_SQLITE_STORE (store)->path;
}

NexusSqliteText *
_nexus_sqlite_store_get_text (NexusMetadataStore *store)
{
  return NEXUS_SQLITE_STORE (store)->text;
}

guint
_nexus_sqlite_store_get_history_limit (NexusMetadataStore *store)
{
  return NEXUS_SQLITE_STORE (store)->history_limit;
}

static const char *
hash_to_name (NexusContentHash hash)
{
  return hash == NEXUS_CONTENT_HASH_SHA256 ? "sha256" : "blake2b-256";
}

/* Runs one question on a reader and gives the reader back. */
#define ON_READER(result_type, failure, call) \
  G_STMT_START { \
    NexusSqliteReaders *readers = NEXUS_SQLITE_STORE (store)->readers; \
    NexusSqliteConnection *connection = _nexus_sqlite_readers_lease (readers, cancellable, error); \
    result_type result; \
    if (connection == NULL) \
      return failure; \
    result = call; \
    _nexus_sqlite_readers_return (readers, connection); \
    return result; \
  } G_STMT_END

static NexusEntry *
nexus_sqlite_store_query (NexusMetadataStore  *store,
                          const char          *path,
                          GCancellable        *cancellable,
                          GError             **error)
{
  ON_READER (NexusEntry *, NULL, _nexus_sqlite_query (connection, path, error));
}

static NexusEntry *
nexus_sqlite_store_query_id (NexusMetadataStore  *store,
                             const char          *id,
                             GCancellable        *cancellable,
                             GError             **error)
{
  ON_READER (NexusEntry *, NULL, _nexus_sqlite_query_id (connection, id, error));
}

static gboolean
nexus_sqlite_store_query_content (NexusMetadataStore  *store,
                                  const char          *path,
                                  guint                version,
                                  NexusEntry         **entry,
                                  NexusContentRef    **content,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  ON_READER (gboolean, FALSE, _nexus_sqlite_query_content (connection, path, version, entry, content, error));
}

static NexusContentRef *
nexus_sqlite_store_find_content (NexusMetadataStore  *store,
                                 const guint8        *hash,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  gint64 id;

  ON_READER (NexusContentRef *, NULL, _nexus_sqlite_find_content (connection, hash, &id, error));
}

static GPtrArray *
nexus_sqlite_store_list_children (NexusMetadataStore  *store,
                                  const char          *path,
                                  const char          *after,
                                  guint                max,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_children (connection, path, after, max, error));
}

static gboolean
nexus_sqlite_store_list_sorted (NexusMetadataStore     *store,
                                const char             *path,
                                const NexusSort        *sort,
                                guint                   n_first,
                                const NexusSortedSink  *sink,
                                gpointer                user_data,
                                GCancellable           *cancellable,
                                GError                **error)
{
  ON_READER (gboolean, FALSE, _nexus_sqlite_list_sorted (connection, path, sort, n_first, sink, user_data, error));
}

static GPtrArray *
nexus_sqlite_store_query_sorted (NexusMetadataStore  *store,
                                 const char          *path,
                                 const NexusSort     *sort,
                                 const char * const  *names,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_query_sorted (connection, path, sort, names, error));
}

static GPtrArray *
nexus_sqlite_store_load_sorted (NexusMetadataStore  *store,
                                const char          *path,
                                const gint64        *ids,
                                guint                n_ids,
                                GCancellable        *cancellable,
                                GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_load_sorted (connection, path, ids, n_ids, error));
}

static GPtrArray *
nexus_sqlite_store_list_versions (NexusMetadataStore  *store,
                                  const char          *path,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_versions (connection, path, error));
}

static GPtrArray *
nexus_sqlite_store_list_trash (NexusMetadataStore  *store,
                               GCancellable        *cancellable,
                               GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_trash (connection, error));
}

static GPtrArray *
nexus_sqlite_store_list_tags (NexusMetadataStore  *store,
                              GCancellable        *cancellable,
                              GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_tags (connection, error));
}

static GPtrArray *
nexus_sqlite_store_list_tagged (NexusMetadataStore  *store,
                                const char          *tag,
                                GCancellable        *cancellable,
                                GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_tagged (connection, tag, error));
}

static NexusSearchHits *
nexus_sqlite_store_find_copies (NexusMetadataStore  *store,
                                const guint8        *hash,
                                GCancellable        *cancellable,
                                GError             **error)
{
  ON_READER (NexusSearchHits *, NULL, _nexus_sqlite_find_copies (connection, hash, error));
}

static NexusSearchHits *
nexus_sqlite_store_find_duplicates (NexusMetadataStore  *store,
                                    guint64              min_size,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  ON_READER (NexusSearchHits *, NULL, _nexus_sqlite_find_duplicates (connection, min_size, cancellable, error));
}

/* One search at a time: who waits holds no reader, and then finds what was read.  A connection with the lock, or neither. */
static NexusSqliteConnection *
begin_search (NexusSqliteStore  *self,
              GCancellable      *cancellable,
              GError           **error)
{
  NexusSqliteConnection *connection;

  if (!_nexus_sqlite_search_lock (self->search, cancellable, error))
    return NULL;

  connection = _nexus_sqlite_readers_lease (self->readers, cancellable, error);
  if (connection == NULL)
    _nexus_sqlite_search_unlock (self->search);

  return connection;
}

static void
end_search (NexusSqliteStore      *self,
            NexusSqliteConnection *connection)
{
  _nexus_sqlite_readers_return (self->readers, connection);
  _nexus_sqlite_search_unlock (self->search);
}

static NexusSearchHits *
nexus_sqlite_store_search (NexusMetadataStore  *store,
                           NexusQuery          *query,
                           NexusSearchOrder     order,
                           GCancellable        *cancellable,
                           GError             **error)
{
  NexusSqliteStore *self = NEXUS_SQLITE_STORE (store);
  NexusSqliteConnection *connection = begin_search (self, cancellable, error);
  NexusSearchHits *hits;

  if (connection == NULL)
    return NULL;

  hits = _nexus_sqlite_search_run (self->search, connection, query, order, cancellable, error);
  end_search (self, connection);

  return hits;
}

static gboolean
nexus_sqlite_store_list_found (NexusMetadataStore     *store,
                               NexusQuery             *query,
                               const NexusSort        *sort,
                               guint                   n_first,
                               const NexusSortedSink  *sink,
                               gpointer                user_data,
                               GCancellable           *cancellable,
                               GError                **error)
{
  NexusSqliteStore *self = NEXUS_SQLITE_STORE (store);
  NexusSqliteConnection *connection = begin_search (self, cancellable, error);
  g_autoptr(NexusSearchHits) hits = NULL;
  gboolean good;

  if (connection == NULL)
    return FALSE;

  hits = _nexus_sqlite_search_run (self->search, connection, query, NEXUS_SEARCH_ORDER_RELEVANCE, cancellable, error);
  /* From here on the hits are enough: the next search may begin. */
  _nexus_sqlite_search_unlock (self->search);
  good = hits != NULL && _nexus_sqlite_list_found (connection, hits, sort, n_first, sink, user_data, error);
  _nexus_sqlite_readers_return (self->readers, connection);

  return good;
}

static GPtrArray *
nexus_sqlite_store_load_hits (NexusMetadataStore  *store,
                              const gint64        *ids,
                              guint                n_ids,
                              GCancellable        *cancellable,
                              GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_search_load (connection, ids, n_ids, error));
}

static GPtrArray *
nexus_sqlite_store_list_searches (NexusMetadataStore  *store,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_searches (connection, error));
}

static GPtrArray *
nexus_sqlite_store_list_keys (NexusMetadataStore  *store,
                              GCancellable        *cancellable,
                              GError             **error)
{
  NexusSqliteStore *self = NEXUS_SQLITE_STORE (store);
  NexusSqliteConnection *connection = begin_search (self, cancellable, error);
  GPtrArray *keys;

  if (connection == NULL)
    return NULL;

  keys = _nexus_sqlite_search_list_keys (self->search, connection, cancellable, error);
  end_search (self, connection);

  return keys;
}

static GPtrArray *
nexus_sqlite_store_list_snapshots (NexusMetadataStore  *store,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_snapshots (connection, error));
}

static GPtrArray *
nexus_sqlite_store_list_history (NexusMetadataStore  *store,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_steps_list (connection, NEXUS_SQLITE_STORE (store)->undo_limit, error));
}

static NexusTextBatch *
nexus_sqlite_store_list_texts (NexusMetadataStore  *store,
                               guint                max,
                               GCancellable        *cancellable,
                               GError             **error)
{
  NexusSqliteText *text = NEXUS_SQLITE_STORE (store)->text;

  ON_READER (NexusTextBatch *, NULL, _nexus_sqlite_text_list (text, connection, max, error));
}

static gboolean
nexus_sqlite_store_purge_texts (NexusMetadataStore  *store,
                                GCancellable        *cancellable,
                                GError             **error)
{
  NexusSqliteText *text = NEXUS_SQLITE_STORE (store)->text;

  ON_READER (gboolean, FALSE, _nexus_sqlite_text_purge (text, connection, error));
}

static gboolean
nexus_sqlite_store_get_statistics (NexusMetadataStore   *store,
                                   NexusStatisticsInit  *statistics,
                                   GCancellable         *cancellable,
                                   GError              **error)
{
  ON_READER (gboolean, FALSE, _nexus_sqlite_get_statistics (connection, statistics, error));
}

static gboolean
nexus_sqlite_store_find_change (NexusMetadataStore  *store,
                                gint64               time_ns,
                                guint64             *sequence,
                                GCancellable        *cancellable,
                                GError             **error)
{
  ON_READER (gboolean, FALSE, _nexus_sqlite_find_change (connection, time_ns, sequence, error));
}

static GPtrArray *
nexus_sqlite_store_list_changes (NexusMetadataStore  *store,
                                 guint64              after,
                                 guint64              own_after,
                                 guint                max,
                                 guint64             *seen,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  gint64 origin = _nexus_sqlite_writer_get_origin (NEXUS_SQLITE_STORE (store)->writer);

  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_changes (connection, after, origin, own_after, max, seen, error));
}

static GPtrArray *
nexus_sqlite_store_list_quotas (NexusMetadataStore  *store,
                                const char          *path,
                                GCancellable        *cancellable,
                                GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_quotas (connection, path, error));
}

static gboolean
nexus_sqlite_store_get_trash_days (NexusMetadataStore  *store,
                                   guint               *days,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  ON_READER (gboolean, FALSE, _nexus_sqlite_read_trash_days (connection, days, error));
}

static gboolean
nexus_sqlite_store_may_have_quotas (NexusMetadataStore *store)
{
  return _nexus_sqlite_writer_may_have_quotas (NEXUS_SQLITE_STORE (store)->writer);
}

static void
nexus_sqlite_store_apply (NexusMetadataStore  *store,
                          NexusTransaction   **transactions,
                          gsize                n_transactions)
{
  _nexus_sqlite_writer_apply (NEXUS_SQLITE_STORE (store)->writer, transactions, n_transactions);
}

static GArray *
nexus_sqlite_store_plan_check (NexusMetadataStore  *store,
                               const char * const  *paths,
                               gint64               good_before_ns,
                               gboolean             oldest_first,
                               guint64             *n_bytes,
                               GCancellable        *cancellable,
                               GError             **error)
{
  ON_READER (GArray *, NULL, _nexus_sqlite_plan_check (connection, paths, good_before_ns, oldest_first, n_bytes, error));
}

static NexusContentRef *
nexus_sqlite_store_load_content (NexusMetadataStore  *store,
                                 gint64               content,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  ON_READER (NexusContentRef *, NULL, _nexus_sqlite_peek_content (connection, content, error));
}

static GPtrArray *
nexus_sqlite_store_list_uses (NexusMetadataStore  *store,
                              gint64               content,
                              GCancellable        *cancellable,
                              GError             **error)
{
  ON_READER (GPtrArray *, NULL, _nexus_sqlite_list_uses (connection, content, error));
}

/* The readers go first: the last connection moves the log into the database and takes it away. */
static gboolean
nexus_sqlite_store_close (NexusMetadataStore  *store,
                          GError             **error)
{
  NexusSqliteStore *self = NEXUS_SQLITE_STORE (store);

  _nexus_sqlite_readers_close (self->readers);
  _nexus_sqlite_text_close (self->text);

  return _nexus_sqlite_writer_close (self->writer, error);
}

static void
nexus_sqlite_store_finalize (GObject *object)
{
  NexusSqliteStore *self = NEXUS_SQLITE_STORE (object);

  g_clear_pointer (&self->readers, _nexus_sqlite_readers_free);
  g_clear_pointer (&self->writer, _nexus_sqlite_writer_free);
  g_free (self->path);
  g_clear_pointer (&self->search, _nexus_sqlite_search_free);
  g_clear_pointer (&self->text, _nexus_sqlite_text_free);

  G_OBJECT_CLASS (_nexus_sqlite_store_parent_class)->finalize (object);
}

static void
_nexus_sqlite_store_class_init (NexusSqliteStoreClass *klass)
{
  NexusMetadataStoreClass *store_class = (NexusMetadataStoreClass *) klass;

  G_OBJECT_CLASS (klass)->finalize = nexus_sqlite_store_finalize;
  store_class->query = nexus_sqlite_store_query;
  store_class->query_id = nexus_sqlite_store_query_id;
  store_class->query_content = nexus_sqlite_store_query_content;
  store_class->find_content = nexus_sqlite_store_find_content;
  store_class->list_children = nexus_sqlite_store_list_children;
  store_class->list_sorted = nexus_sqlite_store_list_sorted;
  store_class->query_sorted = nexus_sqlite_store_query_sorted;
  store_class->load_sorted = nexus_sqlite_store_load_sorted;
  store_class->list_versions = nexus_sqlite_store_list_versions;
  store_class->list_trash = nexus_sqlite_store_list_trash;
  store_class->list_tags = nexus_sqlite_store_list_tags;
  store_class->list_tagged = nexus_sqlite_store_list_tagged;
  store_class->find_copies = nexus_sqlite_store_find_copies;
  store_class->find_duplicates = nexus_sqlite_store_find_duplicates;
  store_class->search = nexus_sqlite_store_search;
  store_class->list_found = nexus_sqlite_store_list_found;
  store_class->load_hits = nexus_sqlite_store_load_hits;
  store_class->list_searches = nexus_sqlite_store_list_searches;
  store_class->list_keys = nexus_sqlite_store_list_keys;
  store_class->list_snapshots = nexus_sqlite_store_list_snapshots;
  store_class->list_history = nexus_sqlite_store_list_history;
  store_class->list_texts = nexus_sqlite_store_list_texts;
  store_class->purge_texts = nexus_sqlite_store_purge_texts;
  store_class->get_statistics = nexus_sqlite_store_get_statistics;
  store_class->find_change = nexus_sqlite_store_find_change;
  store_class->list_changes = nexus_sqlite_store_list_changes;
  store_class->list_quotas = nexus_sqlite_store_list_quotas;
  store_class->get_trash_days = nexus_sqlite_store_get_trash_days;
  store_class->may_have_quotas = nexus_sqlite_store_may_have_quotas;
  store_class->apply = nexus_sqlite_store_apply;
  store_class->plan_check = nexus_sqlite_store_plan_check;
  store_class->load_content = nexus_sqlite_store_load_content;
  store_class->list_uses = nexus_sqlite_store_list_uses;
  store_class->close = nexus_sqlite_store_close;
  _nexus_sqlite_extra_class_init (store_class);
  _nexus_sqlite_garbage_class_init (store_class);
  _nexus_sqlite_snapshots_class_init (store_class);
  _nexus_sqlite_texts_class_init (store_class);
}

static void
_nexus_sqlite_store_init (NexusSqliteStore *self)
{
}

static gboolean
put_value (NexusSqliteConnection  *connection,
           const char             *key,
           const char             *value,
           GError                **error)
{
  static const char sql[] = "INSERT INTO store (key, value) VALUES (?1, ?2)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "tt", key, value);

  return _nexus_sqlite_run (connection, statement, "make a store", error);
}

/* What every new store has: its identity, the two roots. */
static gboolean
fill_store (NexusSqliteConnection  *connection,
            gpointer                user_data,
            GError                **error)
{
  const NexusSqliteStoreOptions *options = user_data;
  g_autofree char *created = NULL;
  char id[NEXUS_UUID_STRING_SIZE];
  guint8 uuid[NEXUS_UUID_SIZE];
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  _nexus_uuid_generate (uuid);
  _nexus_uuid_to_string (uuid, id);
  created = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) now.tv_sec * 1000000000 + now.tv_nsec);

  if (!put_value (connection, "content-hash", hash_to_name (options->content_hash), error) ||
      !put_value (connection, "uuid", id, error) ||
      !put_value (connection, "created-ns", created, error))
    return FALSE;

  for (gint64 i = NEXUS_SQLITE_ROOT; i <= NEXUS_SQLITE_TRASH; i++)
    {
      NexusSqliteNode node = { .id = i, .kind = NEXUS_KIND_DIRECTORY, .mode = 0755, .version = 1 };

      node.created_ns = node.modified_ns = (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
      _nexus_uuid_generate (node.uuid);
      if (!_nexus_sqlite_node_insert (connection, &node, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_content_hash (NexusSqliteConnection  *connection,
                   NexusContentHash       *hash,
                   GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement =
    _nexus_sqlite_connection_prepare (connection, "SELECT value FROM store WHERE key = 'content-hash'", error);
  const char *name = NULL;
  gboolean row;

  if (statement == NULL || !_nexus_sqlite_step (connection, statement, &row, "read the settings of the store", error))
    return FALSE;

  if (row)
    name = (const char *) sqlite3_column_text (statement, 0);

  if (g_strcmp0 (name, "blake2b-256") == 0)
    *hash = NEXUS_CONTENT_HASH_BLAKE2B_256;
  else if (g_strcmp0 (name, "sha256") == 0)
    *hash = NEXUS_CONTENT_HASH_SHA256;
  else
    {
      _nexus_sqlite_set_corrupt (error, "content-hash");
      return FALSE;
    }

  return TRUE;
}

NexusMetadataStore *
_nexus_sqlite_store_open (const char                     *path,
                          const NexusSqliteStoreOptions  *options,
                          NexusContentHash               *content_hash,
                          GCancellable                   *cancellable,
                          GError                        **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;
  NexusSqliteMigrations migrations = { .fill = fill_store, .user_data = (gpointer) options };
  NexusSqliteStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (content_hash != NULL, NULL);

  migrations.steps = _nexus_sqlite_migrations_builtin (&migrations.n_steps);
  if (!_nexus_sqlite_migrator_run (path, &migrations, migrations.n_steps, TRUE, cancellable, error))
    return NULL;

  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_WRITER, options->durability, error);
  if (connection == NULL || !read_content_hash (connection, content_hash, error))
    return NULL;
  connection->schema_version = migrations.n_steps;

  self = g_object_new (NEXUS_TYPE_SQLITE_STORE, NULL);
  self->path = g_strdup (path);
  self->text = _nexus_sqlite_text_new (path);
  self->search = _nexus_sqlite_search_new (options->index_text ? self->text : NULL);
  self->history_limit = options->history_limit;
  self->undo_limit = options->undo_limit != 0 ? options->undo_limit : NEXUS_SQLITE_UNDO_LIMIT;
  self->readers = _nexus_sqlite_readers_new (path, options->readers, migrations.n_steps);
  self->writer = _nexus_sqlite_writer_new (g_steal_pointer (&connection), options->durability, options->history_limit);
  _nexus_sqlite_writer_set_undo (self->writer, self->undo_limit, options->undo_days);

  return (NexusMetadataStore *) self;
}

int
_nexus_sqlite_schema_query (const char  *path,
                            GError     **error)
{
  return _nexus_sqlite_migrator_query (path, error);
}

gboolean
_nexus_sqlite_schema_migrate (const char        *path,
                              NexusContentHash   content_hash,
                              guint              version,
                              GCancellable      *cancellable,
                              GError           **error)
{
  NexusSqliteStoreOptions options = { .content_hash = content_hash };
  NexusSqliteMigrations migrations = { .fill = fill_store, .user_data = &options };

  migrations.steps = _nexus_sqlite_migrations_builtin (&migrations.n_steps);
  if (version > migrations.n_steps)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW,
                   _("Schema version %u is not known; the newest is %u."), version, migrations.n_steps);
      return FALSE;
    }

  return _nexus_sqlite_migrator_run (path, &migrations, version, FALSE, cancellable, error);
}

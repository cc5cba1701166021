/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-backup-mark-private.h"
#include "nexus-backup-private.h"
#include "nexus-change-monitor-private.h"
#include "nexus-config.h"
#include "nexus-embedded-private.h"
#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"
#include "nexus-gc-private.h"
#include "nexus-path.h"

/* The store inside this process: joins a metadata store and a content store.
 *
 *   write:  hash → known?  ── yes ───────────────────────────┐
 *                     └ no → stage content → sync contents ──┴→ metadata transaction
 *   read:   path → (entry, reference to content) from one snapshot → content, checked against its hash
 *
 * Metadata never refers to a content that is not durable yet; a content that nothing refers to is harmless. */

G_DEFINE_FINAL_TYPE (NexusEmbedded, _nexus_embedded, NEXUS_TYPE_FILESYSTEM)

/* --- Reading --- */

static NexusEntry *
nexus_embedded_query (NexusFilesystem  *filesystem,
                      const char       *path,
                      GCancellable     *cancellable,
                      GError          **error)
{
  return _nexus_metadata_store_query (NEXUS_EMBEDDED (filesystem)->metadata, path, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_children (NexusFilesystem  *filesystem,
                              const char       *path,
                              const char       *after,
                              guint             max,
                              GCancellable     *cancellable,
                              GError          **error)
{
  return _nexus_metadata_store_list_children (NEXUS_EMBEDDED (filesystem)->metadata, path, after, max,
                                              cancellable, error);
}

static gboolean
nexus_embedded_list_sorted (NexusFilesystem        *filesystem,
                            const char             *path,
                            const NexusSort        *sort,
                            guint                   n_first,
                            const NexusSortedSink  *sink,
                            gpointer                user_data,
                            GCancellable           *cancellable,
                            GError                **error)
{
  return _nexus_metadata_store_list_sorted (NEXUS_EMBEDDED (filesystem)->metadata, path, sort, n_first, sink,
                                            user_data, cancellable, error);
}

static GPtrArray *
nexus_embedded_query_sorted (NexusFilesystem     *filesystem,
                             const char          *path,
                             const NexusSort     *sort,
                             const char * const  *names,
                             GCancellable        *cancellable,
                             GError             **error)
{
  return _nexus_metadata_store_query_sorted (NEXUS_EMBEDDED (filesystem)->metadata, path, sort, names,
                                             cancellable, error);
}

static GPtrArray *
nexus_embedded_load_sorted (NexusFilesystem  *filesystem,
                            const char       *path,
                            const gint64     *ids,
                            guint             n_ids,
                            GCancellable     *cancellable,
                            GError          **error)
{
  return _nexus_metadata_store_load_sorted (NEXUS_EMBEDDED (filesystem)->metadata, path, ids, n_ids,
                                            cancellable, error);
}

static GPtrArray *
nexus_embedded_list_versions (NexusFilesystem  *filesystem,
                              const char       *path,
                              GCancellable     *cancellable,
                              GError          **error)
{
  return _nexus_metadata_store_list_versions (NEXUS_EMBEDDED (filesystem)->metadata, path, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_trash (NexusFilesystem  *filesystem,
                           GCancellable     *cancellable,
                           GError          **error)
{
  return _nexus_metadata_store_list_trash (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_tags (NexusFilesystem  *filesystem,
                          GCancellable     *cancellable,
                          GError          **error)
{
  return _nexus_metadata_store_list_tags (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_tagged (NexusFilesystem  *filesystem,
                            const char       *tag,
                            GCancellable     *cancellable,
                            GError          **error)
{
  return _nexus_metadata_store_list_tagged (NEXUS_EMBEDDED (filesystem)->metadata, tag, cancellable, error);
}

static NexusSearchHits *
nexus_embedded_find_duplicates (NexusFilesystem  *filesystem,
                                guint64           min_size,
                                GCancellable     *cancellable,
                                GError          **error)
{
  return _nexus_metadata_store_find_duplicates (NEXUS_EMBEDDED (filesystem)->metadata, min_size, cancellable, error);
}

static NexusSearchHits *
nexus_embedded_find_copies (NexusFilesystem  *filesystem,
                            const guint8     *hash,
                            GCancellable     *cancellable,
                            GError          **error)
{
  return _nexus_metadata_store_find_copies (NEXUS_EMBEDDED (filesystem)->metadata, hash, cancellable, error);
}

static NexusSearchHits *
nexus_embedded_search (NexusFilesystem   *filesystem,
                       NexusQuery        *query,
                       NexusSearchOrder   order,
                       GCancellable      *cancellable,
                       GError           **error)
{
  return _nexus_metadata_store_search (NEXUS_EMBEDDED (filesystem)->metadata, query, order, cancellable, error);
}

static gboolean
nexus_embedded_list_found (NexusFilesystem        *filesystem,
                           NexusQuery             *query,
                           const NexusSort        *sort,
                           guint                   n_first,
                           const NexusSortedSink  *sink,
                           gpointer                user_data,
                           GCancellable           *cancellable,
                           GError                **error)
{
  return _nexus_metadata_store_list_found (NEXUS_EMBEDDED (filesystem)->metadata, query, sort, n_first, sink,
                                           user_data, cancellable, error);
}

static GPtrArray *
nexus_embedded_load_hits (NexusFilesystem  *filesystem,
                          const gint64     *ids,
                          guint             n_ids,
                          GCancellable     *cancellable,
                          GError          **error)
{
  return _nexus_metadata_store_load_hits (NEXUS_EMBEDDED (filesystem)->metadata, ids, n_ids, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_searches (NexusFilesystem  *filesystem,
                              GCancellable     *cancellable,
                              GError          **error)
{
  return _nexus_metadata_store_list_searches (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_keys (NexusFilesystem  *filesystem,
                          GCancellable     *cancellable,
                          GError          **error)
{
  return _nexus_metadata_store_list_keys (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_history (NexusFilesystem  *filesystem,
                             GCancellable     *cancellable,
                             GError          **error)
{
  return _nexus_metadata_store_list_history (NEXUS_EMBEDDED (filesystem)->metadata, cancellable, error);
}

static gboolean
nexus_embedded_update_index (NexusFilesystem  *filesystem,
                             GCancellable     *cancellable,
                             GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);

  return self->indexer == NULL || _nexus_text_indexer_run (self->indexer, cancellable, error);
}

static GPtrArray *
nexus_embedded_list_quotas (NexusFilesystem  *filesystem,
                            const char       *path,
                            GCancellable     *cancellable,
                            GError          **error)
{
  return _nexus_metadata_store_list_quotas (NEXUS_EMBEDDED (filesystem)->metadata, path, cancellable, error);
}

static NexusStatistics *
nexus_embedded_get_statistics (NexusFilesystem  *filesystem,
                               GCancellable     *cancellable,
                               GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  NexusStatisticsInit statistics = { 0 };
  guint64 disk_size;

  if (!_nexus_metadata_store_get_statistics (self->metadata, &statistics, cancellable, error) ||
      !_nexus_content_store_get_disk_size (self->content, &disk_size, cancellable, error))
    return NULL;
  statistics.disk_size += disk_size;

  return _nexus_statistics_new (&statistics);
}

static gboolean
nexus_embedded_dump (NexusFilesystem  *filesystem,
                     NexusRecordFunc   func,
                     gpointer          user_data,
                     GCancellable     *cancellable,
                     GError          **error)
{
  return _nexus_metadata_store_dump (NEXUS_EMBEDDED (filesystem)->metadata, func, user_data, cancellable, error);
}

static NexusContentRef *
nexus_embedded_find_content (NexusFilesystem  *filesystem,
                             const guint8     *hash,
                             GCancellable     *cancellable,
                             GError          **error)
{
  return _nexus_metadata_store_find_content (NEXUS_EMBEDDED (filesystem)->metadata, hash, cancellable, error);
}

static gboolean
nexus_embedded_verify (NexusFilesystem           *filesystem,
                       const NexusVerifyRequest  *request,
                       GCancellable              *cancellable,
                       GError                   **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);

  return _nexus_embedded_run_verify (self->metadata, self->content, request, cancellable, error);
}

static gboolean
nexus_embedded_repair (NexusFilesystem           *filesystem,
                       const NexusRepairRequest  *request,
                       GCancellable              *cancellable,
                       GError                   **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  const char *folder = nexus_config_get_data_dir (nexus_filesystem_get_config (filesystem));
  NexusRepairRequest whole = *request;

  whole.rescue = !request->dry_run && _nexus_rescue_is_unfinished (folder);

  return _nexus_embedded_run_repair (self->metadata, self->content, self->hash, &whole, cancellable, error) &&
         (!whole.rescue || _nexus_rescue_finish (folder, error));
}

static NexusContentHash
nexus_embedded_get_content_hash (NexusFilesystem *filesystem)
{
  return NEXUS_EMBEDDED (filesystem)->hash;
}

/* --- Writing --- */

static NexusContentWriter *
nexus_embedded_begin_upload (NexusFilesystem  *filesystem,
                             guint64           size_hint,
                             GError          **error)
{
  return _nexus_content_store_begin (NEXUS_EMBEDDED (filesystem)->content, size_hint, error);
}

/* The content if the store has it, or NULL; it stays there for as long as the reference does. */
static NexusContentRef *
find_known (NexusEmbedded  *self,
            const guint8   *hash,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autoptr(NexusContentRef) known = NULL;

  if (!_nexus_content_store_hold (self->content, error))
    return NULL;

  known = _nexus_metadata_store_find_content (self->metadata, hash, cancellable, error);
  if (known == NULL || known->locator == NULL)
    {
      _nexus_content_store_drop (self->content);
      return NULL;
    }
  _nexus_content_store_give_hold (self->content, known);

  return g_steal_pointer (&known);
}

/* `look` asks the metadata first whether the content is there already. */
static NexusContentRef *
stage (NexusEmbedded  *self,
       const void     *data,
       gsize           size,
       gboolean        look,
       GCancellable   *cancellable,
       GError        **error)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (self->hash);
  guint8 hash[NEXUS_HASH_SIZE];

  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);

  if (look)
    {
      g_autoptr(GError) local_error = NULL;
      g_autoptr(NexusContentRef) known = find_known (self, hash, cancellable, &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (known != NULL)
        return g_steal_pointer (&known);
    }

  return _nexus_content_store_stage (self->content, hash, data, size, error);
}

static NexusContentRef *
nexus_embedded_stage (NexusFilesystem  *filesystem,
                      const void       *data,
                      gsize             size,
                      GCancellable     *cancellable,
                      GError          **error)
{
  return stage (NEXUS_EMBEDDED (filesystem), data, size, TRUE, cancellable, error);
}

/* Stages the contents that came as bytes; FALSE with the transaction's error set. */
static gboolean
stage_contents (NexusEmbedded    *self,
                NexusTransaction *transaction,
                gboolean          look)
{
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);
      const void *data;
      gsize size;

      if (mutation->kind != NEXUS_MUTATION_PUT_FILE || mutation->contents == NULL)
        continue;
      if (mutation->content != NULL && look)
        continue;
      if (g_cancellable_set_error_if_cancelled (transaction->cancellable, &transaction->error))
        return FALSE;

      data = g_bytes_get_data (mutation->contents, &size);
      g_clear_pointer (&mutation->content, _nexus_content_ref_unref);
      mutation->content = stage (self, data, size, look, transaction->cancellable, &transaction->error);
      if (mutation->content == NULL)
        {
          if (!g_error_matches (transaction->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_prefix_error (&transaction->error, _("“%s”: "), mutation->path);
          transaction->failed_at = i;
          return FALSE;
        }
    }

  return TRUE;
}

static NexusMutation *
find_put (NexusTransaction *transaction)
{
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      if (mutation->kind == NEXUS_MUTATION_PUT_FILE || mutation->kind == NEXUS_MUTATION_LOAD)
        return mutation;
    }

  return NULL;
}

/* Contents first, then what refers to them.  Transactions that have failed already are left as they are. */
static void
apply_round (NexusEmbedded     *self,
             NexusTransaction **transactions,
             gsize              n_transactions,
             gboolean           look)
{
  g_autoptr(GPtrArray) ready = g_ptr_array_sized_new (n_transactions);
  g_autoptr(GError) sync_error = NULL;
  gboolean puts = FALSE;

  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error != NULL || !stage_contents (self, transactions[i], look))
        continue;
      if (find_put (transactions[i]) != NULL)
        puts = TRUE;
      g_ptr_array_add (ready, transactions[i]);
    }

  if (puts && !_nexus_content_store_sync (self->content, &sync_error))
    {
      for (guint i = ready->len; i > 0; i--)
        {
          NexusTransaction *transaction = g_ptr_array_index (ready, i - 1);
          NexusMutation *put = find_put (transaction);

          if (put == NULL)
            continue;
          transaction->error = g_error_copy (sync_error);
          if (put->path != NULL)
            g_prefix_error (&transaction->error, _("“%s”: "), put->path);
          g_ptr_array_remove_index (ready, i - 1);
        }
    }

  if (ready->len > 0)
    _nexus_metadata_store_apply (self->metadata, (NexusTransaction **) ready->pdata, ready->len);
}

/* A content that was known when it was looked for may have been collected before the transaction: TRUE, and the
 * transaction as before its first try, if it can be staged again. */
static gboolean
prepare_retry (NexusTransaction *transaction)
{
  gboolean has_bytes = FALSE;

  if (!g_error_matches (transaction->error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING))
    return FALSE;

  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      has_bytes = has_bytes || mutation->contents != NULL;
    }
  if (!has_bytes)
    return FALSE;

  g_clear_error (&transaction->error);
  transaction->failed_at = G_MAXUINT;
  g_ptr_array_set_size (transaction->changes, 0);
  g_ptr_array_set_size (transaction->exceeded, 0);
  for (guint i = 0; i < transaction->mutations->len; i++)
    g_clear_object (&((NexusMutation *) g_ptr_array_index (transaction->mutations, i))->entry);

  return TRUE;
}

/* Who keeps what was committed, such as a batch, is not to keep garbage from being collected. */
static void
let_go (NexusTransaction *transaction)
{
  for (guint i = 0; transaction->error == NULL && i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      if (mutation->content != NULL)
        _nexus_content_ref_let_go (mutation->content);
    }
}

static gboolean
has_puts (NexusTransaction **transactions,
          gsize              n_transactions)
{
  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error == NULL && find_put (transactions[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
nexus_embedded_apply (NexusFilesystem   *filesystem,
                      NexusTransaction **transactions,
                      gsize              n_transactions)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  g_autoptr(GPtrArray) again = NULL;

  _nexus_embedded_keep_room (self, transactions, n_transactions);
  apply_round (self, transactions, n_transactions, TRUE);

  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error == NULL || !prepare_retry (transactions[i]))
        continue;
      if (again == NULL)
        again = g_ptr_array_new ();
      g_ptr_array_add (again, transactions[i]);
    }
  if (again != NULL)
    apply_round (self, (NexusTransaction **) again->pdata, again->len, FALSE);

  for (gsize i = 0; i < n_transactions; i++)
    let_go (transactions[i]);

  _nexus_embedded_expire_trash (self, transactions, n_transactions);
  if (self->indexer != NULL && has_puts (transactions, n_transactions))
    _nexus_text_indexer_wake (self->indexer);
}

static void
nexus_embedded_tell (NexusFilesystem   *filesystem,
                     NexusTransaction **transactions,
                     gsize              n_transactions)
{
  _nexus_change_monitor_tell (NEXUS_EMBEDDED (filesystem)->monitor, transactions, n_transactions);
}

static void
nexus_embedded_set_listening (NexusFilesystem *filesystem,
                              gboolean         listening,
                              gint64           since_ns)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);

  if (self->monitor == NULL)
    return;

  if (listening)
    _nexus_change_monitor_start (self->monitor, since_ns);
  else
    _nexus_change_monitor_stop (self->monitor);
}

static gboolean
nexus_embedded_collect_garbage (NexusFilesystem  *filesystem,
                                gboolean          dry_run,
                                gint64            before_ns,
                                gint64            deleted_before_ns,
                                NexusOperation   *operation,
                                GCancellable     *cancellable,
                                GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  const NexusGcRules rules = { dry_run, before_ns, deleted_before_ns };

  if (_nexus_rescue_is_unfinished (nexus_config_get_data_dir (nexus_filesystem_get_config (filesystem))))
    {
      g_set_error_literal (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                           _("A repair of this store was interrupted, and contents would be removed that it brings back. "
                             "Run “nexus repair” again before garbage is collected."));
      return FALSE;
    }

  return _nexus_gc_run (self->metadata, self->content, &rules, operation, cancellable, error);
}

static gboolean
nexus_embedded_backup (NexusFilesystem  *filesystem,
                       const char       *folder,
                       gboolean          restore,
                       NexusOperation   *operation,
                       GCancellable     *cancellable,
                       GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);

  return _nexus_backup_run (self->metadata, self->content, self->hash,
                            nexus_config_get_data_dir (nexus_filesystem_get_config (filesystem)), folder,
                            restore ? NEXUS_RESTORE_MARK : NEXUS_BACKUP_MARK, operation, cancellable, error);
}

/* --- Making and closing --- */

static gboolean
nexus_embedded_close (NexusFilesystem  *filesystem,
                      GCancellable     *cancellable,
                      GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);
  gboolean metadata_ok;

  if (self->monitor != NULL)
    _nexus_change_monitor_detach (self->monitor);
  if (self->indexer != NULL)
    _nexus_text_indexer_stop (self->indexer);
  metadata_ok = _nexus_metadata_store_close (self->metadata, error);

  return _nexus_content_store_close (self->content, metadata_ok ? error : NULL) && metadata_ok;
}

static void
nexus_embedded_dispose (GObject *object)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (object);

  /* It tells this object, which from here on nobody can hold. */
  if (self->monitor != NULL)
    _nexus_change_monitor_detach (self->monitor);

  G_OBJECT_CLASS (_nexus_embedded_parent_class)->dispose (object);
}

static void
nexus_embedded_finalize (GObject *object)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (object);

  /* Both close themselves if nobody has closed them. */
  g_clear_pointer (&self->indexer, _nexus_text_indexer_free);
  g_clear_pointer (&self->monitor, _nexus_change_monitor_unref);
  g_clear_object (&self->metadata);
  g_clear_object (&self->content);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (_nexus_embedded_parent_class)->finalize (object);
}

static void
_nexus_embedded_class_init (NexusEmbeddedClass *klass)
{
  NexusFilesystemClass *filesystem_class = NEXUS_FILESYSTEM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_embedded_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_embedded_finalize;

  filesystem_class->query = nexus_embedded_query;
  filesystem_class->list_children = nexus_embedded_list_children;
  filesystem_class->read = _nexus_embedded_read;
  filesystem_class->open = _nexus_embedded_open;
  filesystem_class->list_sorted = nexus_embedded_list_sorted;
  filesystem_class->query_sorted = nexus_embedded_query_sorted;
  filesystem_class->load_sorted = nexus_embedded_load_sorted;
  filesystem_class->list_versions = nexus_embedded_list_versions;
  filesystem_class->list_trash = nexus_embedded_list_trash;
  filesystem_class->list_tags = nexus_embedded_list_tags;
  filesystem_class->list_tagged = nexus_embedded_list_tagged;
  filesystem_class->find_copies = nexus_embedded_find_copies;
  filesystem_class->find_duplicates = nexus_embedded_find_duplicates;
  filesystem_class->search = nexus_embedded_search;
  filesystem_class->list_found = nexus_embedded_list_found;
  filesystem_class->load_hits = nexus_embedded_load_hits;
  filesystem_class->list_searches = nexus_embedded_list_searches;
  filesystem_class->list_keys = nexus_embedded_list_keys;
  filesystem_class->update_index = nexus_embedded_update_index;
  filesystem_class->list_history = nexus_embedded_list_history;
  filesystem_class->list_quotas = nexus_embedded_list_quotas;
  filesystem_class->get_trash_days = _nexus_embedded_get_trash_days;
  filesystem_class->get_room = _nexus_embedded_get_room;
  filesystem_class->get_statistics = nexus_embedded_get_statistics;
  filesystem_class->dump = nexus_embedded_dump;
  filesystem_class->find_content = nexus_embedded_find_content;
  filesystem_class->verify = nexus_embedded_verify;
  filesystem_class->repair = nexus_embedded_repair;
  filesystem_class->get_content_hash = nexus_embedded_get_content_hash;
  filesystem_class->begin_upload = nexus_embedded_begin_upload;
  filesystem_class->stage = nexus_embedded_stage;
  filesystem_class->apply = nexus_embedded_apply;
  filesystem_class->tell = nexus_embedded_tell;
  filesystem_class->set_listening = nexus_embedded_set_listening;
  filesystem_class->collect_garbage = nexus_embedded_collect_garbage;
  filesystem_class->backup = nexus_embedded_backup;
  _nexus_embedded_snapshots_class_init (filesystem_class);
  filesystem_class->close = nexus_embedded_close;
}

static void
_nexus_embedded_init (NexusEmbedded *self)
{
  g_mutex_init (&self->lock);
}

NexusFilesystem *
_nexus_embedded_new_for_stores (NexusMetadataStore *metadata,
                                NexusContentStore  *content,
                                NexusContentHash    hash,
                                NexusConfig        *config)
{
  NexusEmbedded *self = g_object_new (NEXUS_TYPE_EMBEDDED, NULL);

  self->metadata = g_object_ref (metadata);
  self->content = g_object_ref (content);
  self->hash = hash;
  _nexus_filesystem_set_config (NEXUS_FILESYSTEM (self), config);

  /* What others have written since is looked at too, if this process stays for a moment. */
  if (nexus_config_get_index_text (config))
    {
      self->indexer = _nexus_text_indexer_new (metadata, content);
      _nexus_text_indexer_wake (self->indexer);
    }

  return NEXUS_FILESYSTEM (self);
}

gboolean
_nexus_embedded_monitor (NexusFilesystem  *filesystem,
                         const char       *log,
                         GCancellable     *cancellable,
                         GError          **error)
{
  NexusEmbedded *self = NEXUS_EMBEDDED (filesystem);

  g_assert (self->monitor == NULL);
  self->monitor = _nexus_change_monitor_new (filesystem, self->metadata, log);
  if (self->indexer != NULL)
    {
      _nexus_change_monitor_set_indexer (self->monitor, self->indexer);
      _nexus_text_indexer_set_func (self->indexer, _nexus_change_monitor_tell_texts, self->monitor);
    }

  return _nexus_change_monitor_mark (self->monitor, cancellable, error);
}

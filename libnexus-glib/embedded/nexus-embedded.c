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
  filesystem_class->stage = _nexus_embedded_stage;
  filesystem_class->lacks_room = _nexus_embedded_lacks_room;
  filesystem_class->apply = _nexus_embedded_apply;
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

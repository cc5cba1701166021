/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-metadata-store-private.h"

/* The abstract class: checks what only a programmer can get wrong, then calls the implementation. */

G_DEFINE_ABSTRACT_TYPE (NexusMetadataStore, _nexus_metadata_store, G_TYPE_OBJECT)

#define NEXUS_IS_METADATA_STORE(obj)        (G_TYPE_CHECK_INSTANCE_TYPE ((obj), NEXUS_TYPE_METADATA_STORE))
#define NEXUS_METADATA_STORE_GET_CLASS(obj) (G_TYPE_INSTANCE_GET_CLASS ((obj), NEXUS_TYPE_METADATA_STORE, NexusMetadataStoreClass))

static void
_nexus_metadata_store_class_init (NexusMetadataStoreClass *klass)
{
}

static void
_nexus_metadata_store_init (NexusMetadataStore *self)
{
}

NexusEntry *
_nexus_metadata_store_query (NexusMetadataStore  *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->query (self, path, cancellable, error);
}

NexusEntry *
_nexus_metadata_store_query_id (NexusMetadataStore  *self,
                                const char          *id,
                                GCancellable        *cancellable,
                                GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->query_id (self, id, cancellable, error);
}

gboolean
_nexus_metadata_store_query_content (NexusMetadataStore  *self,
                                     const char          *path,
                                     guint                version,
                                     NexusEntry         **entry,
                                     NexusContentRef    **content,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (path != NULL && path[0] == '/', FALSE);
  g_return_val_if_fail (content != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->query_content (self, path, version, entry, content, cancellable, error);
}

NexusContentRef *
_nexus_metadata_store_find_content (NexusMetadataStore  *self,
                                    const guint8        *hash,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->find_content (self, hash, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_children (NexusMetadataStore  *self,
                                     const char          *path,
                                     const char          *after,
                                     guint                max,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);
  g_return_val_if_fail (max > 0, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_children (self, path, after, max, cancellable, error);
}

gboolean
_nexus_metadata_store_list_sorted (NexusMetadataStore     *self,
                                   const char             *path,
                                   const NexusSort        *sort,
                                   guint                   n_first,
                                   const NexusSortedSink  *sink,
                                   gpointer                user_data,
                                   GCancellable           *cancellable,
                                   GError                **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (path != NULL && path[0] == '/', FALSE);
  g_return_val_if_fail (sort != NULL && sink != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_sorted (self, path, sort, n_first, sink, user_data,
                                                             cancellable, error);
}

GPtrArray *
_nexus_metadata_store_query_sorted (NexusMetadataStore  *self,
                                    const char          *path,
                                    const NexusSort     *sort,
                                    const char * const  *names,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);
  g_return_val_if_fail (sort != NULL && names != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->query_sorted (self, path, sort, names, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_load_sorted (NexusMetadataStore  *self,
                                   const char          *path,
                                   const gint64        *ids,
                                   guint                n_ids,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->load_sorted (self, path, ids, n_ids, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_versions (NexusMetadataStore  *self,
                                     const char          *path,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_versions (self, path, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_trash (NexusMetadataStore  *self,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_trash (self, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_tags (NexusMetadataStore  *self,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_tags (self, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_tagged (NexusMetadataStore  *self,
                                   const char          *tag,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (tag != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_tagged (self, tag, cancellable, error);
}

NexusSearchHits *
_nexus_metadata_store_find_copies (NexusMetadataStore  *self,
                                   const guint8        *hash,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->find_copies (self, hash, cancellable, error);
}

NexusSearchHits *
_nexus_metadata_store_find_duplicates (NexusMetadataStore  *self,
                                       guint64              min_size,
                                       GCancellable        *cancellable,
                                       GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->find_duplicates (self, min_size, cancellable, error);
}

NexusSearchHits *
_nexus_metadata_store_search (NexusMetadataStore  *self,
                              NexusQuery          *query,
                              NexusSearchOrder     order,
                              GCancellable        *cancellable,
                              GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (NEXUS_IS_QUERY (query), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->search (self, query, order, cancellable, error);
}

gboolean
_nexus_metadata_store_list_found (NexusMetadataStore     *self,
                                  NexusQuery             *query,
                                  const NexusSort        *sort,
                                  guint                   n_first,
                                  const NexusSortedSink  *sink,
                                  gpointer                user_data,
                                  GCancellable           *cancellable,
                                  GError                **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (NEXUS_IS_QUERY (query), FALSE);
  g_return_val_if_fail (sort != NULL && sink != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_found (self, query, sort, n_first, sink, user_data,
                                                            cancellable, error);
}

GPtrArray *
_nexus_metadata_store_load_hits (NexusMetadataStore  *self,
                                 const gint64        *ids,
                                 guint                n_ids,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->load_hits (self, ids, n_ids, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_searches (NexusMetadataStore  *self,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_searches (self, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_keys (NexusMetadataStore  *self,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_keys (self, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_history (NexusMetadataStore  *self,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_history (self, cancellable, error);
}

NexusTextBatch *
_nexus_metadata_store_list_texts (NexusMetadataStore  *self,
                                  guint                max,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_texts (self, max, cancellable, error);
}

gboolean
_nexus_metadata_store_index_texts (NexusMetadataStore  *self,
                                   NexusTextBatch      *batch,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->index_texts (self, batch, error);
}

gboolean
_nexus_metadata_store_purge_texts (NexusMetadataStore  *self,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->purge_texts (self, cancellable, error);
}

gboolean
_nexus_metadata_store_verify_texts (NexusMetadataStore  *self,
                                    NexusTextSums       *sums,
                                    gboolean             deep,
                                    gboolean            *good,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->verify_texts (self, sums, deep, good, cancellable, error);
}

gboolean
_nexus_metadata_store_reset_texts (NexusMetadataStore  *self,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->reset_texts (self, error);
}

gboolean
_nexus_metadata_store_get_statistics (NexusMetadataStore   *self,
                                      NexusStatisticsInit  *statistics,
                                      GCancellable         *cancellable,
                                      GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (statistics != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->get_statistics (self, statistics, cancellable, error);
}

gboolean
_nexus_metadata_store_dump (NexusMetadataStore  *self,
                            NexusRecordFunc      func,
                            gpointer             user_data,
                            GCancellable        *cancellable,
                            GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->dump (self, func, user_data, cancellable, error);
}

gboolean
_nexus_metadata_store_find_change (NexusMetadataStore  *self,
                                   gint64               time_ns,
                                   guint64             *sequence,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (sequence != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->find_change (self, time_ns, sequence, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_changes (NexusMetadataStore  *self,
                                    guint64              after,
                                    guint64              own_after,
                                    guint                max,
                                    guint64             *seen,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);
  g_return_val_if_fail (max > 0, NULL);
  g_return_val_if_fail (seen != NULL, NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_changes (self, after, own_after, max, seen, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_quotas (NexusMetadataStore  *self,
                                   const char          *path,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_quotas (self, path, cancellable, error);
}

gboolean
_nexus_metadata_store_get_trash_days (NexusMetadataStore  *self,
                                      guint               *days,
                                      GCancellable        *cancellable,
                                      GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);
  g_return_val_if_fail (days != NULL, FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->get_trash_days (self, days, cancellable, error);
}

gboolean
_nexus_metadata_store_may_have_quotas (NexusMetadataStore *self)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->may_have_quotas (self);
}

void
_nexus_metadata_store_apply (NexusMetadataStore  *self,
                             NexusTransaction   **transactions,
                             gsize                n_transactions)
{
  g_return_if_fail (NEXUS_IS_METADATA_STORE (self));
  g_return_if_fail (transactions != NULL || n_transactions == 0);

  if (n_transactions > 0)
    NEXUS_METADATA_STORE_GET_CLASS (self)->apply (self, transactions, n_transactions);
}

gboolean
_nexus_metadata_store_close (NexusMetadataStore  *self,
                             GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->close (self, error);
}

gboolean
_nexus_metadata_store_prune (NexusMetadataStore   *self,
                             GCancellable         *cancellable,
                             GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->prune (self, cancellable, error);
}

gboolean
_nexus_metadata_store_mark (NexusMetadataStore   *self,
                            const NexusMarkRules *rules,
                            NexusMarkBegun        begun,
                            NexusMarkContent      func,
                            gpointer              user_data,
                            GCancellable         *cancellable,
                            GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->mark (self, rules, begun, func, user_data, cancellable, error);
}

gboolean
_nexus_metadata_store_forget (NexusMetadataStore   *self,
                              NexusContentRef     **contents,
                              guint                 n_contents,
                              gint64                added_before_ns,
                              guint                *n_forgotten,
                              GCancellable         *cancellable,
                              GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->forget (self, contents, n_contents, added_before_ns, n_forgotten, cancellable, error);
}

gboolean
_nexus_metadata_store_relocate (NexusMetadataStore   *self,
                                GPtrArray            *from,
                                GPtrArray            *to,
                                GCancellable         *cancellable,
                                GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->relocate (self, from, to, cancellable, error);
}

gboolean
_nexus_metadata_store_shrink (NexusMetadataStore   *self,
                              GCancellable         *cancellable,
                              GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->shrink (self, cancellable, error);
}

gboolean
_nexus_metadata_store_verify (NexusMetadataStore  *self,
                              gboolean             mend,
                              NexusReport         *report,
                              GCancellable        *cancellable,
                              GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->verify (self, mend, report, cancellable, error);
}

GArray *
_nexus_metadata_store_plan_check (NexusMetadataStore  *self,
                                  const char * const  *paths,
                                  gint64               good_before_ns,
                                  gboolean             oldest_first,
                                  guint64             *n_bytes,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->plan_check (self, paths, good_before_ns, oldest_first, n_bytes, cancellable, error);
}

NexusContentRef *
_nexus_metadata_store_load_content (NexusMetadataStore  *self,
                                    gint64               content,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->load_content (self, content, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_list_uses (NexusMetadataStore  *self,
                                 gint64               content,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_uses (self, content, cancellable, error);
}

gboolean
_nexus_metadata_store_note_checked (NexusMetadataStore  *self,
                                    const NexusContentNote *notes,
                                    guint                n_notes,
                                    GCancellable        *cancellable,
                                    GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->note_checked (self, notes, n_notes, cancellable, error);
}

gboolean
_nexus_metadata_store_set_locator (NexusMetadataStore  *self,
                                   const guint8        *hash,
                                   GBytes              *locator,
                                   NexusRelocateFunc    func,
                                   gpointer             user_data,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->set_locator (self, hash, locator, func, user_data, cancellable, error);
}

gboolean
_nexus_metadata_store_backup (NexusMetadataStore  *self,
                              const char          *folder,
                              NexusBackupContent   func,
                              gpointer             user_data,
                              GCancellable        *cancellable,
                              GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->backup (self, folder, func, user_data, cancellable, error);
}

gboolean
_nexus_metadata_store_settle_backup (NexusMetadataStore  *self,
                                     const char          *folder,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->settle_backup (self, folder, error);
}

char *
_nexus_metadata_store_dup_uuid (NexusMetadataStore  *self,
                                GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->dup_uuid (self, error);
}

GPtrArray *
_nexus_metadata_store_list_snapshots (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->list_snapshots (self, cancellable, error);
}

GPtrArray *
_nexus_metadata_store_diff_snapshot (NexusMetadataStore  *self,
                                     const char          *name,
                                     const char          *other,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), NULL);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->diff_snapshot (self, name, other, cancellable, error);
}

gboolean
_nexus_metadata_store_dump_snapshot (NexusMetadataStore  *self,
                                     const char          *name,
                                     const char          *path,
                                     NexusRecordFunc      func,
                                     gpointer             user_data,
                                     GCancellable        *cancellable,
                                     GError             **error)
{
  g_return_val_if_fail (NEXUS_IS_METADATA_STORE (self), FALSE);

  return NEXUS_METADATA_STORE_GET_CLASS (self)->dump_snapshot (self, name, path, func, user_data, cancellable, error);
}

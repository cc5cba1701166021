/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-change-monitor-private.h"
#include "nexus-embedded-private.h"
#include "nexus-error.h"

/* How transactions come into the store: contents first, then what refers to them. */

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

static void
hash_bytes (NexusEmbedded *self,
            GBytes        *bytes,
            guint8        *hash)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (self->hash);
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);
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

NexusContentRef *
_nexus_embedded_stage (NexusFilesystem  *filesystem,
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

/* Contents first, then what refers to them. */
static void
commit_round (NexusEmbedded *self,
              GPtrArray     *ready)
{
  g_autoptr(GError) sync_error = NULL;
  gboolean puts = FALSE;

  for (guint i = 0; i < ready->len && !puts; i++)
    puts = find_put (g_ptr_array_index (ready, i)) != NULL;

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
  g_ptr_array_set_size (ready, 0);
}

/* Tries it without its bytes, of which only the hashes are made: TRUE if it has ended, which is as it has to if a quota
 * refuses it. */
static gboolean
ends_unstaged (NexusEmbedded    *self,
               NexusTransaction *transaction)
{
  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);
      guint8 hash[NEXUS_HASH_SIZE];

      if (mutation->kind != NEXUS_MUTATION_PUT_FILE || mutation->contents == NULL || mutation->content != NULL)
        continue;
      if (g_cancellable_set_error_if_cancelled (transaction->cancellable, &transaction->error))
        return TRUE;
      hash_bytes (self, mutation->contents, hash);
      mutation->content = _nexus_content_ref_new (hash, g_bytes_get_size (mutation->contents), NULL);
    }

  _nexus_metadata_store_apply (self->metadata, &transaction, 1);
  if (!prepare_retry (transaction))
    return TRUE;

  for (guint i = 0; i < transaction->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);

      if (mutation->contents != NULL && mutation->content != NULL && mutation->content->locator == NULL)
        g_clear_pointer (&mutation->content, _nexus_content_ref_unref);
    }

  return FALSE;
}

/* Transactions that have failed already are left as they are. */
static void
apply_round (NexusEmbedded     *self,
             NexusTransaction **transactions,
             gsize              n_transactions,
             gboolean           look)
{
  g_autoptr(GPtrArray) ready = g_ptr_array_sized_new (n_transactions);

  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error != NULL)
        continue;
      if (look && _nexus_embedded_lacks_room (NEXUS_FILESYSTEM (self), transactions[i]))
        {
          /* What comes before it may make room for it. */
          commit_round (self, ready);
          if (ends_unstaged (self, transactions[i]))
            continue;
        }
      if (stage_contents (self, transactions[i], look))
        g_ptr_array_add (ready, transactions[i]);
    }
  commit_round (self, ready);
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

void
_nexus_embedded_apply (NexusFilesystem   *filesystem,
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-store-private.h"
#include "nexus-sqlite-text-private.h"

/* What is asked of the index of texts as a whole. */

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static gboolean
nexus_sqlite_store_index_texts (NexusMetadataStore  *store,
                                NexusTextBatch      *batch,
                                GError             **error)
{
  return _nexus_sqlite_text_put (_nexus_sqlite_store_get_text (store), batch, error);
}

static gboolean
nexus_sqlite_store_verify_texts (NexusMetadataStore  *store,
                                 NexusTextSums       *sums,
                                 gboolean             deep,
                                 gboolean            *good,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  NexusSqliteText *text = _nexus_sqlite_store_get_text (store);
  g_autoptr(NexusSqliteConnection) metadata = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  metadata = _nexus_sqlite_connection_open (_nexus_sqlite_store_get_path (store), NEXUS_SQLITE_OPEN_READER,
                                            NEXUS_DURABILITY_NORMAL, error);

  return metadata != NULL &&
         _nexus_sqlite_text_verify (_nexus_sqlite_text_get_path (text), metadata,
                                    cancellable != NULL ? is_cancelled : NULL, cancellable, sums, deep, good, error);
}

static gboolean
nexus_sqlite_store_reset_texts (NexusMetadataStore  *store,
                                GError             **error)
{
  return _nexus_sqlite_text_reset (_nexus_sqlite_store_get_text (store), error);
}

void
_nexus_sqlite_texts_class_init (NexusMetadataStoreClass *klass)
{
  klass->index_texts = nexus_sqlite_store_index_texts;
  klass->verify_texts = nexus_sqlite_store_verify_texts;
  klass->reset_texts = nexus_sqlite_store_reset_texts;
}

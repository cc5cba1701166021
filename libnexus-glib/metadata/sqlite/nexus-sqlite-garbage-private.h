/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-store-private.h"
#include "nexus-sqlite-text-private.h"
#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* Of a row of contents. */
#define NEXUS_SQLITE_UNREFERENCED \
  "NOT EXISTS (SELECT 1 FROM nodes WHERE content = contents.id)" \
  " AND NOT EXISTS (SELECT 1 FROM versions WHERE content = contents.id)" \
  " AND NOT EXISTS (SELECT 1 FROM step_contents WHERE content = contents.id)" \
  " AND NOT EXISTS (SELECT 1 FROM snapshot_entries WHERE content = contents.id)"
#define NEXUS_SQLITE_FORGET_UNREFERENCED "DELETE FROM contents WHERE " NEXUS_SQLITE_UNREFERENCED

/* See nexus-metadata-store-private.h.  Each opens a connection of its own to the database, so that they take neither a
 * reader nor the writer from anybody; what they commit is durable whatever the settings of the store. */
gboolean _nexus_sqlite_garbage_prune    (const char            *path,
                                         guint                  history_limit,
                                         GCancellable          *cancellable,
                                         GError               **error);
gboolean _nexus_sqlite_garbage_mark     (const char            *path,
                                         guint                  history_limit,
                                         const NexusMarkRules  *rules,
                                         NexusMarkBegun         begun,
                                         NexusMarkContent       func,
                                         gpointer               user_data,
                                         GCancellable          *cancellable,
                                         GError               **error);
gboolean _nexus_sqlite_garbage_forget   (const char            *path,
                                         NexusContentRef      **contents,
                                         guint                  n_contents,
                                         gint64                 added_before_ns,
                                         guint                 *n_forgotten,
                                         GCancellable          *cancellable,
                                         GError               **error);
gboolean _nexus_sqlite_garbage_relocate (const char            *path,
                                         GPtrArray             *from,
                                         GPtrArray             *to,
                                         GCancellable          *cancellable,
                                         GError               **error);
gboolean _nexus_sqlite_garbage_shrink   (const char            *path,
                                         GCancellable          *cancellable,
                                         GError               **error);

/* nexus-sqlite-store-garbage.c */
void     _nexus_sqlite_garbage_class_init (NexusMetadataStoreClass *klass);

/* nexus-sqlite-store-extra.c */
void     _nexus_sqlite_extra_class_init (NexusMetadataStoreClass *klass);
/* For reading what may be very much: inside a read transaction, with the cancellable polled. */
NexusSqliteConnection *_nexus_sqlite_store_begin_extra (NexusMetadataStore  *store,
                                                        GCancellable        *cancellable,
                                                        GError             **error);

/* nexus-sqlite-store-snapshots.c */
void     _nexus_sqlite_snapshots_class_init (NexusMetadataStoreClass *klass);

/* nexus-sqlite-store-texts.c */
void     _nexus_sqlite_texts_class_init (NexusMetadataStoreClass *klass);

/* nexus-sqlite-store.c */
NexusSqliteText *_nexus_sqlite_store_get_text     (NexusMetadataStore *store);
const char *_nexus_sqlite_store_get_path          (NexusMetadataStore *store);
guint       _nexus_sqlite_store_get_history_limit (NexusMetadataStore *store);

G_END_DECLS

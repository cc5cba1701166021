/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-verify-private.h"
#include "nexus-sqlite-node-private.h"

G_BEGIN_DECLS

/* One look at the whole database, in one snapshot; with `mend` inside a transaction that may write. */
typedef struct {
  NexusSqliteConnection *connection;
  NexusReport           *report;
  gboolean               mend;
  gboolean               changed;     /* something was mended */
} NexusSqliteVerify;

gboolean   _nexus_sqlite_verify              (NexusSqliteVerify      *self,
                                              GError                **error);
/* nexus-sqlite-verify-rows.c: each row against its checksum and against those that it belongs to. */
gboolean   _nexus_sqlite_verify_rows         (NexusSqliteVerify      *self,
                                              GError                **error);
/* nexus-sqlite-verify-tree.c: the totals of all directories, and circles. */
gboolean   _nexus_sqlite_verify_tree         (NexusSqliteVerify      *self,
                                              GError                **error);
/* nexus-sqlite-verify-steps.c: what can be undone. */
gboolean   _nexus_sqlite_verify_steps        (NexusSqliteVerify      *self,
                                              GError                **error);
/* Tells of something; `node` is 0 if it is about none. */
void       _nexus_sqlite_verify_tell         (NexusSqliteVerify      *self,
                                              NexusFindingKind        kind,
                                              NexusFindingState       state,
                                              gint64                  node,
                                              const char             *message);
/* What went wrong while a table was read: damage is told of, and TRUE; anything else is an error. */
gboolean   _nexus_sqlite_verify_pass         (NexusSqliteVerify      *self,
                                              GError                 *problem,   /* taken, nullable */
                                              GError                **error);

/* nexus-sqlite-verify-contents.c */

/* Where a node is, as far as its rows tell, whether they are damaged or not. */
NexusContentUse *_nexus_sqlite_describe_node (NexusSqliteConnection  *connection,
                                              gint64                  node,
                                              guint                   version);
GArray    *_nexus_sqlite_plan_check          (NexusSqliteConnection  *connection,
                                              const char * const     *paths,
                                              gint64                  good_before_ns,
                                              gboolean                oldest_first,
                                              guint64                *n_bytes,
                                              GError                **error);
/* NULL without an error if there is no such content. */
NexusContentRef *_nexus_sqlite_peek_content  (NexusSqliteConnection  *connection,
                                              gint64                  content,
                                              GError                **error);
GPtrArray *_nexus_sqlite_list_uses           (NexusSqliteConnection  *connection,
                                              gint64                  content,
                                              GError                **error);
gboolean   _nexus_sqlite_note_checked        (NexusSqliteConnection  *connection,
                                              const NexusContentNote *notes,
                                              guint                   n_notes,
                                              GError                **error);
gboolean   _nexus_sqlite_relocate            (NexusSqliteConnection  *connection,
                                              const guint8           *hash,
                                              GBytes                 *locator,
                                              NexusRelocateFunc       func,
                                              gpointer                user_data,
                                              GError                **error);

G_END_DECLS

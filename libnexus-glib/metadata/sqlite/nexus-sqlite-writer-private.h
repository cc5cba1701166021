/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-mutation-private.h"
#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* The queue in front of the writable connection. */
typedef struct _NexusSqliteWriter NexusSqliteWriter;

NexusSqliteWriter *_nexus_sqlite_writer_new   (NexusSqliteConnection  *connection,   /* taken */
                                               NexusDurability         durability,
                                               guint                   history_limit);
/* How many steps can be undone, and for how many days (0: no limit); before anything is applied. */
void               _nexus_sqlite_writer_set_undo (NexusSqliteWriter   *self,
                                               guint                   limit,
                                               guint                   days);
void               _nexus_sqlite_writer_apply (NexusSqliteWriter      *self,
                                               NexusTransaction      **transactions,
                                               gsize                   n_transactions);
/* Refuses what comes after, waits for what is queued, moves the log into the database. */
gboolean           _nexus_sqlite_writer_close (NexusSqliteWriter      *self,
                                               GError                **error);
void               _nexus_sqlite_writer_free  (NexusSqliteWriter      *self);
/* What marks the changes of this writer in the log, for all its life. */
gint64             _nexus_sqlite_writer_get_origin    (NexusSqliteWriter *self);
/* FALSE if there were none when last something was written. */
gboolean           _nexus_sqlite_writer_may_have_quotas (NexusSqliteWriter *self);
/* Commits made so far. */
guint64            _nexus_sqlite_writer_get_n_commits (NexusSqliteWriter *self);

G_END_DECLS

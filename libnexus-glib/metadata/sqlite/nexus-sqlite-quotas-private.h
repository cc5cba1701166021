/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-quota-private.h"
#include "nexus-sqlite-apply-private.h"

G_BEGIN_DECLS

/* The quotas that the writer keeps, with what is used of each; see nexus-sqlite-quotas.c. */

/* Before the savepoint. */
gboolean   _nexus_sqlite_quotas_prepare (NexusSqliteApply        *self,
                                         GError                 **error);
/* A directory and all above it have been given that much more, or less, by the transaction. */
void       _nexus_sqlite_quotas_grow    (NexusSqliteApply        *self,
                                         gint64                   directory,
                                         gint64                   size,
                                         gint64                   count);
/* Once all of the transaction is done: NO_SPACE if it is too much, or notes which soft limits are exceeded. */
gboolean   _nexus_sqlite_quotas_check   (NexusSqliteApply        *self,
                                         GError                 **error);
/* What the transaction has added counts from now on, or not. */
void       _nexus_sqlite_quotas_settle  (NexusSqliteApply        *self,
                                         gboolean                 keep);
/* Read again before the next transaction. */
void       _nexus_sqlite_quotas_forget  (NexusSqliteApply        *self);

guint64    _nexus_sqlite_quota_sum      (gint64                   node,
                                         const NexusQuotaLimits  *limits);
/* For a path those that count for it, for NULL all, by their paths. */
GPtrArray *_nexus_sqlite_list_quotas    (NexusSqliteConnection   *connection,
                                         const char              *path,
                                         GError                 **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_filesystem_set_quota          (NexusFilesystem      *self,
                                                 const char           *path,
                                                 guint64               hard_bytes,
                                                 guint64               soft_bytes,
                                                 guint64               hard_entries,
                                                 guint64               soft_entries,
                                                 GCancellable         *cancellable,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
void        nexus_filesystem_set_quota_async    (NexusFilesystem      *self,
                                                 const char           *path,
                                                 guint64               hard_bytes,
                                                 guint64               soft_bytes,
                                                 guint64               hard_entries,
                                                 guint64               soft_entries,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_filesystem_set_quota_finish   (NexusFilesystem      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_quotas        (NexusFilesystem      *self,
                                                 const char           *path,
                                                 GCancellable         *cancellable,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
void        nexus_filesystem_list_quotas_async  (NexusFilesystem      *self,
                                                 const char           *path,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_quotas_finish (NexusFilesystem      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS

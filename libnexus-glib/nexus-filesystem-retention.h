/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_trash_days        (NexusFilesystem      *self,
                                                 guint                 days,
                                                 GCancellable         *cancellable,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
void     nexus_filesystem_set_trash_days_async  (NexusFilesystem      *self,
                                                 guint                 days,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_trash_days_finish (NexusFilesystem      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
int      nexus_filesystem_get_trash_days        (NexusFilesystem      *self,
                                                 GCancellable         *cancellable,
                                                 GError              **error);
NEXUS_AVAILABLE_IN_0_1
void     nexus_filesystem_get_trash_days_async  (NexusFilesystem      *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
int      nexus_filesystem_get_trash_days_finish (NexusFilesystem      *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS

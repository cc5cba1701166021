/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_create_snapshot (NexusFilesystem  *self,
                                  const char       *name,
                                  const char       *path,
                                  GCancellable     *cancellable,
                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void
nexus_filesystem_create_snapshot_async (NexusFilesystem     *self,
                                        const char          *name,
                                        const char          *path,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_create_snapshot_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_delete_snapshot (NexusFilesystem  *self,
                                  const char       *name,
                                  GCancellable     *cancellable,
                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void
nexus_filesystem_delete_snapshot_async (NexusFilesystem     *self,
                                        const char          *name,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_delete_snapshot_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_restore_snapshot (NexusFilesystem  *self,
                                   const char       *name,
                                   const char       *path,
                                   GCancellable     *cancellable,
                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
void
nexus_filesystem_restore_snapshot_async (NexusFilesystem     *self,
                                         const char          *name,
                                         const char          *path,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean
nexus_filesystem_restore_snapshot_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *
nexus_filesystem_list_snapshots (NexusFilesystem  *self,
                                 GCancellable     *cancellable,
                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
void
nexus_filesystem_list_snapshots_async (NexusFilesystem     *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *
nexus_filesystem_list_snapshots_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *
nexus_filesystem_diff_snapshots (NexusFilesystem  *self,
                                 const char       *name,
                                 const char       *other,
                                 GCancellable     *cancellable,
                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
void
nexus_filesystem_diff_snapshots_async (NexusFilesystem     *self,
                                       const char          *name,
                                       const char          *other,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *
nexus_filesystem_diff_snapshots_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusOperation *
nexus_filesystem_export_snapshot (NexusFilesystem *self,
                                  const char      *name,
                                  const char      *path,
                                  GFile           *destination);

G_END_DECLS

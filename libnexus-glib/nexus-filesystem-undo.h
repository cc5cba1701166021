/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-undo-step.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
NexusUndoStep *nexus_filesystem_undo (NexusFilesystem  *self,
                                      guint64           id,
                                      GCancellable     *cancellable,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_undo_async (NexusFilesystem     *self,
                                  guint64              id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusUndoStep *nexus_filesystem_undo_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusUndoStep *nexus_filesystem_redo (NexusFilesystem  *self,
                                      guint64           id,
                                      GCancellable     *cancellable,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_redo_async (NexusFilesystem     *self,
                                  guint64              id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusUndoStep *nexus_filesystem_redo_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_history (NexusFilesystem  *self,
                                           GCancellable     *cancellable,
                                           GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_history_async (NexusFilesystem     *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_history_finish (NexusFilesystem  *self,
                                                  GAsyncResult     *result,
                                                  GError          **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_OPERATION (nexus_operation_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusOperation, nexus_operation, NEXUS, OPERATION, GObject)

NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_operation_run             (NexusOperation       *self,
                                                      GCancellable         *cancellable,
                                                      GError              **error);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_operation_run_async       (NexusOperation       *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_operation_run_finish      (NexusOperation       *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_operation_pause           (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_operation_resume          (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_operation_cancel          (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
NexusOperationState  nexus_operation_get_state       (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
double               nexus_operation_get_fraction    (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
guint64              nexus_operation_get_bytes_done  (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
guint64              nexus_operation_get_bytes_total (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
guint64              nexus_operation_get_files_done  (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
guint64              nexus_operation_get_files_total (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
guint64              nexus_operation_get_files_skipped (NexusOperation     *self);
NEXUS_AVAILABLE_IN_0_1
double               nexus_operation_get_rate        (NexusOperation       *self);
NEXUS_AVAILABLE_IN_0_1
char                *nexus_operation_dup_current_path (NexusOperation      *self);
NEXUS_AVAILABLE_IN_0_1
GListModel          *nexus_operation_get_failures    (NexusOperation       *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation.h"

G_BEGIN_DECLS

/* Abstract: a subclass implements `execute`, which runs in the caller's thread for run() and in a thread
 * of its own for run_async().  The functions below may be called from any thread. */
struct _NexusOperation {
  GObject parent_instance;
};

struct _NexusOperationClass {
  GObjectClass parent_class;

  gboolean (*execute) (NexusOperation  *self,
                       GCancellable    *cancellable,
                       GError         **error);
};

/* Blocks while paused.  Returns FALSE with G_IO_ERROR_CANCELLED when cancelled; call it between items and
 * between blocks of a large file. */
gboolean _nexus_operation_checkpoint (NexusOperation  *self,
                                      GCancellable    *cancellable,
                                      GError         **error);
void     _nexus_operation_add_total  (NexusOperation  *self,
                                      guint64          files,
                                      guint64          bytes);
/* What is found on the way is not all: there is no fraction before another has counted ahead, or all was found. */
void     _nexus_operation_begin_counting (NexusOperation *self);
void     _nexus_operation_set_counted (NexusOperation *self,
                                      guint64          files,
                                      guint64          bytes);
/* All was found; what was counted is of no more use. */
void     _nexus_operation_end_counting (NexusOperation *self);
void     _nexus_operation_add_done   (NexusOperation  *self,
                                      guint64          files,
                                      guint64          bytes);
void     _nexus_operation_add_skipped (NexusOperation *self,
                                      guint64          files,
                                      guint64          bytes);
void     _nexus_operation_set_path   (NexusOperation  *self,
                                      const char      *path);
void     _nexus_operation_add_failure (NexusOperation *self,
                                      const char      *path,
                                      const GError    *error);
guint    _nexus_operation_get_n_failures (NexusOperation *self);
/* Emits ::acknowledged for a path whose entry is durable now (a signal in the operation's main context). */
void     _nexus_operation_acknowledge (NexusOperation *self,
                                      const char      *path);

G_END_DECLS

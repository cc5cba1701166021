/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation-private.h"

/* What an operation knows of itself: written while it runs (nexus-operation.c), read by its getters
 * (nexus-operation-progress.c). */

G_BEGIN_DECLS

typedef struct {
  GMainContext        *context;
  GListStore          *failures;        /* touched in the context only */
  GPtrArray           *new_failures;    /* not yet in it */
  GPtrArray           *acknowledged;    /* paths to be told of */

  GMutex               lock;            /* all below, and the two above */
  GCond                resumed;
  NexusOperationState  state;
  gboolean             begun;           /* run() was called: one that was paused before has not */
  gboolean             cancelled;
  guint64              bytes_done;
  guint64              bytes_total;     /* the larger one of those two: */
  guint64              bytes_found;
  guint64              bytes_counted;
  guint64              files_done;
  guint64              files_total;
  guint64              files_found;
  guint64              files_counted;
  guint64              files_skipped;
  gboolean             counting;        /* how much there is to do is not known yet */
  double               fraction;
  double               rate;
  char                *path;
  guint                n_failures;
  char                *first_failure;
  GCancellable        *running;         /* cancelled by cancel() while run() is at work */

  gint64               rate_time;
  guint64              rate_bytes;
  GSource             *notify_source;
} NexusOperationPrivate;

NexusOperationPrivate *_nexus_operation_get_private (NexusOperation *self);

#define PRIVATE(self) (_nexus_operation_get_private (self))

/* The latest value of a field, from any thread. */
#define READ(self, field) \
  (G_GNUC_EXTENSION ({ \
    NexusOperationPrivate *priv_ = PRIVATE (self); \
    __typeof__ (priv_->field) value_; \
    g_mutex_lock (&priv_->lock); \
    value_ = priv_->field; \
    g_mutex_unlock (&priv_->lock); \
    value_; \
  }))

G_END_DECLS

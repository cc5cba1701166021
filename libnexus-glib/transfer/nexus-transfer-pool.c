/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-transfer-private.h"

struct _NexusTransferPool {
  GThreadPool *threads;
  GFunc        func;
  gpointer     user_data;
  GMutex       lock;
  GCond        room;
  guint        waiting;
  guint        max_waiting;
};

static void
run_job (gpointer job,
         gpointer user_data)
{
  NexusTransferPool *self = user_data;

  self->func (job, self->user_data);

  g_mutex_lock (&self->lock);
  self->waiting--;
  g_cond_signal (&self->room);
  g_mutex_unlock (&self->lock);
}

NexusTransferPool *
_nexus_transfer_pool_new (GFunc     func,
                          gpointer  user_data,
                          guint     n_threads,
                          guint     max_waiting)
{
  NexusTransferPool *self = g_new0 (NexusTransferPool, 1);

  self->func = func;
  self->user_data = user_data;
  self->max_waiting = max_waiting;
  g_mutex_init (&self->lock);
  g_cond_init (&self->room);
  self->threads = g_thread_pool_new (run_job, self, n_threads, FALSE, NULL);

  return self;
}

void
_nexus_transfer_pool_push (NexusTransferPool *self,
                           gpointer           job)
{
  g_mutex_lock (&self->lock);
  while (self->waiting >= self->max_waiting)
    g_cond_wait (&self->room, &self->lock);
  self->waiting++;
  g_mutex_unlock (&self->lock);

  g_thread_pool_push (self->threads, job, NULL);
}

void
_nexus_transfer_pool_free (NexusTransferPool *self)
{
  g_thread_pool_free (self->threads, FALSE, TRUE);
  g_cond_clear (&self->room);
  g_mutex_clear (&self->lock);
  g_free (self);
}

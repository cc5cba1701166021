/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nexus-text-indexer-private.h"

/* Nothing is done before nothing has been written for that long, or it has been written for ever. */
#define QUIET_TIME (1 * G_TIME_SPAN_SECOND)
#define QUIET_MAX (10 * G_TIME_SPAN_SECOND)
/* It rests so many times as long as it has worked. */
#define REST_FACTOR 3
/* A batch is a transaction, and takes some tens of milliseconds. */
#define BATCH 64
/* Who does not wait for quiet looks for what is gone that often only. */
#define PURGE_INTERVAL (60 * 60 * G_TIME_SPAN_SECOND)

struct _NexusTextIndexer {
  NexusMetadataStore *metadata;
  NexusContentStore  *content;
  GCancellable       *cancellable;   /* of the thread */
  GMutex              work;          /* held by who works: the thread, or run() */
  gint64              purged_at;     /* with it */
  gint64              reached;       /* with it, as what follows: all contents up to this one had been looked at last */
  NexusTextIndexerFunc func;
  gpointer            user_data;

  GMutex              mutex;
  GCond               cond;
  GThread            *thread;        /* NULL: not begun yet */
  gboolean            is_stopped;
  gint64              first_wake;    /* of those that were not followed yet; 0: none */
  gint64              last_wake;
};

NexusTextIndexer *
_nexus_text_indexer_new (NexusMetadataStore *metadata,
                         NexusContentStore  *content)
{
  NexusTextIndexer *self = g_new0 (NexusTextIndexer, 1);

  self->metadata = g_object_ref (metadata);
  self->content = g_object_ref (content);
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->work);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);

  return self;
}

void
_nexus_text_indexer_free (NexusTextIndexer *self)
{
  _nexus_text_indexer_stop (self);
  g_object_unref (self->metadata);
  g_object_unref (self->content);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->work);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
_nexus_text_indexer_set_func (NexusTextIndexer     *self,
                              NexusTextIndexerFunc  func,
                              gpointer              user_data)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->work);

  self->func = func;
  self->user_data = user_data;
}

/* --- Work --- */

/* With the lock of work. */
static void
tell (NexusTextIndexer *self,
      gint64            reached,
      gboolean          found)
{
  gboolean more = found || reached != self->reached;

  self->reached = reached;
  if (more && self->func != NULL)
    self->func (self->user_data);
}

/* With the lock of work.  *is_done tells that there was nothing left. */
static gboolean
work_off_batch (NexusTextIndexer  *self,
                GCancellable      *cancellable,
                gboolean          *is_done,
                GError           **error)
{
  g_autoptr(NexusTextBatch) batch = _nexus_metadata_store_list_texts (self->metadata, BATCH, cancellable, error);

  gboolean found = FALSE;

  if (batch == NULL)
    return FALSE;
  /* What is not of this process' doing. */
  tell (self, batch->after, FALSE);
  *is_done = batch->jobs->len == 0;
  if (*is_done)
    return TRUE;

  for (guint i = 0; i < batch->jobs->len; i++)
    {
      NexusTextJob *job = g_ptr_array_index (batch->jobs, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* What cannot be read is none for a search; verifying reports it. */
      if (job->content != NULL)
        job->words = _nexus_text_read_words (self->content, job->content, cancellable);
      found = found || job->words != NULL;
    }

  /* Reading may have ended early, and a half is not kept. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !_nexus_metadata_store_index_texts (self->metadata, batch, error))
    return FALSE;

  /* Of contents that are no texts nobody wants to know. */
  if (found)
    tell (self, batch->last, TRUE);
  self->reached = batch->last;

  return TRUE;
}

static gboolean
purge_if_due (NexusTextIndexer  *self,
              GCancellable      *cancellable,
              GError           **error)
{
  gint64 now = g_get_monotonic_time ();

  if (self->purged_at != 0 && now - self->purged_at < PURGE_INTERVAL)
    return TRUE;
  if (!_nexus_metadata_store_purge_texts (self->metadata, cancellable, error))
    return FALSE;
  self->purged_at = now;

  return TRUE;
}

gboolean
_nexus_text_indexer_run (NexusTextIndexer  *self,
                         GCancellable      *cancellable,
                         GError           **error)
{
  gboolean is_done = FALSE;

  while (!is_done)
    {
      /* Let go of in between, so that whoever else waits can be cancelled soon. */
      G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->work);

      if (!work_off_batch (self, cancellable, &is_done, error) ||
          (is_done && !purge_if_due (self, cancellable, error)))
        return FALSE;
    }

  return TRUE;
}

/* --- The thread --- */

/* Until there is something to do and it is quiet; FALSE if it is to end. */
static gboolean
wait_for_quiet (NexusTextIndexer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->is_stopped)
    {
      gint64 due;

      if (self->first_wake == 0)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }

      due = MIN (self->last_wake + QUIET_TIME, self->first_wake + QUIET_MAX);
      if (g_get_monotonic_time () >= due)
        {
          self->first_wake = 0;
          return TRUE;
        }
      g_cond_wait_until (&self->cond, &self->mutex, due);
    }

  return FALSE;
}

static void
rest (NexusTextIndexer *self,
      gint64            time)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + time;

  while (!self->is_stopped && g_cond_wait_until (&self->cond, &self->mutex, until))
    continue;
}

static gpointer
run_thread (gpointer user_data)
{
  NexusTextIndexer *self = user_data;

  /* On Linux a thread has a priority of its own. */
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), 19);

  while (wait_for_quiet (self))
    {
      g_autoptr(GError) error = NULL;
      gboolean is_done = FALSE;

      while (!is_done && !g_cancellable_is_cancelled (self->cancellable))
        {
          gint64 begin = g_get_monotonic_time ();
          gboolean good;

          g_mutex_lock (&self->work);
          good = work_off_batch (self, self->cancellable, &is_done, &error);
          if (good && is_done)
            {
              self->purged_at = 0;
              good = purge_if_due (self, self->cancellable, &error);
            }
          g_mutex_unlock (&self->work);

          /* A full disk, say: it goes on when something is written again. */
          if (!good)
            {
              g_debug ("Texts are not indexed: %s", error->message);
              break;
            }
          if (!is_done)
            rest (self, REST_FACTOR * (g_get_monotonic_time () - begin));
        }
    }

  return NULL;
}

void
_nexus_text_indexer_wake (NexusTextIndexer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->is_stopped)
    return;

  self->last_wake = g_get_monotonic_time ();
  if (self->first_wake != 0)
    return;
  self->first_wake = self->last_wake;
  if (self->thread == NULL)
    self->thread = g_thread_new ("nexus-text", run_thread, self);
  g_cond_signal (&self->cond);
}

void
_nexus_text_indexer_stop (NexusTextIndexer *self)
{
  GThread *thread;

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->mutex);
  self->is_stopped = TRUE;
  thread = g_steal_pointer (&self->thread);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  if (thread != NULL)
    g_thread_join (thread);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-change-queue-private.h"
#include "nexus-change.h"
#include "nexus-config-private.h"
#include "nexus-error.h"
#include "nexus-filesystem-private.h"

/**
 * NexusFilesystem:
 *
 * A store of files under virtual paths.
 *
 * This is the one object that callers hold; [func@Nexus.connect] makes it. Every operation comes as a synchronous
 * call, which blocks and may be made from any thread, and as an asynchronous pair, which works on threads of its own
 * and calls back in the thread-default main context of the caller. All take a [class@Gio.Cancellable]. For a call
 * that writes, cancelled means that nothing of it was done; what has been done is reported as success however late
 * it was cancelled.
 *
 * Paths are normalised as [func@Nexus.path_normalize] does; a path that cannot be is refused with
 * %G_IO_ERROR_INVALID_FILENAME.
 *
 * Since: 0.1
 */

typedef struct {
  NexusConfig  *config;

  GMutex        lock;
  GCond         idle;
  gint          n_active;       /* calls between enter and leave; atomic */
  gint          closed;         /* no new calls; atomic */
  gboolean      shut;           /* the vtable's close has run */

  GThreadPool  *readers;
  GThreadPool  *writer;         /* of one thread */
  GQueue        writes;         /* of GTask, whose data is a NexusTransaction */
  gboolean      writing;        /* the writer is at work or about to be */
  GThreadPool  *stager;         /* of one thread */
  GList        *unstaged;       /* the first link of `writes` that the stager has not come to; NULL: there is none */
  guint         n_unstaged;     /* from that one on */
  gboolean      helping;        /* the stager is at work or about to be */
  gboolean      staging;        /* it has some of the first writes in hand */
  GCond         staged;

  NexusChangeQueue *changes;    /* what `changed` has to tell */
} NexusFilesystemPrivate;

enum {
  SIGNAL_CHANGED,
  SIGNAL_QUOTA_EXCEEDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (NexusFilesystem, nexus_filesystem, G_TYPE_OBJECT)

#define PRIVATE(self) ((NexusFilesystemPrivate *) nexus_filesystem_get_instance_private (self))

/* --- Calls, and their end --- */

/* Every call comes through here, from any thread, so there is no lock: who enters counts first and looks then whether
 * the store has been closed, who closes does it the other way round, and one of the two sees the other. */
gboolean
_nexus_filesystem_enter (NexusFilesystem  *self,
                         GError          **error)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);

  g_atomic_int_inc (&priv->n_active);
  if (!g_atomic_int_get (&priv->closed))
    return TRUE;

  _nexus_filesystem_leave (self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The store has been closed; connect again"));

  return FALSE;
}

void
_nexus_filesystem_leave (NexusFilesystem *self)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  if (!g_atomic_int_dec_and_test (&priv->n_active) || !g_atomic_int_get (&priv->closed))
    return;

  locker = g_mutex_locker_new (&priv->lock);
  g_cond_broadcast (&priv->idle);
}

/* --- Workers --- */

typedef struct {
  NexusFilesystem *filesystem;
  GTask           *task;
  GTaskThreadFunc  func;
} Job;

static void
run_task (gpointer data,
          gpointer user_data)
{
  g_autofree Job *job = data;
  /* The task may be gone once it has returned, and the filesystem with it. */
  g_autoptr(NexusFilesystem) self = job->filesystem;
  g_autoptr(GTask) task = job->task;

  job->func (task, g_task_get_source_object (task), g_task_get_task_data (task), g_task_get_cancellable (task));
  _nexus_filesystem_leave (self);
}

gboolean
_nexus_filesystem_run_in_worker (NexusFilesystem *self,
                                 GTask           *task,
                                 GTaskThreadFunc  func)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  GError *error = NULL;
  Job *job;

  if (!_nexus_filesystem_enter (self, &error))
    {
      g_task_return_error (task, error);
      return FALSE;
    }

  job = g_new0 (Job, 1);
  job->task = g_object_ref (task);
  job->func = func;
  job->filesystem = g_object_ref (self);
  g_thread_pool_push (priv->readers, job, NULL);

  return TRUE;
}

static void
return_write (GTask            *task,
              NexusTransaction *transaction)
{
  NexusMutation *mutation = g_ptr_array_index (transaction->mutations, 0);

  if (transaction->error != NULL)
    {
      _nexus_filesystem_name_path (&transaction->error, mutation->path);
      g_task_return_error (task, g_error_copy (transaction->error));
    }
  else
    {
      GDestroyNotify free_result;
      gpointer result = _nexus_mutation_steal_result (mutation, &free_result);

      g_task_return_pointer (task, result, free_result);
    }
}

static void apply (NexusFilesystem   *self,
                   NexusTransaction **transactions,
                   gsize              n_transactions);

/* What the writer does with many writes is to stage their contents and then to commit.  While it is at that the contents
 * of those that have come since are staged ahead, from the first on, a few at a time: the writer waits for these few only,
 * and takes the writes in the order in which they came. */
#define STAGED_AT_ONCE 16
#define WORTH_STAGING 32

static void
stage_ahead (NexusFilesystem *self,
             GTask           *task)
{
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (self);
  NexusTransaction *transaction = g_task_get_task_data (task);

  if (klass->lacks_room != NULL && klass->lacks_room (self, transaction))
    return;

  for (guint i = 0; i < transaction->mutations->len && klass->stage != NULL; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i);
      const void *data;
      gsize size;

      if (mutation->kind != NEXUS_MUTATION_PUT_FILE || mutation->contents == NULL || mutation->content != NULL)
        continue;
      data = g_bytes_get_data (mutation->contents, &size);
      /* What fails here fails again with the writer, which tells why. */
      mutation->content = klass->stage (self, data, size, transaction->cancellable, NULL);
    }
}

static void
stage_queued (gpointer data,
              gpointer user_data)
{
  g_autoptr(NexusFilesystem) self = data;
  NexusFilesystemPrivate *priv = PRIVATE (self);

  for (;;)
    {
      GTask *tasks[STAGED_AT_ONCE];
      guint n_tasks = 0;

      g_mutex_lock (&priv->lock);
      for (; n_tasks < STAGED_AT_ONCE && priv->unstaged != NULL; priv->unstaged = priv->unstaged->next)
        tasks[n_tasks++] = priv->unstaged->data;
      priv->n_unstaged -= n_tasks;
      priv->helping = priv->staging = n_tasks > 0;
      g_mutex_unlock (&priv->lock);
      if (n_tasks == 0)
        return;

      for (guint i = 0; i < n_tasks; i++)
        stage_ahead (self, tasks[i]);

      g_mutex_lock (&priv->lock);
      priv->staging = FALSE;
      g_cond_signal (&priv->staged);
      g_mutex_unlock (&priv->lock);
    }
}

/* Takes everything that is queued, again and again, until there is nothing. */
static void
write_queued (gpointer data,
              gpointer user_data)
{
  g_autoptr(NexusFilesystem) self = data;
  NexusFilesystemPrivate *priv = PRIVATE (self);

  for (;;)
    {
      g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GPtrArray) transactions = g_ptr_array_new ();
      GTask *task;

      g_mutex_lock (&priv->lock);
      while (priv->staging)
        g_cond_wait (&priv->staged, &priv->lock);
      priv->unstaged = NULL;
      priv->n_unstaged = 0;
      while ((task = g_queue_pop_head (&priv->writes)) != NULL)
        g_ptr_array_add (tasks, task);
      if (tasks->len == 0)
        priv->writing = FALSE;
      g_mutex_unlock (&priv->lock);
      if (tasks->len == 0)
        return;

      for (guint i = 0; i < tasks->len; i++)
        g_ptr_array_add (transactions, g_task_get_task_data (g_ptr_array_index (tasks, i)));
      apply (self, (NexusTransaction **) transactions->pdata, transactions->len);
      for (guint i = 0; i < tasks->len; i++)
        {
          return_write (g_ptr_array_index (tasks, i), g_ptr_array_index (transactions, i));
          _nexus_filesystem_leave (self);
        }
    }
}

void
_nexus_filesystem_mutate_async (NexusFilesystem     *self,
                                NexusMutation       *mutation,
                                GError              *invalid,
                                gpointer             source_tag,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  NexusTransaction *transaction;
  GError *error = NULL;

  g_task_set_source_tag (task, source_tag);
  if (mutation == NULL)
    {
      g_task_return_error (task, invalid);
      return;
    }

  transaction = _nexus_transaction_new_single (mutation, cancellable);
  g_task_set_task_data (task, transaction, (GDestroyNotify) _nexus_transaction_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  /* From here on only the transaction knows whether it was cancelled in time. */
  g_task_set_check_cancellable (task, FALSE);

  if (!_nexus_filesystem_enter (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_mutex_lock (&priv->lock);
  g_queue_push_tail (&priv->writes, g_object_ref (task));
  if (priv->unstaged == NULL)
    priv->unstaged = priv->writes.tail;
  priv->n_unstaged++;
  if (!priv->writing)
    {
      priv->writing = TRUE;
      g_thread_pool_push (priv->writer, g_object_ref (self), NULL);
    }
  else if (!priv->helping && priv->n_unstaged >= WORTH_STAGING)
    {
      priv->helping = TRUE;
      g_thread_pool_push (priv->stager, g_object_ref (self), NULL);
    }
  g_mutex_unlock (&priv->lock);
}

/* --- The vtable, for the library itself --- */

/* For callers that have entered. */
static void
apply (NexusFilesystem   *self,
       NexusTransaction **transactions,
       gsize              n_transactions)
{
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (self);
  NexusFilesystemPrivate *priv = PRIVATE (self);

  klass->apply (self, transactions, n_transactions);
  /* After the commit: who has begun to listen before it is told. */
  _nexus_change_queue_update (priv->changes);
  klass->tell (self, transactions, n_transactions);
  for (gsize i = 0; i < n_transactions; i++)
    _nexus_change_queue_add_exceeded (priv->changes, transactions[i]->exceeded);
}

void
_nexus_filesystem_apply (NexusFilesystem   *self,
                         NexusTransaction **transactions,
                         gsize              n_transactions)
{
  g_autoptr(GError) error = NULL;

  if (!_nexus_filesystem_enter (self, &error))
    {
      for (gsize i = 0; i < n_transactions; i++)
        transactions[i]->error = g_error_copy (error);
      return;
    }

  apply (self, transactions, n_transactions);
  _nexus_filesystem_leave (self);
}

void
_nexus_filesystem_tell (NexusFilesystem *self,
                        GPtrArray       *changes)
{
  _nexus_change_queue_add (PRIVATE (self)->changes, changes);
}

NexusChangeQueue *
_nexus_filesystem_get_change_queue (NexusFilesystem *self)
{
  return PRIVATE (self)->changes;
}

GPtrArray *
_nexus_filesystem_list_children (NexusFilesystem  *self,
                                 const char       *path,
                                 const char       *after,
                                 guint             max,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  GPtrArray *children;

  if (!_nexus_filesystem_enter (self, error))
    return NULL;
  children = NEXUS_FILESYSTEM_GET_CLASS (self)->list_children (self, path, after, max, cancellable, error);
  _nexus_filesystem_leave (self);

  return children;
}

NexusContentReader *
_nexus_filesystem_open_reader (NexusFilesystem  *self,
                               const char       *path,
                               guint             version,
                               NexusEntry      **entry,
                               GCancellable     *cancellable,
                               GError          **error)
{
  NexusContentReader *reader;

  if (!_nexus_filesystem_enter (self, error))
    return NULL;
  reader = NEXUS_FILESYSTEM_GET_CLASS (self)->open (self, path, version, entry, cancellable, error);
  _nexus_filesystem_leave (self);

  return reader;
}

NexusContentWriter *
_nexus_filesystem_begin_upload (NexusFilesystem  *self,
                                guint64           size_hint,
                                GError          **error)
{
  NexusContentWriter *writer;

  if (!_nexus_filesystem_enter (self, error))
    return NULL;
  writer = NEXUS_FILESYSTEM_GET_CLASS (self)->begin_upload (self, size_hint, error);
  _nexus_filesystem_leave (self);

  return writer;
}

NexusContentRef *
_nexus_filesystem_stage (NexusFilesystem  *self,
                         const void       *data,
                         gsize             size,
                         GCancellable     *cancellable,
                         GError          **error)
{
  NexusContentRef *content;

  if (!_nexus_filesystem_enter (self, error))
    return NULL;
  content = NEXUS_FILESYSTEM_GET_CLASS (self)->stage (self, data, size, cancellable, error);
  _nexus_filesystem_leave (self);

  return content;
}

gboolean
_nexus_filesystem_get_room (NexusFilesystem *self,
                            guint64         *room)
{
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (self);
  gboolean known;

  if (klass->get_room == NULL || !_nexus_filesystem_enter (self, NULL))
    return FALSE;
  known = klass->get_room (self, room);
  _nexus_filesystem_leave (self);

  return known;
}

/* --- Making and closing --- */

static void
nexus_filesystem_finalize (GObject *object)
{
  NexusFilesystem *self = NEXUS_FILESYSTEM (object);
  NexusFilesystemPrivate *priv = PRIVATE (self);

  /* Every queued job holds a reference, so there is nothing to wait for; and this may be one of the workers. */
  g_thread_pool_free (priv->readers, FALSE, FALSE);
  g_thread_pool_free (priv->writer, FALSE, FALSE);
  g_thread_pool_free (priv->stager, FALSE, FALSE);
  _nexus_change_queue_free (priv->changes);
  g_clear_object (&priv->config);
  g_cond_clear (&priv->idle);
  g_cond_clear (&priv->staged);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (nexus_filesystem_parent_class)->finalize (object);
}

static void
nexus_filesystem_class_init (NexusFilesystemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_filesystem_finalize;

  /**
   * NexusFilesystem::changed:
   * @self: the filesystem
   * @change: what happened
   *
   * Emitted after something has changed in the store, through this object or by anybody else, in the main context
   * that was the thread-default one when the store was connected.
   *
   * What is done through this object is told at once, the commits of other processes within 200 milliseconds; each
   * change once, in the order of [property@Nexus.Change:sequence], whichever thread or process made it. Where several
   * commits are told together, the same thing said again about one path may be said once. While nobody is connected to
   * the signal nothing is watched. That somebody is, is noticed when the context runs for the next time: nothing that
   * has changed since is lost, and what others have changed in the last seconds before may be told too.
   *
   * When very much changes at once, one %NEXUS_CHANGE_CHILDREN for a folder stands for the changes of all that is
   * directly in it, and one for `/` for changes anywhere.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_CHANGE);

  /**
   * NexusFilesystem::quota-exceeded:
   * @self: the filesystem
   * @quota: the quota, with what is used of it
   *
   * Emitted after something that was done through this object has put more into a directory, and more is in it now than
   * a soft limit of its quota says; in the same context as [signal@Nexus.Filesystem::changed].
   *
   * Of what is done before the context runs, the last state of each directory is told.
   *
   * Since: 0.1
   */
  signals[SIGNAL_QUOTA_EXCEEDED] = g_signal_new ("quota-exceeded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_QUOTA);
}

static void
nexus_filesystem_init (NexusFilesystem *self)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);

  g_mutex_init (&priv->lock);
  g_cond_init (&priv->idle);
  g_cond_init (&priv->staged);
  g_queue_init (&priv->writes);
  priv->changes = _nexus_change_queue_new (self, signals[SIGNAL_CHANGED], signals[SIGNAL_QUOTA_EXCEEDED]);
  priv->readers = g_thread_pool_new (run_task, NULL, 4, FALSE, NULL);
  priv->writer = g_thread_pool_new (write_queued, NULL, 1, FALSE, NULL);
  priv->stager = g_thread_pool_new (stage_queued, NULL, 1, FALSE, NULL);
}

void
_nexus_filesystem_set_config (NexusFilesystem *self,
                              NexusConfig     *config)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);

  priv->config = g_object_ref (config);
  g_thread_pool_set_max_threads (priv->readers, MAX (1, nexus_config_get_readers (config)), NULL);
}

void
_nexus_filesystem_set_context (NexusFilesystem *self,
                               GMainContext    *context)
{
  _nexus_change_queue_set_context (PRIVATE (self)->changes, context);
}

/**
 * nexus_filesystem_get_config:
 * @self: a filesystem
 *
 * Gets the configuration with which the store was connected, a copy of what was given to [func@Nexus.connect].
 *
 * Returns: (transfer none): the configuration
 *
 * Since: 0.1
 */
NexusConfig *
nexus_filesystem_get_config (NexusFilesystem *self)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);

  return PRIVATE (self)->config;
}

/**
 * nexus_filesystem_close:
 * @self: a filesystem
 * @cancellable: (nullable): cancels the waiting, not the closing
 * @error: return location for an error
 *
 * Closes the store: refuses new calls with %G_IO_ERROR_CLOSED, waits for those under way, and lets go of the files.
 *
 * Closing what is closed does nothing and succeeds. A store that is dropped without closing it is closed as well;
 * closing it tells of errors, and when it is done.
 *
 * Returns: %TRUE if all went well
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_close (NexusFilesystem  *self,
                        GCancellable     *cancellable,
                        GError          **error)
{
  NexusFilesystemPrivate *priv;
  gboolean shut;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  priv = PRIVATE (self);
  g_mutex_lock (&priv->lock);
  g_atomic_int_set (&priv->closed, TRUE);
  while (g_atomic_int_get (&priv->n_active) > 0)
    {
      gint64 until = g_get_monotonic_time () + 50 * G_TIME_SPAN_MILLISECOND;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          g_mutex_unlock (&priv->lock);
          return FALSE;
        }
      g_cond_wait_until (&priv->idle, &priv->lock, until);
    }
  shut = priv->shut;
  priv->shut = TRUE;
  g_mutex_unlock (&priv->lock);

  return shut || NEXUS_FILESYSTEM_GET_CLASS (self)->close (self, cancellable, error);
}

static void
close_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;

  if (nexus_filesystem_close (source_object, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * nexus_filesystem_close_async:
 * @self: a filesystem
 * @cancellable: (nullable): cancels the waiting, not the closing
 * @callback: called when it is closed
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.close].
 *
 * Since: 0.1
 */
void
nexus_filesystem_close_async (NexusFilesystem     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_filesystem_close_async);
  g_task_set_check_cancellable (task, FALSE);
  /* Not on our own workers, for which it waits. */
  g_task_run_in_thread (task, close_in_thread);
}

/**
 * nexus_filesystem_close_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.close_async].
 *
 * Returns: %TRUE if all went well
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_close_finish (NexusFilesystem  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_filesystem_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

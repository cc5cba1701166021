/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-change-private.h"
#include "nexus-config-private.h"
#include "nexus-error.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"

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

/* Changes are gathered up to this many before they are told by folder instead of one by one. */
#define CHANGES_MAX 1000

typedef struct {
  NexusConfig  *config;
  GMainContext *context;        /* where `changed` is emitted */

  GMutex        lock;
  GCond         idle;
  guint         n_active;       /* calls between enter and leave */
  gboolean      closed;         /* no new calls */
  gboolean      shut;           /* the vtable's close has run */

  GThreadPool  *readers;
  GThreadPool  *writer;         /* of one thread */
  GQueue        writes;         /* of GTask, whose data is a NexusTransaction */
  gboolean      writing;        /* the writer is at work or about to be */

  GPtrArray    *changes;        /* of NexusChange, to be emitted */
  GSource      *change_source;
} NexusFilesystemPrivate;

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (NexusFilesystem, nexus_filesystem, G_TYPE_OBJECT)

#define PRIVATE(self) ((NexusFilesystemPrivate *) nexus_filesystem_get_instance_private (self))

/* --- Calls, and their end --- */

gboolean
_nexus_filesystem_enter (NexusFilesystem  *self,
                         GError          **error)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  if (priv->closed)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The store has been closed; connect again"));
      return FALSE;
    }
  priv->n_active++;

  return TRUE;
}

void
_nexus_filesystem_leave (NexusFilesystem *self)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  g_assert (priv->n_active > 0);
  priv->n_active--;
  if (priv->n_active == 0)
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
  else if (mutation->want_entry)
    g_task_return_pointer (task, g_steal_pointer (&mutation->entry), g_object_unref);
  else
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
}

static void apply (NexusFilesystem   *self,
                   NexusTransaction **transactions,
                   gsize              n_transactions);

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
  if (!priv->writing)
    {
      priv->writing = TRUE;
      g_thread_pool_push (priv->writer, g_object_ref (self), NULL);
    }
  g_mutex_unlock (&priv->lock);
}

/* --- Telling of changes --- */

/* Many changes in one folder are told as one of the folder. */
static GPtrArray *
collapse_changes (GPtrArray *changes)
{
  g_autoptr(GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *collapsed = g_ptr_array_new_with_free_func (g_object_unref);
  NexusChange *pathless[NEXUS_CHANGE_TAGS + 1] = { NULL, };
  guint64 sequence = 0;
  GHashTableIter iter;
  gpointer folder;

  for (guint i = 0; i < changes->len; i++)
    {
      NexusChange *change = g_ptr_array_index (changes, i);
      const char *paths[2] = { nexus_change_get_path (change), nexus_change_get_old_path (change) };

      sequence = nexus_change_get_sequence (change);
      if (paths[0] == NULL)
        {
          /* The latest one of a kind says all that the earlier ones said. */
          pathless[nexus_change_get_kind (change)] = change;
          continue;
        }
      for (guint k = 0; k < G_N_ELEMENTS (paths); k++)
        {
          char *parent;

          if (paths[k] == NULL)
            continue;
          parent = nexus_change_get_kind (change) == NEXUS_CHANGE_CHILDREN ? NULL : nexus_path_dup_parent (paths[k]);
          g_hash_table_add (folders, parent != NULL ? parent : g_strdup (paths[k]));
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (pathless); i++)
    {
      if (pathless[i] != NULL)
        g_ptr_array_add (collapsed, g_object_ref (pathless[i]));
    }

  if (g_hash_table_size (folders) > CHANGES_MAX / 2)
    {
      g_hash_table_remove_all (folders);
      g_hash_table_add (folders, g_strdup ("/"));
    }
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &folder, NULL))
    g_ptr_array_add (collapsed, _nexus_change_new (NEXUS_CHANGE_CHILDREN, sequence, folder, NULL));

  return collapsed;
}

static gboolean
emit_changes (gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr(NexusFilesystem) self = g_weak_ref_get (weak);
  g_autoptr(GPtrArray) changes = NULL;
  NexusFilesystemPrivate *priv;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  priv = PRIVATE (self);
  g_mutex_lock (&priv->lock);
  changes = g_steal_pointer (&priv->changes);
  priv->changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_pointer (&priv->change_source, g_source_unref);
  g_mutex_unlock (&priv->lock);

  for (guint i = 0; i < changes->len; i++)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, g_ptr_array_index (changes, i));

  return G_SOURCE_REMOVE;
}

static void
free_weak (gpointer data)
{
  GWeakRef *weak = data;

  g_weak_ref_clear (weak);
  g_free (weak);
}

static void
queue_changes (NexusFilesystem   *self,
               NexusTransaction **transactions,
               gsize              n_transactions)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);
  g_autoptr(GMutexLocker) locker = NULL;

  if (!g_signal_has_handler_pending (self, signals[SIGNAL_CHANGED], 0, TRUE))
    return;

  locker = g_mutex_locker_new (&priv->lock);
  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error != NULL)
        continue;
      for (guint k = 0; k < transactions[i]->changes->len; k++)
        g_ptr_array_add (priv->changes, g_object_ref (g_ptr_array_index (transactions[i]->changes, k)));
    }
  if (priv->changes->len > CHANGES_MAX)
    {
      g_autoptr(GPtrArray) all = g_steal_pointer (&priv->changes);

      priv->changes = collapse_changes (all);
    }

  if (priv->changes->len > 0 && priv->change_source == NULL)
    {
      GWeakRef *weak = g_new0 (GWeakRef, 1);

      /* Weak, because a context that nobody iterates would otherwise keep the store open for ever. */
      g_weak_ref_init (weak, self);
      priv->change_source = g_idle_source_new ();
      g_source_set_priority (priv->change_source, G_PRIORITY_DEFAULT);
      g_source_set_callback (priv->change_source, emit_changes, weak, free_weak);
      g_source_attach (priv->change_source, priv->context);
    }
}

/* --- The vtable, for the library itself --- */

/* For callers that have entered. */
static void
apply (NexusFilesystem   *self,
       NexusTransaction **transactions,
       gsize              n_transactions)
{
  NEXUS_FILESYSTEM_GET_CLASS (self)->apply (self, transactions, n_transactions);
  queue_changes (self, transactions, n_transactions);
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

/* --- Making and closing --- */

static void
nexus_filesystem_finalize (GObject *object)
{
  NexusFilesystem *self = NEXUS_FILESYSTEM (object);
  NexusFilesystemPrivate *priv = PRIVATE (self);

  /* Every queued job holds a reference, so there is nothing to wait for; and this may be one of the workers. */
  g_thread_pool_free (priv->readers, FALSE, FALSE);
  g_thread_pool_free (priv->writer, FALSE, FALSE);
  if (priv->change_source != NULL)
    {
      g_source_destroy (priv->change_source);
      g_source_unref (priv->change_source);
    }
  g_ptr_array_unref (priv->changes);
  g_main_context_unref (priv->context);
  g_clear_object (&priv->config);
  g_cond_clear (&priv->idle);
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
   * Emitted after something has changed through this object, in the main context that was the thread-default one
   * when the store was connected.
   *
   * When very much changes at once, one %NEXUS_CHANGE_CHILDREN for a folder stands for the changes of all that is
   * directly in it, and one for `/` for changes anywhere.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_CHANGE);
}

static void
nexus_filesystem_init (NexusFilesystem *self)
{
  NexusFilesystemPrivate *priv = PRIVATE (self);

  priv->context = g_main_context_ref_thread_default ();
  g_mutex_init (&priv->lock);
  g_cond_init (&priv->idle);
  g_queue_init (&priv->writes);
  priv->changes = g_ptr_array_new_with_free_func (g_object_unref);
  priv->readers = g_thread_pool_new (run_task, NULL, 4, FALSE, NULL);
  priv->writer = g_thread_pool_new (write_queued, NULL, 1, FALSE, NULL);
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
  NexusFilesystemPrivate *priv = PRIVATE (self);

  g_main_context_unref (priv->context);
  priv->context = g_main_context_ref (context);
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
  priv->closed = TRUE;
  while (priv->n_active > 0)
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-enums.h"
#include "nexus-error.h"
#include "nexus-failure-private.h"
#include "nexus-operation-state-private.h"

/**
 * NexusOperation:
 *
 * Long work, such as an import, as an object: it can be watched, paused and cancelled.
 *
 * An operation is made, then run once. Its properties are notified in the main context that was the thread-default
 * one when it was made, at most some thirty times a second; the last notification comes before the callback of
 * [method@Nexus.Operation.run_async]. The getters give the latest values in any thread.
 *
 * An operation that goes through to its end although single items failed ends in the state %NEXUS_OPERATION_DONE
 * and with %NEXUS_ERROR_PARTIAL; [property@Nexus.Operation:failures] has the items.
 *
 * Since: 0.1
 */

/* Notifications are at least so far apart. */
#define NOTIFY_MS 30

enum {
  PROP_0,
  PROP_STATE,
  PROP_FRACTION,
  PROP_BYTES_DONE,
  PROP_BYTES_TOTAL,
  PROP_FILES_DONE,
  PROP_FILES_TOTAL,
  PROP_FILES_SKIPPED,
  PROP_RATE,
  PROP_CURRENT_PATH,
  PROP_FAILURES,
  N_PROPS
};

enum {
  SIGNAL_ACKNOWLEDGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (NexusOperation, nexus_operation, G_TYPE_OBJECT)

NexusOperationPrivate *
_nexus_operation_get_private (NexusOperation *self)
{
  return nexus_operation_get_instance_private (self);
}

/* --- Notifying --- */

/* Tells the outside of all that is new; in the operation's context. */
static void
publish (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  g_autoptr(GPtrArray) failures = NULL;
  g_autoptr(GPtrArray) acknowledged = NULL;

  g_mutex_lock (&priv->lock);
  failures = g_steal_pointer (&priv->new_failures);
  priv->new_failures = g_ptr_array_new_with_free_func (g_object_unref);
  acknowledged = g_steal_pointer (&priv->acknowledged);
  priv->acknowledged = g_ptr_array_new_with_free_func (g_free);
  g_mutex_unlock (&priv->lock);

  if (failures->len > 0)
    g_list_store_splice (priv->failures, g_list_model_get_n_items (G_LIST_MODEL (priv->failures)), 0,
                         failures->pdata, failures->len);
  for (guint i = 0; i < acknowledged->len; i++)
    g_signal_emit (self, signals[SIGNAL_ACKNOWLEDGED], 0, g_ptr_array_index (acknowledged, i));

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_STATE; i < PROP_FAILURES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
publish_cb (gpointer user_data)
{
  NexusOperation *self = user_data;
  NexusOperationPrivate *priv = PRIVATE (self);

  g_mutex_lock (&priv->lock);
  g_clear_pointer (&priv->notify_source, g_source_unref);
  g_mutex_unlock (&priv->lock);
  publish (self);

  return G_SOURCE_REMOVE;
}

/* The caller holds the lock. */
static void
schedule (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);

  if (priv->notify_source != NULL)
    return;

  priv->notify_source = g_timeout_source_new (NOTIFY_MS);
  g_source_set_callback (priv->notify_source, publish_cb, g_object_ref (self), g_object_unref);
  g_source_attach (priv->notify_source, priv->context);
}

/* The caller holds the lock. */
static void
update_progress (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  gint64 now = g_get_monotonic_time ();
  double fraction = 0.0;

  priv->files_total = MAX (priv->files_found, priv->files_counted);
  priv->bytes_total = MAX (priv->bytes_found, priv->bytes_counted);
  /* A file counts like some bytes, so that a tree of empty files moves too. */
  if (priv->files_total > 0 && !priv->counting)
    fraction = (priv->bytes_done + 4096.0 * priv->files_done) / (priv->bytes_total + 4096.0 * priv->files_total);
  priv->fraction = CLAMP (fraction, priv->fraction, 1.0);

  if (priv->rate_time == 0)
    priv->rate_time = now;
  if (now - priv->rate_time >= G_TIME_SPAN_SECOND / 4)
    {
      double latest = (priv->bytes_done - priv->rate_bytes) * (double) G_TIME_SPAN_SECOND / (now - priv->rate_time);

      priv->rate = priv->rate > 0.0 ? 0.7 * priv->rate + 0.3 * latest : latest;
      priv->rate_time = now;
      priv->rate_bytes = priv->bytes_done;
    }

  schedule (self);
}

static void
set_state (NexusOperation      *self,
           NexusOperationState  state)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->state = state;
  if (state == NEXUS_OPERATION_DONE)
    priv->fraction = 1.0;
  schedule (self);
}

/* --- For the subclasses, from any thread --- */

gboolean
_nexus_operation_checkpoint (NexusOperation  *self,
                             GCancellable    *cancellable,
                             GError         **error)
{
  NexusOperationPrivate *priv = PRIVATE (self);

  g_mutex_lock (&priv->lock);
  while (priv->state == NEXUS_OPERATION_PAUSED && !priv->cancelled && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&priv->resumed, &priv->lock, g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND);
  g_mutex_unlock (&priv->lock);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

void
_nexus_operation_add_total (NexusOperation *self,
                            guint64         files,
                            guint64         bytes)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->files_found += files;
  priv->bytes_found += bytes;
  update_progress (self);
}

void
_nexus_operation_begin_counting (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->counting = TRUE;
}

void
_nexus_operation_set_counted (NexusOperation *self,
                              guint64         files,
                              guint64         bytes)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->files_counted = files;
  priv->bytes_counted = bytes;
  priv->counting = FALSE;
  update_progress (self);
}

void
_nexus_operation_end_counting (NexusOperation *self)
{
  _nexus_operation_set_counted (self, 0, 0);
}

void
_nexus_operation_add_done (NexusOperation *self,
                           guint64         files,
                           guint64         bytes)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->files_done += files;
  priv->bytes_done += bytes;
  update_progress (self);
}

void
_nexus_operation_add_skipped (NexusOperation *self,
                              guint64         files,
                              guint64         bytes)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  priv->files_done += files;
  priv->bytes_done += bytes;
  priv->files_skipped += files;
  update_progress (self);
}

void
_nexus_operation_set_path (NexusOperation *self,
                           const char     *path)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  g_free (priv->path);
  priv->path = g_strdup (path);
  schedule (self);
}

void
_nexus_operation_add_failure (NexusOperation *self,
                              const char     *path,
                              const GError   *error)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  if (priv->n_failures == 0)
    priv->first_failure = g_strdup (error->message);
  priv->n_failures++;
  g_ptr_array_add (priv->new_failures, _nexus_failure_new (path, error));
  schedule (self);
}

guint
_nexus_operation_get_n_failures (NexusOperation *self)
{
  return READ (self, n_failures);
}

void
_nexus_operation_acknowledge (NexusOperation *self,
                              const char     *path)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  g_autoptr(GMutexLocker) locker = NULL;

  if (!g_signal_has_handler_pending (self, signals[SIGNAL_ACKNOWLEDGED], 0, TRUE))
    return;

  locker = g_mutex_locker_new (&priv->lock);
  g_ptr_array_add (priv->acknowledged, g_strdup (path));
  schedule (self);
}

/* --- The object --- */

static void
nexus_operation_finalize (GObject *object)
{
  NexusOperationPrivate *priv = PRIVATE (NEXUS_OPERATION (object));

  g_ptr_array_unref (priv->new_failures);
  g_ptr_array_unref (priv->acknowledged);
  g_clear_object (&priv->failures);
  g_clear_object (&priv->running);
  g_main_context_unref (priv->context);
  g_free (priv->path);
  g_free (priv->first_failure);
  g_cond_clear (&priv->resumed);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (nexus_operation_parent_class)->finalize (object);
}

static void
nexus_operation_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  NexusOperation *self = NEXUS_OPERATION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, nexus_operation_get_state (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, nexus_operation_get_fraction (self));
      break;
    case PROP_BYTES_DONE:
      g_value_set_uint64 (value, nexus_operation_get_bytes_done (self));
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_uint64 (value, nexus_operation_get_bytes_total (self));
      break;
    case PROP_FILES_DONE:
      g_value_set_uint64 (value, nexus_operation_get_files_done (self));
      break;
    case PROP_FILES_TOTAL:
      g_value_set_uint64 (value, nexus_operation_get_files_total (self));
      break;
    case PROP_FILES_SKIPPED:
      g_value_set_uint64 (value, nexus_operation_get_files_skipped (self));
      break;
    case PROP_RATE:
      g_value_set_double (value, nexus_operation_get_rate (self));
      break;
    case PROP_CURRENT_PATH:
      g_value_take_string (value, nexus_operation_dup_current_path (self));
      break;
    case PROP_FAILURES:
      g_value_set_object (value, nexus_operation_get_failures (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_operation_class_init (NexusOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_operation_finalize;
  object_class->get_property = nexus_operation_get_property;

  /**
   * NexusOperation:state:
   *
   * Where the operation stands.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, NEXUS_TYPE_OPERATION_STATE,
                                              NEXUS_OPERATION_PENDING, flags);
  /**
   * NexusOperation:fraction:
   *
   * How much is done, from 0 to 1; it never goes back.
   *
   * It stays 0 as long as it is not known how much there is to do: an import counts that while it is already at work.
   *
   * Since: 0.1
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  /**
   * NexusOperation:bytes-done:
   *
   * The bytes done, skipped ones included.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_DONE] = g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusOperation:bytes-total:
   *
   * The bytes to do, as far as they are known: what was found so far, until all are counted.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_TOTAL] = g_param_spec_uint64 ("bytes-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusOperation:files-done:
   *
   * The files, directories and links done, skipped ones included.
   *
   * Since: 0.1
   */
  properties[PROP_FILES_DONE] = g_param_spec_uint64 ("files-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusOperation:files-total:
   *
   * The files, directories and links to do, as far as they are known: what was found so far, until all are counted.
   *
   * Since: 0.1
   */
  properties[PROP_FILES_TOTAL] = g_param_spec_uint64 ("files-total", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusOperation:files-skipped:
   *
   * How many of those done were left as they are, because nothing had changed or the policy said so.
   *
   * Since: 0.1
   */
  properties[PROP_FILES_SKIPPED] = g_param_spec_uint64 ("files-skipped", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusOperation:rate:
   *
   * The bytes per second of late.
   *
   * Since: 0.1
   */
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  /**
   * NexusOperation:current-path:
   *
   * What is being worked at, for a person to read.
   *
   * Since: 0.1
   */
  properties[PROP_CURRENT_PATH] = g_param_spec_string ("current-path", NULL, NULL, NULL, flags);
  /**
   * NexusOperation:failures:
   *
   * The items that failed, a list of [class@Nexus.Failure]. It changes in the main context of the operation only.
   *
   * Since: 0.1
   */
  properties[PROP_FAILURES] = g_param_spec_object ("failures", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * NexusOperation::acknowledged:
   * @self: the operation
   * @path: the path in the store
   *
   * Emitted by an import for each thing that is in the store now and survives whatever happens from here on; in the
   * main context of the operation. Without a handler it costs nothing.
   *
   * Since: 0.1
   */
  signals[SIGNAL_ACKNOWLEDGED] = g_signal_new ("acknowledged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_operation_init (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);

  priv->context = g_main_context_ref_thread_default ();
  priv->failures = g_list_store_new (NEXUS_TYPE_FAILURE);
  priv->new_failures = g_ptr_array_new_with_free_func (g_object_unref);
  priv->acknowledged = g_ptr_array_new_with_free_func (g_free);
  priv->running = g_cancellable_new ();
  g_mutex_init (&priv->lock);
  g_cond_init (&priv->resumed);
}

static gboolean
begin (NexusOperation  *self,
       GError         **error)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  if (priv->cancelled)
    {
      priv->state = NEXUS_OPERATION_CANCELLED;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The operation was cancelled before it began"));
      return FALSE;
    }
  if (priv->begun)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The operation has been run already; make a new one"));
      return FALSE;
    }
  priv->begun = TRUE;
  if (priv->state == NEXUS_OPERATION_PENDING)
    priv->state = NEXUS_OPERATION_RUNNING;
  schedule (self);

  return TRUE;
}

static void
forward_cancel (GCancellable *cancellable,
                gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static gboolean
run (NexusOperation  *self,
     GCancellable    *cancellable,
     GError         **error)
{
  NexusOperationPrivate *priv = PRIVATE (self);
  g_autoptr(GError) local_error = NULL;
  gulong handler = 0;
  gboolean done;

  if (!begin (self, error))
    return FALSE;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel),
                                     g_object_ref (priv->running), g_object_unref);
  done = NEXUS_OPERATION_GET_CLASS (self)->execute (self, priv->running, &local_error);
  g_cancellable_disconnect (cancellable, handler);

  if (!done)
    {
      gboolean cancelled = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      set_state (self, cancelled ? NEXUS_OPERATION_CANCELLED : NEXUS_OPERATION_FAILED);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  set_state (self, NEXUS_OPERATION_DONE);
  if (READ (self, n_failures) == 0)
    return TRUE;

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL,
               g_dngettext (GETTEXT_PACKAGE, "%u item failed: %s", "%u items failed, the first one: %s",
                            priv->n_failures),
               priv->n_failures, priv->first_failure);

  return FALSE;
}

/* A synchronous run may be all that this thread ever does: tell of its end at once if nobody else iterates the
 * context, and leave nothing behind in it. */
static void
publish_end (NexusOperation *self)
{
  NexusOperationPrivate *priv = PRIVATE (self);

  if (!g_main_context_acquire (priv->context))
    return;

  g_mutex_lock (&priv->lock);
  if (priv->notify_source != NULL)
    {
      g_source_destroy (priv->notify_source);
      g_clear_pointer (&priv->notify_source, g_source_unref);
    }
  g_mutex_unlock (&priv->lock);
  publish (self);
  g_main_context_release (priv->context);
}

/**
 * nexus_operation_run:
 * @self: an operation that was not run yet
 * @cancellable: (nullable): a cancellable, beside [method@Nexus.Operation.cancel]
 * @error: return location for an error
 *
 * Runs the operation in the calling thread.
 *
 * What it has done when it is cancelled or fails stays done.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if all of it is done; %FALSE with %NEXUS_ERROR_PARTIAL if it went through but single items failed,
 *   with %G_IO_ERROR_CANCELLED if it was cancelled, or with what stopped it
 *
 * Since: 0.1
 */
gboolean
nexus_operation_run (NexusOperation  *self,
                     GCancellable    *cancellable,
                     GError         **error)
{
  gboolean done;

  g_return_val_if_fail (NEXUS_IS_OPERATION (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  done = run (self, cancellable, error);
  publish_end (self);

  return done;
}

/* The last notification, and only then the callback: both in the context of the operation. */
typedef struct {
  NexusOperation *self;
  GTask          *task;
  GError         *error;
} Ending;

static gboolean
end_cb (gpointer user_data)
{
  Ending *ending = user_data;

  publish (ending->self);
  if (ending->error != NULL)
    g_task_return_error (ending->task, ending->error);
  else
    g_task_return_boolean (ending->task, TRUE);
  g_object_unref (ending->task);
  g_object_unref (ending->self);
  g_free (ending);

  return G_SOURCE_REMOVE;
}

static gpointer
run_in_thread (gpointer data)
{
  Ending *ending = data;
  NexusOperationPrivate *priv = PRIVATE (ending->self);
  g_autoptr(GSource) source = g_idle_source_new ();

  run (ending->self, g_task_get_cancellable (ending->task), &ending->error);

  g_mutex_lock (&priv->lock);
  if (priv->notify_source != NULL)
    {
      g_source_destroy (priv->notify_source);
      g_clear_pointer (&priv->notify_source, g_source_unref);
    }
  g_mutex_unlock (&priv->lock);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, end_cb, ending, NULL);
  g_source_attach (source, priv->context);

  return NULL;
}

/**
 * nexus_operation_run_async:
 * @self: an operation that was not run yet
 * @cancellable: (nullable): a cancellable, beside [method@Nexus.Operation.cancel]
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Operation.run]; works in a thread of its own.
 *
 * Since: 0.1
 */
void
nexus_operation_run_async (NexusOperation      *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GThread *thread;
  Ending *ending;

  g_return_if_fail (NEXUS_IS_OPERATION (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  ending = g_new0 (Ending, 1);
  ending->self = g_object_ref (self);
  ending->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (ending->task, nexus_operation_run_async);
  g_task_set_check_cancellable (ending->task, FALSE);

  thread = g_thread_new ("nexus-operation", run_in_thread, ending);
  g_thread_unref (thread);
}

/**
 * nexus_operation_run_finish:
 * @self: an operation
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Operation.run_async].
 *
 * Returns: as [method@Nexus.Operation.run]
 *
 * Since: 0.1
 */
gboolean
nexus_operation_run_finish (NexusOperation  *self,
                            GAsyncResult    *result,
                            GError         **error)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_operation_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * nexus_operation_pause:
 * @self: an operation
 *
 * Makes the operation hold still after the item, or the piece of a large one, that it is at. One that has not
 * begun will begin paused; one that has ended stays as it is. May be called from any thread.
 *
 * Since: 0.1
 */
void
nexus_operation_pause (NexusOperation *self)
{
  NexusOperationPrivate *priv;

  g_return_if_fail (NEXUS_IS_OPERATION (self));

  priv = PRIVATE (self);
  g_mutex_lock (&priv->lock);
  if (priv->state == NEXUS_OPERATION_RUNNING || priv->state == NEXUS_OPERATION_PENDING)
    {
      priv->state = NEXUS_OPERATION_PAUSED;
      schedule (self);
    }
  g_mutex_unlock (&priv->lock);
}

/**
 * nexus_operation_resume:
 * @self: an operation
 *
 * Lets a paused operation go on. May be called from any thread.
 *
 * Since: 0.1
 */
void
nexus_operation_resume (NexusOperation *self)
{
  NexusOperationPrivate *priv;

  g_return_if_fail (NEXUS_IS_OPERATION (self));

  priv = PRIVATE (self);
  g_mutex_lock (&priv->lock);
  if (priv->state == NEXUS_OPERATION_PAUSED)
    {
      priv->state = priv->begun ? NEXUS_OPERATION_RUNNING : NEXUS_OPERATION_PENDING;
      priv->rate_time = 0;
      schedule (self);
      g_cond_broadcast (&priv->resumed);
    }
  g_mutex_unlock (&priv->lock);
}

/**
 * nexus_operation_cancel:
 * @self: an operation
 *
 * Ends the operation early; what it has done stays done. May be called from any thread.
 *
 * Since: 0.1
 */
void
nexus_operation_cancel (NexusOperation *self)
{
  NexusOperationPrivate *priv;

  g_return_if_fail (NEXUS_IS_OPERATION (self));

  priv = PRIVATE (self);
  g_mutex_lock (&priv->lock);
  priv->cancelled = TRUE;
  g_cond_broadcast (&priv->resumed);
  g_mutex_unlock (&priv->lock);
  g_cancellable_cancel (priv->running);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-batch-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"
#include "nexus-undo-step-private.h"

/**
 * NexusBatch:
 *
 * Many changes of a store that happen together or not at all.
 *
 * A batch collects operations, in their order, and does nothing else until [method@Nexus.Batch.commit] does all of them
 * in one transaction: nobody ever sees some of them done, and a crash leaves all or none. Each one sees what those
 * before it have done. The batch is one step for undo; with [method@Nexus.Batch.follow_up] several are one together.
 *
 * What is wrong with an operation, a path that is none included, is told by the commit. After a commit that failed the
 * batch is as it was before, and can be committed again. A batch that is dropped has done nothing.
 *
 * A batch is for one thread at a time.
 *
 * Since: 0.1
 */
struct _NexusBatch {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  char            *description;
  NexusStepGroup  *group;        /* NULL unless others belong to the same step */
  GPtrArray       *mutations;
  GError          *invalid;      /* of the first operation that cannot be */
  guint            invalid_at;
  gboolean         committing;
  gboolean         committed;
};

enum {
  PROP_0,
  PROP_FILESYSTEM,
  PROP_DESCRIPTION,
  PROP_N_OPERATIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusBatch, nexus_batch, G_TYPE_OBJECT)

static void
nexus_batch_finalize (GObject *object)
{
  NexusBatch *self = NEXUS_BATCH (object);

  g_clear_object (&self->filesystem);
  g_free (self->description);
  g_clear_pointer (&self->group, _nexus_step_group_free);
  g_ptr_array_unref (self->mutations);
  g_clear_error (&self->invalid);

  G_OBJECT_CLASS (nexus_batch_parent_class)->finalize (object);
}

static void
nexus_batch_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  NexusBatch *self = NEXUS_BATCH (object);

  switch (prop_id)
    {
    case PROP_FILESYSTEM:
      g_value_set_object (value, self->filesystem);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_N_OPERATIONS:
      g_value_set_uint (value, self->mutations->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_batch_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  NexusBatch *self = NEXUS_BATCH (object);

  switch (prop_id)
    {
    case PROP_FILESYSTEM:
      self->filesystem = g_value_dup_object (value);
      break;
    case PROP_DESCRIPTION:
      nexus_batch_set_description (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_batch_class_init (NexusBatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_batch_finalize;
  object_class->get_property = nexus_batch_get_property;
  object_class->set_property = nexus_batch_set_property;

  /**
   * NexusBatch:filesystem:
   *
   * The store that is changed.
   *
   * Since: 0.1
   */
  properties[PROP_FILESYSTEM] =
    g_param_spec_object ("filesystem", NULL, NULL, NEXUS_TYPE_FILESYSTEM,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * NexusBatch:description:
   *
   * What the batch does, for people who may want to undo it, or %NULL.
   *
   * Since: 0.1
   */
  properties[PROP_DESCRIPTION] =
    g_param_spec_string ("description", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * NexusBatch:n-operations:
   *
   * How many operations it has.
   *
   * Since: 0.1
   */
  properties[PROP_N_OPERATIONS] =
    g_param_spec_uint ("n-operations", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_batch_init (NexusBatch *self)
{
  self->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);
}

/**
 * nexus_batch_new:
 * @filesystem: the store
 *
 * Makes a batch without operations.
 *
 * Returns: (transfer full): a new batch
 *
 * Since: 0.1
 */
NexusBatch *
nexus_batch_new (NexusFilesystem *filesystem)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);

  return g_object_new (NEXUS_TYPE_BATCH, "filesystem", filesystem, NULL);
}

/**
 * nexus_batch_follow_up:
 * @self: a batch that has not been committed
 *
 * Makes a batch for what belongs to the same step for undo, but has to wait: for somebody's answer, for instance.
 *
 * The new one has the store and the description of @self, and no operations. Each of them is committed by itself, in any
 * order; what the later one does is added to the step of the one before. Where that has been undone or forgotten
 * meanwhile, or did nothing, it becomes a step of its own.
 *
 * Returns: (transfer full): a new batch
 *
 * Since: 0.1
 */
NexusBatch *
nexus_batch_follow_up (NexusBatch *self)
{
  NexusBatch *next;

  g_return_val_if_fail (NEXUS_IS_BATCH (self), NULL);
  g_return_val_if_fail (!self->committing && !self->committed, NULL);

  if (self->group == NULL)
    self->group = _nexus_step_group_new (NEXUS_STEP_BATCH, NULL, NULL);
  next = nexus_batch_new (self->filesystem);
  next->description = g_strdup (self->description);
  next->group = _nexus_step_group_ref (self->group);

  return next;
}

/**
 * nexus_batch_get_filesystem:
 * @self: a batch
 *
 * Gets the store that is changed.
 *
 * Returns: (transfer none): the store
 *
 * Since: 0.1
 */
NexusFilesystem *
nexus_batch_get_filesystem (NexusBatch *self)
{
  g_return_val_if_fail (NEXUS_IS_BATCH (self), NULL);

  return self->filesystem;
}

/**
 * nexus_batch_get_n_operations:
 * @self: a batch
 *
 * Gets how many operations it has.
 *
 * Returns: the number of operations
 *
 * Since: 0.1
 */
guint
nexus_batch_get_n_operations (NexusBatch *self)
{
  g_return_val_if_fail (NEXUS_IS_BATCH (self), 0);

  return self->mutations->len;
}

/**
 * nexus_batch_get_description:
 * @self: a batch
 *
 * Gets what the batch does, in words.
 *
 * Returns: (transfer none) (nullable): the description, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_batch_get_description (NexusBatch *self)
{
  g_return_val_if_fail (NEXUS_IS_BATCH (self), NULL);

  return self->description;
}

/**
 * nexus_batch_set_description:
 * @self: a batch
 * @description: (nullable): what it does, such as “Sort the photos”, or %NULL
 *
 * Sets what the history shows of the batch. Without it, that is the number of its operations.
 *
 * Since: 0.1
 */
void
nexus_batch_set_description (NexusBatch *self,
                             const char *description)
{
  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (!self->committing);

  if (g_strcmp0 (self->description, description) == 0)
    return;

  g_free (self->description);
  self->description = g_strdup (description);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

/* --- The operations --- */

void
_nexus_batch_refuse (NexusBatch *self,
                     GError     *error)
{
  if (self->invalid != NULL)
    {
      g_error_free (error);
      return;
    }

  self->invalid = error;
  self->invalid_at = self->mutations->len - 1;
}

/* A path that is none stays as it is, for the message. */
static char *
normalize (NexusBatch *self,
           const char *path)
{
  GError *error = NULL;
  char *normal = nexus_path_normalize (path, &error);

  if (normal != NULL)
    return normal;

  _nexus_batch_refuse (self, error);

  return g_strdup (path);
}

NexusMutation *
_nexus_batch_add (NexusBatch        *self,
                  NexusMutationKind  kind,
                  const char        *path)
{
  NexusMutation *mutation = _nexus_mutation_new (kind, NULL);

  g_ptr_array_add (self->mutations, mutation);
  if (path != NULL)
    mutation->path = normalize (self, path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_OPERATIONS]);

  return mutation;
}

void
_nexus_batch_set_destination (NexusBatch    *self,
                              NexusMutation *mutation,
                              const char    *destination)
{
  mutation->destination = normalize (self, destination);
}

gboolean
_nexus_batch_is_open (NexusBatch *self)
{
  return !self->committing;
}

/* --- Committing --- */

/* Says which operation it was. */
static void
name_operation (NexusBatch  *self,
                guint        at,
                GError     **error)
{
  NexusMutation *mutation = g_ptr_array_index (self->mutations, at);
  g_autofree char *shown = NULL;

  if (mutation->path != NULL)
    {
      shown = nexus_path_display (mutation->path);
      g_prefix_error (error, _("Nothing was done, because operation %u of %u, on “%s”, failed: "),
                      at + 1, self->mutations->len, shown);
    }
  else
    {
      g_prefix_error (error, _("Nothing was done, because operation %u of %u, on “%s”, failed: "),
                      at + 1, self->mutations->len, mutation->key);
    }
}

static NexusTransaction *
begin (NexusBatch    *self,
       GCancellable  *cancellable,
       GError       **error)
{
  NexusTransaction *transaction;

  if (self->committing || self->committed)
    {
      g_set_error_literal (error, G_IO_ERROR, self->committing ? G_IO_ERROR_PENDING : G_IO_ERROR_CLOSED,
                           self->committing ? _("The batch is being committed already.")
                                            : _("The batch has been committed; make a new one."));
      return NULL;
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (self->invalid != NULL)
    {
      g_propagate_error (error, g_error_copy (self->invalid));
      name_operation (self, self->invalid_at, error);
      return NULL;
    }

  /* The batch keeps its operations, so that it can be tried again. */
  transaction = _nexus_transaction_new (cancellable);
  g_ptr_array_set_free_func (transaction->mutations, NULL);
  for (guint i = 0; i < self->mutations->len; i++)
    _nexus_transaction_add (transaction, g_ptr_array_index (self->mutations, i));
  transaction->is_batch = TRUE;
  transaction->description = g_strdup (self->description);
  transaction->group = self->group;
  self->committing = TRUE;

  return transaction;
}

static gboolean
end (NexusBatch        *self,
     NexusTransaction  *transaction,
     GError           **error)
{
  self->committing = FALSE;
  if (transaction->error == NULL)
    {
      self->committed = TRUE;
      return TRUE;
    }

  if (g_error_matches (transaction->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    transaction->failed_at = G_MAXUINT;
  g_propagate_error (error, g_steal_pointer (&transaction->error));
  if (transaction->failed_at < self->mutations->len)
    name_operation (self, transaction->failed_at, error);

  return FALSE;
}

/**
 * nexus_batch_commit:
 * @self: a batch
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does all that was collected, or nothing.
 *
 * When an operation fails, the error has its code, and the message tells which one it was and its path. A batch
 * without operations succeeds. %G_IO_ERROR_CLOSED says that this one has been committed already, and
 * %G_IO_ERROR_PENDING that it just is.
 *
 * Blocks; may be called from any thread. Cancelled means that nothing was done.
 *
 * Returns: %TRUE if all was done
 *
 * Since: 0.1
 */
gboolean
nexus_batch_commit (NexusBatch    *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(NexusTransaction) transaction = NULL;

  g_return_val_if_fail (NEXUS_IS_BATCH (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  transaction = begin (self, cancellable, error);
  if (transaction == NULL)
    return FALSE;

  _nexus_filesystem_apply (self->filesystem, &transaction, 1);

  return end (self, transaction, error);
}

static void
commit_in_worker (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  NexusTransaction *transaction = task_data;

  _nexus_filesystem_apply (NEXUS_BATCH (source_object)->filesystem, &transaction, 1);
  g_task_return_boolean (task, TRUE);
}

/**
 * nexus_batch_commit_async:
 * @self: a batch
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Batch.commit]. Nothing can be added to the batch until it has been finished.
 *
 * Since: 0.1
 */
void
nexus_batch_commit_async (NexusBatch          *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  NexusTransaction *transaction;
  GError *error = NULL;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_batch_commit_async);
  g_task_set_check_cancellable (task, FALSE);

  transaction = begin (self, cancellable, &error);
  if (transaction == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, transaction, (GDestroyNotify) _nexus_transaction_free);
  if (!_nexus_filesystem_run_in_worker (self->filesystem, task, commit_in_worker))
    self->committing = FALSE;
}

/**
 * nexus_batch_commit_finish:
 * @self: a batch
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Batch.commit_async].
 *
 * Returns: %TRUE if all was done
 *
 * Since: 0.1
 */
gboolean
nexus_batch_commit_finish (NexusBatch    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (NEXUS_IS_BATCH (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_batch_commit_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  return end (self, g_task_get_task_data (G_TASK (result)), error);
}

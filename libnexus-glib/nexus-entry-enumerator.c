/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-entry-enumerator-private.h"
#include "nexus-filesystem-private.h"

/**
 * NexusEntryEnumerator:
 *
 * Goes through the entries of a directory, or of all below it, a batch at a time and in bounded memory.
 *
 * Within each directory entries come in the order of their names' bytes; a directory comes before what is in it. An
 * entry that stays where it is is seen exactly once; one that is moved meanwhile may be seen twice or not at all.
 *
 * Use it from one thread at a time, and wait for an asynchronous call before the next one.
 *
 * Since: 0.1
 */

typedef struct {
  NexusFilesystem *filesystem;
  int              pending;     /* atomic: a call is under way */
} NexusEntryEnumeratorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (NexusEntryEnumerator, nexus_entry_enumerator, G_TYPE_OBJECT)

#define PRIVATE(self) \
  ((NexusEntryEnumeratorPrivate *) nexus_entry_enumerator_get_instance_private (self))

static void
nexus_entry_enumerator_finalize (GObject *object)
{
  NexusEntryEnumeratorPrivate *priv = PRIVATE (NEXUS_ENTRY_ENUMERATOR (object));

  g_clear_object (&priv->filesystem);

  G_OBJECT_CLASS (nexus_entry_enumerator_parent_class)->finalize (object);
}

static void
nexus_entry_enumerator_class_init (NexusEntryEnumeratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_entry_enumerator_finalize;
}

static void
nexus_entry_enumerator_init (NexusEntryEnumerator *self)
{
}

void
_nexus_entry_enumerator_set_filesystem (NexusEntryEnumerator *self,
                                        NexusFilesystem      *filesystem)
{
  g_set_object (&PRIVATE (self)->filesystem, filesystem);
}

NexusFilesystem *
_nexus_entry_enumerator_get_filesystem (NexusEntryEnumerator *self)
{
  return PRIVATE (self)->filesystem;
}

static gboolean
begin (NexusEntryEnumerator  *self,
       GError               **error)
{
  if (g_atomic_int_compare_and_exchange (&PRIVATE (self)->pending, FALSE, TRUE))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING,
                       _("The enumerator is still busy with the call before; wait for it"));

  return FALSE;
}

static void
end (NexusEntryEnumerator *self)
{
  g_atomic_int_set (&PRIVATE (self)->pending, FALSE);
}

/**
 * nexus_entry_enumerator_next:
 * @self: an enumerator
 * @max_entries: how many entries to get at most, at least 1
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets the next entries. No entries are the end.
 *
 * Errors: %G_IO_ERROR_PENDING while another call is under way.
 *
 * Blocks; may be called from any thread, from one at a time.
 *
 * Returns: (transfer container) (element-type NexusEntry): the entries
 *
 * Since: 0.1
 */
GPtrArray *
nexus_entry_enumerator_next (NexusEntryEnumerator  *self,
                             guint                  max_entries,
                             GCancellable          *cancellable,
                             GError               **error)
{
  NexusFilesystem *filesystem;
  GPtrArray *entries = NULL;

  g_return_val_if_fail (NEXUS_IS_ENTRY_ENUMERATOR (self), NULL);
  g_return_val_if_fail (max_entries > 0, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!begin (self, error))
    return NULL;

  filesystem = PRIVATE (self)->filesystem;
  if (_nexus_filesystem_enter (filesystem, error))
    {
      entries = NEXUS_ENTRY_ENUMERATOR_GET_CLASS (self)->next (self, max_entries, cancellable, error);
      _nexus_filesystem_leave (filesystem);
    }
  end (self);

  return entries;
}

static void
next_in_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  NexusEntryEnumerator *self = source_object;
  GError *error = NULL;
  GPtrArray *entries;

  entries = NEXUS_ENTRY_ENUMERATOR_GET_CLASS (self)->next (self, GPOINTER_TO_UINT (task_data), cancellable, &error);
  /* Before the callback, which may ask for more. */
  end (self);
  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * nexus_entry_enumerator_next_async:
 * @self: an enumerator
 * @max_entries: how many entries to get at most, at least 1
 * @cancellable: (nullable): a cancellable
 * @callback: called when the entries are there
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.EntryEnumerator.next].
 *
 * Since: 0.1
 */
void
nexus_entry_enumerator_next_async (NexusEntryEnumerator *self,
                                   guint                 max_entries,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (NEXUS_IS_ENTRY_ENUMERATOR (self));
  g_return_if_fail (max_entries > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_entry_enumerator_next_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (max_entries), NULL);
  /* An answer that is dropped would be entries that nobody ever sees: what was got is returned. */
  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_set_check_cancellable (task, FALSE);
  if (!begin (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!_nexus_filesystem_run_in_worker (PRIVATE (self)->filesystem, task, next_in_worker))
    end (self);
}

/**
 * nexus_entry_enumerator_next_finish:
 * @self: an enumerator
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.EntryEnumerator.next_async].
 *
 * Returns: (transfer container) (element-type NexusEntry): the entries; none at the end
 *
 * Since: 0.1
 */
GPtrArray *
nexus_entry_enumerator_next_finish (NexusEntryEnumerator  *self,
                                    GAsyncResult          *result,
                                    GError               **error)
{
  g_return_val_if_fail (NEXUS_IS_ENTRY_ENUMERATOR (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_entry_enumerator_next_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

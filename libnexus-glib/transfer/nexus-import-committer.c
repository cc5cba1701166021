/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-error.h"
#include "nexus-path.h"
#include "nexus-transfer-private.h"

/* A transaction has at most so many items, and is begun at the latest so long after its first one. */
#define BATCH_ITEMS  2000
#define BATCH_DELAY  (200 * G_TIME_SPAN_MILLISECOND)
#define QUEUE_ITEMS  8000

typedef struct {
  GPtrArray *mutations;
  char      *display;
  guint64    files;
  guint64    bytes;
} Item;

struct _NexusCommitter {
  NexusFilesystem *filesystem;
  NexusOperation  *operation;
  GCancellable    *cancellable;
  NexusStepGroup  *group;      /* all of it is one step for undo */
  GThread         *thread;

  GMutex           lock;       /* all below */
  GCond            filled;
  GCond            emptied;
  GQueue           queue;      /* of Item */
  gboolean         finishing;
  gboolean         failed;     /* nothing more can be committed */
  GError          *error;      /* why nothing more is taken */
};

static void
item_free (Item *item)
{
  g_ptr_array_unref (item->mutations);
  g_free (item->display);
  g_free (item);
}

/* Whether it is about the item.  Of all else, such as a full or broken disk, nothing that comes later will fare
 * better; and what could not be made durable must not be tried again as if it was. */
static gboolean
is_of_item (const GError *error)
{
  static const GIOErrorEnum codes[] = {
    G_IO_ERROR_NOT_FOUND, G_IO_ERROR_EXISTS, G_IO_ERROR_IS_DIRECTORY, G_IO_ERROR_NOT_DIRECTORY, G_IO_ERROR_NOT_EMPTY,
    G_IO_ERROR_NOT_REGULAR_FILE, G_IO_ERROR_FILENAME_TOO_LONG, G_IO_ERROR_INVALID_FILENAME,
    G_IO_ERROR_INVALID_ARGUMENT, G_IO_ERROR_WRONG_ETAG, G_IO_ERROR_PERMISSION_DENIED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;

  return g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT) ||
         g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
}

/* Whether another import, say, has done the same in the meantime. */
static gboolean
is_done_already (NexusCommitter *self,
                 Item           *item,
                 const GError   *error)
{
  NexusMutation *mutation = g_ptr_array_index (item->mutations, item->mutations->len - 1);
  g_autoptr(NexusEntry) entry = NULL;
  char hex[2 * NEXUS_HASH_SIZE + 1];

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    return FALSE;

  entry = nexus_filesystem_query (self->filesystem, mutation->path, self->cancellable, NULL);
  if (entry == NULL || nexus_entry_get_modified_ns (entry) != mutation->modified_ns)
    return FALSE;
  if (mutation->kind == NEXUS_MUTATION_MAKE_LINK)
    return nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK &&
           strcmp (nexus_entry_get_target (entry), mutation->destination) == 0;
  if (mutation->kind != NEXUS_MUTATION_PUT_FILE)
    return FALSE;
  _nexus_hash_to_hex (mutation->content->hash, hex);

  return g_strcmp0 (nexus_entry_get_etag (entry), hex) == 0;
}

static void
end (NexusCommitter *self,
     gboolean        failed,
     const GError   *error)
{
  g_mutex_lock (&self->lock);
  self->failed |= failed;
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_cond_broadcast (&self->emptied);
  g_mutex_unlock (&self->lock);
}

void
_nexus_committer_fail (NexusCommitter *self,
                       const GError   *error)
{
  end (self, TRUE, error);
}

void
_nexus_committer_stop (NexusCommitter *self,
                       const GError   *error)
{
  end (self, FALSE, error);
}

static void
settle (NexusCommitter *self,
        Item           *item)
{
  _nexus_operation_add_done (self->operation, item->files, item->bytes);
  for (guint i = 0; i < item->mutations->len; i++)
    {
      NexusMutation *mutation = g_ptr_array_index (item->mutations, i);

      if (mutation->kind == NEXUS_MUTATION_PUT_FILE || mutation->kind == NEXUS_MUTATION_MAKE_LINK ||
          mutation->kind == NEXUS_MUTATION_MAKE_DIRECTORY)
        _nexus_operation_acknowledge (self->operation, mutation->path);
    }
}

static NexusTransaction *
new_transaction (NexusCommitter *self)
{
  NexusTransaction *transaction = _nexus_transaction_new (self->cancellable);

  /* The items keep their mutations, so that they can be applied again one by one. */
  g_ptr_array_set_free_func (transaction->mutations, NULL);
  transaction->group = self->group;

  return transaction;
}

static void
add_item (NexusTransaction *transaction,
          Item             *item)
{
  for (guint i = 0; i < item->mutations->len; i++)
    _nexus_transaction_add (transaction, g_ptr_array_index (item->mutations, i));
}

/* Something is wrong with one of them: find out with which, and keep the others. */
static void
commit_singly (NexusCommitter *self,
               GPtrArray      *batch)
{
  g_autoptr(GPtrArray) transactions = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_transaction_free);

  for (guint i = 0; i < batch->len; i++)
    {
      g_ptr_array_add (transactions, new_transaction (self));
      add_item (g_ptr_array_index (transactions, i), g_ptr_array_index (batch, i));
    }
  _nexus_filesystem_apply (self->filesystem, (NexusTransaction **) transactions->pdata, transactions->len);

  for (guint i = 0; i < batch->len; i++)
    {
      Item *item = g_ptr_array_index (batch, i);
      const GError *error = ((NexusTransaction *) g_ptr_array_index (transactions, i))->error;

      if (error == NULL || is_done_already (self, item, error))
        {
          settle (self, item);
        }
      else if (is_of_item (error))
        {
          g_autofree char *shown = nexus_path_display (item->display);

          _nexus_operation_add_failure (self->operation, shown, error);
          _nexus_operation_add_done (self->operation, item->files, item->bytes);
        }
      else
        {
          _nexus_committer_fail (self, error);
        }
    }
}

static void
commit (NexusCommitter *self,
        GPtrArray      *batch)
{
  g_autoptr(NexusTransaction) transaction = new_transaction (self);

  for (guint i = 0; i < batch->len; i++)
    add_item (transaction, g_ptr_array_index (batch, i));
  _nexus_filesystem_apply (self->filesystem, &transaction, 1);

  if (transaction->error == NULL)
    {
      for (guint i = 0; i < batch->len; i++)
        settle (self, g_ptr_array_index (batch, i));
    }
  else if (is_of_item (transaction->error))
    {
      commit_singly (self, batch);
    }
  else
    {
      _nexus_committer_fail (self, transaction->error);
    }
}

/* The next batch, NULL when there will be none. */
static GPtrArray *
take_batch (NexusCommitter *self)
{
  g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 deadline;

  while (self->queue.length == 0 && !self->finishing)
    g_cond_wait (&self->filled, &self->lock);

  deadline = g_get_monotonic_time () + BATCH_DELAY;
  while (self->queue.length < BATCH_ITEMS && !self->finishing)
    {
      if (!g_cond_wait_until (&self->filled, &self->lock, deadline))
        break;
    }

  while (batch->len < BATCH_ITEMS && self->queue.length > 0)
    g_ptr_array_add (batch, g_queue_pop_head (&self->queue));
  g_cond_broadcast (&self->emptied);

  return batch->len > 0 ? g_steal_pointer (&batch) : NULL;
}

static gboolean
may_commit (NexusCommitter *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return !self->failed;
}

static gpointer
commit_batches (gpointer user_data)
{
  NexusCommitter *self = user_data;
  GPtrArray *batch;

  while ((batch = take_batch (self)) != NULL)
    {
      if (may_commit (self))
        commit (self, batch);
      g_ptr_array_unref (batch);
    }

  return NULL;
}

NexusCommitter *
_nexus_committer_new (NexusFilesystem *filesystem,
                      NexusOperation  *operation,
                      NexusStepGroup  *group,
                      GCancellable    *cancellable)
{
  NexusCommitter *self = g_new0 (NexusCommitter, 1);

  self->filesystem = g_object_ref (filesystem);
  self->operation = g_object_ref (operation);
  g_set_object (&self->cancellable, cancellable);
  self->group = group;
  g_mutex_init (&self->lock);
  g_cond_init (&self->filled);
  g_cond_init (&self->emptied);
  g_queue_init (&self->queue);
  self->thread = g_thread_new ("nexus-commit", commit_batches, self);

  return self;
}

void
_nexus_committer_add (NexusCommitter *self,
                      GPtrArray      *mutations,
                      const char     *display,
                      guint64         files,
                      guint64         bytes)
{
  Item *item = g_new0 (Item, 1);

  item->mutations = mutations;
  item->display = g_strdup (display);
  item->files = files;
  item->bytes = bytes;

  g_mutex_lock (&self->lock);
  while (self->queue.length >= QUEUE_ITEMS && self->error == NULL)
    g_cond_wait (&self->emptied, &self->lock);
  g_queue_push_tail (&self->queue, item);
  if (self->queue.length == 1 || self->queue.length == BATCH_ITEMS)
    g_cond_signal (&self->filled);
  g_mutex_unlock (&self->lock);
}

gboolean
_nexus_committer_has_ended (NexusCommitter *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->error != NULL;
}

static void
join (NexusCommitter *self)
{
  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->finishing = TRUE;
  g_cond_signal (&self->filled);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
}

gboolean
_nexus_committer_finish (NexusCommitter  *self,
                         GError         **error)
{
  join (self);
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));

  return FALSE;
}

void
_nexus_committer_free (NexusCommitter *self)
{
  join (self);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  _nexus_step_group_free (self->group);
  g_object_unref (self->operation);
  g_object_unref (self->filesystem);
  g_cond_clear (&self->filled);
  g_cond_clear (&self->emptied);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-file-enumerator-private.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"

/* Entries that the synchronous calls, which want one at a time, fetch at once. */
#define BATCH 256

#define NEXUS_TYPE_FILE_ENUMERATOR (_nexus_file_enumerator_get_type ())
G_DECLARE_FINAL_TYPE (NexusFileEnumerator, _nexus_file_enumerator, NEXUS, FILE_ENUMERATOR, GFileEnumerator)

struct _NexusFileEnumerator {
  GFileEnumerator       parent_instance;

  NexusFilesystem      *filesystem;
  NexusEntryEnumerator *entries;     /* NULL once closed */
  NexusFileFields      *fields;
  char                 *store;
  gboolean              follow;

  GPtrArray            *batch;       /* fetched, not yet given; NULL: none */
  guint                 next;
};

G_DEFINE_FINAL_TYPE (NexusFileEnumerator, _nexus_file_enumerator, G_TYPE_FILE_ENUMERATOR)

static GFileInfo *
make_info (NexusFileEnumerator *self,
           NexusEntry          *entry,
           GCancellable        *cancellable)
{
  g_autoptr(NexusEntry) target = NULL;

  if (self->follow && nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
    target = _nexus_file_query_entry (self->filesystem, nexus_entry_get_path (entry), TRUE, cancellable, NULL);

  return _nexus_file_info_new (entry, target != NULL ? target : entry, self->fields, self->store);
}

/* The next entry, borrowed from the batch; NULL at the end or with an error. */
static NexusEntry *
next_entry (NexusFileEnumerator  *self,
            guint                 batch,
            GCancellable         *cancellable,
            GError              **error)
{
  if (self->batch == NULL || self->next >= self->batch->len)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (self->entries, batch, cancellable, error);

      if (entries == NULL)
        return NULL;
      g_clear_pointer (&self->batch, g_ptr_array_unref);
      self->batch = g_steal_pointer (&entries);
      self->next = 0;
    }

  return self->next < self->batch->len ? g_ptr_array_index (self->batch, self->next++) : NULL;
}

static GFileInfo *
nexus_file_enumerator_next_file (GFileEnumerator  *enumerator,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  NexusFileEnumerator *self = NEXUS_FILE_ENUMERATOR (enumerator);
  NexusEntry *entry = next_entry (self, BATCH, cancellable, error);

  return entry != NULL ? make_info (self, entry, cancellable) : NULL;
}

static void
free_infos (gpointer infos)
{
  g_list_free_full (infos, g_object_unref);
}

static void
next_in_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  NexusFileEnumerator *self = source_object;
  guint wanted = GPOINTER_TO_UINT (task_data);
  GError *error = NULL;
  GList *infos = NULL;

  for (guint i = 0; i < wanted; i++)
    {
      NexusEntry *entry = next_entry (self, MAX (wanted - i, 1), cancellable, &error);

      if (entry == NULL)
        break;
      infos = g_list_prepend (infos, make_info (self, entry, cancellable));
    }

  /* What was got is not lost; the error, if it stays, comes with the next call. */
  if (error != NULL && infos == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, g_list_reverse (infos), free_infos);
}

static void
nexus_file_enumerator_next_files_async (GFileEnumerator     *enumerator,
                                        int                  n_files,
                                        int                  io_priority,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  NexusFileEnumerator *self = NEXUS_FILE_ENUMERATOR (enumerator);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, nexus_file_enumerator_next_files_async);
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, GUINT_TO_POINTER ((guint) n_files), NULL);
  if (!g_task_return_error_if_cancelled (task))
    _nexus_filesystem_run_in_worker (self->filesystem, task, next_in_worker);
}

static GList *
nexus_file_enumerator_next_files_finish (GFileEnumerator  *enumerator,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, enumerator), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_file_enumerator_next_files_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
nexus_file_enumerator_close (GFileEnumerator  *enumerator,
                             GCancellable     *cancellable,
                             GError          **error)
{
  NexusFileEnumerator *self = NEXUS_FILE_ENUMERATOR (enumerator);

  g_clear_object (&self->entries);
  g_clear_pointer (&self->batch, g_ptr_array_unref);

  return TRUE;
}

/* There is nothing to wait for, so no thread is asked. */
static void
nexus_file_enumerator_close_async (GFileEnumerator     *enumerator,
                                   int                  io_priority,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (enumerator, cancellable, callback, user_data);

  g_task_set_source_tag (task, nexus_file_enumerator_close_async);
  g_task_set_priority (task, io_priority);
  g_task_return_boolean (task, nexus_file_enumerator_close (enumerator, cancellable, NULL));
}

static gboolean
nexus_file_enumerator_close_finish (GFileEnumerator  *enumerator,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, enumerator), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_file_enumerator_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The parent's finalize closes, so what closing needs must still be there: dropped here, after closing it. */
static void
nexus_file_enumerator_dispose (GObject *object)
{
  NexusFileEnumerator *self = NEXUS_FILE_ENUMERATOR (object);

  if (!g_file_enumerator_is_closed (G_FILE_ENUMERATOR (self)))
    g_file_enumerator_close (G_FILE_ENUMERATOR (self), NULL, NULL);
  g_clear_object (&self->filesystem);
  g_clear_pointer (&self->fields, _nexus_file_fields_unref);
  g_clear_pointer (&self->store, g_free);

  G_OBJECT_CLASS (_nexus_file_enumerator_parent_class)->dispose (object);
}

static void
_nexus_file_enumerator_class_init (NexusFileEnumeratorClass *klass)
{
  GFileEnumeratorClass *enumerator_class = G_FILE_ENUMERATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_file_enumerator_dispose;
  enumerator_class->next_file = nexus_file_enumerator_next_file;
  enumerator_class->next_files_async = nexus_file_enumerator_next_files_async;
  enumerator_class->next_files_finish = nexus_file_enumerator_next_files_finish;
  enumerator_class->close_fn = nexus_file_enumerator_close;
  enumerator_class->close_async = nexus_file_enumerator_close_async;
  enumerator_class->close_finish = nexus_file_enumerator_close_finish;
}

static void
_nexus_file_enumerator_init (NexusFileEnumerator *self)
{
}

GFileEnumerator *
_nexus_file_enumerator_new (GFile                *container,
                            NexusFilesystem      *filesystem,
                            NexusEntryEnumerator *entries,
                            NexusFileFields      *fields,
                            const char           *store,
                            GFileQueryInfoFlags   flags)
{
  NexusFileEnumerator *self = g_object_new (NEXUS_TYPE_FILE_ENUMERATOR, "container", container, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->entries = g_object_ref (entries);
  self->fields = fields;
  self->store = g_strdup (store);
  self->follow = (flags & G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS) == 0;

  return G_FILE_ENUMERATOR (self);
}

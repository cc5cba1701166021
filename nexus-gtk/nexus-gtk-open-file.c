/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-open-file.h"
#include "nexus-gtk-relocate.h"

/* An application that saves does so in several steps; the last one was so long ago. */
#define SETTLE_MS 700

#define MAX_NUMBER 1000

struct _NexusGtkOpenFile {
  GObject          parent_instance;

  NexusFilesystem    *filesystem;
  NexusGtkCopyRecord *record;    /* its path follows the file when it is moved */
  GFileMonitor       *monitor;
  guint               settle_id;
  gboolean            busy;
  gboolean            again;     /* it has changed while it was looked at */
  gboolean            keeping;   /* the record is being written */
  gboolean            keep_again;
};

enum {
  SIGNAL_SAVED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkOpenFile, nexus_gtk_open_file, G_TYPE_OBJECT)

/* --- Saving, in a thread --- */

typedef struct {
  NexusFilesystem *filesystem;
  char            *path;
  GFile           *copy;
  char            *hash;
  GHashTable      *own;       /* only read there, and not changed meanwhile */
  gboolean         known;     /* the store had it already */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->filesystem);
  g_free (save->path);
  g_object_unref (save->copy);
  g_free (save->hash);
  g_hash_table_unref (save->own);
  g_free (save);
}

/* Piece by piece: it may be large. */
static NexusEntry *
write_to (Save             *save,
          const char       *path,
          const char       *etag,
          NexusWriteFlags   flags,
          GError          **error)
{
  g_autoptr(GFileInputStream) input = g_file_read (save->copy, NULL, error);
  g_autoptr(GOutputStream) output = NULL;

  if (input == NULL)
    return NULL;
  output = nexus_filesystem_create_stream (save->filesystem, path, etag, flags, NULL, error);
  if (output == NULL ||
      g_output_stream_splice (output, G_INPUT_STREAM (input),
                              G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL,
                              error) < 0)
    return NULL;

  return nexus_filesystem_query (save->filesystem, path, NULL, error);
}

/* Somebody else has changed the file: neither their work nor this one is lost. */
static NexusEntry *
write_beside (Save    *save,
              GError **error)
{
  g_autofree char *name = nexus_path_dup_name (save->path);
  g_autofree char *parent = nexus_path_dup_parent (save->path);

  for (guint number = 2; number < MAX_NUMBER; number++)
    {
      g_autofree char *candidate = nexus_gtk_number_name (name, number);
      g_autofree char *path = nexus_path_join (parent, candidate, error);
      g_autoptr(GError) local_error = NULL;
      NexusEntry *entry;

      if (path == NULL)
        return NULL;
      entry = write_to (save, path, NULL, NEXUS_WRITE_CREATE, &local_error);
      if (entry != NULL)
        return entry;
      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("No name is free for another copy of “%s”"), name);

  return NULL;
}

static NexusEntry *
save_copy (Save    *save,
           GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusEntry) there = nexus_filesystem_query (save->filesystem, save->path, NULL, &local_error);
  NexusEntry *entry;

  if (there == NULL)
    {
      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      /* It was deleted, with its folder perhaps: what is saved is there again. */
      return write_to (save, save->path, NULL, NEXUS_WRITE_CREATE | NEXUS_WRITE_PARENTS, error);
    }
  /* The browser may have been closed after it had saved that, and before it could remember it. */
  if (g_strcmp0 (nexus_entry_get_etag (there), save->hash) == 0)
    {
      save->known = TRUE;
      return g_steal_pointer (&there);
    }
  /* Also what was opened or saved and then undone is no work of anybody else. */
  if (nexus_entry_get_etag (there) == NULL || !g_hash_table_contains (save->own, nexus_entry_get_etag (there)))
    return write_beside (save, error);

  entry = write_to (save, save->path, nexus_entry_get_etag (there), NEXUS_WRITE_NONE, &local_error);
  if (entry != NULL)
    return entry;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    return write_beside (save, error);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

static void
save_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  NexusEntry *entry = save_copy (task_data, &error);

  if (entry != NULL)
    g_task_return_pointer (task, entry, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* --- What is remembered --- */

static void keep (NexusGtkOpenFile *self);

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkOpenFile) self = user_data;

  self->keeping = FALSE;
  if (self->keep_again)
    keep (self);
}

static void
keep_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  nexus_gtk_copy_record_save (task_data);
  g_task_return_boolean (task, TRUE);
}

/* One after the other, so that the last one is what stays. */
static void
keep (NexusGtkOpenFile *self)
{
  g_autoptr(GTask) task = NULL;

  self->keep_again = self->keeping;
  if (self->keeping)
    return;
  self->keeping = TRUE;
  task = g_task_new (NULL, NULL, kept_cb, g_object_ref (self));
  g_task_set_source_tag (task, keep);
  g_task_set_task_data (task, nexus_gtk_copy_record_copy (self->record), (GDestroyNotify) nexus_gtk_copy_record_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/* --- Watching --- */

static void look (NexusGtkOpenFile *self);

static void
rest (NexusGtkOpenFile *self)
{
  self->busy = FALSE;
  if (self->again)
    look (self);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(NexusGtkOpenFile) self = user_data;
  Save *save = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = g_task_propagate_pointer (G_TASK (result), &error);

  if (entry == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
      /* It is tried again when it changes, or the store is opened the next time. */
      g_clear_pointer (&self->record->saved, g_free);
      self->record->size = -1;
      keep (self);
    }
  else
    {
      g_hash_table_add (self->record->own, g_strdup (nexus_entry_get_etag (entry)));
      if (!save->known)
        g_signal_emit (self, signals[SIGNAL_SAVED], 0, entry);
      /* From now on it is this one that is worked on. */
      g_free (self->record->path);
      self->record->path = g_strdup (nexus_entry_get_path (entry));
      g_free (self->record->id);
      self->record->id = g_strdup (nexus_entry_get_id (entry));
      keep (self);
    }
  rest (self);
}

static void
hashed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkOpenFile) self = user_data;
  g_autofree char *hash = nexus_filesystem_hash_file_finish (NEXUS_FILESYSTEM (object), result, NULL);
  g_autoptr(GTask) task = NULL;
  Save *save;

  /* It is not there while it is replaced; what comes next tells of itself. */
  if (hash == NULL || g_strcmp0 (hash, self->record->saved) == 0)
    {
      if (hash != NULL)
        keep (self);
      rest (self);
      return;
    }
  g_free (self->record->saved);
  self->record->saved = g_strdup (hash);
  save = g_new0 (Save, 1);
  save->filesystem = g_object_ref (self->filesystem);
  save->path = g_strdup (self->record->path);
  save->copy = g_object_ref (self->record->copy);
  save->hash = g_steal_pointer (&hash);
  save->own = g_hash_table_ref (self->record->own);
  task = g_task_new (NULL, NULL, saved_cb, g_object_ref (self));
  g_task_set_source_tag (task, save_in_thread);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  g_task_run_in_thread (task, save_in_thread);
}

static void
look (NexusGtkOpenFile *self)
{
  self->again = self->busy;
  if (self->busy)
    return;
  self->busy = TRUE;
  /* Before it is read: what changes after this is looked at again, also by the browser of another day. */
  nexus_gtk_copy_record_look (self->record);
  nexus_filesystem_hash_file_async (self->filesystem, self->record->copy, NULL, hashed_cb, g_object_ref (self));
}

static gboolean
settled_cb (gpointer user_data)
{
  NexusGtkOpenFile *self = user_data;

  self->settle_id = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

/* Anything in the folder: applications write beside the file, and then put that in its place.  But the record is ours. */
static void
changed_cb (NexusGtkOpenFile  *self,
            GFile             *file,
            GFile             *other,
            GFileMonitorEvent  event)
{
  if (file != NULL && nexus_gtk_copy_record_is_file (file))
    return;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
store_changed_cb (NexusGtkOpenFile *self,
                  NexusChange      *change)
{
  const char *old_path = nexus_change_get_old_path (change);
  const char *rest;

  if (nexus_change_get_kind (change) != NEXUS_CHANGE_MOVED || old_path == NULL ||
      !g_str_has_prefix (self->record->path, old_path))
    return;
  rest = self->record->path + strlen (old_path);
  if (*rest == '\0' || *rest == '/')
    {
      char *path = g_strconcat (nexus_change_get_path (change), rest, NULL);

      g_free (self->record->path);
      self->record->path = path;
      keep (self);
    }
}

GFile *
nexus_gtk_open_file_get_copy (NexusGtkOpenFile *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_OPEN_FILE (self), NULL);

  return self->record->copy;
}

gboolean
nexus_gtk_open_file_is_of (NexusGtkOpenFile *self,
                           NexusEntry       *entry)
{
  g_return_val_if_fail (NEXUS_GTK_IS_OPEN_FILE (self), FALSE);

  return g_strcmp0 (self->record->id, nexus_entry_get_id (entry)) == 0 &&
         g_strcmp0 (self->record->saved, nexus_entry_get_etag (entry)) == 0 &&
         g_file_test (g_file_peek_path (self->record->copy), G_FILE_TEST_EXISTS);
}

/* --- The object --- */

static void
nexus_gtk_open_file_dispose (GObject *object)
{
  NexusGtkOpenFile *self = NEXUS_GTK_OPEN_FILE (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (nexus_gtk_open_file_parent_class)->dispose (object);
}

static void
nexus_gtk_open_file_finalize (GObject *object)
{
  NexusGtkOpenFile *self = NEXUS_GTK_OPEN_FILE (object);

  g_object_unref (self->filesystem);
  nexus_gtk_copy_record_free (self->record);

  G_OBJECT_CLASS (nexus_gtk_open_file_parent_class)->finalize (object);
}

static void
nexus_gtk_open_file_class_init (NexusGtkOpenFileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_open_file_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_open_file_finalize;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, NEXUS_TYPE_ENTRY);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
nexus_gtk_open_file_init (NexusGtkOpenFile *self)
{
}

NexusGtkOpenFile *
nexus_gtk_open_file_new (NexusFilesystem    *filesystem,
                         NexusGtkCopyRecord *record)
{
  NexusGtkOpenFile *self;
  g_autoptr(GFile) folder = NULL;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OPEN_FILE, NULL);
  self->filesystem = g_object_ref (filesystem);
  self->record = record;
  folder = g_file_get_parent (record->copy);
  /* Without a monitor the copy is looked at when the store is opened again; no file system of a cache is without one. */
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  /* It may have changed before it was watched. */
  if (nexus_gtk_copy_record_is_changed (record))
    changed_cb (self, NULL, NULL, G_FILE_MONITOR_EVENT_CHANGED);

  return self;
}

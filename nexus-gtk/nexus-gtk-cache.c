/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-cache.h"
#include "nexus-gtk-copy-record.h"

#define MAX_AGE  (7 * 24 * 60 * 60)
#define MAX_SIZE (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)

static char *
get_folder (const char *kind)
{
  return g_build_filename (g_get_user_cache_dir (), "nexus", kind, NULL);
}

GFile *
nexus_gtk_cache_make_folder (const char  *kind,
                             GError     **error)
{
  g_autofree char *folder = get_folder (kind);
  g_autofree char *own = g_build_filename (folder, "XXXXXX", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdtemp_full (own, 0700) == NULL)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("Could not make the folder “%s”: %s"), folder,
                   g_strerror (code));
      return NULL;
    }

  return g_file_new_for_path (own);
}

/* --- Out --- */

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *entries;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->filesystem);
  g_ptr_array_unref (export->entries);
  g_free (export);
}

/* Entries of different folders may have the same name; each file has its right one all the same. */
static GFile *
choose_file (GFile      *folder,
             const char *name,
             guint       number)
{
  g_autofree char *digits = g_strdup_printf ("%u", number);
  g_autoptr(GFile) file = g_file_get_child (folder, name);
  g_autoptr(GFile) own = NULL;

  if (!g_file_query_exists (file, NULL))
    return g_steal_pointer (&file);
  own = g_file_get_child (folder, digits);
  if (g_mkdir (g_file_peek_path (own), 0700) != 0)
    return NULL;

  return g_file_get_child (own, name);
}

static void
export_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Export *export = task_data;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) folder = nexus_gtk_cache_make_folder (NEXUS_GTK_CACHE_OUT, &error);

  for (guint i = 0; folder != NULL && i < export->entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (export->entries, i);
      g_autoptr(GFile) file = choose_file (folder, nexus_entry_get_name (entry), i);
      g_autoptr(NexusOperation) operation = NULL;

      if (file == NULL)
        continue;
      operation = nexus_filesystem_export (export->filesystem, nexus_entry_get_path (entry), file,
                                           NEXUS_CONFLICT_REPLACE);
      g_clear_error (&error);
      if (nexus_operation_run (operation, cancellable, &error) || g_file_query_exists (file, NULL))
        g_ptr_array_add (files, g_steal_pointer (&file));
    }

  if (files->len > 0)
    g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", _("There is nothing that could be copied."));
}

void
nexus_gtk_cache_export_async (NexusFilesystem     *filesystem,
                              GPtrArray           *entries,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Export *export;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (entries != NULL);

  export = g_new0 (Export, 1);
  export->filesystem = g_object_ref (filesystem);
  export->entries = g_ptr_array_ref (entries);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_cache_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  g_task_run_in_thread (task, export_in_thread);
}

GPtrArray *
nexus_gtk_cache_export_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_cache_export_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Copies --- */

GPtrArray *
nexus_gtk_cache_list_copies (const char *store)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) nexus_gtk_copy_record_free);
  g_autofree char *folder = get_folder (NEXUS_GTK_CACHE_OPEN);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(NexusGtkCopyRecord) record = nexus_gtk_copy_record_load (path);

      if (record != NULL && strcmp (record->store, store) == 0 && g_file_query_exists (record->copy, NULL))
        g_ptr_array_add (records, g_steal_pointer (&record));
    }

  return records;
}

/* Whether somebody has worked on it since, of which the store has nothing yet. */
static gboolean
has_work (const char *folder)
{
  g_autoptr(NexusGtkCopyRecord) record = nexus_gtk_copy_record_load (folder);

  return record != NULL && nexus_gtk_copy_record_is_changed (record);
}

/* --- Cleaning --- */

typedef struct {
  char    *path;
  gint64   modified;    /* the latest of all that is in it */
  guint64  size;
} Kept;

static void
kept_free (Kept *kept)
{
  g_free (kept->path);
  g_free (kept);
}

/* Links are not followed: what is elsewhere is none of the cache's. */
static void
measure (const char *path,
         Kept       *kept)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;
  struct stat info;

  if (lstat (path, &info) != 0)
    return;
  kept->modified = MAX (kept->modified, info.st_mtime);
  kept->modified = MAX (kept->modified, info.st_ctime);
  kept->size += S_ISREG (info.st_mode) ? info.st_size : 0;
  if (!S_ISDIR (info.st_mode))
    return;
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      measure (child, kept);
    }
}

static void
remove_tree (const char *path)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    return;
  if (S_ISDIR (info.st_mode))
    {
      g_autoptr(GDir) dir = NULL;
      const char *name;

      /* It may have been made from one that cannot be written. */
      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

static void
collect (const char *kind,
         GPtrArray  *all)
{
  g_autofree char *folder = get_folder (kind);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Kept *kept = g_new0 (Kept, 1);

      kept->path = g_build_filename (folder, name, NULL);
      measure (kept->path, kept);
      g_ptr_array_add (all, kept);
    }
}

static int
compare_latest_first (gconstpointer a,
                      gconstpointer b)
{
  const Kept *first = *(const Kept **) a;
  const Kept *second = *(const Kept **) b;

  return (second->modified > first->modified) - (second->modified < first->modified);
}

void
nexus_gtk_cache_clean_now (gint64  max_age,
                           guint64 max_size)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  gint64 now = g_get_real_time () / G_TIME_SPAN_SECOND;
  guint64 size = 0;

  collect (NEXUS_GTK_CACHE_OUT, all);
  collect (NEXUS_GTK_CACHE_OPEN, all);
  g_ptr_array_sort (all, compare_latest_first);
  for (guint i = 0; i < all->len; i++)
    {
      Kept *kept = g_ptr_array_index (all, i);

      size += kept->size;
      if ((now - kept->modified > max_age || size > max_size) && !has_work (kept->path))
        remove_tree (kept->path);
    }
}

static void
clean_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  nexus_gtk_cache_clean_now (MAX_AGE, MAX_SIZE);
  g_task_return_boolean (task, TRUE);
}

void
nexus_gtk_cache_clean (void)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, nexus_gtk_cache_clean);
  g_task_run_in_thread (task, clean_in_thread);
}

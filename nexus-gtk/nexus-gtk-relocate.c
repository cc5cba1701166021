/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-relocate.h"

#define MAX_NUMBER 10000

/* What comes after a dot and is longer is no ending. */
#define MAX_ENDING 16

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  char            *folder;
  char            *description;
  gboolean         copy;
} Relocation;

static void
relocation_free (Relocation *relocation)
{
  g_object_unref (relocation->filesystem);
  g_ptr_array_unref (relocation->entries);
  g_free (relocation->folder);
  g_free (relocation->description);
  g_free (relocation);
}

char *
nexus_gtk_number_name (const char *name,
                       guint       number)
{
  const char *dot = strrchr (name, '.');

  /* A leading dot hides a file, it does not begin an ending. */
  if (dot == NULL || dot == name || strlen (dot) > MAX_ENDING)
    dot = name + strlen (name);

  return g_strdup_printf ("%.*s (%u)%s", (int) (dot - name), name, number, dot);
}

/* A path in the folder that neither the store has nor another one of the entries gets. */
static char *
find_free (Relocation  *relocation,
           const char  *name,
           GHashTable  *taken,
           GError     **error)
{
  for (guint number = 1; number < MAX_NUMBER; number++)
    {
      g_autofree char *candidate = number == 1 ? g_strdup (name) : nexus_gtk_number_name (name, number);
      g_autofree char *path = nexus_path_join (relocation->folder, candidate, error);
      g_autoptr(GError) local_error = NULL;

      if (path == NULL)
        return NULL;
      if (g_hash_table_contains (taken, path) ||
          nexus_filesystem_exists (relocation->filesystem, path, NULL, &local_error))
        continue;
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      g_hash_table_add (taken, g_strdup (path));
      return g_steal_pointer (&path);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("No name is free for another copy of “%s”"), name);

  return NULL;
}

static gboolean
add_entry (Relocation  *relocation,
           NexusBatch  *batch,
           NexusEntry  *entry,
           GHashTable  *taken,
           GError     **error)
{
  const char *path = nexus_entry_get_path (entry);
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *destination = NULL;
  gsize length = strlen (path);

  if (g_str_has_prefix (relocation->folder, path) &&
      (relocation->folder[length] == '/' || relocation->folder[length] == '\0'))
    {
      g_autofree char *shown = nexus_path_display (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE, _("“%s” cannot be put into itself"), shown);
      return FALSE;
    }
  if (!relocation->copy && g_strcmp0 (parent, relocation->folder) == 0)
    return TRUE;

  destination = find_free (relocation, nexus_entry_get_name (entry), taken, error);
  if (destination == NULL)
    return FALSE;
  if (relocation->copy)
    nexus_batch_copy (batch, path, destination, NEXUS_COPY_NONE);
  else
    nexus_batch_move (batch, path, destination, NULL, NEXUS_COPY_NONE);

  return TRUE;
}

static void
relocate_in_thread (GTask        *task,
                    gpointer      source_object,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  Relocation *relocation = task_data;
  g_autoptr(NexusBatch) batch = nexus_batch_new (relocation->filesystem);
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *error = NULL;
  guint n;

  for (guint i = 0; i < relocation->entries->len; i++)
    {
      if (!add_entry (relocation, batch, g_ptr_array_index (relocation->entries, i), taken, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }

  n = nexus_batch_get_n_operations (batch);
  nexus_batch_set_description (batch, relocation->description);
  if (n == 0 || nexus_batch_commit (batch, NULL, &error))
    g_task_return_int (task, n);
  else
    g_task_return_error (task, error);
}

void
nexus_gtk_relocate_async (NexusFilesystem     *filesystem,
                          GPtrArray           *entries,
                          const char          *folder,
                          gboolean             copy,
                          const char          *description,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Relocation *relocation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (entries != NULL);
  g_return_if_fail (folder != NULL);

  relocation = g_new0 (Relocation, 1);
  relocation->filesystem = g_object_ref (filesystem);
  relocation->entries = g_ptr_array_ref (entries);
  relocation->folder = g_strdup (folder);
  relocation->description = g_strdup (description);
  relocation->copy = copy;
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_relocate_async);
  g_task_set_task_data (task, relocation, (GDestroyNotify) relocation_free);
  g_task_run_in_thread (task, relocate_in_thread);
}

int
nexus_gtk_relocate_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_relocate_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Imports a folder into a store, tags it, lists it, reads a file and exports the folder again.
 *
 *   cc nexus-example.c -o nexus-example $(pkg-config --cflags --libs nexus-glib-1)
 *   ./nexus-example STORE FOLDER OUTPUT
 */
#include <nexus-glib.h>

static void
progress_cb (NexusOperation *operation,
             GParamSpec     *pspec,
             gpointer        user_data)
{
  g_print ("%3.0f %%\n", nexus_operation_get_fraction (operation) * 100);
}

static gboolean
example (const char  *store,
         const char  *folder,
         const char  *output,
         GError     **error)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GFile) source = g_file_new_for_path (folder);
  g_autoptr(GFile) destination = g_file_new_for_path (output);
  g_autoptr(NexusFilesystem) fs = NULL;
  g_autoptr(NexusOperation) import = NULL;
  g_autoptr(NexusOperation) export = NULL;
  g_autoptr(NexusEntry) note = NULL;
  g_autoptr(GListModel) entries = NULL;
  g_autoptr(GBytes) text = NULL;

  nexus_config_set_data_dir (config, store);
  if (!(fs = nexus_connect (config, NULL, error)))
    return FALSE;

  import = nexus_filesystem_import (fs, source, "/folder", NEXUS_CONFLICT_REPLACE);
  g_signal_connect (import, "notify::fraction", G_CALLBACK (progress_cb), NULL);
  if (!nexus_operation_run (import, NULL, error))
    return FALSE;

  text = g_bytes_new_static ("imported", 8);
  note = nexus_filesystem_write (fs, "/folder/note.txt", text, NULL, NEXUS_WRITE_NONE, NULL, error);
  if (note == NULL || !nexus_filesystem_add_tag (fs, "/folder/note.txt", "example", NULL, error))
    return FALSE;

  if (!(entries = nexus_filesystem_list (fs, "/folder", NULL, error)))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(NexusEntry) entry = g_list_model_get_item (entries, i);

      g_print ("%10" G_GUINT64_FORMAT "  %s\n", nexus_entry_get_size (entry), nexus_entry_get_path (entry));
    }

  g_clear_pointer (&text, g_bytes_unref);
  if (!(text = nexus_filesystem_read (fs, "/folder/note.txt", NULL, error)))
    return FALSE;
  g_print ("%.*s\n", (int) g_bytes_get_size (text), (const char *) g_bytes_get_data (text, NULL));

  export = nexus_filesystem_export (fs, "/folder", destination, NEXUS_CONFLICT_REPLACE);
  return nexus_operation_run (export, NULL, error) && nexus_filesystem_close (fs, NULL, error);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  if (argc != 4)
    {
      g_printerr ("Usage: nexus-example STORE FOLDER OUTPUT\n");
      return 2;
    }
  if (!example (argv[1], argv[2], argv[3], &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}

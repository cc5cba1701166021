/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gtk/gtk.h>
#include <string.h>

#include "nexus-gio-test.h"

/* GtkDirectoryList knows nothing of stores, and lists their folders all the same, live. */

static gboolean
has_child (GListModel *list,
           const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GFileInfo) info = g_list_model_get_item (list, i);

      if (g_str_equal (g_file_info_get_name (info), name))
        return TRUE;
    }

  return FALSE;
}

static void
put (GFile *file)
{
  g_autoptr(GError) error = NULL;

  g_file_replace_contents (file, "text", 4, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_list (void)
{
  char *folder;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&folder);
  g_autoptr(GFile) top = nexus_filesystem_get_file (filesystem, "/");
  g_autoptr(GFile) missing = g_file_get_child (top, "missing");
  g_autoptr(GFile) file = g_file_get_child (top, "file-7");
  g_autoptr(GFile) later = g_file_get_child (top, "later");
  g_autoptr(GError) error = NULL;
  GtkDirectoryList *list;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);
      g_autoptr(GFile) child = g_file_get_child (top, name);

      put (child);
    }

  list = gtk_directory_list_new ("standard::*,time::modified", top);
  nexus_test_spin_until (!gtk_directory_list_is_loading (list));
  g_assert_no_error (gtk_directory_list_get_error (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 300);

  put (later);
  nexus_test_spin_until (has_child (G_LIST_MODEL (list), "later"));
  g_assert_true (g_file_delete (file, NULL, &error));
  nexus_test_spin_until (!has_child (G_LIST_MODEL (list), "file-7"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 300);

  gtk_directory_list_set_file (list, missing);
  nexus_test_spin_until (!gtk_directory_list_is_loading (list));
  g_assert_error (gtk_directory_list_get_error (list), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  gtk_directory_list_set_file (list, NULL);
  nexus_test_assert_finalized (list);

  /* Files hold their store. */
  g_clear_object (&top);
  g_clear_object (&missing);
  g_clear_object (&file);
  g_clear_object (&later);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gio/directory-list", test_list);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Another program with a window that takes files in.  It writes the number of its window, "enter", and of each file that is
 * dropped its name and what is in it; then "end". */
#include <gdk/x11/gdkx.h>
#include <gtk/gtk.h>
#include <stdio.h>

static void
say (const char *text)
{
  puts (text);
  fflush (stdout);
}

static GdkDragAction
enter_cb (void)
{
  say ("enter");

  return GDK_ACTION_COPY;
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *item = files; item != NULL; item = item->next)
    {
      const char *path = g_file_peek_path (item->data);
      g_autofree char *name = g_file_get_basename (item->data);
      g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
      g_autofree char *text = NULL;
      g_autofree char *line = NULL;

      if (dir != NULL)
        line = g_strdup_printf ("%s (folder): %s", name, g_dir_read_name (dir));
      else if (g_file_get_contents (path, &text, NULL, NULL))
        line = g_strdup_printf ("%s: %s", name, text);
      else
        line = g_strdup_printf ("%s is not there", name);
      say (line);
    }
  g_slist_free (files);
  say ("end");

  return TRUE;
}

static void
mapped_cb (GtkWidget *window)
{
  printf ("%lu\n", gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window))));
  fflush (stdout);
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GtkWidget *window, *label;
  GtkDropTarget *target;

  gtk_init ();
  window = gtk_window_new ();
  /* As the test moves it about: what is as large as it was is ready for the pointer. */
  gtk_window_set_default_size (GTK_WINDOW (window), 690, 900);
  label = gtk_label_new ("Drop");
  gtk_widget_set_vexpand (label, TRUE);
  gtk_window_set_child (GTK_WINDOW (window), label);

  target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), NULL);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (target));

  g_signal_connect_after (window, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);

  return 0;
}

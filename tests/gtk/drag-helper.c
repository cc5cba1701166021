/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Another program with a window.  It writes what happens to it, a line each: first the number of its window.
 *
 * Without arguments it takes files in: "enter", of each file that is dropped its name and what is in it, and "end".
 *
 * With paths it has these dragged out of it: "pointer" when that is over it, "pressed", "begin", then "copy", "move" or
 * "nothing" for what would become of them, and "end". */
#include <gdk/x11/gdkx.h>
#include <gtk/gtk.h>
#include <stdio.h>

static void
say (const char *text)
{
  puts (text);
  fflush (stdout);
}

/* --- In --- */

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
take_in (GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/* --- Out --- */

static void
action_cb (GdkDrag *drag)
{
  GdkDragAction action = gdk_drag_get_selected_action (drag);

  say (action == GDK_ACTION_COPY ? "copy" : action == GDK_ACTION_MOVE ? "move" : "nothing");
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag)
{
  g_signal_connect (drag, "notify::selected-action", G_CALLBACK (action_cb), NULL);
  say ("begin");
}

static void
give_out (GtkWidget  *widget,
          char      **paths)
{
  g_autoptr(GdkContentProvider) content = NULL;
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GSList *files = NULL;

  for (; *paths != NULL; paths++)
    files = g_slist_append (files, g_file_new_for_path (*paths));
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
  g_slist_free_full (files, g_object_unref);

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (say), (gpointer) "pointer");
  gtk_widget_add_controller (widget, motion);
  gtk_drag_source_set_content (source, content);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect_swapped (source, "begin", G_CALLBACK (say), (gpointer) "pressed");
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), NULL);
  g_signal_connect_swapped (source, "drag-end", G_CALLBACK (say), (gpointer) "end");
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
}

/* Before it has a size it is not what the pointer is on. */
static gboolean
tick_cb (GtkWidget     *label,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  if (gtk_widget_get_width (label) == 0)
    return G_SOURCE_CONTINUE;
  printf ("%lu\n", gdk_x11_surface_get_xid (gtk_native_get_surface (gtk_widget_get_native (label))));
  fflush (stdout);

  return G_SOURCE_REMOVE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GtkWidget *window, *label;

  gtk_init ();
  window = gtk_window_new ();
  /* As the test moves it about: what is as large as it was is ready for the pointer. */
  gtk_window_set_default_size (GTK_WINDOW (window), 690, 900);
  label = gtk_label_new ("Files");
  gtk_widget_set_vexpand (label, TRUE);
  gtk_window_set_child (GTK_WINDOW (window), label);
  if (argc > 1)
    give_out (label, argv + 1);
  else
    take_in (label);

  gtk_widget_add_tick_callback (label, tick_cb, NULL, NULL);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);

  return 0;
}

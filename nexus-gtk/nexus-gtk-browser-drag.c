/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-content.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window.h"

static NexusFilesystem *
get_filesystem (NexusGtkBrowser *self)
{
  return self->list != NULL ? nexus_gtk_directory_list_get_filesystem (self->list) : NULL;
}

/* --- Out of the files --- */

/* New: the entries that are selected. */
static GPtrArray *
dup_entries (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self);
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (items, i));

      if (entry != NULL)
        g_ptr_array_add (entries, g_object_ref (entry));
    }

  return entries;
}

/* What is selected is dragged; what is not becomes the selection first. */
static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            GtkListItem   *item)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (gtk_widget_get_ancestor (cell, NEXUS_GTK_TYPE_BROWSER));
  guint position = gtk_list_item_get_position (item);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(NexusGtkDrag) drag = NULL;

  if (get_filesystem (self) == NULL || nexus_gtk_place_is_trash (nexus_gtk_browser_get_place (self)))
    return NULL;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  entries = dup_entries (self);
  if (entries->len == 0)
    return NULL;
  drag = nexus_gtk_drag_new (get_filesystem (self), entries);

  return nexus_gtk_content_new (drag);
}

static void
set_rubberband (NexusGtkBrowser *self,
                gboolean         enabled)
{
  gtk_column_view_set_enable_rubberband (self->column_view, enabled);
  gtk_grid_view_set_enable_rubberband (self->grid_view, enabled);
  gtk_list_view_set_enable_rubberband (self->pane_view, enabled);
}

static void
drag_ended_cb (NexusGtkBrowser *self)
{
  set_rubberband (self, TRUE);
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               GtkListItem   *item)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (gtk_widget_get_ancestor (cell, NEXUS_GTK_TYPE_BROWSER));
  g_autoptr(GPtrArray) entries = dup_entries (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  NexusEntry *first;
  g_autofree char *text = NULL;

  /* The list would begin one with the same movement, and keep it when the drag is over.  The cell may be gone by then. */
  set_rubberband (self, FALSE);
  g_signal_connect_object (drag, "dnd-finished", G_CALLBACK (drag_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (drag_ended_cb), self, G_CONNECT_SWAPPED);
  if (entries->len == 0)
    return;
  first = g_ptr_array_index (entries, 0);
  if (entries->len == 1)
    text = nexus_path_display (nexus_entry_get_name (first));
  else
    text = g_strdup_printf (ngettext ("%u item", "%u items", entries->len), entries->len);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (entries->len > 1 ? "edit-copy-symbolic"
                                                               : nexus_entry_get_kind (first) == NEXUS_KIND_DIRECTORY
                                                               ? "folder-symbolic" : "text-x-generic-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_widget_add_css_class (box, "nexus-drag-icon");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), box);
}

void
_nexus_gtk_browser_add_drag_source (GtkWidget   *cell,
                                    GtkListItem *item)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_object_set_data (G_OBJECT (cell), "nexus-gtk-list-item", item);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), item);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), item);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (source));
}

/* --- Onto the files --- */

/* The folder under the pointer and its cell, else NULL. */
static NexusEntry *
find_folder (NexusGtkBrowser  *self,
             double            x,
             double            y,
             GtkWidget       **cell)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != GTK_WIDGET (self); widget = gtk_widget_get_parent (widget))
    {
      GtkListItem *item = g_object_get_data (G_OBJECT (widget), "nexus-gtk-list-item");
      NexusEntry *entry;

      if (item == NULL || gtk_list_item_get_item (item) == NULL)
        continue;
      entry = nexus_gtk_item_get_entry (gtk_list_item_get_item (item));
      if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY ||
          nexus_gtk_place_is_trash (nexus_gtk_browser_get_place (self)))
        return NULL;
      *cell = widget;
      return entry;
    }

  return NULL;
}

static void
set_target (NexusGtkBrowser *self,
            GtkWidget       *cell)
{
  if (self->drop_cell == cell)
    return;
  g_clear_handle_id (&self->spring_id, g_source_remove);
  if (self->drop_cell != NULL)
    gtk_widget_remove_css_class (self->drop_cell, "nexus-drop");
  g_set_weak_pointer (&self->drop_cell, cell);
  if (cell != NULL)
    gtk_widget_add_css_class (cell, "nexus-drop");
}

static gboolean
spring_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;
  g_autofree char *folder = g_steal_pointer (&self->spring_folder);

  self->spring_id = 0;
  set_target (self, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", folder);

  return G_SOURCE_REMOVE;
}

static GdkDragAction
motion_cb (GtkDropTarget   *target,
           double           x,
           double           y,
           NexusGtkBrowser *self)
{
  GtkWidget *cell = NULL;
  NexusEntry *folder = find_folder (self, x, y, &cell);
  gboolean is_new = cell != self->drop_cell;

  set_target (self, cell);
  if (folder != NULL && is_new)
    {
      g_free (self->spring_folder);
      self->spring_folder = g_strdup (nexus_entry_get_path (folder));
      self->spring_id = g_timeout_add (nexus_gtk_drag_get_spring_time (), spring_cb, self);
    }
  if (folder == NULL && !_nexus_gtk_browser_is_path (self))
    return 0;

  return nexus_gtk_drag_get_action (target, get_filesystem (self));
}

static void
leave_cb (GtkDropTarget   *target,
          NexusGtkBrowser *self)
{
  set_target (self, NULL);
}

static gboolean
drop_cb (GtkDropTarget   *target,
         const GValue    *value,
         double           x,
         double           y,
         NexusGtkBrowser *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean copy = nexus_gtk_drag_get_action (target, get_filesystem (self)) == GDK_ACTION_COPY;
  GtkWidget *cell = NULL;
  NexusEntry *folder = find_folder (self, x, y, &cell);
  g_autofree char *place = NULL;

  set_target (self, NULL);
  if (folder == NULL && !_nexus_gtk_browser_is_path (self))
    return FALSE;
  place = g_strdup (folder != NULL ? nexus_entry_get_path (folder) : nexus_gtk_browser_get_place (self));

  return NEXUS_GTK_IS_WINDOW (root) && nexus_gtk_window_drop (NEXUS_GTK_WINDOW (root), place, value, copy);
}

void
_nexus_gtk_browser_add_drop_target (NexusGtkBrowser *self)
{
  GType types[] = { NEXUS_GTK_TYPE_DRAG, GDK_TYPE_FILE_LIST };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
_nexus_gtk_browser_stop_drag (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->spring_id, g_source_remove);
  g_clear_pointer (&self->spring_folder, g_free);
  g_clear_weak_pointer (&self->drop_cell);
}

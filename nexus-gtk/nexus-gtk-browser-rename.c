/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"

/* A name that is scrolled to is there after a few frames, or not at all. */
#define FRAMES_MAX 30

/* The name is changed where it stands, in an entry that lies over it, with what is wrong below it. */

/* --- Cells --- */

static void
cell_gone_cb (GtkWidget       *cell,
              NexusGtkBrowser *self)
{
  g_hash_table_remove (self->name_cells, cell);
}

void
_nexus_gtk_browser_add_name_cell (NexusGtkBrowser *self,
                                  GtkWidget       *cell,
                                  GtkListItem     *item)
{
  if (nexus_gtk_cells_get_name (cell) == NULL)
    return;

  g_hash_table_insert (self->name_cells, cell, item);
  g_signal_connect_object (cell, "destroy", G_CALLBACK (cell_gone_cb), self, 0);
}

static GtkWidget *
find_name (NexusGtkBrowser *self,
           guint            position)
{
  GHashTableIter iter;
  gpointer cell;
  gpointer item;

  g_hash_table_iter_init (&iter, self->name_cells);
  while (g_hash_table_iter_next (&iter, &cell, &item))
    {
      if (gtk_widget_get_mapped (cell) && gtk_list_item_get_item (item) != NULL &&
          gtk_list_item_get_position (item) == position)
        return nexus_gtk_cells_get_name (cell);
    }

  return NULL;
}

/* --- The entry --- */

static void
complain (NexusGtkBrowser *self,
          const char      *text)
{
  gtk_label_set_text (self->rename_hint, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rename_hint), text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->rename_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->rename_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->rename_entry), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
changed_cb (NexusGtkBrowser *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->rename_entry));
  g_autoptr(GError) error = NULL;

  complain (self, *name != '\0' && !nexus_path_validate_name (name, &error) ? error->message : NULL);
}

typedef struct {
  NexusGtkBrowser *browser;
  char            *path;
} Renaming;

static void
renaming_free (Renaming *renaming)
{
  g_object_unref (renaming->browser);
  g_free (renaming->path);
  g_free (renaming);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Renaming, renaming_free)

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Renaming) renaming = user_data;
  NexusGtkBrowser *self = renaming->browser;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_move_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (self->rename_popover == NULL)
    return;

  gtk_editable_set_editable (GTK_EDITABLE (self->rename_entry), TRUE);
  if (entry == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);

      complain (self, text);
      gtk_widget_grab_focus (GTK_WIDGET (self->rename_entry));
      return;
    }

  gtk_popover_popdown (GTK_POPOVER (self->rename_popover));
  nexus_gtk_browser_select_name (self, nexus_entry_get_name (entry));
  nexus_gtk_browser_grab_focus (self);
  g_signal_emit_by_name (self, "renamed", renaming->path, entry);
}

static void
activate_cb (NexusGtkBrowser *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->rename_entry));
  g_autofree char *former = nexus_path_dup_name (self->rename_path);
  g_autofree char *parent = nexus_path_dup_parent (self->rename_path);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  Renaming *renaming;

  /* That is at work already. */
  if (!gtk_editable_get_editable (GTK_EDITABLE (self->rename_entry)))
    return;
  if (strcmp (name, former) == 0)
    {
      gtk_popover_popdown (GTK_POPOVER (self->rename_popover));
      return;
    }

  if (nexus_path_validate_name (name, &error))
    path = nexus_path_join (parent != NULL ? parent : "/", name, &error);
  if (path == NULL)
    {
      complain (self, error->message);
      return;
    }
  gtk_editable_set_editable (GTK_EDITABLE (self->rename_entry), FALSE);
  renaming = g_new0 (Renaming, 1);
  renaming->browser = g_object_ref (self);
  renaming->path = g_strdup (self->rename_path);
  nexus_filesystem_move_async (nexus_gtk_directory_list_get_filesystem (self->list), renaming->path, path, NULL,
                               NEXUS_COPY_NONE, NULL, renamed_cb, renaming);
}

/* Where a name stands, or at the top of the files. */
static void
popup (NexusGtkBrowser *self,
       GtkWidget       *name)
{
  g_autofree char *former = nexus_path_dup_name (self->rename_path);
  const char *dot = strrchr (former, '.');
  GdkRectangle place = { gtk_widget_get_width (GTK_WIDGET (self)) / 2, 0, 1, 1 };
  graphene_rect_t bounds;
  int height;

  if (name != NULL && gtk_widget_compute_bounds (name, GTK_WIDGET (self), &bounds))
    place = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                             (int) bounds.size.height };
  complain (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->rename_entry), former);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->rename_entry), CLAMP ((int) g_utf8_strlen (former, -1) + 4, 20, 48));
  gtk_widget_measure (GTK_WIDGET (self->rename_entry), GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->rename_popover), &place);
  /* Over the name, not below it. */
  gtk_popover_set_offset (GTK_POPOVER (self->rename_popover), 0, -(place.height + height) / 2 - 6);
  gtk_popover_popup (GTK_POPOVER (self->rename_popover));
  gtk_widget_grab_focus (GTK_WIDGET (self->rename_entry));
  /* The ending stays: it is seldom what a person wants to change. */
  gtk_editable_select_region (GTK_EDITABLE (self->rename_entry), 0,
                              dot != NULL && dot != former ? (int) g_utf8_pointer_to_offset (former, dot) : -1);
}

/* As soon as the name is there. */
static gboolean
wait_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (widget);
  GtkWidget *name = find_name (self, self->rename_position);

  if (name == NULL && ++self->rename_frames < FRAMES_MAX)
    return G_SOURCE_CONTINUE;

  self->rename_id = 0;
  popup (self, name);

  return G_SOURCE_REMOVE;
}

void
nexus_gtk_browser_rename (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GtkBitset) selected = NULL;
  GtkWidget *name;

  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  items = nexus_gtk_browser_dup_selection (self);
  if (items->len != 1 || !NEXUS_IS_ENTRY (g_ptr_array_index (items, 0)) || self->rename_id != 0)
    return;

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  self->rename_position = gtk_bitset_get_minimum (selected);
  self->rename_frames = 0;
  g_free (self->rename_path);
  self->rename_path = g_strdup (nexus_entry_get_path (g_ptr_array_index (items, 0)));
  _nexus_gtk_browser_scroll_to (self, self->rename_position);
  name = find_name (self, self->rename_position);
  self->rename_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), wait_cb, NULL, NULL);
  /* Not while the view is still on its way there. */
  if (name != NULL)
    gtk_widget_queue_draw (name);
}

/* --- The widget --- */

static void
closed_cb (NexusGtkBrowser *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (root == NULL || self->rename_popover == NULL)
    return;
  if (focus == NULL || gtk_widget_is_ancestor (focus, self->rename_popover))
    nexus_gtk_browser_grab_focus (self);
}

void
_nexus_gtk_browser_add_rename (NexusGtkBrowser *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->rename_entry = GTK_ENTRY (gtk_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rename_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New name"), -1);
  g_signal_connect_swapped (self->rename_entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->rename_entry, "activate", G_CALLBACK (activate_cb), self);
  self->rename_hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->rename_hint, TRUE);
  gtk_label_set_xalign (self->rename_hint, 0.0);
  gtk_label_set_max_width_chars (self->rename_hint, 40);
  gtk_widget_add_css_class (GTK_WIDGET (self->rename_hint), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->rename_hint), "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rename_entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rename_hint));

  self->rename_popover = gtk_popover_new ();
  gtk_widget_set_name (self->rename_popover, "rename-popover");
  gtk_widget_add_css_class (self->rename_popover, "nexus-rename");
  gtk_popover_set_child (GTK_POPOVER (self->rename_popover), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->rename_popover), FALSE);
  gtk_widget_set_parent (self->rename_popover, GTK_WIDGET (self));
  g_signal_connect_swapped (self->rename_popover, "closed", G_CALLBACK (closed_cb), self);
}

void
_nexus_gtk_browser_stop_rename (NexusGtkBrowser *self)
{
  if (self->rename_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->rename_id);
  self->rename_id = 0;
  g_clear_pointer (&self->rename_popover, gtk_widget_unparent);
  g_clear_pointer (&self->rename_path, g_free);
}

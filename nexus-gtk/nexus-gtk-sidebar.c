/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-sidebar.h"

struct _NexusGtkSidebar {
  AdwBin           parent_instance;

  NexusFilesystem *filesystem;
  GtkListBox      *rows;
  char            *place;
  guint            reload_id;
};

enum {
  SIGNAL_PLACE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSidebar, nexus_gtk_sidebar, ADW_TYPE_BIN)

static void
add_row (NexusGtkSidebar *self,
         const char      *place,
         const char      *title,
         GtkWidget       *icon,
         guint64          count)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  if (count > 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
      GtkWidget *number = gtk_label_new (text);

      gtk_widget_add_css_class (number, "dim-label");
      gtk_widget_add_css_class (number, "caption");
      gtk_widget_add_css_class (number, "numeric");
      gtk_box_append (GTK_BOX (box), number);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "place", g_strdup (place), g_free);
  gtk_list_box_append (self->rows, row);
}

static GtkWidget *
new_tag_icon (const char *color)
{
  GtkWidget *icon = gtk_label_new (NULL);
  g_autofree char *markup = g_strdup_printf ("<span color=\"%s\">●</span>", color != NULL ? color : "#9a9996");

  gtk_label_set_markup (GTK_LABEL (icon), markup);
  gtk_label_set_width_chars (GTK_LABEL (icon), 2);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);

  return icon;
}

static void
select_place (NexusGtkSidebar *self)
{
  GtkListBoxRow *row;

  gtk_list_box_unselect_all (self->rows);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rows, i)) != NULL; i++)
    {
      const char *place = g_object_get_data (G_OBJECT (row), "place");

      if (g_strcmp0 (place, self->place) == 0 ||
          (g_strcmp0 (place, "/") == 0 && self->place != NULL && self->place[0] == '/'))
        gtk_list_box_select_row (self->rows, row);
    }
}

static void
fill (NexusGtkSidebar *self,
      GListModel      *tags)
{
  GtkWidget *child;
  guint n_tags = tags != NULL ? g_list_model_get_n_items (tags) : 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, child);

  add_row (self, "/", _("Files"), gtk_image_new_from_icon_name ("folder-symbolic"), 0);
  add_row (self, "trash:", _("Trash"), gtk_image_new_from_icon_name ("user-trash-symbolic"), 0);
  for (guint i = 0; i < n_tags; i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (tags, i);
      g_autofree char *place = g_strconcat ("tag:", nexus_tag_get_name (tag), NULL);
      g_autofree char *shown = nexus_path_display (nexus_tag_get_name (tag));

      add_row (self, place, shown, new_tag_icon (nexus_tag_get_color (tag)), nexus_tag_get_count (tag));
    }
  select_place (self);
}

static void
tags_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkSidebar) self = user_data;
  g_autoptr(GListModel) tags = NULL;

  tags = nexus_filesystem_list_tags_finish (NEXUS_FILESYSTEM (object), result, NULL);
  /* Another store may be shown by now. */
  if (tags != NULL && object == (GObject *) self->filesystem)
    fill (self, tags);
}

static gboolean
reload_cb (gpointer user_data)
{
  NexusGtkSidebar *self = user_data;

  self->reload_id = 0;
  nexus_filesystem_list_tags_async (self->filesystem, NULL, tags_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkSidebar *self,
            NexusChange     *change)
{
  NexusChangeKind kind = nexus_change_get_kind (change);

  if (self->reload_id == 0 && (kind == NEXUS_CHANGE_TAGS || kind == NEXUS_CHANGE_METADATA ||
                               kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_DELETED))
    self->reload_id = g_timeout_add (60, reload_cb, self);
}

static void
row_activated_cb (NexusGtkSidebar *self,
                  GtkListBoxRow   *row)
{
  const char *place = g_object_get_data (G_OBJECT (row), "place");

  if (place != NULL)
    g_signal_emit (self, signals[SIGNAL_PLACE], 0, place);
}

static void
add_header (GtkListBoxRow *row,
            GtkListBoxRow *before,
            gpointer       user_data)
{
  const char *place = g_object_get_data (G_OBJECT (row), "place");
  const char *former = before != NULL ? g_object_get_data (G_OBJECT (before), "place") : NULL;
  GtkWidget *label;

  if (!g_str_has_prefix (place, "tag:") || (former != NULL && g_str_has_prefix (former, "tag:")))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (_("Tags"));
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 15);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_list_box_row_set_header (row, label);
}

void
nexus_gtk_sidebar_set_filesystem (NexusGtkSidebar *self,
                                  NexusFilesystem *filesystem)
{
  if (self->filesystem == filesystem)
    return;
  if (self->filesystem != NULL)
    g_signal_handlers_disconnect_by_data (self->filesystem, self);
  g_set_object (&self->filesystem, filesystem);

  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  fill (self, NULL);
  reload_cb (self);
}

void
nexus_gtk_sidebar_set_place (NexusGtkSidebar *self,
                             const char      *place)
{
  g_free (self->place);
  self->place = g_strdup (place);
  select_place (self);
}

static void
nexus_gtk_sidebar_dispose (GObject *object)
{
  NexusGtkSidebar *self = NEXUS_GTK_SIDEBAR (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_object (&self->filesystem);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (nexus_gtk_sidebar_parent_class)->dispose (object);
}

static void
nexus_gtk_sidebar_class_init (NexusGtkSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_sidebar_dispose;

  signals[SIGNAL_PLACE] = g_signal_new ("place", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_sidebar_init (NexusGtkSidebar *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Places"), -1);
  gtk_list_box_set_header_func (self->rows, add_header, NULL, NULL);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->rows));
  gtk_widget_set_size_request (scrolled, 200, -1);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

NexusGtkSidebar *
nexus_gtk_sidebar_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SIDEBAR, NULL);
}

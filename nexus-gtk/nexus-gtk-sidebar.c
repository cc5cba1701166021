/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-bookmarks.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-sidebar-row.h"
#include "nexus-gtk-sidebar.h"

/* A moment after a change, so that many of them are one. */
#define SETTLE_MS 60

struct _NexusGtkSidebar {
  AdwBin          parent_instance;

  GSettings      *settings;
  NexusGtkStores *stores;
  NexusGtkStore  *store;      /* that is shown */
  char           *place;

  GListModel     *tags;       /* of the store, as they were last read; NULL before */
  GListModel     *searches;

  GtkListBox     *rows;
  GtkWidget      *popover;
  GCancellable   *tags_read;  /* what is being read: an earlier answer must not come after a later one */
  GCancellable   *searches_read;
  guint           tags_id;
  guint           searches_id;
  guint           fill_id;
};

G_DEFINE_FINAL_TYPE (NexusGtkSidebar, nexus_gtk_sidebar, ADW_TYPE_BIN)

/* --- Rows --- */

static NexusGtkSidebarRow *
get_row (NexusGtkSidebar *self,
         int              index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rows, index);

  return row != NULL ? NEXUS_GTK_SIDEBAR_ROW (row) : NULL;
}

static gboolean
is_shown (NexusGtkSidebar    *self,
          NexusGtkSidebarRow *row)
{
  const char *target = nexus_gtk_sidebar_row_get_target (row);

  return nexus_gtk_sidebar_row_get_kind (row) != NEXUS_GTK_SIDEBAR_STORE && self->place != NULL &&
         strcmp (target, self->place) == 0;
}

/* A bookmark is closer than the files as a whole, in which every folder is. */
static void
select_place (NexusGtkSidebar *self)
{
  NexusGtkSidebarRow *found = NULL;
  NexusGtkSidebarRow *row;

  for (int i = 0; (row = get_row (self, i)) != NULL; i++)
    {
      gboolean home = strcmp (nexus_gtk_sidebar_row_get_target (row), NEXUS_GTK_PLACE_HOME) == 0;

      if (is_shown (self, row) ||
          (found == NULL && home && self->place != NULL && nexus_gtk_place_is_folder (self->place)))
        found = row;
    }
  if (found != NULL)
    gtk_list_box_select_row (self->rows, GTK_LIST_BOX_ROW (found));
  else
    gtk_list_box_unselect_all (self->rows);
}

/* The file of a bookmark is dropped on another one to be put there. */
static gboolean
bookmark_dropped_cb (GtkDropTarget      *target,
                     const GValue       *value,
                     double              x,
                     double              y,
                     NexusGtkSidebarRow *row)
{
  NexusGtkSidebarRow *dragged = g_value_get_object (value);
  GtkWidget *sidebar = gtk_widget_get_ancestor (GTK_WIDGET (row), NEXUS_GTK_TYPE_SIDEBAR);
  NexusGtkSidebar *self = NEXUS_GTK_SIDEBAR (sidebar);

  if (nexus_gtk_sidebar_row_get_kind (dragged) != NEXUS_GTK_SIDEBAR_BOOKMARK)
    return FALSE;
  nexus_gtk_bookmarks_move (self->settings, nexus_gtk_store_get_location (self->store),
                            nexus_gtk_sidebar_row_get_target (dragged), nexus_gtk_sidebar_row_get_target (row));

  return TRUE;
}

static void
make_movable (NexusGtkSidebarRow *row)
{
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GdkContentProvider) content = NULL;
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (NEXUS_GTK_TYPE_SIDEBAR_ROW, GDK_ACTION_MOVE);

  g_value_init (&value, NEXUS_GTK_TYPE_SIDEBAR_ROW);
  g_value_set_object (&value, row);
  content = gdk_content_provider_new_for_value (&value);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  gtk_drag_source_set_content (source, content);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (bookmark_dropped_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}

static void
popup (NexusGtkSidebar    *self,
       NexusGtkSidebarRow *row)
{
  g_autoptr(GMenuModel) menu = nexus_gtk_sidebar_row_dup_menu (row);
  graphene_rect_t bounds;
  GdkRectangle rectangle;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self), &bounds))
    return;
  rectangle = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                               (int) bounds.size.height };
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &rectangle);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
clicked_cb (GtkGestureClick    *gesture,
            int                 n_press,
            double              x,
            double              y,
            NexusGtkSidebarRow *row)
{
  GtkWidget *sidebar = gtk_widget_get_ancestor (GTK_WIDGET (row), NEXUS_GTK_TYPE_SIDEBAR);
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button == GDK_BUTTON_SECONDARY)
    popup (NEXUS_GTK_SIDEBAR (sidebar), row);
  else if (button == GDK_BUTTON_MIDDLE && nexus_gtk_sidebar_row_get_kind (row) != NEXUS_GTK_SIDEBAR_STORE)
    gtk_widget_activate_action (GTK_WIDGET (row), "win.go-in-tab", "s", nexus_gtk_sidebar_row_get_target (row));
  else
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static NexusGtkSidebarRow *
new_row (NexusGtkSidebarKind  kind,
         const char          *target)
{
  NexusGtkSidebarRow *row = nexus_gtk_sidebar_row_new (kind, target);
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), 0);
  g_signal_connect (gesture, "pressed", G_CALLBACK (clicked_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (gesture));
  if (kind == NEXUS_GTK_SIDEBAR_BOOKMARK)
    make_movable (row);
  if (kind != NEXUS_GTK_SIDEBAR_STORE)
    nexus_gtk_drag_add_target (GTK_WIDGET (row), target);

  return row;
}

/* The row of this kind and target at an index: one that is there is moved, since it may have the focus. */
static NexusGtkSidebarRow *
put_row (NexusGtkSidebar     *self,
         int                 *index,
         NexusGtkSidebarKind  kind,
         const char          *target,
         const char          *title)
{
  NexusGtkSidebarRow *row;

  for (int i = *index; (row = get_row (self, i)) != NULL; i++)
    {
      if (nexus_gtk_sidebar_row_get_kind (row) != kind || strcmp (nexus_gtk_sidebar_row_get_target (row), target) != 0)
        continue;
      if (i != *index)
        {
          g_object_ref (row);
          gtk_list_box_remove (self->rows, GTK_WIDGET (row));
          gtk_list_box_insert (self->rows, GTK_WIDGET (row), *index);
          g_object_unref (row);
        }
      break;
    }
  if (row == NULL)
    {
      row = new_row (kind, target);
      gtk_list_box_insert (self->rows, GTK_WIDGET (row), *index);
    }
  nexus_gtk_sidebar_row_set_title (row, title);
  (*index)++;

  return row;
}

static void
put_stores (NexusGtkSidebar *self,
            int             *index)
{
  guint n_stores = g_list_model_get_n_items (G_LIST_MODEL (self->stores));

  if (n_stores < 2)
    return;

  for (guint i = 0; i < n_stores; i++)
    {
      g_autoptr(NexusGtkStore) store = g_list_model_get_item (G_LIST_MODEL (self->stores), i);
      NexusGtkSidebarRow *row = put_row (self, index, NEXUS_GTK_SIDEBAR_STORE, nexus_gtk_store_get_location (store),
                                         nexus_gtk_store_get_title (store));

      nexus_gtk_sidebar_row_set_locked (row, nexus_gtk_store_get_read_only (store));
      gtk_widget_set_tooltip_text (GTK_WIDGET (row),
                                   nexus_config_get_data_dir (nexus_gtk_store_get_config (store)));
    }
}

static void
put_places (NexusGtkSidebar *self,
            int             *index)
{
  static const char * const places[] = { NEXUS_GTK_PLACE_HOME, NEXUS_GTK_PLACE_RECENT, NEXUS_GTK_PLACE_STARRED,
                                         NEXUS_GTK_PLACE_TRASH };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *title = nexus_gtk_place_dup_title (places[i]);

      put_row (self, index, NEXUS_GTK_SIDEBAR_PLACE, places[i], title);
    }
}

static void
put_bookmarks (NexusGtkSidebar *self,
               int             *index)
{
  g_autoptr(GPtrArray) bookmarks = NULL;

  bookmarks = nexus_gtk_bookmarks_list (self->settings, nexus_gtk_store_get_location (self->store));
  for (guint i = 0; i < bookmarks->len; i++)
    {
      NexusGtkBookmark *bookmark = g_ptr_array_index (bookmarks, i);
      g_autofree char *title = *bookmark->name != '\0' ? g_strdup (bookmark->name)
                                                       : nexus_gtk_place_dup_title (bookmark->place);
      g_autofree char *text = nexus_gtk_place_dup_text (bookmark->place);
      NexusGtkSidebarRow *row = put_row (self, index, NEXUS_GTK_SIDEBAR_BOOKMARK, bookmark->place, title);

      gtk_widget_set_tooltip_text (GTK_WIDGET (row), text);
    }
}

static void
put_searches (NexusGtkSidebar *self,
              int             *index)
{
  guint n_searches = self->searches != NULL ? g_list_model_get_n_items (self->searches) : 0;

  for (guint i = 0; i < n_searches; i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (self->searches, i);
      g_autofree char *place = g_strconcat (NEXUS_GTK_PLACE_SAVED, nexus_saved_search_get_name (search), NULL);
      g_autofree char *title = nexus_gtk_place_dup_title (place);
      NexusGtkSidebarRow *row = put_row (self, index, NEXUS_GTK_SIDEBAR_SEARCH, place, title);

      gtk_widget_set_tooltip_text (GTK_WIDGET (row), nexus_query_to_string (nexus_saved_search_get_query (search)));
    }
}

static void
put_tags (NexusGtkSidebar *self,
          int             *index)
{
  guint n_tags = self->tags != NULL ? g_list_model_get_n_items (self->tags) : 0;

  for (guint i = 0; i < n_tags; i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (self->tags, i);
      g_autofree char *place = g_strconcat (NEXUS_GTK_PLACE_TAG, nexus_tag_get_name (tag), NULL);
      g_autofree char *title = nexus_gtk_place_dup_title (place);
      NexusGtkSidebarRow *row;

      /* It has a place of its own. */
      if (strcmp (nexus_tag_get_name (tag), NEXUS_GTK_STAR) == 0)
        continue;
      row = put_row (self, index, NEXUS_GTK_SIDEBAR_TAG, place, title);
      nexus_gtk_sidebar_row_set_color (row, nexus_tag_get_color (tag));
      nexus_gtk_sidebar_row_set_count (row, nexus_tag_get_count (tag));
    }
}

static void
fill (NexusGtkSidebar *self)
{
  NexusGtkSidebarRow *row;
  int index = 0;

  if (self->store == NULL)
    return;

  put_stores (self, &index);
  put_places (self, &index);
  put_bookmarks (self, &index);
  put_searches (self, &index);
  put_tags (self, &index);
  while ((row = get_row (self, index)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  gtk_list_box_invalidate_headers (self->rows);
  select_place (self);
}

static gboolean
fill_cb (gpointer user_data)
{
  NexusGtkSidebar *self = user_data;

  self->fill_id = 0;
  fill (self);

  return G_SOURCE_REMOVE;
}

/* Not while a row does something that takes it away. */
static void
queue_fill (NexusGtkSidebar *self)
{
  if (self->fill_id == 0)
    self->fill_id = g_idle_add (fill_cb, self);
}

/* --- What is read from the store --- */

static GCancellable *
begin (GCancellable **reading)
{
  g_cancellable_cancel (*reading);
  g_clear_object (reading);
  *reading = g_cancellable_new ();

  return *reading;
}

static void
end (GCancellable **reading)
{
  g_cancellable_cancel (*reading);
  g_clear_object (reading);
}

static void
tags_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkSidebar) self = user_data;
  g_autoptr(GListModel) tags = NULL;
  g_autoptr(GError) error = NULL;

  tags = nexus_filesystem_list_tags_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("The sidebar shows no tags: %s", error->message);
  /* Another store may be shown by now. */
  if (tags == NULL || self->store == NULL || object != (GObject *) nexus_gtk_store_get_filesystem (self->store))
    return;
  g_set_object (&self->tags, tags);
  fill (self);
}

static gboolean
read_tags_cb (gpointer user_data)
{
  NexusGtkSidebar *self = user_data;

  self->tags_id = 0;
  nexus_filesystem_list_tags_async (nexus_gtk_store_get_filesystem (self->store), begin (&self->tags_read), tags_cb,
                                    g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
searches_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkSidebar) self = user_data;
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(GError) error = NULL;

  searches = nexus_filesystem_list_searches_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("The sidebar shows no searches: %s", error->message);
  if (searches == NULL || self->store == NULL || object != (GObject *) nexus_gtk_store_get_filesystem (self->store))
    return;
  g_set_object (&self->searches, searches);
  fill (self);
}

static gboolean
read_searches_cb (gpointer user_data)
{
  NexusGtkSidebar *self = user_data;

  self->searches_id = 0;
  nexus_filesystem_list_searches_async (nexus_gtk_store_get_filesystem (self->store), begin (&self->searches_read),
                                        searches_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkSidebar *self,
            NexusChange     *change)
{
  NexusChangeKind kind = nexus_change_get_kind (change);

  if (self->tags_id == 0 && (kind == NEXUS_CHANGE_TAGS || kind == NEXUS_CHANGE_METADATA ||
                             kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_DELETED))
    self->tags_id = g_timeout_add (SETTLE_MS, read_tags_cb, self);
  if (self->searches_id == 0 && kind == NEXUS_CHANGE_SEARCHES)
    self->searches_id = g_timeout_add (SETTLE_MS, read_searches_cb, self);
  if (kind == NEXUS_CHANGE_MOVED)
    nexus_gtk_bookmarks_follow (self->settings, nexus_gtk_store_get_location (self->store),
                                nexus_change_get_old_path (change), nexus_change_get_path (change));
}

static void
forget_store (NexusGtkSidebar *self)
{
  g_clear_handle_id (&self->tags_id, g_source_remove);
  g_clear_handle_id (&self->searches_id, g_source_remove);
  end (&self->tags_read);
  end (&self->searches_read);
  g_clear_object (&self->tags);
  g_clear_object (&self->searches);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (nexus_gtk_store_get_filesystem (self->store), self);
  g_clear_object (&self->store);
}

void
nexus_gtk_sidebar_set_store (NexusGtkSidebar *self,
                             NexusGtkStore   *store)
{
  g_return_if_fail (NEXUS_GTK_IS_SIDEBAR (self));
  g_return_if_fail (NEXUS_GTK_IS_STORE (store));

  if (self->store == store)
    return;

  forget_store (self);
  self->store = g_object_ref (store);
  g_signal_connect_object (nexus_gtk_store_get_filesystem (store), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  read_tags_cb (self);
  read_searches_cb (self);
}

void
nexus_gtk_sidebar_set_place (NexusGtkSidebar *self,
                             const char      *place)
{
  g_return_if_fail (NEXUS_GTK_IS_SIDEBAR (self));

  g_free (self->place);
  self->place = g_strdup (place);
  select_place (self);
}

GtkListBox *
nexus_gtk_sidebar_get_rows (NexusGtkSidebar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SIDEBAR (self), NULL);

  return self->rows;
}

/* --- The widget --- */

static void
row_activated_cb (NexusGtkSidebar    *self,
                  NexusGtkSidebarRow *row)
{
  const char *target = nexus_gtk_sidebar_row_get_target (row);

  if (nexus_gtk_sidebar_row_get_kind (row) == NEXUS_GTK_SIDEBAR_STORE)
    {
      /* It stands for no place: what is shown stays selected. */
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-store", "s", target);
      select_place (self);
    }
  else
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", target);
    }
}

static const char *
get_heading (NexusGtkSidebar     *self,
             NexusGtkSidebarKind  kind)
{
  switch (kind)
    {
    case NEXUS_GTK_SIDEBAR_STORE:
      return _("Stores");
    case NEXUS_GTK_SIDEBAR_PLACE:
      return g_list_model_get_n_items (G_LIST_MODEL (self->stores)) > 1 ? nexus_gtk_store_get_title (self->store) : NULL;
    case NEXUS_GTK_SIDEBAR_BOOKMARK:
      return _("Bookmarks");
    case NEXUS_GTK_SIDEBAR_SEARCH:
      return _("Saved Searches");
    case NEXUS_GTK_SIDEBAR_TAG:
    default:
      return _("Tags");
    }
}

static void
add_header (GtkListBoxRow *row,
            GtkListBoxRow *before,
            gpointer       user_data)
{
  NexusGtkSidebarKind kind = nexus_gtk_sidebar_row_get_kind (NEXUS_GTK_SIDEBAR_ROW (row));
  const char *heading = get_heading (user_data, kind);
  GtkWidget *label;

  if (heading == NULL ||
      (before != NULL && nexus_gtk_sidebar_row_get_kind (NEXUS_GTK_SIDEBAR_ROW (before)) == kind))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, before != NULL ? 15 : 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_list_box_row_set_header (row, label);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (!NEXUS_GTK_IS_SIDEBAR_ROW (focus))
    return GDK_EVENT_PROPAGATE;
  popup (user_data, NEXUS_GTK_SIDEBAR_ROW (focus));

  return GDK_EVENT_STOP;
}

static gboolean
tab_key_cb (GtkWidget *widget,
            GVariant  *arguments,
            gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (!NEXUS_GTK_IS_SIDEBAR_ROW (focus) ||
      nexus_gtk_sidebar_row_get_kind (NEXUS_GTK_SIDEBAR_ROW (focus)) == NEXUS_GTK_SIDEBAR_STORE)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (focus, "win.go-in-tab", "s",
                              nexus_gtk_sidebar_row_get_target (NEXUS_GTK_SIDEBAR_ROW (focus)));

  return GDK_EVENT_STOP;
}

static void
add_keys (NexusGtkSidebar *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<shift>F10|Menu"),
                                                          gtk_callback_action_new (menu_key_cb, self, NULL)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<primary>Return"),
                                                          gtk_callback_action_new (tab_key_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->rows), controller);
}

static void
nexus_gtk_sidebar_dispose (GObject *object)
{
  NexusGtkSidebar *self = NEXUS_GTK_SIDEBAR (object);

  forget_store (self);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  /* It looks at what goes now. */
  if (self->rows != NULL)
    gtk_list_box_set_header_func (self->rows, NULL, NULL, NULL);
  self->rows = NULL;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->stores);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (nexus_gtk_sidebar_parent_class)->dispose (object);
}

static void
nexus_gtk_sidebar_class_init (NexusGtkSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_sidebar_dispose;
}

static void
nexus_gtk_sidebar_init (NexusGtkSidebar *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Places"), -1);
  gtk_list_box_set_header_func (self->rows, add_header, self, NULL);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);
  add_keys (self);

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->rows));
  gtk_widget_set_size_request (scrolled, 200, -1);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

NexusGtkSidebar *
nexus_gtk_sidebar_new (GSettings      *settings,
                       NexusGtkStores *stores)
{
  NexusGtkSidebar *self = g_object_new (NEXUS_GTK_TYPE_SIDEBAR, NULL);

  self->settings = g_object_ref (settings);
  self->stores = g_object_ref (stores);
  g_signal_connect_object (settings, "changed::bookmarks", G_CALLBACK (queue_fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stores, "items-changed", G_CALLBACK (queue_fill), self, G_CONNECT_SWAPPED);

  return self;
}

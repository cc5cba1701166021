/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-browser-columns.h"
#include "nexus-gtk-browser.h"
#include "nexus-gtk-directory-list.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"

/* directory list → sorted → selection → list and grid, which share the selection */
struct _NexusGtkBrowser {
  AdwBin                 parent_instance;

  NexusGtkDirectoryList *list;
  GtkSortListModel      *sorted;
  GtkMultiSelection     *selection;

  GtkStack              *stack;
  GtkColumnView         *column_view;
  GtkGridView           *grid_view;
  AdwStatusPage         *empty_page;
  AdwStatusPage         *error_page;
  GtkWidget             *popover;
  NexusGtkColumns        columns;
  gboolean               grid;
  gboolean               narrow;
  char                  *wanted;    /* a name to select as soon as it is there */
  GHashTable            *chosen;    /* ids of what is selected: an item that is replaced by a newer one stays so */
  guint                  loading_id;
  guint                  settle_id;
};

enum {
  SIGNAL_ACTIVATED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkBrowser, nexus_gtk_browser, ADW_TYPE_BIN)

/* --- Pages --- */

static gboolean
is_path (NexusGtkBrowser *self)
{
  return self->list != NULL && nexus_gtk_directory_list_get_place (self->list)[0] == '/';
}

static void
describe_empty (NexusGtkBrowser *self)
{
  const char *place = nexus_gtk_directory_list_get_place (self->list);

  if (strcmp (place, "trash:") == 0)
    {
      adw_status_page_set_icon_name (self->empty_page, "user-trash-symbolic");
      adw_status_page_set_title (self->empty_page, _("Trash Is Empty"));
      adw_status_page_set_description (self->empty_page, _("What you delete waits here until it is restored "
                                                           "or its time is over."));
    }
  else if (place[0] != '/')
    {
      adw_status_page_set_icon_name (self->empty_page, "bookmark-new-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Has This Tag"));
      adw_status_page_set_description (self->empty_page, _("Add it to files and folders in their details."));
    }
  else
    {
      adw_status_page_set_icon_name (self->empty_page, "folder-symbolic");
      adw_status_page_set_title (self->empty_page, _("Folder Is Empty"));
      adw_status_page_set_description (self->empty_page, _("Drop files here, or import them."));
    }
}

static void
update_page (NexusGtkBrowser *self)
{
  const GError *error = nexus_gtk_directory_list_get_error (self->list);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, self->grid ? "grid" : "list");
    }
  else if (nexus_gtk_directory_list_get_loading (self->list))
    {
      if (self->loading_id == 0)
        gtk_stack_set_visible_child_name (self->stack, "loading");
    }
  else if (error != NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->error_page, markup);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else
    {
      GtkWidget *buttons = adw_status_page_get_child (self->empty_page);

      describe_empty (self);
      gtk_widget_set_visible (buttons, is_path (self));
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

/* A spinner that shows for a blink is worse than none. */
static gboolean
loading_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  self->loading_id = 0;
  update_page (self);

  return G_SOURCE_REMOVE;
}

static void
update_columns (NexusGtkBrowser *self)
{
  const char *place = self->list != NULL ? nexus_gtk_directory_list_get_place (self->list) : "/";
  gboolean trash = strcmp (place, "trash:") == 0;

  guint wanted = 1u << NEXUS_GTK_COLUMN_NAME | 1u << NEXUS_GTK_COLUMN_SIZE;

  if (!self->narrow && place[0] != '/')
    wanted |= 1u << NEXUS_GTK_COLUMN_PLACE;
  if (!self->narrow && trash)
    wanted |= 1u << NEXUS_GTK_COLUMN_DELETED;
  if (!self->narrow && !trash)
    wanted |= 1u << NEXUS_GTK_COLUMN_TYPE | 1u << NEXUS_GTK_COLUMN_MODIFIED | 1u << NEXUS_GTK_COLUMN_VERSION;

  nexus_gtk_columns_show (&self->columns, self->column_view, wanted);
}

/* --- Selection --- */

GPtrArray *
nexus_gtk_browser_dup_selection (NexusGtkBrowser *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (self->selection), position));

  return items;
}

void
nexus_gtk_browser_select_all (NexusGtkBrowser *self)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static gboolean
try_select (NexusGtkBrowser *self,
            const char      *name)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (strcmp (nexus_entry_get_name (nexus_gtk_item_get_entry (item)), name) == 0)
        {
          gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
          return TRUE;
        }
    }

  return FALSE;
}

void
nexus_gtk_browser_select_name (NexusGtkBrowser *self,
                               const char      *name)
{
  g_clear_pointer (&self->wanted, g_free);
  if (self->settle_id != 0 || !try_select (self, name))
    self->wanted = g_strdup (name);
}

static void
emit_selection_changed (NexusGtkBrowser *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
selection_changed_cb (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self);

  /* Not what is being settled: items that were replaced are about to be selected again. */
  if (self->settle_id != 0)
    return;

  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (self->chosen,
                      g_strdup (nexus_entry_get_id (nexus_gtk_item_get_entry (g_ptr_array_index (items, i)))));
  emit_selection_changed (self);
}

static void
select_chosen (NexusGtkBrowser *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (g_hash_table_contains (self->chosen, nexus_entry_get_id (nexus_gtk_item_get_entry (item))) &&
          !gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, FALSE);
    }
}

/* After the views have learned of new items: before that they must not be told of a selection among them. */
static gboolean
settle_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  if (g_hash_table_size (self->chosen) > 0)
    select_chosen (self);
  self->settle_id = 0;
  if (self->wanted != NULL && try_select (self, self->wanted))
    g_clear_pointer (&self->wanted, g_free);
  emit_selection_changed (self);

  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (NexusGtkBrowser *self)
{
  update_page (self);
  if (self->settle_id == 0)
    self->settle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, self, NULL);
}

static void
activate_cb (NexusGtkBrowser *self,
             guint            position)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (NEXUS_IS_ENTRY (item))
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, item);
}

/* --- The menu of a row --- */

static void
popup_at (NexusGtkBrowser *self,
          GtkWidget       *widget,
          double           x,
          double           y)
{
  GdkRectangle point;
  double self_x;
  double self_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &self_x, &self_y);
  point = (GdkRectangle) { (int) self_x, (int) self_y, 1, 1 };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
secondary_cb (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              GtkListItem     *item)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (gtk_widget_get_ancestor (cell, NEXUS_GTK_TYPE_BROWSER));
  guint position = gtk_list_item_get_position (item);

  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (self, cell, x, y);
}

static void
prepare_cell (GtkWidget   *cell,
              GtkListItem *item,
              gpointer     user_data)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (secondary_cb), item);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (gesture));
}

static void
background_cb (GtkGestureClick *gesture,
               int              n_press,
               double           x,
               double           y,
               NexusGtkBrowser *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  popup_at (self, GTK_WIDGET (self), x, y);
}

void
nexus_gtk_browser_set_menu (NexusGtkBrowser *self,
                            GMenuModel      *menu)
{
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
}

static gboolean
drop_cb (GtkDropTarget   *target,
         const GValue    *value,
         double           x,
         double           y,
         NexusGtkBrowser *self)
{
  if (!is_path (self))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, g_value_get_boxed (value));

  return TRUE;
}

/* --- Places and views --- */

void
nexus_gtk_browser_show_place (NexusGtkBrowser *self,
                              NexusFilesystem *filesystem,
                              const char      *place)
{
  g_autoptr(NexusGtkDirectoryList) list = nexus_gtk_directory_list_new (filesystem, place);

  g_clear_pointer (&self->wanted, g_free);
  g_hash_table_remove_all (self->chosen);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  g_signal_connect_object (list, "notify::loading", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  gtk_sort_list_model_set_model (self->sorted, G_LIST_MODEL (list));

  update_columns (self);
  g_clear_handle_id (&self->loading_id, g_source_remove);
  self->loading_id = g_timeout_add (150, loading_cb, self);
  update_page (self);
  emit_selection_changed (self);
}

const char *
nexus_gtk_browser_get_place (NexusGtkBrowser *self)
{
  return self->list != NULL ? nexus_gtk_directory_list_get_place (self->list) : "/";
}

void
nexus_gtk_browser_set_grid (NexusGtkBrowser *self,
                            gboolean         grid)
{
  self->grid = grid;
  if (self->list != NULL)
    update_page (self);
}

void
nexus_gtk_browser_set_narrow (NexusGtkBrowser *self,
                              gboolean         narrow)
{
  self->narrow = narrow;
  update_columns (self);
}

void
nexus_gtk_browser_reload (NexusGtkBrowser *self)
{
  if (self->list != NULL)
    nexus_gtk_directory_list_reload (self->list);
}

GListModel *
nexus_gtk_browser_get_items (NexusGtkBrowser *self)
{
  return G_LIST_MODEL (self->selection);
}

gboolean
nexus_gtk_browser_is_loading (NexusGtkBrowser *self)
{
  return self->list == NULL || nexus_gtk_directory_list_get_loading (self->list);
}

const char *
nexus_gtk_browser_get_page (NexusGtkBrowser *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

/* --- The widget --- */

static void
nexus_gtk_browser_dispose (GObject *object)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (object);

  g_clear_handle_id (&self->loading_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  nexus_gtk_columns_clear (&self->columns);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->list);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->chosen, g_hash_table_unref);

  G_OBJECT_CLASS (nexus_gtk_browser_parent_class)->dispose (object);
}

static void
nexus_gtk_browser_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (widget);

  GTK_WIDGET_CLASS (nexus_gtk_browser_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
nexus_gtk_browser_class_init (NexusGtkBrowserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_browser_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = nexus_gtk_browser_size_allocate;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_ENTRY);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass),
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_FILE_LIST);
}

static GtkWidget *
new_scrolled (GtkWidget *view)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWidget *
new_button (const char *label,
            const char *action,
            gboolean    suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");

  return button;
}

static void
add_pages (NexusGtkBrowser *self)
{
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stack, spinner, "loading");

  self->empty_page = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), new_button (_("Import _Folders…"), "win.import-folders", TRUE));
  gtk_box_append (GTK_BOX (buttons), new_button (_("Import F_iles…"), "win.import-files", FALSE));
  adw_status_page_set_child (self->empty_page, buttons);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty_page), "empty");

  self->error_page = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->error_page, "dialog-error-symbolic");
  adw_status_page_set_title (self->error_page, _("This Cannot Be Shown"));
  buttons = new_button (_("_Try Again"), "win.reload", FALSE);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  adw_status_page_set_child (self->error_page, buttons);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->error_page), "error");

  gtk_stack_add_named (self->stack, new_scrolled (GTK_WIDGET (self->column_view)), "list");
  gtk_stack_add_named (self->stack, new_scrolled (GTK_WIDGET (self->grid_view)), "grid");
}

static void
add_models (NexusGtkBrowser *self)
{
  GtkMultiSorter *sorter = gtk_multi_sorter_new ();

  gtk_multi_sorter_append (sorter, nexus_gtk_folders_first_new ());
  gtk_multi_sorter_append (sorter, g_object_ref (gtk_column_view_get_sorter (self->column_view)));
  self->sorted = gtk_sort_list_model_new (NULL, GTK_SORTER (sorter));
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->sorted)));
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self);

  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  gtk_grid_view_set_model (self->grid_view, GTK_SELECTION_MODEL (self->selection));
  gtk_column_view_sort_by_column (self->column_view, self->columns.columns[NEXUS_GTK_COLUMN_NAME], GTK_SORT_ASCENDING);
}

static void
nexus_gtk_browser_init (NexusGtkBrowser *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkGesture *gesture = gtk_gesture_click_new ();

  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->stack, 120);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));

  self->column_view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_enable_rubberband (self->column_view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->column_view), "nexus-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->column_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Files and folders"), -1);
  g_signal_connect_swapped (self->column_view, "activate", G_CALLBACK (activate_cb), self);
  nexus_gtk_columns_init (&self->columns, prepare_cell, self);
  update_columns (self);

  self->grid_view = GTK_GRID_VIEW (gtk_grid_view_new (NULL, nexus_gtk_grid_factory_new (prepare_cell, self)));
  gtk_grid_view_set_enable_rubberband (self->grid_view, TRUE);
  gtk_grid_view_set_max_columns (self->grid_view, 20);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid_view), "nexus-grid");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Files and folders"), -1);
  g_signal_connect_swapped (self->grid_view, "activate", G_CALLBACK (activate_cb), self);

  add_pages (self);
  add_models (self);

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (background_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

NexusGtkBrowser *
nexus_gtk_browser_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_BROWSER, NULL);
}

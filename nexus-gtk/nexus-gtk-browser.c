/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-store.h"

/* In a folder with so many files the focus goes with the one that has it when they are sorted. */
#define SMALL_FOLDER 500

/* As many files fill a screen; a list needs some 30 ms to make its widgets for them. */
#define STEP 80

enum {
  PROP_0,
  PROP_VIEW,
  PROP_GRID,
  PROP_SHOW_HIDDEN,
  PROP_SORT_COLUMN,
  PROP_SORT_DESCENDING,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_ACTIVATED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_RENAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkBrowser, nexus_gtk_browser, ADW_TYPE_BIN)

/* --- Opening --- */

static void
activate_selected (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self);

  if (items->len == 1 && NEXUS_IS_ENTRY (g_ptr_array_index (items, 0)))
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, g_ptr_array_index (items, 0));
}

static void
activate_cb (NexusGtkBrowser *self,
             guint            position)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (!NEXUS_IS_TRASH_ITEM (item) && nexus_gtk_item_get_entry (item) != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, nexus_gtk_item_get_entry (item));
}

/* --- Places and views --- */

/* Also what waits to be selected may be there now. */
static void
loading_changed_cb (NexusGtkBrowser *self)
{
  _nexus_gtk_browser_update_page (self);
  _nexus_gtk_browser_queue_settle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
items_changed_cb (NexusGtkBrowser *self)
{
  if (self->list != NULL)
    _nexus_gtk_browser_update_page (self);
  g_clear_pointer (&self->selected_items, g_ptr_array_unref);
  _nexus_gtk_browser_restart_pattern (self);
  _nexus_gtk_browser_queue_settle (self);
}

/* Another search has nothing to do with what was found before. */
static guint
get_small_max (const char *place)
{
  return nexus_gtk_place_is_search (place) ? 0 : SMALL_FOLDER;
}

NexusGtkSlots *
_nexus_gtk_browser_new_slots (NexusGtkBrowser *self)
{
  NexusGtkSlots *slots = nexus_gtk_slots_new (GTK_SELECTION_MODEL (self->selection));

  nexus_gtk_slots_set_small_max (slots, get_small_max (nexus_gtk_browser_get_place (self)));
  nexus_gtk_slots_set_step (slots, STEP);

  return slots;
}

void
nexus_gtk_browser_show_place (NexusGtkBrowser *self,
                              NexusFilesystem *filesystem,
                              const char      *place)
{
  g_autoptr(NexusGtkDirectoryList) list = NULL;

  _nexus_gtk_browser_stop_pattern (self);
  _nexus_gtk_browser_clear_selection (self);
  /* Each letter of a search is another place. */
  if (self->list != NULL && nexus_gtk_directory_list_search (self->list, filesystem, place))
    {
      _nexus_gtk_browser_start_page (self);
      _nexus_gtk_browser_emit_selected (self);
      return;
    }
  list = nexus_gtk_directory_list_new (filesystem, place);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  g_free (self->store);
  self->store = nexus_gtk_store_locate (nexus_filesystem_get_config (filesystem));
  g_signal_connect_object (list, "notify::loading", G_CALLBACK (loading_changed_cb), self, G_CONNECT_SWAPPED);
  if (_nexus_gtk_browser_is_path (self))
    nexus_gtk_directory_list_set_show_hidden (list, self->show_hidden);
  nexus_gtk_slots_set_small_max (self->slots, get_small_max (place));
  /* Before other columns are shown, which would be made for what is about to go. */
  if (_nexus_gtk_browser_is_ordered (self))
    nexus_gtk_selection_set_model (self->selection, G_LIST_MODEL (list));
  gtk_sort_list_model_set_model (self->sorted, _nexus_gtk_browser_is_ordered (self) ? NULL : G_LIST_MODEL (list));
  if (!_nexus_gtk_browser_is_ordered (self))
    nexus_gtk_selection_set_model (self->selection, G_LIST_MODEL (self->sorted));
  _nexus_gtk_browser_update_look (self);
  nexus_gtk_type_ahead_close (self->type_ahead);
  _nexus_gtk_browser_update_panes (self);
  self->wants_first = FALSE;
  self->take_focus = TRUE;
  _nexus_gtk_browser_start_page (self);
  _nexus_gtk_browser_emit_selected (self);
}

const char *
nexus_gtk_browser_get_place (NexusGtkBrowser *self)
{
  return self->list != NULL ? nexus_gtk_directory_list_get_place (self->list) : "/";
}

static void
set_show_hidden (NexusGtkBrowser *self,
                 gboolean         show)
{
  if (self->show_hidden == show)
    return;

  self->show_hidden = show;
  /* Only in folders: whoever looks into the trash or at a tag wants to see what is there. */
  if (_nexus_gtk_browser_is_path (self))
    nexus_gtk_directory_list_set_show_hidden (self->list, show);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_HIDDEN]);
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
  _nexus_gtk_browser_stop_look (self);
  _nexus_gtk_browser_stop_pattern (self);
  _nexus_gtk_browser_stop_rename (self);
  _nexus_gtk_browser_stop_selection (self);
  _nexus_gtk_browser_stop_drag (self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->column_view = NULL;
  g_clear_object (&self->slots);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->order);
  g_clear_object (&self->list);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->store, g_free);

  G_OBJECT_CLASS (nexus_gtk_browser_parent_class)->dispose (object);
}

/* A layout of its own, because that of a bin gives no word of it. */
static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (widget);

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->popover));
  gtk_popover_present (GTK_POPOVER (self->rename_popover));

  /* Widgets must not come or go while they are given their places. */
  _nexus_gtk_browser_fit (self, width);
}

static void
nexus_gtk_browser_finalize (GObject *object)
{
  g_hash_table_unref (NEXUS_GTK_BROWSER (object)->name_cells);

  G_OBJECT_CLASS (nexus_gtk_browser_parent_class)->finalize (object);
}

static void
nexus_gtk_browser_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (object);

  switch (prop_id)
    {
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_GRID:
      g_value_set_boolean (value, strcmp (self->view, "grid") == 0);
      break;
    case PROP_SHOW_HIDDEN:
      g_value_set_boolean (value, self->show_hidden);
      break;
    case PROP_SORT_COLUMN:
      g_value_set_string (value, nexus_gtk_order_get_column (self->order));
      break;
    case PROP_SORT_DESCENDING:
      g_value_set_boolean (value, nexus_gtk_order_get_descending (self->order));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, nexus_gtk_browser_is_loading (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_browser_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (object);

  switch (prop_id)
    {
    case PROP_VIEW:
      nexus_gtk_browser_set_view (self, g_value_get_string (value));
      break;
    case PROP_GRID:
      nexus_gtk_browser_set_view (self, g_value_get_boolean (value) ? "grid" : "list");
      break;
    case PROP_SHOW_HIDDEN:
      set_show_hidden (self, g_value_get_boolean (value));
      break;
    case PROP_SORT_COLUMN:
      _nexus_gtk_browser_set_order (self, g_value_get_string (value), nexus_gtk_order_get_descending (self->order));
      break;
    case PROP_SORT_DESCENDING:
      _nexus_gtk_browser_set_order (self, nexus_gtk_order_get_column (self->order), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Tab leaves the files, wherever it is pressed in them: GTK would go through all of them first. */
static gboolean
nexus_gtk_browser_focus (GtkWidget        *widget,
                         GtkDirectionType  direction)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (widget);
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* Not by the focus child of the views, which they can keep after the focus has gone, with a row that was removed. */
  if (tab && focus != NULL && (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->column_view)) ||
                               gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid_view)) ||
                               gtk_widget_is_ancestor (focus, GTK_WIDGET (self->pane_view))))
    return FALSE;

  return GTK_WIDGET_CLASS (nexus_gtk_browser_parent_class)->focus (widget, direction);
}

static void
nexus_gtk_browser_class_init (NexusGtkBrowserClass *klass)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_browser_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_browser_finalize;
  G_OBJECT_CLASS (klass)->get_property = nexus_gtk_browser_get_property;
  G_OBJECT_CLASS (klass)->set_property = nexus_gtk_browser_set_property;
  GTK_WIDGET_CLASS (klass)->focus = nexus_gtk_browser_focus;

  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "list", flags);
  properties[PROP_GRID] = g_param_spec_boolean ("grid", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_HIDDEN] = g_param_spec_boolean ("show-hidden", NULL, NULL, FALSE, flags);
  properties[PROP_SORT_COLUMN] = g_param_spec_string ("sort-column", NULL, NULL, NEXUS_GTK_COLUMN_NAME, flags);
  properties[PROP_SORT_DESCENDING] = g_param_spec_boolean ("sort-descending", NULL, NULL, FALSE, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_ENTRY);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass),
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, NEXUS_TYPE_ENTRY);
}

static void
add_models (NexusGtkBrowser *self)
{
  self->order = nexus_gtk_order_new ();
  self->sorted = gtk_sort_list_model_new (NULL, g_object_ref (GTK_SORTER (self->order)));
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  self->selection = nexus_gtk_selection_new ();
  nexus_gtk_selection_set_model (self->selection, G_LIST_MODEL (self->sorted));
  self->slots = _nexus_gtk_browser_new_slots (self);
  _nexus_gtk_browser_init_selection (self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self);

  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->slots));
}

char *
_nexus_gtk_browser_dup_folded_name (guint    position,
                                    gpointer user_data)
{
  NexusGtkBrowser *self = user_data;
  g_autofree char *name = NULL;

  if (_nexus_gtk_browser_is_path (self))
    {
      name = nexus_gtk_directory_list_dup_name (self->list, position);
    }
  /* Of what was found, only what comes first is read for this. */
  else if (!_nexus_gtk_browser_is_ordered (self) || position < NEXUS_GTK_FOUND_MAX)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      name = entry != NULL ? g_strdup (nexus_entry_get_name (entry)) : NULL;
    }

  return name != NULL ? nexus_gtk_fold (name) : NULL;
}

static GtkWidget *
init_view (NexusGtkBrowser *self,
           GtkWidget       *view,
           const char      *css_class)
{
  gtk_widget_add_css_class (view, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Files and folders"), -1);
  g_signal_connect_swapped (view, "activate", G_CALLBACK (activate_cb), self);

  return view;
}

/* Of the parts of a column view, the headers could have the focus, but do nothing with it. */
static void
prepare_parts (GtkColumnView *view)
{
  for (GtkWidget *part = gtk_widget_get_first_child (GTK_WIDGET (view)); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    {
      if (GTK_IS_LIST_VIEW (part))
        gtk_accessible_update_property (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Files and folders"), -1);
      else
        gtk_widget_set_focusable (part, FALSE);
    }
}

static void
nexus_gtk_browser_init (NexusGtkBrowser *self)
{
  self->view = g_intern_static_string ("list");
  self->name_cells = g_hash_table_new (NULL, NULL);
  self->column_view = GTK_COLUMN_VIEW (init_view (self, gtk_column_view_new (NULL), "nexus-list"));
  gtk_column_view_set_enable_rubberband (self->column_view, TRUE);
  self->columns = nexus_gtk_columns_new (self->column_view, _nexus_gtk_browser_get_filesystem,
                                         _nexus_gtk_browser_prepare_cell, self);

  prepare_parts (self->column_view);
  self->grid_view = GTK_GRID_VIEW (init_view (self, gtk_grid_view_new (NULL, NULL), "nexus-grid"));
  gtk_grid_view_set_enable_rubberband (self->grid_view, TRUE);
  self->pane_view = GTK_LIST_VIEW (init_view (self, gtk_list_view_new (NULL, NULL), "nexus-pane-list"));
  gtk_list_view_set_enable_rubberband (self->pane_view, TRUE);
  {
    g_autoptr(GtkListItemFactory) factory = nexus_gtk_cells_new_pane (_nexus_gtk_browser_get_filesystem,
                                                                      _nexus_gtk_browser_prepare_cell, self);

    gtk_list_view_set_factory (self->pane_view, factory);
  }
  _nexus_gtk_browser_add_panes (self);

  add_models (self);
  self->type_ahead = nexus_gtk_type_ahead_new (G_LIST_MODEL (self->selection), _nexus_gtk_browser_dup_folded_name, self);
  g_signal_connect_swapped (self->type_ahead, "found", G_CALLBACK (_nexus_gtk_browser_select_position), self);
  g_signal_connect_swapped (self->type_ahead, "activated", G_CALLBACK (activate_selected), self);
  g_signal_connect_swapped (self->type_ahead, "closed", G_CALLBACK (nexus_gtk_browser_grab_focus), self);
  _nexus_gtk_browser_add_pages (self);
  _nexus_gtk_browser_add_input (self);
  _nexus_gtk_browser_add_rename (self);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (NULL, measure, allocate));
}

NexusGtkBrowser *
nexus_gtk_browser_new (GSettings *settings)
{
  NexusGtkBrowser *self = g_object_new (NEXUS_GTK_TYPE_BROWSER, NULL);

  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "show-hidden", self, "show-hidden", G_SETTINGS_BIND_DEFAULT);
  _nexus_gtk_browser_init_look (self);

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-look.h"
#include "nexus-gtk-place.h"

/* While a column is pulled it has another width in each frame. */
#define WIDTHS_MS 300

/* A little more than the pages take for it. */
#define FADED_MS 200

static GVariant *
get_look (NexusGtkBrowser *self,
          const char      *key)
{
  return nexus_gtk_look_get (self->settings, self->store != NULL ? self->store : "", nexus_gtk_browser_get_place (self),
                             key);
}

/* Takes the value.  Before there is a place, there is nothing to remember. */
static void
set_look (NexusGtkBrowser *self,
          const char      *key,
          GVariant        *value)
{
  if (self->store != NULL)
    nexus_gtk_look_set (self->settings, self->store, nexus_gtk_browser_get_place (self), key, value);
  else
    g_variant_unref (g_variant_ref_sink (value));
}

/* --- Columns --- */

static void
show_columns (NexusGtkBrowser *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  g_strfreev (self->fitting);
  self->fitting = nexus_gtk_columns_fit ((const char * const *) self->wanted_columns, width > 0 ? width : G_MAXINT);
  nexus_gtk_columns_show (self->columns, (const char * const *) self->fitting);
  nexus_gtk_columns_show_order (self->columns, nexus_gtk_order_get_column (self->order),
                                nexus_gtk_order_get_descending (self->order));
}

static void
update_columns (NexusGtkBrowser *self)
{
  g_autoptr(GVariant) value = get_look (self, "columns");

  g_strfreev (self->wanted_columns);
  self->wanted_columns = g_variant_dup_strv (value, NULL);
  show_columns (self);
}

/* The grid makes widgets for as many rows of as many columns as there may be. */
static guint
get_max_columns (NexusGtkBrowser *self,
                 int              width)
{
  int column = MAX (self->icon_size, 84) + 12;

  return (guint) CLAMP (width / column, 3, 20);
}

static gboolean
fit_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  self->fit_id = 0;
  /* Of a column that has just been moved it is not known yet that it is to be shown elsewhere. */
  nexus_gtk_columns_tell_moved (self->columns);
  show_columns (self);
  gtk_grid_view_set_max_columns (self->grid_view, get_max_columns (self, gtk_widget_get_width (GTK_WIDGET (self))));

  return G_SOURCE_REMOVE;
}

/* Widgets must not come or go while they are given their places. */
void
_nexus_gtk_browser_fit (NexusGtkBrowser *self,
                        int              width)
{
  g_auto(GStrv) fitting = NULL;

  if (self->fit_id != 0)
    return;

  fitting = nexus_gtk_columns_fit ((const char * const *) self->wanted_columns, width);
  if (!g_strv_equal ((const char * const *) fitting, (const char * const *) self->fitting) ||
      get_max_columns (self, width) != gtk_grid_view_get_max_columns (self->grid_view))
    self->fit_id = g_idle_add (fit_cb, self);
}

const char * const *
nexus_gtk_browser_get_columns (NexusGtkBrowser *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_BROWSER (self), NULL);

  return (const char * const *) self->wanted_columns;
}

void
nexus_gtk_browser_set_columns (NexusGtkBrowser    *self,
                               const char * const *columns)
{
  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));
  g_return_if_fail (columns != NULL);

  set_look (self, "columns", g_variant_new_strv (columns, -1));
  update_columns (self);
}

/* By its header. */
static void
moved_cb (NexusGtkBrowser *self)
{
  g_auto(GStrv) shown = nexus_gtk_columns_dup (self->columns);
  g_auto(GStrv) columns = NULL;

  /* Not one that is just being removed. */
  if (g_strv_length (shown) != g_strv_length (self->fitting))
    return;
  columns = nexus_gtk_columns_merge ((const char * const *) self->wanted_columns, (const char * const *) shown);
  nexus_gtk_browser_set_columns (self, (const char * const *) columns);
}

static gboolean
widths_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  self->widths_id = 0;
  g_settings_set_value (self->settings, "column-widths", nexus_gtk_columns_get_widths (self->columns));

  return G_SOURCE_REMOVE;
}

static void
resized_cb (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->widths_id, g_source_remove);
  self->widths_id = g_timeout_add (WIDTHS_MS, widths_cb, self);
}

static void
update_widths (NexusGtkBrowser *self)
{
  g_autoptr(GVariant) widths = g_settings_get_value (self->settings, "column-widths");

  nexus_gtk_columns_set_widths (self->columns, widths);
}

/* --- Order --- */

/* A folder is in order already, and so is what was found. */
static void
order_list (NexusGtkBrowser *self)
{
  const char *key = nexus_gtk_order_get_column (self->order);

  if (!nexus_gtk_column_suits (key, nexus_gtk_browser_get_place (self)))
    key = NEXUS_GTK_COLUMN_NAME;
  /* The star is not shown among the tags. */
  else if (strcmp (key, NEXUS_GTK_COLUMN_TAGS) == 0)
    key = "tags-but:" NEXUS_GTK_STAR;

  nexus_gtk_directory_list_set_order (self->list, key, nexus_gtk_order_get_descending (self->order));
}

static void
update_order (NexusGtkBrowser *self)
{
  g_autoptr(GVariant) column = get_look (self, "sort-column");
  g_autoptr(GVariant) descending = get_look (self, "sort-descending");

  nexus_gtk_order_set (self->order, g_variant_get_string (column, NULL), g_variant_get_boolean (descending));
  if (_nexus_gtk_browser_is_ordered (self))
    order_list (self);
  g_object_notify (G_OBJECT (self), "sort-column");
  g_object_notify (G_OBJECT (self), "sort-descending");
}

void
_nexus_gtk_browser_set_order (NexusGtkBrowser *self,
                              const char      *column,
                              gboolean         descending)
{
  if (!nexus_gtk_column_is_sortable (column) ||
      !nexus_gtk_column_suits (column, nexus_gtk_browser_get_place (self)))
    return;

  set_look (self, "sort-column", g_variant_new_string (column));
  set_look (self, "sort-descending", g_variant_new_boolean (descending));
  _nexus_gtk_browser_update_look (self);
}

static void
sorted_cb (NexusGtkBrowser *self)
{
  gboolean descending;
  const char *column = nexus_gtk_columns_get_order (self->columns, &descending);

  if (column != NULL)
    _nexus_gtk_browser_set_order (self, column, descending);
}

/* --- The size of icons --- */

static const int icon_sizes[] = { 48, 64, 96, 128, 192, 256 };

static guint
get_zoom (NexusGtkBrowser *self)
{
  int wanted = g_settings_get_int (self->settings, "icon-size");
  guint zoom = 0;

  while (zoom + 1 < G_N_ELEMENTS (icon_sizes) && icon_sizes[zoom] < wanted)
    zoom++;

  return zoom;
}

/* All cells are made anew. */
static void
update_icon_size (NexusGtkBrowser *self)
{
  g_autoptr(GtkListItemFactory) factory = NULL;
  int size = icon_sizes[get_zoom (self)];

  if (self->icon_size == size)
    return;

  self->icon_size = size;
  factory = nexus_gtk_cells_new_grid (size, _nexus_gtk_browser_get_filesystem, _nexus_gtk_browser_prepare_cell, self);
  gtk_grid_view_set_factory (self->grid_view, factory);
}

gboolean
nexus_gtk_browser_can_zoom (NexusGtkBrowser *self,
                            int              by)
{
  gint64 zoom;

  g_return_val_if_fail (NEXUS_GTK_IS_BROWSER (self), FALSE);

  zoom = (gint64) get_zoom (self) + by;

  return strcmp (self->view, "grid") == 0 && zoom >= 0 && zoom < (gint64) G_N_ELEMENTS (icon_sizes);
}

void
nexus_gtk_browser_zoom (NexusGtkBrowser *self,
                        int              by)
{
  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  if (!nexus_gtk_browser_can_zoom (self, by))
    return;
  if (by == 0)
    g_settings_reset (self->settings, "icon-size");
  else
    g_settings_set_int (self->settings, "icon-size", icon_sizes[(int) get_zoom (self) + by]);
  update_icon_size (self);
}

static gboolean
scrolled_cb (GtkEventControllerScroll *controller,
             double                    dx,
             double                    dy,
             NexusGtkBrowser          *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  /* What is not a step yet is summed up by the controller. */
  if (dy != 0.0)
    nexus_gtk_browser_zoom (self, dy < 0.0 ? 1 : -1);

  return GDK_EVENT_STOP;
}

static void
add_zoom (NexusGtkBrowser *self)
{
  GtkEventController *controller;

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL |
                                                GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  /* Before the view scrolls. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "scroll", G_CALLBACK (scrolled_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->grid_view), controller);
}

/* --- The view --- */

/* Whether it has the model, which is taken from it if it is not the one that is shown. */
static gboolean
take_model (NexusGtkBrowser *self,
            const char      *view,
            gpointer         widget)
{
  GtkSelectionModel *model = NULL;

  g_object_get (widget, "model", &model, NULL);
  if (model == NULL)
    return FALSE;

  g_object_unref (model);
  if (strcmp (self->view, view) != 0)
    g_object_set (widget, "model", NULL, NULL);

  return strcmp (self->view, view) != 0;
}

static gboolean
take_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  /* One at a time. */
  if (take_model (self, "list", self->column_view) || take_model (self, "grid", self->grid_view) ||
      take_model (self, "columns", self->pane_view))
    return G_SOURCE_CONTINUE;

  self->take_id = 0;

  return G_SOURCE_REMOVE;
}

static gpointer
get_view (NexusGtkBrowser *self)
{
  if (strcmp (self->view, "list") == 0)
    return self->column_view;

  return strcmp (self->view, "grid") == 0 ? (gpointer) self->grid_view : (gpointer) self->pane_view;
}

/* A view makes widgets for hundreds of items, also where nobody sees it.  The one that was shown keeps them until it has
 * faded away: to do both at once would hold everything up.  Each has slots of its own, as the new one learns of its items
 * in steps. */
static void
give_model (NexusGtkBrowser *self)
{
  g_autoptr(NexusGtkSlots) slots = NULL;

  g_object_get (get_view (self), "model", &slots, NULL);
  if (slots == NULL)
    {
      slots = _nexus_gtk_browser_new_slots (self);
      g_object_set (get_view (self), "model", slots, NULL);
    }
  g_set_object (&self->slots, slots);
  if (self->take_id == 0)
    self->take_id = g_timeout_add (FADED_MS, take_cb, self);
}

/* To what is selected. */
static void
scroll_to_selected (NexusGtkBrowser *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (!gtk_bitset_is_empty (selected))
    _nexus_gtk_browser_scroll_to (self, gtk_bitset_get_minimum (selected));
}

static void
show_view (NexusGtkBrowser *self,
           const char      *view)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;

  view = g_intern_string (view);
  if (self->view == view)
    return;

  self->view = view;
  give_model (self);
  scroll_to_selected (self);
  _nexus_gtk_browser_update_panes (self);
  _nexus_gtk_browser_update_next (self);
  if (self->list != NULL)
    _nexus_gtk_browser_update_page (self);
  if (had_focus)
    nexus_gtk_browser_grab_focus (self);
  g_object_notify (G_OBJECT (self), "view");
  g_object_notify (G_OBJECT (self), "grid");
}

void
nexus_gtk_browser_set_view (NexusGtkBrowser *self,
                            const char      *view)
{
  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  if (view == NULL || gtk_stack_get_child_by_name (self->stack, view) == NULL)
    return;
  set_look (self, "view", g_variant_new_string (view));
  show_view (self, view);
}

/* --- All --- */

static void
stop_recognizing (NexusGtkBrowser *self)
{
  g_cancellable_cancel (self->recognizing);
  g_clear_object (&self->recognizing);
}

static void
recognize (NexusGtkBrowser *self)
{
  /* What was asked before is about another place, or about looks that have changed. */
  stop_recognizing (self);
  if (self->store == NULL || !_nexus_gtk_browser_is_path (self))
    return;

  self->recognizing = g_cancellable_new ();
  nexus_gtk_look_recognize (self->settings, _nexus_gtk_browser_get_filesystem (self), self->store,
                            nexus_gtk_browser_get_place (self), self->recognizing);
}

void
_nexus_gtk_browser_update_look (NexusGtkBrowser *self)
{
  g_autoptr(GVariant) view = get_look (self, "view");

  update_order (self);
  update_columns (self);
  show_view (self, g_variant_get_string (view, NULL));
  recognize (self);
}

gboolean
nexus_gtk_browser_has_own_look (NexusGtkBrowser *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_BROWSER (self), FALSE);

  return self->store != NULL &&
         nexus_gtk_look_is_own (self->settings, self->store, nexus_gtk_browser_get_place (self));
}

void
nexus_gtk_browser_reset_look (NexusGtkBrowser *self)
{
  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  if (self->store != NULL)
    nexus_gtk_look_reset (self->settings, self->store, nexus_gtk_browser_get_place (self));
  _nexus_gtk_browser_update_look (self);
}

void
nexus_gtk_browser_share_look (NexusGtkBrowser *self)
{
  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  /* The others have columns and orders that mean nothing in a folder. */
  if (self->store != NULL && _nexus_gtk_browser_is_path (self))
    nexus_gtk_look_make_common (self->settings, self->store, nexus_gtk_browser_get_place (self));
}

/* Also by another window that shows the same place. */
static void
setting_changed_cb (NexusGtkBrowser *self,
                    const char      *key)
{
  static const char * const keys[] = { "looks", "view", "sort-column", "sort-descending", "columns", NULL };

  if (g_strv_contains (keys, key))
    _nexus_gtk_browser_update_look (self);
  /* Not what is about to be stored. */
  else if (strcmp (key, "column-widths") == 0 && self->widths_id == 0)
    update_widths (self);
  else if (strcmp (key, "icon-size") == 0)
    update_icon_size (self);
}

void
_nexus_gtk_browser_init_look (NexusGtkBrowser *self)
{
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "sorted", G_CALLBACK (sorted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "resized", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  add_zoom (self);
  update_widths (self);
  update_icon_size (self);
  _nexus_gtk_browser_update_look (self);
}

void
_nexus_gtk_browser_stop_look (NexusGtkBrowser *self)
{
  /* What was just done is not lost with the window. */
  if (self->widths_id != 0)
    {
      g_clear_handle_id (&self->widths_id, g_source_remove);
      g_settings_set_value (self->settings, "column-widths", nexus_gtk_columns_get_widths (self->columns));
    }
  stop_recognizing (self);
  g_clear_handle_id (&self->fit_id, g_source_remove);
  g_clear_handle_id (&self->take_id, g_source_remove);
  if (self->columns != NULL)
    nexus_gtk_columns_detach (self->columns);
  g_clear_object (&self->columns);
  g_clear_pointer (&self->wanted_columns, g_strfreev);
  g_clear_pointer (&self->fitting, g_strfreev);
}

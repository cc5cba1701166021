/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-format.h"

/* After a new order it takes the number of rows times that of the selected ones to find these again; with more than this,
 * nothing is selected then. */
#define LOOKS_MAX 8000000

/* So many rows are remembered or forgotten before the loop has its turn again. */
#define STEP 4000

/* Empty as long as something of it has not been read: what is done with a selection is done with all of it.  Nobody
 * changes what is returned, so that it is the same for all who ask before the selection does. */
GPtrArray *
nexus_gtk_browser_dup_selection (NexusGtkBrowser *self)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->selected_items != NULL)
    return g_ptr_array_ref (self->selected_items);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  /* A long one is gathered in steps. */
  if (self->remember_id != 0 || (_nexus_gtk_browser_is_ordered (self) && gtk_bitset_get_size (selected) > STEP))
    return g_steal_pointer (&items);

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      if (entry == NULL)
        {
          g_ptr_array_set_size (items, 0);
          return g_steal_pointer (&items);
        }
      g_ptr_array_add (items, NEXUS_IS_TRASH_ITEM (item) ? g_object_ref (item) : g_object_ref (G_OBJECT (entry)));
    }
  self->selected_items = g_ptr_array_ref (items);

  return g_steal_pointer (&items);
}

void
nexus_gtk_browser_select_all (NexusGtkBrowser *self)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static GtkWidget *
get_view (NexusGtkBrowser *self)
{
  GtkWidget *child;

  if (strcmp (self->view, "grid") == 0)
    return GTK_WIDGET (self->grid_view);
  if (strcmp (self->view, "columns") == 0)
    return GTK_WIDGET (self->pane_view);

  /* The rows of a column view are in a list view of its own. */
  child = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
  while (child != NULL && !GTK_IS_LIST_VIEW (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

void
nexus_gtk_browser_grab_focus (NexusGtkBrowser *self)
{
  GtkWidget *page;

  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  page = gtk_stack_get_visible_child (self->stack);
  gtk_widget_grab_focus (page == GTK_WIDGET (self->empty_page) || page == GTK_WIDGET (self->error_page)
                         ? page : get_view (self));
}

/* Once the view has a size: up to GTK 4.8, it forgets what it is asked for before that. */
static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  NexusGtkBrowser *self = NEXUS_GTK_BROWSER (widget);
  GtkWidget *view = get_view (self);

  if (self->scroll_to < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    {
      if (gtk_adjustment_get_upper (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view))) <= 0)
        return G_SOURCE_CONTINUE;
      nexus_gtk_slots_reach (self->slots, self->scroll_to);
      gtk_widget_activate_action (view, "list.scroll-to-item", "u", self->scroll_to);
    }
  self->scroll_id = 0;

  return G_SOURCE_REMOVE;
}

void
_nexus_gtk_browser_scroll_to (NexusGtkBrowser *self,
                              guint            position)
{
  self->scroll_to = position;
  nexus_gtk_slots_reach (self->slots, position);
  gtk_widget_activate_action (get_view (self), "list.scroll-to-item", "u", position);
  if (self->scroll_id == 0)
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

/* Selects one item, and goes on from there with the keyboard. */
void
_nexus_gtk_browser_select_position (NexusGtkBrowser *self,
                                    guint            position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  _nexus_gtk_browser_scroll_to (self, position);
}

static gboolean
find_name (NexusGtkBrowser *self,
           const char      *name,
           guint           *position)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (_nexus_gtk_browser_is_path (self))
    return nexus_gtk_directory_list_find_name (self->list, name, position);

  /* What was found is not read to its end for this. */
  if (_nexus_gtk_browser_is_ordered (self))
    n_items = MIN (n_items, NEXUS_GTK_FOUND_MAX);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      *position = i;
      if (entry != NULL && strcmp (nexus_entry_get_name (entry), name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
try_select (NexusGtkBrowser *self,
            const char      *name)
{
  guint position;

  if (!find_name (self, name, &position))
    return FALSE;

  _nexus_gtk_browser_select_position (self, position);

  return TRUE;
}

void
nexus_gtk_browser_select_name (NexusGtkBrowser *self,
                               const char      *name)
{
  g_clear_pointer (&self->wanted, g_free);
  if (self->settle_id != 0 || !try_select (self, name))
    self->wanted = g_strdup (name);
}

/* --- Keeping what is selected --- */

static gboolean
told_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  self->told_id = 0;
  _nexus_gtk_browser_emit_selected (self);

  return G_SOURCE_REMOVE;
}

/* Goes through the rows as far as they have been read, and then once more if something of them changed meanwhile. */
static gboolean
gather_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  for (guint i = 0; i < STEP && self->n_gathered < self->rows->len; i++, self->n_gathered++)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (self->rows, self->n_gathered));

      if (entry == NULL)
        {
          self->gather_id = 0;
          return G_SOURCE_REMOVE;
        }
      if (self->n_gathered == self->gathered->len)
        g_ptr_array_add (self->gathered, g_object_ref (entry));
      else if (g_ptr_array_index (self->gathered, self->n_gathered) != entry)
        g_set_object ((NexusEntry **) &g_ptr_array_index (self->gathered, self->n_gathered), entry);
    }
  if (self->n_gathered == self->rows->len && !self->gather_again)
    {
      self->gather_id = 0;
      self->selected_items = g_steal_pointer (&self->gathered);
      _nexus_gtk_browser_emit_selected (self);
      return G_SOURCE_REMOVE;
    }

  if (self->n_gathered == self->rows->len)
    {
      self->gather_again = FALSE;
      self->n_gathered = 0;
    }

  return G_SOURCE_CONTINUE;
}

static void
gather (NexusGtkBrowser *self)
{
  if (self->gathered == NULL)
    {
      self->gathered = g_ptr_array_new_with_free_func (g_object_unref);
      self->n_gathered = 0;
    }
  if (self->gather_id == 0)
    self->gather_id = g_idle_add (gather_cb, self);
}

static void
stop_gathering (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->gather_id, g_source_remove);
  g_clear_pointer (&self->gathered, g_ptr_array_unref);
}

/* Many rows are read together. */
static void
row_changed_cb (NexusGtkBrowser *self)
{
  if (self->rows->len > STEP)
    {
      /* What it was until now, somebody may still be looking at. */
      g_clear_pointer (&self->selected_items, g_ptr_array_unref);
      self->gather_again = TRUE;
      if (self->remember_id == 0)
        gather (self);
      return;
    }

  g_clear_pointer (&self->selected_items, g_ptr_array_unref);
  if (self->told_id == 0)
    self->told_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, told_cb, self, NULL);
}

/* Only once: it may have been remembered anew, which was after what is forgotten. */
static void
disconnect_row (gpointer row,
                gpointer self)
{
  gulong id = g_signal_handler_find (row, G_SIGNAL_MATCH_FUNC | G_SIGNAL_MATCH_DATA, 0, 0, NULL,
                                     (gpointer) (GCallback) row_changed_cb, self);

  g_signal_handler_disconnect (row, id);
}

static void
forget_last (NexusGtkBrowser *self)
{
  g_autoptr(GObject) row = g_ptr_array_steal_index_fast (self->old_rows, self->old_rows->len - 1);

  disconnect_row (row, self);
}

static gboolean
forget_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  for (guint i = 0; i < STEP && self->old_rows->len > 0; i++)
    forget_last (self);
  if (self->old_rows->len > 0)
    return G_SOURCE_CONTINUE;

  self->forget_id = 0;

  return G_SOURCE_REMOVE;
}

/* A step at a time, as they were remembered. */
static void
forget_rows (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->remember_id, g_source_remove);
  stop_gathering (self);
  g_clear_pointer (&self->selected_items, g_ptr_array_unref);
  if (self->rows->len > STEP)
    {
      g_ptr_array_extend_and_steal (self->old_rows, g_steal_pointer (&self->rows));
      self->rows = g_ptr_array_new_with_free_func (g_object_unref);
      if (self->forget_id == 0)
        self->forget_id = g_idle_add (forget_cb, self);
      return;
    }

  for (guint i = 0; i < self->rows->len; i++)
    disconnect_row (g_ptr_array_index (self->rows, i), self);
  g_ptr_array_set_size (self->rows, 0);
}

/* Up to so many, from a position on; returns whether that were all. */
static gboolean
remember_some (NexusGtkBrowser *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;
  guint n_some = 0;
  gboolean more;

  for (more = gtk_bitset_iter_init_at (&iter, selected, self->remember_from, &position); more && n_some < STEP;
       more = gtk_bitset_iter_next (&iter, &position), n_some++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      if (NEXUS_IS_MODEL_ROW (item))
        {
          g_signal_connect_swapped (item, "notify::entry", G_CALLBACK (row_changed_cb), self);
          g_ptr_array_add (self->rows, g_object_ref (item));
        }
      else
        {
          g_hash_table_add (self->chosen, g_strdup (nexus_entry_get_id (nexus_gtk_item_get_entry (item))));
        }
    }
  self->remember_from = position;

  return !more;
}

static gboolean
remember_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  if (!remember_some (self))
    return G_SOURCE_CONTINUE;

  self->remember_id = 0;
  self->gather_again = FALSE;
  gather (self);

  return G_SOURCE_REMOVE;
}

/* A long selection in steps, so that it holds nothing up. */
static void
remember (NexusGtkBrowser *self)
{
  forget_rows (self);
  g_hash_table_remove_all (self->chosen);
  self->remember_from = 0;
  if (!remember_some (self))
    self->remember_id = g_idle_add (remember_cb, self);
}

static void
selection_changed_cb (NexusGtkBrowser *self)
{
  g_clear_pointer (&self->selected_items, g_ptr_array_unref);
  /* Not what is being settled: items that were replaced are about to be selected again. */
  if (self->settle_id != 0)
    return;

  remember (self);
  _nexus_gtk_browser_emit_selected (self);
}

static void
select_rows (NexusGtkBrowser *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (gtk_bitset_get_size (selected) >= self->rows->len || n_items * self->rows->len > LOOKS_MAX)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    {
      guint position;

      if (nexus_gtk_directory_list_find_row (self->list, g_ptr_array_index (self->rows, i), &position) &&
          !gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
    }
}

static void
select_chosen (NexusGtkBrowser *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (g_hash_table_size (self->chosen) == 0)
    return;

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

  if (_nexus_gtk_browser_is_ordered (self))
    select_rows (self);
  else
    select_chosen (self);
  /* What has gone is not selected when it comes back, and what was selected meanwhile is known too. */
  remember (self);
  self->settle_id = 0;
  if (self->wanted != NULL && try_select (self, self->wanted))
    g_clear_pointer (&self->wanted, g_free);
  if (self->wants_first && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    {
      self->wants_first = FALSE;
      _nexus_gtk_browser_select_position (self, 0);
    }
  if (self->take_focus && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0 &&
      _nexus_gtk_browser_take_focus (self))
    nexus_gtk_browser_grab_focus (self);
  _nexus_gtk_browser_emit_selected (self);

  return G_SOURCE_REMOVE;
}

void
_nexus_gtk_browser_queue_settle (NexusGtkBrowser *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_cb, self, NULL);
}

void
_nexus_gtk_browser_emit_selected (NexusGtkBrowser *self)
{
  _nexus_gtk_browser_update_next (self);
  g_signal_emit_by_name (self, "selection-changed");
}

/* --- The widget --- */

static void
stop_scrolling (NexusGtkBrowser *self)
{
  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
  self->scroll_id = 0;
}

void
_nexus_gtk_browser_clear_selection (NexusGtkBrowser *self)
{
  g_clear_pointer (&self->wanted, g_free);
  stop_scrolling (self);
  forget_rows (self);
  g_hash_table_remove_all (self->chosen);
}

void
_nexus_gtk_browser_init_selection (NexusGtkBrowser *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->old_rows = g_ptr_array_new ();
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
}

void
_nexus_gtk_browser_stop_selection (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->told_id, g_source_remove);
  stop_gathering (self);
  stop_scrolling (self);
  if (self->rows != NULL)
    forget_rows (self);
  g_clear_handle_id (&self->forget_id, g_source_remove);
  while (self->old_rows != NULL && self->old_rows->len > 0)
    forget_last (self);
  g_clear_pointer (&self->old_rows, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_free);
}

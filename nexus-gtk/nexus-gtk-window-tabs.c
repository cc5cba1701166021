/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

/* As many can be opened again. */
#define MAX_CLOSED 20

/* --- Tabs that were closed --- */

typedef struct {
  NexusGtkStore *store;
  GStrv          history;
  guint          position;
  int            index;
} ClosedTab;

static void
closed_tab_free (ClosedTab *closed)
{
  g_object_unref (closed->store);
  g_strfreev (closed->history);
  g_free (closed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClosedTab, closed_tab_free)

static void
remember_closed (NexusGtkWindow *self,
                 AdwTabPage     *page)
{
  NexusGtkTab *tab = NEXUS_GTK_TAB (adw_tab_page_get_child (page));
  ClosedTab *closed;

  if (nexus_gtk_tab_get_store (tab) == NULL)
    return;
  closed = g_new0 (ClosedTab, 1);
  closed->store = g_object_ref (nexus_gtk_tab_get_store (tab));
  closed->history = nexus_gtk_tab_dup_history (tab, &closed->position);
  closed->index = adw_tab_view_get_page_position (self->tab_view, page);
  g_ptr_array_add (self->closed_tabs, closed);
  if (self->closed_tabs->len > MAX_CLOSED)
    g_ptr_array_remove_index (self->closed_tabs, 0);
  nexus_gtk_window_update_actions (self);
}

/* --- Adding --- */

static void
add_page (NexusGtkWindow *self,
          NexusGtkTab    *tab,
          int             index,
          gboolean        select)
{
  AdwTabPage *page = adw_tab_view_insert (self->tab_view, GTK_WIDGET (tab), index);

  g_object_bind_property (tab, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tab, "tooltip", page, "tooltip", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tab, "icon", page, "icon", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tab, "loading", page, "loading", G_BINDING_SYNC_CREATE);
  adw_tab_page_set_indicator_tooltip (page, _("This store can be read, but not changed"));
  g_object_bind_property (tab, "lock", page, "indicator-icon", G_BINDING_SYNC_CREATE);
  nexus_gtk_name_buttons (GTK_WIDGET (self->tab_bar));
  if (select)
    adw_tab_view_set_selected_page (self->tab_view, page);
}

/* A window that waits for its store has one tab already. */
void
nexus_gtk_window_add_blank_tab (NexusGtkWindow *self)
{
  add_page (self, nexus_gtk_tab_new (self->settings), 0, TRUE);
}

NexusGtkTab *
nexus_gtk_window_add_tab (NexusGtkWindow *self,
                          NexusGtkStore  *store,
                          const char     *place,
                          gboolean        select)
{
  AdwTabPage *current = adw_tab_view_get_selected_page (self->tab_view);
  int index = current != NULL ? adw_tab_view_get_page_position (self->tab_view, current) + 1 : 0;
  NexusGtkTab *tab;

  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), NULL);
  g_return_val_if_fail (NEXUS_GTK_IS_STORE (store), NULL);

  if (self->tab != NULL && nexus_gtk_tab_get_store (self->tab) == NULL)
    {
      nexus_gtk_tab_set_store (self->tab, store, place);
      nexus_gtk_window_show_tab (self);
      return self->tab;
    }

  tab = nexus_gtk_tab_new (self->settings);
  nexus_gtk_tab_set_store (tab, store, place);
  add_page (self, tab, index, select);

  return tab;
}

static NexusGtkWindow *
new_window (NexusGtkWindow *self)
{
  return g_object_new (NEXUS_GTK_TYPE_WINDOW, "application", gtk_window_get_application (GTK_WINDOW (self)), NULL);
}

/* After all others. */
void
nexus_gtk_window_append_tab (NexusGtkWindow *self,
                             NexusGtkStore  *store,
                             const char     *place,
                             gboolean        select)
{
  NexusGtkTab *tab;

  if (self->tab != NULL && nexus_gtk_tab_get_store (self->tab) == NULL)
    {
      nexus_gtk_window_add_tab (self, store, place, TRUE);
      return;
    }
  tab = nexus_gtk_tab_new (self->settings);
  nexus_gtk_tab_set_store (tab, store, place);
  add_page (self, tab, adw_tab_view_get_n_pages (self->tab_view), select);
}

void
nexus_gtk_window_open_in_window (NexusGtkWindow *self,
                                 const char     *place)
{
  NexusGtkWindow *window = new_window (self);

  nexus_gtk_window_add_tab (window, nexus_gtk_tab_get_store (self->tab), place, TRUE);
  gtk_window_present (GTK_WINDOW (window));
}

void
nexus_gtk_window_duplicate (NexusGtkWindow *self)
{
  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));

  if (self->filesystem != NULL)
    nexus_gtk_window_open_in_window (self, "/");
}

/* --- Following the tab that is shown --- */

static void
selected_cb (NexusGtkWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tab_view);
  NexusGtkTab *tab = page != NULL ? NEXUS_GTK_TAB (adw_tab_page_get_child (page)) : NULL;

  if (tab == self->tab)
    return;
  if (self->tab != NULL)
    g_signal_handlers_disconnect_by_data (self->browser, self);
  self->tab = tab;
  self->browser = tab != NULL ? nexus_gtk_tab_get_browser (tab) : NULL;
  if (tab != NULL)
    nexus_gtk_window_show_tab (self);
}

/* A window without a tab is of no use, unless something goes on in it. */
static gboolean
close_if_empty_cb (gpointer user_data)
{
  NexusGtkWindow *self = user_data;

  self->empty_id = 0;
  if (adw_tab_view_get_n_pages (self->tab_view) > 0)
    return G_SOURCE_REMOVE;
  /* Of a store that was closed there is nothing to show. */
  if (nexus_gtk_transfers_get_n_active (self->transfers) > 0 && self->last_store != NULL)
    nexus_gtk_window_add_tab (self, self->last_store, "/", TRUE);
  else
    gtk_window_close (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

static void
detached_cb (NexusGtkWindow *self,
             AdwTabPage     *page)
{
  g_set_object (&self->last_store, nexus_gtk_tab_get_store (NEXUS_GTK_TAB (adw_tab_page_get_child (page))));
  if (adw_tab_view_get_n_pages (self->tab_view) == 0 && self->empty_id == 0)
    self->empty_id = g_idle_add (close_if_empty_cb, self);
}

static void
attached_cb (NexusGtkWindow *self)
{
  nexus_gtk_name_buttons (GTK_WIDGET (self->tab_bar));
}

/* The last one goes with its window, which may have a question before. */
static gboolean
close_page_cb (NexusGtkWindow *self,
               AdwTabPage     *page)
{
  if (self->closes_store)
    return GDK_EVENT_PROPAGATE;
  if (adw_tab_view_get_n_pages (self->tab_view) == 1)
    {
      adw_tab_view_close_page_finish (self->tab_view, page, FALSE);
      gtk_window_close (GTK_WINDOW (self));
      return GDK_EVENT_STOP;
    }
  remember_closed (self, page);

  return GDK_EVENT_PROPAGATE;
}

void
nexus_gtk_window_close_tabs_of (NexusGtkWindow *self,
                                NexusGtkStore  *store)
{
  for (guint i = self->closed_tabs->len; i > 0; i--)
    {
      ClosedTab *closed = g_ptr_array_index (self->closed_tabs, i - 1);

      if (closed->store == store)
        g_ptr_array_remove_index (self->closed_tabs, i - 1);
    }

  self->closes_store = TRUE;
  for (int i = adw_tab_view_get_n_pages (self->tab_view); i > 0; i--)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tab_view, i - 1);

      if (nexus_gtk_tab_get_store (NEXUS_GTK_TAB (adw_tab_page_get_child (page))) == store)
        adw_tab_view_close_page (self->tab_view, page);
    }
  self->closes_store = FALSE;
  if (self->last_store == store)
    g_clear_object (&self->last_store);
  nexus_gtk_window_update_actions (self);
}

static void
setup_menu_cb (NexusGtkWindow *self,
               AdwTabPage     *page)
{
  self->menu_page = page;
  nexus_gtk_window_update_actions (self);
}

static AdwTabView *
create_window_cb (NexusGtkWindow *self)
{
  NexusGtkWindow *window = new_window (self);

  gtk_window_present (GTK_WINDOW (window));

  return window->tab_view;
}

/* --- Actions --- */

/* The tab whose menu is open, else the one that is shown. */
static AdwTabPage *
get_page (NexusGtkWindow *self)
{
  return self->menu_page != NULL ? self->menu_page : adw_tab_view_get_selected_page (self->tab_view);
}

static void
new_tab_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  nexus_gtk_window_add_tab (self, nexus_gtk_tab_get_store (self->tab), nexus_gtk_tab_get_place (self->tab), TRUE);
}

static void
close_tab_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  AdwTabPage *page = get_page (self);

  if (page != NULL)
    adw_tab_view_close_page (self->tab_view, page);
}

static void
close_other_tabs_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  adw_tab_view_close_other_pages (self->tab_view, get_page (self));
}

static void
reopen_tab_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(ClosedTab) closed = NULL;
  NexusGtkTab *tab;

  if (self->closed_tabs->len == 0)
    return;
  closed = g_ptr_array_steal_index (self->closed_tabs, self->closed_tabs->len - 1);
  tab = nexus_gtk_tab_new (self->settings);
  nexus_gtk_tab_set_store (tab, closed->store, "/");
  nexus_gtk_tab_set_history (tab, (const char * const *) closed->history, closed->position);
  add_page (self, tab, MIN (closed->index, adw_tab_view_get_n_pages (self->tab_view)), TRUE);
}

static void
tab_to_window_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  NexusGtkWindow *window = new_window (self);

  adw_tab_view_transfer_page (self->tab_view, get_page (self), window->tab_view, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
reorder_tab_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  gboolean before = strcmp (name, "win.tab-left") == 0;

  /* Left is where the texts begin, unless they are written from right to left. */
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    before = !before;
  if (before)
    adw_tab_view_reorder_backward (self->tab_view, get_page (self));
  else
    adw_tab_view_reorder_forward (self->tab_view, get_page (self));
}

/* Of each folder that is selected. */
static void
open_elsewhere_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  gboolean in_window = strcmp (name, "win.open-in-window") == 0;

  /* Each one is put beside the tab that is shown. */
  for (guint i = items->len; i > 0; i--)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (items, i - 1));

      if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
        continue;
      if (in_window)
        nexus_gtk_window_open_in_window (self, nexus_entry_get_path (entry));
      else
        nexus_gtk_window_add_tab (self, nexus_gtk_tab_get_store (self->tab), nexus_entry_get_path (entry), FALSE);
    }
}

static gboolean
has_folder (NexusGtkWindow *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);

      if (NEXUS_IS_ENTRY (item) && nexus_entry_get_kind (item) == NEXUS_KIND_DIRECTORY)
        return TRUE;
    }

  return FALSE;
}

void
nexus_gtk_window_update_tab_actions (NexusGtkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->filesystem != NULL;
  int n_pages = adw_tab_view_get_n_pages (self->tab_view);
  AdwTabPage *page = get_page (self);
  int index = page != NULL ? adw_tab_view_get_page_position (self->tab_view, page) : 0;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean folder = open && has_folder (self);

  gtk_widget_action_set_enabled (widget, "win.new-tab", open);
  gtk_widget_action_set_enabled (widget, "win.reopen-tab", self->closed_tabs->len > 0);
  gtk_widget_action_set_enabled (widget, "win.close-other-tabs", n_pages > 1);
  gtk_widget_action_set_enabled (widget, "win.tab-to-window", n_pages > 1);
  gtk_widget_action_set_enabled (widget, "win.tab-left", rtl ? index + 1 < n_pages : index > 0);
  gtk_widget_action_set_enabled (widget, "win.tab-right", rtl ? index > 0 : index + 1 < n_pages);
  gtk_widget_action_set_enabled (widget, "win.open-in-tab", folder);
  gtk_widget_action_set_enabled (widget, "win.open-in-window", folder);
}

void
nexus_gtk_window_install_tab_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, new_tab_action);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab_action);
  gtk_widget_class_install_action (widget_class, "win.close-other-tabs", NULL, close_other_tabs_action);
  gtk_widget_class_install_action (widget_class, "win.reopen-tab", NULL, reopen_tab_action);
  gtk_widget_class_install_action (widget_class, "win.tab-to-window", NULL, tab_to_window_action);
  gtk_widget_class_install_action (widget_class, "win.tab-left", NULL, reorder_tab_action);
  gtk_widget_class_install_action (widget_class, "win.tab-right", NULL, reorder_tab_action);
  gtk_widget_class_install_action (widget_class, "win.open-in-tab", NULL, open_elsewhere_action);
  gtk_widget_class_install_action (widget_class, "win.open-in-window", NULL, open_elsewhere_action);
}

/* --- Dropping --- */

static void
accept_drops (NexusGtkWindow *self,
              GdkDragAction   action)
{
  GType types[] = { NEXUS_GTK_TYPE_DRAG, GDK_TYPE_FILE_LIST };

  if (self->tab_action == action)
    return;
  self->tab_action = action;
  adw_tab_bar_setup_extra_drop_target (self->tab_bar, action, types, G_N_ELEMENTS (types));
}

/* A tab tells nobody which action it would take before libadwaita 1.4: it is left the one that is right. */
static void
tab_motion_cb (GtkDropControllerMotion *motion,
               double                   x,
               double                   y,
               NexusGtkWindow          *self)
{
  GdkDrop *drop = gtk_drop_controller_motion_get_drop (motion);

  if (drop != NULL)
    accept_drops (self, nexus_gtk_drag_get_drop_action (drop, self->filesystem));
}

/* What is dropped on a tab goes to its place, in its store. */
static gboolean
tab_drop_cb (NexusGtkWindow *self,
             AdwTabPage     *page,
             const GValue   *value)
{
  NexusGtkTab *tab = NEXUS_GTK_TAB (adw_tab_page_get_child (page));

  if (nexus_gtk_tab_get_store (tab) == NULL)
    return FALSE;
  adw_tab_view_set_selected_page (self->tab_view, page);

  return nexus_gtk_window_drop (self, nexus_gtk_tab_get_place (tab), value, self->tab_action == GDK_ACTION_COPY);
}

void
nexus_gtk_window_init_tabs (NexusGtkWindow *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  /* A tab over which something is held is shown. */
  accept_drops (self, GDK_ACTION_MOVE);
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "enter", G_CALLBACK (tab_motion_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (tab_motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->tab_bar), motion);
  g_signal_connect_object (self->tab_bar, "extra-drag-drop", G_CALLBACK (tab_drop_cb), self, G_CONNECT_SWAPPED);
  self->closed_tabs = g_ptr_array_new_with_free_func ((GDestroyNotify) closed_tab_free);
  /* These belong to the list of files. */
  adw_tab_view_remove_shortcuts (self->tab_view,
                                 ADW_TAB_VIEW_SHORTCUT_CONTROL_HOME | ADW_TAB_VIEW_SHORTCUT_CONTROL_END |
                                 ADW_TAB_VIEW_SHORTCUT_CONTROL_SHIFT_HOME | ADW_TAB_VIEW_SHORTCUT_CONTROL_SHIFT_END);
  g_signal_connect_object (self->tab_view, "notify::selected-page", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "page-attached", G_CALLBACK (attached_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "page-reordered", G_CALLBACK (nexus_gtk_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "page-detached", G_CALLBACK (detached_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "close-page", G_CALLBACK (close_page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "setup-menu", G_CALLBACK (setup_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "create-window", G_CALLBACK (create_window_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tab_view, "notify::n-pages", G_CALLBACK (nexus_gtk_window_update_actions), self,
                           G_CONNECT_SWAPPED);
}

/* Before the widgets go, of which each would be told of. */
void
nexus_gtk_window_dispose_tabs (NexusGtkWindow *self)
{
  g_clear_handle_id (&self->empty_id, g_source_remove);
  if (self->tab_view != NULL)
    g_signal_handlers_disconnect_by_data (self->tab_view, self);
  if (self->browser != NULL)
    g_signal_handlers_disconnect_by_data (self->browser, self);
  self->tab = NULL;
  self->browser = NULL;
  self->menu_page = NULL;
  g_clear_object (&self->last_store);
  g_clear_pointer (&self->closed_tabs, g_ptr_array_unref);
}

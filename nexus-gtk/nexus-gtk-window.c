/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-session.h"
#include "nexus-gtk-window-private.h"
#include "nexus-gtk-wrap-layout.h"

/* Narrower than this, sidebar and details lie over the files instead of beside them. */
#define NARROW_WIDTH 760

/* So long a toast is seen that others like it may follow, and so long it may still say something else. */
#define TOAST_SECONDS 4
#define TOAST_NEW     (2 * G_TIME_SPAN_SECOND)

G_DEFINE_FINAL_TYPE (NexusGtkWindow, nexus_gtk_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Telling --- */

void
nexus_gtk_window_toast (NexusGtkWindow *self,
                        const char     *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
toast_dismissed_cb (AdwToast       *toast,
                    NexusGtkWindow *self)
{
  if (self->done_toast == toast)
    g_clear_weak_pointer (&self->done_toast);
  if (self->undo_toast == toast)
    g_clear_weak_pointer (&self->undo_toast);
}

/* The latest one says something else while it is new, so that what comes one after another does not queue up.  None is
 * dismissed: libadwaita 1.2 would let an animation end in freed memory if that is done while the toast still comes in. */
void
nexus_gtk_window_tell (NexusGtkWindow  *self,
                       AdwToast       **place,
                       const char      *text,
                       const char      *button,
                       const char      *action,
                       GVariant        *target)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  gint64 *since = *place != NULL ? g_object_get_data (G_OBJECT (*place), "nexus-gtk-since") : NULL;
  gint64 now = g_get_monotonic_time ();
  AdwToast *toast = *place;
  gboolean is_new = FALSE;

  if (toast == NULL || now - *since > TOAST_NEW)
    {
      toast = adw_toast_new (markup);
      adw_toast_set_timeout (toast, TOAST_SECONDS);
      g_object_set_data_full (G_OBJECT (toast), "nexus-gtk-since", g_memdup2 (&now, sizeof now), g_free);
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, 0);
      is_new = TRUE;
    }
  adw_toast_set_title (toast, markup);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, target);
  if (!is_new)
    return;
  g_set_weak_pointer (place, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
nexus_gtk_window_report (NexusGtkWindow *self,
                         const GError   *error)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = nexus_gtk_error_describe (error);
  g_strdelimit (text, "\n", ' ');
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, 8);
  /* No high priority: libadwaita 1.2 aborts when the toast that it interrupts comes back while it still fades out. */
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- Places --- */

void
nexus_gtk_window_place_changed (NexusGtkWindow *self)
{
  const char *place = nexus_gtk_tab_get_place (self->tab);
  gboolean trash = nexus_gtk_place_is_trash (place);

  nexus_gtk_browser_set_menu (self->browser, trash ? self->trash_menu : self->item_menu);
  gtk_revealer_set_reveal_child (self->trash_bar, trash);
  if (trash)
    nexus_gtk_window_describe_trash (self);
  nexus_gtk_path_bar_set_place (self->path_bar, place);
  nexus_gtk_sidebar_set_place (self->sidebar, place);
  nexus_gtk_window_update_actions (self);
}

void
nexus_gtk_window_go (NexusGtkWindow *self,
                     const char     *place)
{
  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));

  if (self->filesystem == NULL)
    return;

  if (!nexus_gtk_tab_go (self->tab, place))
    {
      nexus_gtk_path_bar_set_place (self->path_bar, place);
      nexus_gtk_browser_grab_focus (self->browser);
      return;
    }
  nexus_gtk_window_place_changed (self);
  if (self->narrow)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.hide-sidebar", NULL);
}

void
nexus_gtk_window_step (NexusGtkWindow *self,
                       int             by)
{
  if (self->tab != NULL && nexus_gtk_tab_step (self->tab, by))
    nexus_gtk_window_place_changed (self);
}

static void
activated_cb (NexusGtkWindow *self,
              NexusEntry     *entry)
{
  nexus_gtk_window_open_entry (self, entry, 0);
}

static void
open_version_cb (NexusGtkWindow *self,
                 guint           version)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (items->len == 1 && NEXUS_IS_ENTRY (g_ptr_array_index (items, 0)))
    nexus_gtk_window_open_entry (self, g_ptr_array_index (items, 0), version);
}

static void
selection_changed_cb (NexusGtkWindow *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  nexus_gtk_window_follow_selection (self, items);
  nexus_gtk_window_update_actions (self);
}

/* --- The store --- */

/* The button shows what it leads to. */
static void
view_changed_cb (NexusGtkWindow *self)
{
  gboolean grid;

  g_object_get (self->browser, "grid", &grid, NULL);
  adw_split_button_set_icon_name (self->view_button, grid ? "view-list-symbolic" : "view-grid-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->view_button), grid ? _("Show as List") : _("Show as Grid"));
  nexus_gtk_name_buttons (GTK_WIDGET (self->view_button));
  nexus_gtk_window_update_view_actions (self);
}

/* What belongs to the files is of no use before there are any. */
static void
page_changed_cb (NexusGtkWindow *self)
{
  gboolean browses = strcmp (gtk_stack_get_visible_child_name (self->pages), "browser") == 0;

  gtk_widget_set_visible (self->sidebar_button, browses);
  gtk_widget_set_visible (self->inspector_button, browses);
  gtk_widget_set_visible (GTK_WIDGET (self->start_box), browses);
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), browses);
}

static void
add_widgets (NexusGtkWindow *self)
{
  self->sidebar = nexus_gtk_sidebar_new (self->settings, self->stores);
  self->inspector = nexus_gtk_inspector_new ();
  nexus_gtk_window_init_inspect (self);
  self->path_bar = nexus_gtk_path_bar_new ();
  nexus_gtk_window_init_transfers (self);
  adw_bin_set_child (self->sidebar_bin, GTK_WIDGET (self->sidebar));
  adw_bin_set_child (self->inspector_bin, GTK_WIDGET (self->inspector));
  adw_bin_set_child (self->path_bin, GTK_WIDGET (self->path_bar));

  g_signal_connect_object (self->pages, "notify::visible-child-name", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  page_changed_cb (self);
  g_signal_connect_object (self->inspector, "open-version", G_CALLBACK (open_version_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "toast", G_CALLBACK (nexus_gtk_window_toast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "failed", G_CALLBACK (nexus_gtk_window_report), self, G_CONNECT_SWAPPED);
}

/* --- The tab that is shown --- */

/* All that a browser tells the window of.  That is taken back when another tab is shown. */
static void
connect_browser (NexusGtkWindow *self)
{
  g_signal_connect_object (self->browser, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "notify::grid", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_window_connect_rename (self);
}

void
nexus_gtk_window_show_tab (NexusGtkWindow *self)
{
  NexusGtkStore *store = nexus_gtk_tab_get_store (self->tab);

  g_signal_handlers_disconnect_by_data (self->browser, self);
  connect_browser (self);
  nexus_gtk_window_add_browser_actions (self);
  view_changed_cb (self);
  nexus_gtk_window_follow_undo (self, store);
  nexus_gtk_window_follow_opener (self, store);
  if (store == NULL)
    {
      nexus_gtk_window_update_actions (self);
      return;
    }

  if (g_set_object (&self->filesystem, nexus_gtk_store_get_filesystem (store)))
    {
      nexus_gtk_sidebar_set_store (self->sidebar, store);
      nexus_gtk_path_bar_set_filesystem (self->path_bar, self->filesystem);
      nexus_gtk_inspector_set_filesystem (self->inspector, self->filesystem);
      nexus_gtk_window_follow_trash (self);
    }
  gtk_stack_set_visible_child_name (self->pages, "browser");
  nexus_gtk_window_place_changed (self);
  selection_changed_cb (self);
}

NexusFilesystem *
nexus_gtk_window_get_filesystem (NexusGtkWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), NULL);

  return self->filesystem;
}

NexusGtkStore *
nexus_gtk_window_get_store (NexusGtkWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), NULL);

  return self->tab != NULL ? nexus_gtk_tab_get_store (self->tab) : NULL;
}

GSettings *
nexus_gtk_window_get_settings (NexusGtkWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), NULL);

  return self->settings;
}

gboolean
nexus_gtk_window_is_settled (NexusGtkWindow *self)
{
  const char *page;

  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), FALSE);

  page = gtk_stack_get_visible_child_name (self->pages);
  if (strcmp (page, "browser") != 0)
    return strcmp (page, "connecting") != 0;

  return self->browser != NULL && !nexus_gtk_browser_is_loading (self->browser) && self->n_requests == 0 &&
         self->n_opening == 0 && nexus_gtk_transfers_get_n_active (self->transfers) == 0;
}

/* --- The width --- */

/* A revealer lies in the row of columns, or over it at its edge. */
static void
place_revealer (NexusGtkWindow *self,
                GtkRevealer    *revealer,
                gboolean        first,
                gboolean        over)
{
  GtkWidget *widget = g_object_ref (GTK_WIDGET (revealer));

  if (over)
    {
      gtk_box_remove (self->columns, widget);
      gtk_widget_set_halign (widget, first ? GTK_ALIGN_START : GTK_ALIGN_END);
      gtk_widget_add_css_class (gtk_revealer_get_child (revealer), "nexus-over");
      gtk_overlay_add_overlay (self->overlay, widget);
    }
  else
    {
      gtk_overlay_remove_overlay (self->overlay, widget);
      gtk_widget_set_halign (widget, GTK_ALIGN_FILL);
      gtk_widget_remove_css_class (gtk_revealer_get_child (revealer), "nexus-over");
      if (first)
        gtk_box_prepend (self->columns, widget);
      else
        gtk_box_append (self->columns, widget);
    }
  g_object_unref (widget);
}

/* What lies over the files is there for a moment; only what stands beside them is remembered. */
static void
remember_panes (NexusGtkWindow *self,
                gboolean        remember)
{
  if (remember)
    {
      g_settings_bind (self->settings, "sidebar-shown", self->sidebar_revealer, "reveal-child",
                       G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "details-shown", self->inspector_revealer, "reveal-child",
                       G_SETTINGS_BIND_DEFAULT);
      return;
    }

  g_settings_unbind (self->sidebar_revealer, "reveal-child");
  g_settings_unbind (self->inspector_revealer, "reveal-child");
  gtk_revealer_set_reveal_child (self->sidebar_revealer, FALSE);
  gtk_revealer_set_reveal_child (self->inspector_revealer, FALSE);
}

/* A narrow header bar has no room for them; a bar at the bottom, where thumbs are, has. */
static void
place_buttons (NexusGtkWindow *self)
{
  GtkWidget *start = g_object_ref (GTK_WIDGET (self->start_box));
  GtkWidget *view = g_object_ref (GTK_WIDGET (self->view_button));
  GtkWidget *operations = g_object_ref (GTK_WIDGET (self->operations_bin));

  if (self->narrow)
    {
      adw_header_bar_remove (self->header, start);
      adw_header_bar_remove (self->header, view);
      gtk_action_bar_pack_start (self->bottom_bar, start);
      gtk_action_bar_pack_end (self->bottom_bar, view);
    }
  else
    {
      gtk_action_bar_remove (self->bottom_bar, start);
      gtk_action_bar_remove (self->bottom_bar, view);
      adw_header_bar_remove (self->header, operations);
      adw_header_bar_pack_start (self->header, start);
      adw_header_bar_pack_end (self->header, view);
      adw_header_bar_pack_end (self->header, operations);
    }
  gtk_action_bar_set_revealed (self->bottom_bar, self->narrow);
  g_object_unref (start);
  g_object_unref (view);
  g_object_unref (operations);
}

static void
apply_width (NexusGtkWindow *self)
{
  place_revealer (self, self->sidebar_revealer, TRUE, self->narrow);
  place_revealer (self, self->inspector_revealer, FALSE, self->narrow);
  place_buttons (self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_revealer_get_child (self->trash_bar)),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  remember_panes (self, !self->narrow);
}

static gboolean
apply_width_cb (gpointer user_data)
{
  NexusGtkWindow *self = user_data;

  self->narrow_id = 0;
  apply_width (self);

  return G_SOURCE_REMOVE;
}

static void
nexus_gtk_window_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  gboolean narrow = width < NARROW_WIDTH;

  GTK_WIDGET_CLASS (nexus_gtk_window_parent_class)->size_allocate (widget, width, height, baseline);

  /* Widgets must not be moved while they are given their places. */
  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->narrow_id == 0)
        self->narrow_id = g_idle_add (apply_width_cb, self);
      else
        g_clear_handle_id (&self->narrow_id, g_source_remove);
    }
}

/* --- The object --- */

static gboolean
nexus_gtk_window_close_request (GtkWindow *window)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (window);

  GtkApplication *application = gtk_window_get_application (window);

  if (nexus_gtk_window_hold_close (self))
    return TRUE;
  if (application != NULL)
    nexus_gtk_session_window_closes (application, self);

  return GTK_WINDOW_CLASS (nexus_gtk_window_parent_class)->close_request (window);
}

static void
nexus_gtk_window_dispose (GObject *object)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  nexus_gtk_window_remove_state_actions (self);
  nexus_gtk_window_dispose_tabs (self);
  nexus_gtk_window_dispose_history (self);
  nexus_gtk_window_dispose_relocating (self);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->trash_filesystem);
  g_clear_object (&self->config);
  g_clear_object (&self->settings);
  g_clear_object (&self->pending);
  g_clear_weak_pointer (&self->spare_tab);
  g_clear_pointer (&self->locations, g_strfreev);
  g_clear_object (&self->transfers);
  g_clear_weak_pointer (&self->done_toast);
  nexus_gtk_window_follow_undo (self, NULL);
  nexus_gtk_window_follow_opener (self, NULL);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_weak_pointer (&self->preview);
  gtk_widget_dispose_template (GTK_WIDGET (self), NEXUS_GTK_TYPE_WINDOW);
  /* The stores are closed with the last window. */
  g_clear_object (&self->stores);

  G_OBJECT_CLASS (nexus_gtk_window_parent_class)->dispose (object);
}

static void
nexus_gtk_window_class_init (NexusGtkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_window_dispose;
  widget_class->size_allocate = nexus_gtk_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = nexus_gtk_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/nexusfs/Nexus/nexus-gtk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, first_run_page);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, header);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, start_box);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, forward_button);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, columns);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, bottom_bar);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, trash_bar);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, trash_label);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, inspector_bin);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, tab_bar);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, path_bin);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, operations_bin);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, sidebar_revealer);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, inspector_revealer);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, sort_found_menu);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, item_menu);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, trash_menu);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, NexusGtkWindow, undo_menu);

  nexus_gtk_window_install_actions (widget_class);
}

static void
nexus_gtk_window_init (NexusGtkWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->stores = nexus_gtk_stores_ref_default ();
  self->settings = g_settings_new ("org.nexusfs.Nexus");
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  add_widgets (self);
  nexus_gtk_window_init_stores (self);
  nexus_gtk_window_init_tabs (self);
  nexus_gtk_drag_add_end (GTK_WIDGET (self));
  nexus_gtk_window_init_history (self);
  nexus_gtk_window_init_undo (self);
  nexus_gtk_window_init_clipboard (self);
  remember_panes (self, TRUE);
  nexus_gtk_window_add_state_actions (self);
  nexus_gtk_window_update_actions (self);
  /* Not only after it was given more room than it asked for. */
  if (g_settings_get_int (self->settings, "window-width") < NARROW_WIDTH)
    {
      self->narrow = TRUE;
      apply_width (self);
    }
  nexus_gtk_bar_wrap_all (GTK_WIDGET (self->first_run_page));
  nexus_gtk_bar_wrap_all (GTK_WIDGET (self->error_page));
  nexus_gtk_bar_wrap_all (GTK_WIDGET (self->trash_bar));
  gtk_widget_set_layout_manager (gtk_widget_get_last_child (gtk_revealer_get_child (self->trash_bar)),
                                 nexus_gtk_wrap_layout_new (6));
  nexus_gtk_name_buttons (GTK_WIDGET (self));
  nexus_gtk_name_new_buttons (GTK_WIDGET (self->toasts));
}

NexusGtkWindow *
nexus_gtk_window_new (AdwApplication *application)
{
  NexusGtkWindow *self = g_object_new (NEXUS_GTK_TYPE_WINDOW, "application", application, NULL);
  GtkShortcutsWindow *shortcuts = gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self));

  nexus_gtk_window_add_blank_tab (self);
  /* The application gives it to its windows. */
  if (shortcuts != NULL)
    {
      gtk_window_set_title (GTK_WINDOW (shortcuts), _("Keyboard Shortcuts"));
      nexus_gtk_name_buttons (GTK_WIDGET (shortcuts));
    }

  return self;
}

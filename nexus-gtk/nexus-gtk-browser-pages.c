/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-place.h"

gboolean
_nexus_gtk_browser_is_path (NexusGtkBrowser *self)
{
  return self->list != NULL && nexus_gtk_directory_list_get_place (self->list)[0] == '/';
}

NexusFilesystem *
_nexus_gtk_browser_get_filesystem (gpointer browser)
{
  NexusGtkBrowser *self = browser;

  return self->list != NULL ? nexus_gtk_directory_list_get_filesystem (self->list) : NULL;
}

gboolean
_nexus_gtk_browser_is_ordered (NexusGtkBrowser *self)
{
  return self->list != NULL && nexus_gtk_directory_list_is_ordered (self->list);
}

gboolean
_nexus_gtk_browser_is_trash (NexusGtkBrowser *self)
{
  return self->list != NULL && strcmp (nexus_gtk_directory_list_get_place (self->list), "trash:") == 0;
}

static void
describe_empty (NexusGtkBrowser *self)
{
  const char *place = nexus_gtk_directory_list_get_place (self->list);
  guint n_hidden = _nexus_gtk_browser_is_path (self) ? nexus_gtk_directory_list_get_n_hidden (self->list) : 0;

  if (n_hidden > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("It has %u hidden item.", "It has %u hidden items.", n_hidden),
                                               n_hidden);

      adw_status_page_set_icon_name (self->empty_page, "folder-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing to Show in This Folder"));
      adw_status_page_set_description (self->empty_page, text);
    }
  else if (strcmp (place, "trash:") == 0)
    {
      adw_status_page_set_icon_name (self->empty_page, "user-trash-symbolic");
      adw_status_page_set_title (self->empty_page, _("Trash Is Empty"));
      adw_status_page_set_description (self->empty_page, _("What you delete waits here until it is restored "
                                                           "or its time is over."));
    }
  else if (strcmp (place, NEXUS_GTK_PLACE_STARRED) == 0)
    {
      adw_status_page_set_icon_name (self->empty_page, "starred-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Is Starred"));
      adw_status_page_set_description (self->empty_page, _("Star files and folders to find them here."));
    }
  else if (strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0)
    {
      adw_status_page_set_icon_name (self->empty_page, "document-open-recent-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Was Changed Lately"));
      adw_status_page_set_description (self->empty_page, _("Files that were changed in the last 30 days are shown here."));
    }
  else if (nexus_gtk_place_is_search (place))
    {
      adw_status_page_set_icon_name (self->empty_page, "system-search-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Was Found"));
      adw_status_page_set_description (self->empty_page, _("Try a different search."));
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

/* Not from a text in which somebody writes. */
gboolean
_nexus_gtk_browser_take_focus (NexusGtkBrowser *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean take = self->take_focus && root != NULL && !GTK_IS_TEXT (gtk_root_get_focus (root));

  self->take_focus = FALSE;

  return take;
}

/* A page without files has the focus itself: it is read out, and keys such as Backspace go on from there. */
static void
show_page (NexusGtkBrowser *self,
           const char      *name,
           AdwStatusPage   *page)
{
  nexus_gtk_accessible_describe_page (page);
  gtk_stack_set_visible_child_name (self->stack, name);
  if (_nexus_gtk_browser_take_focus (self))
    gtk_widget_grab_focus (GTK_WIDGET (page));
}

void
_nexus_gtk_browser_update_page (NexusGtkBrowser *self)
{
  const GError *error = nexus_gtk_directory_list_get_error (self->list);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, self->view);
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
      show_page (self, "error", self->error_page);
    }
  else
    {
      gboolean hidden = _nexus_gtk_browser_is_path (self) && nexus_gtk_directory_list_get_n_hidden (self->list) > 0;

      describe_empty (self);
      gtk_widget_set_visible (self->empty_buttons, _nexus_gtk_browser_is_path (self) && !hidden);
      gtk_widget_set_visible (self->hidden_button, hidden);
      show_page (self, "empty", self->empty_page);
    }
}

/* A spinner that shows for a blink is worse than none. */
static gboolean
loading_cb (gpointer user_data)
{
  NexusGtkBrowser *self = user_data;

  self->loading_id = 0;
  _nexus_gtk_browser_update_page (self);

  return G_SOURCE_REMOVE;
}

void
_nexus_gtk_browser_start_page (NexusGtkBrowser *self)
{
  g_clear_handle_id (&self->loading_id, g_source_remove);
  self->loading_id = g_timeout_add (150, loading_cb, self);
  _nexus_gtk_browser_update_page (self);
}

static GtkWidget *
new_scrolled (NexusGtkBrowser *self,
              GtkWidget       *view)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  nexus_gtk_type_ahead_watch (self->type_ahead, scrolled);

  return scrolled;
}

static GtkWidget *
new_button (const char *label,
            const char *action,
            gboolean    suggested)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  nexus_gtk_bar_wrap_button (button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");

  return button;
}

static AdwStatusPage *
new_status_page (void)
{
  return g_object_new (ADW_TYPE_STATUS_PAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
}

void
_nexus_gtk_browser_add_pages (NexusGtkBrowser *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *again = new_button (_("_Try Again"), "win.reload", FALSE);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->stack, 120);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->stack));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->type_ahead));
  adw_bin_set_child (ADW_BIN (self), overlay);

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stack, spinner, "loading");

  self->empty_page = new_status_page ();
  self->empty_buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->hidden_button = new_button (_("_Show Hidden Files"), "win.show-hidden", FALSE);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->empty_buttons), new_button (_("Import _Folders…"), "win.import-folders", TRUE));
  gtk_box_append (GTK_BOX (self->empty_buttons), new_button (_("Import F_iles…"), "win.import-files", FALSE));
  gtk_box_append (GTK_BOX (box), self->empty_buttons);
  gtk_box_append (GTK_BOX (box), self->hidden_button);
  adw_status_page_set_child (self->empty_page, box);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty_page), "empty");

  self->error_page = new_status_page ();
  adw_status_page_set_icon_name (self->error_page, "dialog-error-symbolic");
  adw_status_page_set_title (self->error_page, _("This Cannot Be Shown"));
  gtk_widget_set_halign (again, GTK_ALIGN_CENTER);
  adw_status_page_set_child (self->error_page, again);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->error_page), "error");

  gtk_stack_add_named (self->stack, new_scrolled (self, GTK_WIDGET (self->column_view)), "list");
  gtk_stack_add_named (self->stack, new_scrolled (self, GTK_WIDGET (self->grid_view)), "grid");
  nexus_gtk_type_ahead_watch (self->type_ahead, GTK_WIDGET (self->panes));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->panes), "columns");
}

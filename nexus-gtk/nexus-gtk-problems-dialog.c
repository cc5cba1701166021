/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-problem.h"
#include "nexus-gtk-problems-dialog.h"
#include "nexus-gtk-side-window.h"

char *
nexus_gtk_problems_dup_text (GListModel *problems)
{
  GString *text = g_string_new (NULL);
  guint n_problems = g_list_model_get_n_items (problems);

  for (guint i = 0; i < n_problems; i++)
    {
      g_autoptr(NexusGtkProblem) problem = g_list_model_get_item (problems, i);
      g_auto(GStrv) lines = g_strsplit (nexus_gtk_problem_get_reason (problem), "\n", -1);
      g_autofree char *reason = g_strjoinv (" ", lines);

      g_string_append_printf (text, "%s: %s\n", nexus_gtk_problem_get_path (problem), reason);
    }

  return g_string_free (text, FALSE);
}

/* --- Rows: there may be thousands, so that only those in sight have widgets --- */

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 9);
  gtk_widget_set_margin_end (box, 9);
  gtk_box_append (GTK_BOX (box), new_label ("heading"));
  gtk_box_append (GTK_BOX (box), new_label ("body"));
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  NexusGtkProblem *problem = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), nexus_gtk_problem_get_path (problem));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), nexus_gtk_problem_get_reason (problem));
}

static GtkWidget *
new_list (GListModel *problems)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (problems))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Problems"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

/* --- The window --- */

static void
copy_cb (GtkWidget  *button,
         GListModel *problems)
{
  g_autofree char *text = nexus_gtk_problems_dup_text (problems);
  GtkWidget *overlay = gtk_widget_get_ancestor (button, ADW_TYPE_TOAST_OVERLAY);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (_("Copied")));
}

GtkWindow *
nexus_gtk_problems_dialog_new (GtkWindow  *parent,
                               const char *title,
                               GListModel *problems)
{
  GtkWidget *window = g_object_new (NEXUS_GTK_TYPE_SIDE_WINDOW, NULL);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  GtkWidget *overlay = adw_toast_overlay_new ();
  guint n_problems = g_list_model_get_n_items (problems);
  g_autofree char *subtitle = NULL;

  subtitle = g_strdup_printf (ngettext ("%u problem", "%u problems", n_problems), n_problems);
  gtk_widget_set_name (copy, "copy");
  gtk_widget_set_tooltip_text (copy, _("Copy All as Text"));
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), problems, 0);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (title, subtitle));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), new_list (problems));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), box);

  gtk_widget_set_name (window, "problems-dialog");
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 460, 420);
  gtk_widget_set_size_request (window, 300, 240);
  adw_window_set_content (ADW_WINDOW (window), overlay);
  nexus_gtk_name_buttons (window);
  nexus_gtk_name_new_buttons (overlay);

  return GTK_WINDOW (window);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "nexus-gtk-error.h"
#include "nexus-gtk-preferences.h"
#include "nexus-gtk-retention-row.h"

static void
add_switch (AdwPreferencesGroup *group,
            GSettings           *settings,
            const char          *key,
            const char          *title,
            const char          *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row, NULL, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page,
           const char         *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (page, group);

  return group;
}

static void
failed_cb (AdwPreferencesWindow *window,
           const GError         *error)
{
  g_autofree char *text = nexus_gtk_error_describe (error);
  g_autofree char *markup = g_markup_escape_text (g_strdelimit (text, "\n", ' '), -1);

  adw_preferences_window_add_toast (window, adw_toast_new (markup));
}

static void
add_trash (AdwPreferencesWindow *window,
           AdwPreferencesPage   *page,
           NexusGtkStore        *store)
{
  AdwPreferencesGroup *group = add_group (page, _("Trash"));
  NexusGtkRetentionRow *row = nexus_gtk_retention_row_new (nexus_gtk_store_get_filesystem (store),
                                                           nexus_gtk_store_get_title (store));

  g_signal_connect_object (row, "failed", G_CALLBACK (failed_cb), window, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, GTK_WIDGET (row));
}

GtkWindow *
nexus_gtk_preferences_new (GtkWindow     *parent,
                           GSettings     *settings,
                           NexusGtkStore *store)
{
  GtkWidget *window = adw_preferences_window_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group;

  group = add_group (page, _("Start"));
  add_switch (group, settings, "restore-session", _("_Open the Last Session Again"),
              _("Windows, tabs and stores as they were when Nexus was left"));

  group = add_group (page, _("Files"));
  add_switch (group, settings, "show-hidden", _("Show _Hidden Files"), _("Those whose names begin with a dot"));

  if (store != NULL)
    add_trash (ADW_PREFERENCES_WINDOW (window), page, store);

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);
  /* There is too little to look for. */
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  /* libadwaita has no such words in every language that Nexus speaks. */
  gtk_window_set_title (GTK_WINDOW (window), _("Preferences"));
  gtk_widget_set_name (window, "preferences");
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 520);

  return GTK_WINDOW (window);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-session.h"

#define KEY "session"
#define KEY_WANTED "restore-session"
#define QUITS "nexus-gtk-quits"

static void
save (GtkApplication *application)
{
  g_autoptr(GSettings) settings = g_settings_new ("org.nexusfs.Nexus");
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ua(ss))"));
  g_autoptr(GList) windows = NULL;
  guint n_windows = 0;

  /* The latest one is the first; it is to be the last that is opened, and so in front. */
  windows = g_list_reverse (g_list_copy (gtk_application_get_windows (application)));
  for (GList *item = windows; item != NULL; item = item->next)
    {
      g_autoptr(GVariant) tabs = NULL;

      if (!NEXUS_GTK_IS_WINDOW (item->data))
        continue;
      tabs = nexus_gtk_window_dup_tabs (item->data);
      if (tabs == NULL)
        continue;
      g_variant_builder_add_value (&builder, tabs);
      n_windows++;
    }

  /* Of windows without a store there is nothing to come back to. */
  if (n_windows > 0)
    g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

void
nexus_gtk_session_quit (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  save (application);
  g_object_set_data (G_OBJECT (application), QUITS, GINT_TO_POINTER (TRUE));
}

void
nexus_gtk_session_stays (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  g_object_set_data (G_OBJECT (application), QUITS, NULL);
}

void
nexus_gtk_session_window_closes (GtkApplication *application,
                                 NexusGtkWindow *window)
{
  GList *windows;

  g_return_if_fail (GTK_IS_APPLICATION (application));
  g_return_if_fail (NEXUS_GTK_IS_WINDOW (window));

  windows = gtk_application_get_windows (application);
  for (GList *item = windows; item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data) && item->data != window)
        return;
    }
  if (g_object_get_data (G_OBJECT (application), QUITS) == NULL)
    save (application);
  /* Whatever comes next is a new session. */
  nexus_gtk_session_stays (application);
}

gboolean
nexus_gtk_session_restore (GtkApplication *application,
                           NexusConfig    *config)
{
  g_autoptr(GSettings) settings = g_settings_new ("org.nexusfs.Nexus");
  g_autoptr(GVariant) session = NULL;
  gsize n_windows;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), FALSE);
  g_return_val_if_fail (NEXUS_IS_CONFIG (config), FALSE);

  if (!g_settings_get_boolean (settings, KEY_WANTED))
    return FALSE;
  session = g_settings_get_value (settings, KEY);
  n_windows = g_variant_n_children (session);
  for (gsize i = 0; i < n_windows; i++)
    {
      g_autoptr(GVariant) tabs = g_variant_get_child_value (session, i);
      NexusGtkWindow *window = nexus_gtk_window_new (ADW_APPLICATION (application));

      nexus_gtk_window_restore_tabs (window, tabs, config);
      gtk_window_present (GTK_WINDOW (window));
    }

  return n_windows > 0;
}

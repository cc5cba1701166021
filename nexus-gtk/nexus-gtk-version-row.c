/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-version-row.h"

struct _NexusGtkVersionRow {
  AdwActionRow  parent_instance;

  NexusVersion *version;
};

enum {
  SIGNAL_OPEN,
  SIGNAL_COMPARE,
  SIGNAL_EXPORT,
  SIGNAL_RESTORE,
  N_SIGNALS
};

static const char * const signal_names[N_SIGNALS] = { "open", "compare", "export", "restore" };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkVersionRow, nexus_gtk_version_row, ADW_TYPE_ACTION_ROW)

static void
action (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  for (guint i = 0; i < N_SIGNALS; i++)
    {
      if (g_str_has_suffix (name, signal_names[i]))
        g_signal_emit (widget, signals[i], 0);
    }
}

static void
activated_cb (NexusGtkVersionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
add_menu (NexusGtkVersionRow *self,
          const char         *title,
          gboolean            comparable)
{
  g_autofree char *name = g_strdup_printf (_("Options of %s"), title);
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) uses = g_menu_new ();
  g_autoptr(GMenu) changes = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (uses, _("_Open"), "version.open");
  if (comparable)
    g_menu_append (uses, _("_Compare…"), "version.compare");
  g_menu_append (uses, _("_Export…"), "version.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (uses));
  if (!nexus_version_get_is_current (self->version))
    g_menu_append (changes, _("_Restore This Version"), "version.restore");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (changes));

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

NexusVersion *
nexus_gtk_version_row_get_version (NexusGtkVersionRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_VERSION_ROW (self), NULL);

  return self->version;
}

static void
nexus_gtk_version_row_finalize (GObject *object)
{
  g_clear_object (&NEXUS_GTK_VERSION_ROW (object)->version);

  G_OBJECT_CLASS (nexus_gtk_version_row_parent_class)->finalize (object);
}

static void
nexus_gtk_version_row_class_init (NexusGtkVersionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_version_row_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    {
      g_autofree char *name = g_strconcat ("version.", signal_names[i], NULL);

      signals[i] = g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
      gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), name, NULL, action);
    }
}

static void
nexus_gtk_version_row_init (NexusGtkVersionRow *self)
{
}

NexusGtkVersionRow *
nexus_gtk_version_row_new (NexusVersion *version,
                           gboolean      comparable)
{
  NexusGtkVersionRow *self = g_object_new (NEXUS_GTK_TYPE_VERSION_ROW, NULL);
  gboolean current = nexus_version_get_is_current (version);
  g_autoptr(GDateTime) modified = nexus_version_dup_modified (version);
  g_autofree char *time = nexus_gtk_format_full_time (modified);
  g_autofree char *size = g_format_size (nexus_version_get_size (version));
  g_autofree char *title = g_strdup_printf (current ? _("Version %u (current)") : _("Version %u"),
                                            nexus_version_get_number (version));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", time, size);

  self->version = g_object_ref (version);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  g_signal_connect (self, "activated", G_CALLBACK (activated_cb), NULL);
  add_menu (self, title, comparable);

  return self;
}

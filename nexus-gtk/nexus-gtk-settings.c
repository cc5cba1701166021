/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-settings.h"

#define SCHEMA "org.nexusfs.Nexus"

/* With the type of each, since a schema of another version may have another one. */
static const struct {
  const char *key;
  const char *type;
} keys[] = {
  { "window-width", "i" },
  { "window-height", "i" },
  { "window-maximized", "b" },
  { "sidebar-shown", "b" },
  { "details-shown", "b" },
  { "view", "s" },
  { "show-hidden", "b" },
  { "sort-column", "s" },
  { "sort-descending", "b" },
  { "columns", "as" },
  { "column-widths", "a{si}" },
  { "icon-size", "i" },
  { "looks", "a(ssa{sv})" },
  { "bookmarks", "a(sss)" },
  { "recent-stores", "as" },
  { "restore-session", "b" },
  { "session", "a(ua(ss))" },
};

static gboolean
has_key (GSettingsSchema *schema,
         const char      *name,
         const char      *type)
{
  g_autoptr(GSettingsSchemaKey) key = NULL;

  if (!g_settings_schema_has_key (schema, name))
    return FALSE;
  key = g_settings_schema_get_key (schema, name);

  return g_variant_type_equal (g_settings_schema_key_get_value_type (key), G_VARIANT_TYPE (type));
}

gboolean
nexus_gtk_settings_check (GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  /* There is no source where no program at all has a schema. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("the settings schema “%s” is not installed; install Nexus again, or set GSETTINGS_SCHEMA_DIR to the "
                     "folder that has its gschemas.compiled"), SCHEMA);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!has_key (schema, keys[i].key, keys[i].type))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _("the settings schema “%s” is that of another version: it has no key “%s” that fits; install "
                         "Nexus again"), SCHEMA, keys[i].key);
          return FALSE;
        }
    }

  return TRUE;
}

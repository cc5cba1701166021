/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-config-keys-private.h"
#include "nexus-enums.h"
#include "nexus-error.h"
#include "nexus-number-private.h"
#include "nexus-path.h"

/* "default" is told by its absence. */
void
_nexus_config_set_origin (NexusConfig    *self,
                          NexusConfigKey  key,
                          const char     *origin)
{
  g_free (self->origins[key]);
  self->origins[key] = g_strdup (origin);
}

static gboolean
parse_enum (GType         type,
            const char   *name,
            const char   *text,
            int          *value,
            GError      **error)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  g_autoptr(GString) allowed = NULL;
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *shown = NULL;
  GEnumValue *found;

  g_strdelimit (lower, "_", '-');
  found = g_enum_get_value_by_nick (klass, lower);
  if (found != NULL)
    {
      *value = found->value;
      return TRUE;
    }

  allowed = g_string_new (NULL);
  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  shown = nexus_path_display (text);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("“%s” cannot be “%s”; it is one of: %s"),
               name, shown, allowed->str);

  return FALSE;
}

static gboolean
parse_uint (NexusConfigKey   key,
            const char      *text,
            guint           *value,
            GError         **error)
{
  GParamSpecUInt *spec = G_PARAM_SPEC_UINT (_nexus_config_get_spec (key));
  g_autofree char *shown = NULL;
  guint64 number;

  if (_nexus_number_parse_unsigned (text, spec->minimum, spec->maximum, &number))
    {
      *value = number;
      return TRUE;
    }

  shown = nexus_path_display (text);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("“%s” is a whole number from %u to %u, not “%s”"),
               _nexus_config_key_get_name (key), spec->minimum, spec->maximum, shown);

  return FALSE;
}

static gboolean
parse_double (NexusConfigKey   key,
              const char      *text,
              double          *value,
              GError         **error)
{
  GParamSpecDouble *spec = G_PARAM_SPEC_DOUBLE (_nexus_config_get_spec (key));
  g_autofree char *shown = NULL;
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end != text && *end == '\0' && number >= spec->minimum && number <= spec->maximum)
    {
      *value = number;
      return TRUE;
    }

  shown = nexus_path_display (text);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("“%s” is a number from %g to %g, not “%s”"),
               _nexus_config_key_get_name (key), spec->minimum, spec->maximum, shown);

  return FALSE;
}

static gboolean
parse_boolean (NexusConfigKey   key,
               const char      *text,
               gboolean        *value,
               GError         **error)
{
  static const char * const yes[] = { "true", "yes", "on", "1", NULL };
  static const char * const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *shown = NULL;

  *value = g_strv_contains (yes, lower);
  if (*value || g_strv_contains (no, lower))
    return TRUE;

  shown = nexus_path_display (text);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("“%s” is true or false, not “%s”"),
               _nexus_config_key_get_name (key), shown);

  return FALSE;
}

/* Absolute, with `~/` for the home folder. */
char *
_nexus_config_resolve_path (const char *text,
                            const char *base)
{
  if (text[0] == '~' && (text[1] == '/' || text[1] == '\0'))
    return g_build_filename (g_get_home_dir (), text + 1, NULL);

  return g_canonicalize_filename (text, base);
}

/* A relative XDG folder is to be ignored, says the specification; GLib takes it as it is. */
char *
_nexus_config_dup_user_path (const char *folder,
                             const char *usual,
                             const char *name)
{
  return g_path_is_absolute (folder) ? g_build_filename (folder, name, NULL)
                                     : g_build_filename (g_get_home_dir (), usual, name, NULL);
}

char *
_nexus_config_resolve_database (const char *text,
                                const char *base)
{
  g_autofree char *path = NULL;

  if (g_str_has_prefix (text, "sqlite:////"))
    return g_strdup (text);
  if (!g_str_has_prefix (text, "sqlite:///"))
    return strstr (text, "://") != NULL ? g_strdup (text) : _nexus_config_resolve_path (text, base);

  path = _nexus_config_resolve_path (text + strlen ("sqlite:///"), base);

  return g_strconcat ("sqlite:///", path, NULL);
}

gboolean
_nexus_config_set_from_text (NexusConfig     *self,
                             NexusConfigKey   key,
                             const char      *text,
                             const char      *base,
                             const char      *origin,
                             GError         **error)
{
  const char *name = _nexus_config_key_get_name (key);
  gboolean keep = self->origins[key] != NULL;
  int number = 0;
  guint count = 0;
  double seconds = 0.0;

  /* A value that an earlier source overrides is checked all the same: a broken file is broken. */
  switch (key)
    {
    case NEXUS_CONFIG_KEY_MODE:
      if (!parse_enum (NEXUS_TYPE_MODE, name, text, &number, error))
        return FALSE;
      self->mode = keep ? self->mode : (NexusMode) number;
      break;
    case NEXUS_CONFIG_KEY_CONTENT_HASH:
      if (!parse_enum (NEXUS_TYPE_CONTENT_HASH, name, text, &number, error))
        return FALSE;
      self->content_hash = keep ? self->content_hash : (NexusContentHash) number;
      break;
    case NEXUS_CONFIG_KEY_DURABILITY:
      if (!parse_enum (NEXUS_TYPE_DURABILITY, name, text, &number, error))
        return FALSE;
      self->durability = keep ? self->durability : (NexusDurability) number;
      break;
    case NEXUS_CONFIG_KEY_HISTORY_LIMIT:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->history_limit = keep ? self->history_limit : count;
      break;
    case NEXUS_CONFIG_KEY_TRASH_DAYS:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->trash_days = keep ? self->trash_days : count;
      break;
    case NEXUS_CONFIG_KEY_READERS:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->readers = keep ? self->readers : count;
      break;
    case NEXUS_CONFIG_KEY_INDEX_TEXT:
      if (!parse_boolean (key, text, &number, error))
        return FALSE;
      self->index_text = keep ? self->index_text : number;
      break;
    case NEXUS_CONFIG_KEY_UNDO_LIMIT:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->undo_limit = keep ? self->undo_limit : count;
      break;
    case NEXUS_CONFIG_KEY_UNDO_DAYS:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->undo_days = keep ? self->undo_days : count;
      break;
    case NEXUS_CONFIG_KEY_DISK_RESERVE_MB:
      if (!parse_uint (key, text, &count, error))
        return FALSE;
      self->disk_reserve_mb = keep ? self->disk_reserve_mb : count;
      break;
    case NEXUS_CONFIG_KEY_TIMEOUT:
      if (!parse_double (key, text, &seconds, error))
        return FALSE;
      self->timeout = keep ? self->timeout : seconds;
      break;
    case NEXUS_CONFIG_KEY_DATA_DIR:
    case NEXUS_CONFIG_KEY_DATABASE:
    case NEXUS_CONFIG_KEY_URL:
    case NEXUS_CONFIG_KEY_API_KEY:
      if (*text == '\0')
        {
          g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("“%s” cannot be empty"), name);
          return FALSE;
        }
      if (keep)
        break;
      if (key == NEXUS_CONFIG_KEY_DATA_DIR)
        self->data_dir = _nexus_config_resolve_path (text, base);
      else if (key == NEXUS_CONFIG_KEY_DATABASE)
        self->database = _nexus_config_resolve_database (text, base);
      else if (key == NEXUS_CONFIG_KEY_URL)
        self->url = g_strdup (text);
      else
        self->api_key = g_strdup (text);
      break;
    case NEXUS_CONFIG_N_KEYS:
    default:
      g_assert_not_reached ();
    }

  if (!keep)
    _nexus_config_set_origin (self, key, origin);

  return TRUE;
}

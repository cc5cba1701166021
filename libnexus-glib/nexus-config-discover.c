/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-config-keys-private.h"
#include "nexus-config-private.h"
#include "nexus-error.h"
#include "nexus-path.h"

/* A configuration is a page, not a book; a larger file is a mistake or an attack. */
#define FILE_MAX (1024 * 1024)

static gboolean
load_file (NexusConfig  *self,
           GFile        *file,
           GError      **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *shown = nexus_path_display (name);
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *base = folder != NULL ? g_file_get_path (folder) : NULL;
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *data = NULL;
  gsize length = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("%s: cannot be read: it is not a regular file"), shown);
      return FALSE;
    }

  stream = g_file_read (file, NULL, &local_error);
  data = g_malloc (FILE_MAX + 1);
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), data, FILE_MAX + 1, &length, NULL, &local_error))
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("%s: cannot be read: %s"), shown, local_error->message);
      return FALSE;
    }
  if (length > FILE_MAX)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG,
                   _("%s: is larger than 1 MiB, which no configuration is"), shown);
      return FALSE;
    }

  return _nexus_config_load_yaml (self, data, length, shown, base, error);
}

/**
 * nexus_config_new_from_file:
 * @file: a YAML file
 * @error: return location for an error
 *
 * Reads a configuration from a file; the environment is not looked at.
 *
 * A relative path in the file is relative to the folder of the file. A file that cannot be read, is broken, or has a
 * value of a wrong kind fails with %NEXUS_ERROR_CONFIG and a message that begins with file, line and column.
 *
 * Blocks.
 *
 * Returns: (transfer full): the configuration
 *
 * Since: 0.1
 */
NexusConfig *
nexus_config_new_from_file (GFile   *file,
                            GError **error)
{
  g_autoptr(NexusConfig) self = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = nexus_config_new ();
  if (!load_file (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * nexus_config_new_from_data:
 * @yaml: YAML text
 * @error: return location for an error
 *
 * Reads a configuration from text. A relative path in it is relative to the current folder.
 *
 * Fails with %NEXUS_ERROR_CONFIG as [ctor@Nexus.Config.new_from_file] does.
 *
 * Returns: (transfer full): the configuration
 *
 * Since: 0.1
 */
NexusConfig *
nexus_config_new_from_data (const char  *yaml,
                            GError     **error)
{
  g_autoptr(NexusConfig) self = NULL;

  g_return_val_if_fail (yaml != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = nexus_config_new ();
  if (!_nexus_config_load_yaml (self, yaml, strlen (yaml), "data", NULL, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
load_environment (NexusConfig  *self,
                  GError      **error)
{
  for (guint key = 1; key < NEXUS_CONFIG_N_KEYS; key++)
    {
      g_autofree char *upper = g_ascii_strup (_nexus_config_key_get_name (key), -1);
      g_autofree char *variable = g_strconcat ("NEXUS_", upper, NULL);
      g_autofree char *origin = g_strconcat ("environment variable ", variable, NULL);
      g_autoptr(GError) local_error = NULL;
      const char *value = g_getenv (variable);

      if ((value == NULL || *value == '\0') && key == NEXUS_CONFIG_KEY_DATABASE)
        value = g_getenv ("NEXUS_DB_PATH");
      if (value == NULL || *value == '\0')
        continue;
      if (!g_utf8_validate (value, -1, NULL))
        {
          g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, _("%s: the value is not valid UTF-8"), variable);
          return FALSE;
        }
      if (!_nexus_config_set_from_text (self, key, value, NULL, origin, &local_error))
        {
          g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG, "%s: %s", variable, local_error->message);
          return FALSE;
        }
    }

  return TRUE;
}

/* The file that NEXUS_CONFIG names must be there; of the usual places the first that is there is taken. */
static GFile *
find_file (void)
{
  const char *named = g_getenv ("NEXUS_CONFIG");
  g_autofree char *user = _nexus_config_dup_user_path (g_get_user_config_dir (), ".config", "nexus/nexus.yaml");
  g_autofree char *old = g_build_filename (g_get_home_dir (), ".nexus", "config.yaml", NULL);
  const char *places[] = { "nexus.yaml", "nexus.yml", user, old };

  if (named != NULL && *named != '\0')
    return g_file_new_for_path (named);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (g_file_test (places[i], G_FILE_TEST_EXISTS))
        return g_file_new_for_path (places[i]);
    }

  return NULL;
}

/**
 * nexus_config_discover:
 * @error: return location for an error
 *
 * Looks for the configuration in the usual places.
 *
 * Each key comes from the first of these that sets it: the environment (`NEXUS_DATA_DIR`, `NEXUS_MODE` …); the file
 * named by `NEXUS_CONFIG`, or else the first one that exists of `./nexus.yaml`, `./nexus.yml`,
 * `$XDG_CONFIG_HOME/nexus/nexus.yaml` and `~/.nexus/config.yaml`; the defaults.
 *
 * Blocks.
 *
 * Returns: (transfer full): the configuration, or %NULL with %NEXUS_ERROR_CONFIG
 *
 * Since: 0.1
 */
NexusConfig *
nexus_config_discover (GError **error)
{
  g_autoptr(NexusConfig) self = NULL;
  g_autoptr(GFile) file = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = nexus_config_new ();
  if (!load_environment (self, error))
    return NULL;

  file = find_file ();
  if (file != NULL && !load_file (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

NexusConfig *
_nexus_config_copy (NexusConfig *self)
{
  NexusConfig *copy = nexus_config_new ();

  copy->mode = self->mode;
  copy->data_dir = g_strdup (self->data_dir);
  copy->database = g_strdup (self->database);
  copy->content_hash = self->content_hash;
  copy->durability = self->durability;
  copy->history_limit = self->history_limit;
  copy->trash_days = self->trash_days;
  copy->url = g_strdup (self->url);
  copy->api_key = g_strdup (self->api_key);
  copy->timeout = self->timeout;
  copy->readers = self->readers;
  copy->index_text = self->index_text;
  copy->undo_limit = self->undo_limit;
  copy->undo_days = self->undo_days;
  copy->disk_reserve_mb = self->disk_reserve_mb;
  for (guint i = 0; i < NEXUS_CONFIG_N_KEYS; i++)
    copy->origins[i] = g_strdup (self->origins[i]);
  for (guint i = 0; i + 1 < self->warnings->len; i++)
    _nexus_config_add_warning (copy, g_strdup (g_ptr_array_index (self->warnings, i)));

  return copy;
}

/* A URL without what lies between `//` and `@`, and without the query, in which a password can stand as well. */
static char *
hide_password (const char *url)
{
  const char *start = strstr (url, "://") + 3;
  const char *at = strrchr (start, '@');
  const char *shown = at != NULL ? at : start;
  g_autofree char *scheme = g_strndup (url, start - url);
  g_autofree char *rest = g_strndup (shown, strcspn (shown, "?#"));
  g_autofree char *text = g_strconcat (scheme, at != NULL ? "…" : "", rest, NULL);

  return nexus_path_display (text);
}

char *
_nexus_config_dup_sqlite_path (NexusConfig  *self,
                               GError      **error)
{
  const char *database = nexus_config_get_database (self);
  g_autofree char *hidden = NULL;

  if (database == NULL)
    return g_build_filename (nexus_config_get_data_dir (self), "metadata.db", NULL);
  if (g_str_has_prefix (database, "sqlite:///"))
    return g_strdup (database + strlen ("sqlite:///"));
  if (strstr (database, "://") == NULL)
    return g_strdup (database);

  hidden = hide_password (database);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_UNAVAILABLE,
               _("This version of Nexus keeps metadata in SQLite only, not in “%s”; give “database” a path"), hidden);

  return NULL;
}

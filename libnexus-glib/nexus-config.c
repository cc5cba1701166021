/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-config-keys-private.h"
#include "nexus-config-private.h"
#include "nexus-enums.h"

/**
 * NexusConfig:
 *
 * Where a store is and how it behaves.
 *
 * A configuration is made in code, read from a YAML file, or discovered in the usual places; each of its keys knows
 * where its value came from. [func@Nexus.connect] copies it, so that changing it later does not touch an open store.
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (NexusConfig, nexus_config, G_TYPE_OBJECT)

/* A property has the number of its key. */
static GParamSpec *properties[NEXUS_CONFIG_N_KEYS];

GParamSpec *
_nexus_config_get_spec (NexusConfigKey key)
{
  return properties[key];
}

/* Where a value that is set through the API came from. */
static void
changed (NexusConfig    *self,
         NexusConfigKey  key)
{
  _nexus_config_set_origin (self, key, "api");
  g_object_notify_by_pspec (G_OBJECT (self), properties[key]);
}

static void
nexus_config_finalize (GObject *object)
{
  NexusConfig *self = NEXUS_CONFIG (object);

  g_free (self->data_dir);
  g_free (self->database);
  g_free (self->url);
  g_free (self->api_key);
  for (guint i = 0; i < NEXUS_CONFIG_N_KEYS; i++)
    g_free (self->origins[i]);
  g_ptr_array_unref (self->warnings);

  G_OBJECT_CLASS (nexus_config_parent_class)->finalize (object);
}

static void
nexus_config_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  NexusConfig *self = NEXUS_CONFIG (object);

  switch ((NexusConfigKey) prop_id)
    {
    case NEXUS_CONFIG_KEY_MODE:
      g_value_set_enum (value, self->mode);
      break;
    case NEXUS_CONFIG_KEY_DATA_DIR:
      g_value_set_string (value, nexus_config_get_data_dir (self));
      break;
    case NEXUS_CONFIG_KEY_DATABASE:
      g_value_set_string (value, self->database);
      break;
    case NEXUS_CONFIG_KEY_CONTENT_HASH:
      g_value_set_enum (value, self->content_hash);
      break;
    case NEXUS_CONFIG_KEY_DURABILITY:
      g_value_set_enum (value, self->durability);
      break;
    case NEXUS_CONFIG_KEY_HISTORY_LIMIT:
      g_value_set_uint (value, self->history_limit);
      break;
    case NEXUS_CONFIG_KEY_TRASH_DAYS:
      g_value_set_uint (value, self->trash_days);
      break;
    case NEXUS_CONFIG_KEY_URL:
      g_value_set_string (value, self->url);
      break;
    case NEXUS_CONFIG_KEY_API_KEY:
      g_value_set_string (value, self->api_key);
      break;
    case NEXUS_CONFIG_KEY_TIMEOUT:
      g_value_set_double (value, self->timeout);
      break;
    case NEXUS_CONFIG_KEY_READERS:
      g_value_set_uint (value, self->readers);
      break;
    case NEXUS_CONFIG_KEY_INDEX_TEXT:
      g_value_set_boolean (value, self->index_text);
      break;
    case NEXUS_CONFIG_KEY_UNDO_LIMIT:
      g_value_set_uint (value, self->undo_limit);
      break;
    case NEXUS_CONFIG_KEY_UNDO_DAYS:
      g_value_set_uint (value, self->undo_days);
      break;
    case NEXUS_CONFIG_KEY_DISK_RESERVE_MB:
      g_value_set_uint (value, self->disk_reserve_mb);
      break;
    case NEXUS_CONFIG_N_KEYS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_config_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  NexusConfig *self = NEXUS_CONFIG (object);

  switch ((NexusConfigKey) prop_id)
    {
    case NEXUS_CONFIG_KEY_MODE:
      nexus_config_set_mode (self, g_value_get_enum (value));
      break;
    case NEXUS_CONFIG_KEY_DATA_DIR:
      nexus_config_set_data_dir (self, g_value_get_string (value));
      break;
    case NEXUS_CONFIG_KEY_DATABASE:
      nexus_config_set_database (self, g_value_get_string (value));
      break;
    case NEXUS_CONFIG_KEY_CONTENT_HASH:
      nexus_config_set_content_hash (self, g_value_get_enum (value));
      break;
    case NEXUS_CONFIG_KEY_DURABILITY:
      nexus_config_set_durability (self, g_value_get_enum (value));
      break;
    case NEXUS_CONFIG_KEY_HISTORY_LIMIT:
      nexus_config_set_history_limit (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_KEY_TRASH_DAYS:
      nexus_config_set_trash_days (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_KEY_URL:
      nexus_config_set_url (self, g_value_get_string (value));
      break;
    case NEXUS_CONFIG_KEY_API_KEY:
      nexus_config_set_api_key (self, g_value_get_string (value));
      break;
    case NEXUS_CONFIG_KEY_TIMEOUT:
      nexus_config_set_timeout (self, g_value_get_double (value));
      break;
    case NEXUS_CONFIG_KEY_READERS:
      nexus_config_set_readers (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_KEY_INDEX_TEXT:
      nexus_config_set_index_text (self, g_value_get_boolean (value));
      break;
    case NEXUS_CONFIG_KEY_UNDO_LIMIT:
      nexus_config_set_undo_limit (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_KEY_UNDO_DAYS:
      nexus_config_set_undo_days (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_KEY_DISK_RESERVE_MB:
      nexus_config_set_disk_reserve_mb (self, g_value_get_uint (value));
      break;
    case NEXUS_CONFIG_N_KEYS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_config_class_init (NexusConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_config_finalize;
  object_class->get_property = nexus_config_get_property;
  object_class->set_property = nexus_config_set_property;

  /**
   * NexusConfig:mode:
   *
   * How the store is reached.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, NEXUS_TYPE_MODE, NEXUS_MODE_EMBEDDED, flags);
  /**
   * NexusConfig:data-dir:
   *
   * The folder of an embedded store; by default `nexus` in the user's data folder.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_DATA_DIR] =
    g_param_spec_string ("data-dir", NULL, NULL, NULL, flags);
  /**
   * NexusConfig:database:
   *
   * The database of the metadata, a path or a URL such as `sqlite:///…`; by default `metadata.db` in the
   * data folder.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_DATABASE] =
    g_param_spec_string ("database", NULL, NULL, NULL, flags);
  /**
   * NexusConfig:content-hash:
   *
   * The function that names contents, for a store that is being made.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_CONTENT_HASH] =
    g_param_spec_enum ("content-hash", NULL, NULL, NEXUS_TYPE_CONTENT_HASH, NEXUS_CONTENT_HASH_BLAKE2B_256, flags);
  /**
   * NexusConfig:durability:
   *
   * What a successful write promises.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_DURABILITY] =
    g_param_spec_enum ("durability", NULL, NULL, NEXUS_TYPE_DURABILITY, NEXUS_DURABILITY_FULL, flags);
  /**
   * NexusConfig:history-limit:
   *
   * How many older versions of a file are kept; 0 keeps none.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_HISTORY_LIMIT] =
    g_param_spec_uint ("history-limit", NULL, NULL, 0, 1000000, 20, flags);
  /**
   * NexusConfig:trash-days:
   *
   * After how many days something in the trash is deleted for good; 0 keeps it for ever.
   *
   * If nothing sets it, what the store says counts; see [method@Nexus.Filesystem.set_trash_days].
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_TRASH_DAYS] =
    g_param_spec_uint ("trash-days", NULL, NULL, 0, NEXUS_TRASH_DAYS_MAX, 30, flags);
  /**
   * NexusConfig:url:
   *
   * The address of the server, for the modes that have one.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, flags);
  /**
   * NexusConfig:api-key:
   *
   * The key that the server asks for. It is never printed.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_API_KEY] =
    g_param_spec_string ("api-key", NULL, NULL, NULL, flags);
  /**
   * NexusConfig:timeout:
   *
   * How many seconds to wait for a server.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_TIMEOUT] =
    g_param_spec_double ("timeout", NULL, NULL, 0.0, 86400.0, 30.0, flags);
  /**
   * NexusConfig:readers:
   *
   * How many reads of one process run at once.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_READERS] =
    g_param_spec_uint ("readers", NULL, NULL, 1, 64, 4, flags);
  /**
   * NexusConfig:index-text:
   *
   * Whether the words in text files are indexed in the background, so that searches find them.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_INDEX_TEXT] =
    g_param_spec_boolean ("index-text", NULL, NULL, TRUE, flags);
  /**
   * NexusConfig:undo-limit:
   *
   * How many steps can be undone; a few more may be kept until they are cleared away.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_UNDO_LIMIT] =
    g_param_spec_uint ("undo-limit", NULL, NULL, 1, 1000000, 1000, flags);
  /**
   * NexusConfig:undo-days:
   *
   * After how many days a step can no longer be undone; 0 keeps it for as long as there are not too many.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_UNDO_DAYS] =
    g_param_spec_uint ("undo-days", NULL, NULL, 0, 36500, 30, flags);
  /**
   * NexusConfig:disk-reserve-mb:
   *
   * How many MiB of the disk contents leave free, so that a full store can be tidied up.
   *
   * Contents that would use them are refused with %G_IO_ERROR_NO_SPACE, before anything of them is written if their
   * size is known. When half of the reserve is gone as well, as because others use the disk, only deleting, undoing and
   * collecting garbage are possible. As long as it is not set it is at most a sixteenth of the disk, and at least 4 MiB.
   *
   * Since: 0.1
   */
  properties[NEXUS_CONFIG_KEY_DISK_RESERVE_MB] =
    g_param_spec_uint ("disk-reserve-mb", NULL, NULL, 0, 1048576, 64, flags);

  g_object_class_install_properties (object_class, NEXUS_CONFIG_N_KEYS, properties);
}

static void
nexus_config_init (NexusConfig *self)
{
  self->history_limit = 20;
  self->trash_days = 30;
  self->timeout = 30.0;
  self->readers = 4;
  self->index_text = TRUE;
  self->undo_limit = 1000;
  self->undo_days = 30;
  self->disk_reserve_mb = 64;
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->warnings, NULL);
}

/**
 * nexus_config_new:
 *
 * Makes a configuration of defaults.
 *
 * Neither files nor the environment are looked at; [func@Nexus.Config.discover] does.
 *
 * Returns: (transfer full): the configuration
 *
 * Since: 0.1
 */
NexusConfig *
nexus_config_new (void)
{
  return g_object_new (NEXUS_TYPE_CONFIG, NULL);
}

void
_nexus_config_add_warning (NexusConfig *self,
                           char        *warning)
{
  g_ptr_array_insert (self->warnings, self->warnings->len - 1, warning);
}

/**
 * nexus_config_get_origin:
 * @self: a configuration
 * @key: a key, such as `data_dir` or `data-dir`
 *
 * Tells what set a key.
 *
 * Returns: (transfer none) (nullable): the path of a file, `environment variable NAME`, `api` for a setter, `data`
 *   for [ctor@Nexus.Config.new_from_data], `default` if nothing set it; %NULL if there is no such key
 *
 * Since: 0.1
 */
const char *
nexus_config_get_origin (NexusConfig *self,
                         const char  *key)
{
  NexusConfigKey number;

  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  number = _nexus_config_key_find (key);
  if (number == 0)
    return NULL;

  return self->origins[number] != NULL ? self->origins[number] : "default";
}

/**
 * nexus_config_get_warnings:
 * @self: a configuration
 *
 * Gets what looked wrong but did not matter, such as unknown keys, each with file, line and column.
 *
 * Returns: (transfer none) (array zero-terminated=1): the warnings; empty for none
 *
 * Since: 0.1
 */
const char * const *
nexus_config_get_warnings (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);

  return (const char * const *) self->warnings->pdata;
}

/* --- Properties --- */

/**
 * nexus_config_get_mode:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:mode]. How the store is reached.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
NexusMode
nexus_config_get_mode (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NEXUS_MODE_EMBEDDED);

  return self->mode;
}

/**
 * nexus_config_set_mode:
 * @self: a configuration
 * @mode: the value
 *
 * Sets [property@Nexus.Config:mode].
 *
 * Since: 0.1
 */
void
nexus_config_set_mode (NexusConfig *self,
                       NexusMode    mode)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (self->mode == mode)
    return;

  self->mode = mode;
  changed (self, NEXUS_CONFIG_KEY_MODE);
}

/**
 * nexus_config_get_data_dir:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:data-dir]. The folder of an embedded store; by default `nexus` in the user's data folder.
 *
 * Returns: (transfer none): the value
 *
 * Since: 0.1
 */
const char *
nexus_config_get_data_dir (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);

  if (self->data_dir == NULL)
    self->data_dir = _nexus_config_dup_user_path (g_get_user_data_dir (), ".local/share", "nexus");

  return self->data_dir;
}

/**
 * nexus_config_set_data_dir:
 * @self: a configuration
 * @data_dir: (nullable): the value
 *
 * Sets [property@Nexus.Config:data-dir].
 *
 * Since: 0.1
 */
void
nexus_config_set_data_dir (NexusConfig *self,
                           const char  *data_dir)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (g_strcmp0 (self->data_dir, data_dir) == 0)
    return;

  g_free (self->data_dir);
  self->data_dir = data_dir != NULL ? _nexus_config_resolve_path (data_dir, NULL) : NULL;
  changed (self, NEXUS_CONFIG_KEY_DATA_DIR);
}

/**
 * nexus_config_get_database:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:database]. The database of the metadata, a path or a URL such as `sqlite:///…`; by default `metadata.db` in the
 * data folder.
 *
 * Returns: (transfer none) (nullable): the value
 *
 * Since: 0.1
 */
const char *
nexus_config_get_database (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);

  return self->database;
}

/**
 * nexus_config_set_database:
 * @self: a configuration
 * @database: (nullable): the value
 *
 * Sets [property@Nexus.Config:database].
 *
 * Since: 0.1
 */
void
nexus_config_set_database (NexusConfig *self,
                           const char  *database)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (g_strcmp0 (self->database, database) == 0)
    return;

  g_free (self->database);
  self->database = database != NULL ? _nexus_config_resolve_database (database, NULL) : NULL;
  changed (self, NEXUS_CONFIG_KEY_DATABASE);
}

/**
 * nexus_config_get_content_hash:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:content-hash]. The function that names contents, for a store that is being made.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
NexusContentHash
nexus_config_get_content_hash (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NEXUS_CONTENT_HASH_BLAKE2B_256);

  return self->content_hash;
}

/**
 * nexus_config_set_content_hash:
 * @self: a configuration
 * @content_hash: the value
 *
 * Sets [property@Nexus.Config:content-hash].
 *
 * Since: 0.1
 */
void
nexus_config_set_content_hash (NexusConfig      *self,
                               NexusContentHash  content_hash)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (self->content_hash == content_hash)
    return;

  self->content_hash = content_hash;
  changed (self, NEXUS_CONFIG_KEY_CONTENT_HASH);
}

/**
 * nexus_config_get_durability:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:durability]. What a successful write promises.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
NexusDurability
nexus_config_get_durability (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NEXUS_DURABILITY_FULL);

  return self->durability;
}

/**
 * nexus_config_set_durability:
 * @self: a configuration
 * @durability: the value
 *
 * Sets [property@Nexus.Config:durability].
 *
 * Since: 0.1
 */
void
nexus_config_set_durability (NexusConfig     *self,
                             NexusDurability  durability)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (self->durability == durability)
    return;

  self->durability = durability;
  changed (self, NEXUS_CONFIG_KEY_DURABILITY);
}

/**
 * nexus_config_get_url:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:url]. The address of the server, for the modes that have one.
 *
 * Returns: (transfer none) (nullable): the value
 *
 * Since: 0.1
 */
const char *
nexus_config_get_url (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);

  return self->url;
}

/**
 * nexus_config_set_url:
 * @self: a configuration
 * @url: (nullable): the value
 *
 * Sets [property@Nexus.Config:url].
 *
 * Since: 0.1
 */
void
nexus_config_set_url (NexusConfig *self,
                      const char  *url)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (g_strcmp0 (self->url, url) == 0)
    return;

  g_free (self->url);
  self->url = g_strdup (url);
  changed (self, NEXUS_CONFIG_KEY_URL);
}

/**
 * nexus_config_get_api_key:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:api-key]. The key that the server asks for. It is never printed.
 *
 * Returns: (transfer none) (nullable): the value
 *
 * Since: 0.1
 */
const char *
nexus_config_get_api_key (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), NULL);

  return self->api_key;
}

/**
 * nexus_config_set_api_key:
 * @self: a configuration
 * @api_key: (nullable): the value
 *
 * Sets [property@Nexus.Config:api-key].
 *
 * Since: 0.1
 */
void
nexus_config_set_api_key (NexusConfig *self,
                          const char  *api_key)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  if (g_strcmp0 (self->api_key, api_key) == 0)
    return;

  g_free (self->api_key);
  self->api_key = g_strdup (api_key);
  changed (self, NEXUS_CONFIG_KEY_API_KEY);
}

/**
 * nexus_config_get_timeout:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:timeout]. How many seconds to wait for a server.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
double
nexus_config_get_timeout (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0.0);

  return self->timeout;
}

/**
 * nexus_config_set_timeout:
 * @self: a configuration
 * @timeout: the value
 *
 * Sets [property@Nexus.Config:timeout].
 *
 * Since: 0.1
 */
void
nexus_config_set_timeout (NexusConfig *self,
                          double       timeout)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (timeout >= 0.0 && timeout <= 86400.0);

  if (self->timeout == timeout)
    return;

  self->timeout = timeout;
  changed (self, NEXUS_CONFIG_KEY_TIMEOUT);
}

/**
 * nexus_config_get_readers:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:readers]. How many reads of one process run at once.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_readers (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->readers;
}

/**
 * nexus_config_set_readers:
 * @self: a configuration
 * @readers: the value
 *
 * Sets [property@Nexus.Config:readers].
 *
 * Since: 0.1
 */
void
nexus_config_set_readers (NexusConfig *self,
                          guint        readers)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (readers >= 1 && readers <= 64);

  if (self->readers == readers)
    return;

  self->readers = readers;
  changed (self, NEXUS_CONFIG_KEY_READERS);
}

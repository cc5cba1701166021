/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-config.h"

G_BEGIN_DECLS

/* The keys of a configuration, in the order of the properties. */
typedef enum {
  NEXUS_CONFIG_KEY_MODE = 1,
  NEXUS_CONFIG_KEY_DATA_DIR,
  NEXUS_CONFIG_KEY_DATABASE,
  NEXUS_CONFIG_KEY_CONTENT_HASH,
  NEXUS_CONFIG_KEY_DURABILITY,
  NEXUS_CONFIG_KEY_HISTORY_LIMIT,
  NEXUS_CONFIG_KEY_TRASH_DAYS,
  NEXUS_CONFIG_KEY_URL,
  NEXUS_CONFIG_KEY_API_KEY,
  NEXUS_CONFIG_KEY_TIMEOUT,
  NEXUS_CONFIG_KEY_READERS,
  NEXUS_CONFIG_KEY_INDEX_TEXT,
  NEXUS_CONFIG_KEY_UNDO_LIMIT,
  NEXUS_CONFIG_KEY_UNDO_DAYS,
  NEXUS_CONFIG_KEY_DISK_RESERVE_MB,
  NEXUS_CONFIG_N_KEYS
} NexusConfigKey;

/* nexus-config-keys.c */

/* By the name in a file (`data_dir`) or of the property (`data-dir`); 0 if there is none. */
NexusConfigKey  _nexus_config_key_find       (const char     *name);
const char     *_nexus_config_key_get_name   (NexusConfigKey  key);
/* A key that the original Nexus knows and this one has no use for. */
gboolean        _nexus_config_key_is_foreign (const char     *name);
/* The known key that looks most like the name; NULL if none does. */
const char     *_nexus_config_key_suggest    (const char     *name);

struct _NexusConfig {
  GObject           parent_instance;

  NexusMode         mode;
  char             *data_dir;
  char             *database;
  NexusContentHash  content_hash;
  NexusDurability   durability;
  guint             history_limit;
  guint             trash_days;
  gboolean          index_text;
  guint             undo_limit;
  guint             undo_days;
  guint             disk_reserve_mb;
  char             *url;
  char             *api_key;
  double            timeout;
  guint             readers;
  char             *origins[NEXUS_CONFIG_N_KEYS];
  GPtrArray        *warnings;
};

/* nexus-config.c: the property of a key, which has its range. */
GParamSpec     *_nexus_config_get_spec       (NexusConfigKey  key);

/* nexus-config-text.c: values as they are written. */
void            _nexus_config_set_origin     (NexusConfig    *self,
                                              NexusConfigKey  key,
                                              const char     *origin);
char           *_nexus_config_resolve_path     (const char   *text,
                                                const char   *base);
char           *_nexus_config_dup_user_path    (const char   *folder,
                                                const char   *usual,
                                                const char   *name);
char           *_nexus_config_resolve_database (const char   *text,
                                                const char   *base);
/* Sets the key from text, unless an earlier source has set it.  `base` is the folder to which a
 * relative path is relative, NULL for the current one.  The error has no place in it; the caller knows it. */
gboolean        _nexus_config_set_from_text  (NexusConfig    *self,
                                              NexusConfigKey  key,
                                              const char     *text,
                                              const char     *base,
                                              const char     *origin,
                                              GError        **error);
/* nexus-config.c */
void            _nexus_config_add_warning    (NexusConfig    *self,
                                              char           *warning); /* taken */

/* nexus-config-yaml.c: reads a document into the configuration; `name` stands in messages. */
gboolean        _nexus_config_load_yaml      (NexusConfig    *self,
                                              const char     *data,
                                              gsize           length,
                                              const char     *name,
                                              const char     *base,
                                              GError        **error);

G_END_DECLS

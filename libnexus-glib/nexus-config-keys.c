/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "common/nexus-distance.h"
#include "nexus-config-keys-private.h"

static const char * const names[NEXUS_CONFIG_N_KEYS] = {
  NULL, "mode", "data_dir", "database", "content_hash", "durability", "history_limit", "trash_days",
  "url", "api_key", "timeout", "readers", "index_text", "undo_limit", "undo_days", "disk_reserve_mb",
};

/* Keys of the Python Nexus: files written for it stay valid. */
static const char * const foreign[] = {
  "agent_id", "cache_exists_size", "cache_kv_size", "cache_list_size", "cache_path_size", "cache_size_mb",
  "cache_ttl_seconds", "enable_llm_cache", "enable_metadata_cache", "enable_vector_search", "is_admin",
  "namespaces", "tenant_id", NULL
};

/* `-` and `_` are the same. */
static gboolean
is_same (const char *a,
         const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    {
      if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
        return FALSE;
    }

  return *a == *b;
}

NexusConfigKey
_nexus_config_key_find (const char *name)
{
  for (guint i = 1; i < NEXUS_CONFIG_N_KEYS; i++)
    {
      if (is_same (name, names[i]))
        return i;
    }

  /* What the original calls the database. */
  return is_same (name, "db_path") ? NEXUS_CONFIG_KEY_DATABASE : 0;
}

const char *
_nexus_config_key_get_name (NexusConfigKey key)
{
  return names[key];
}

gboolean
_nexus_config_key_is_foreign (const char *name)
{
  return g_strv_contains (foreign, name);
}

const char *
_nexus_config_key_suggest (const char *name)
{
  const char *best = NULL;
  guint least = 3;

  if (strlen (name) > 64)
    return NULL;

  for (guint i = 1; i < NEXUS_CONFIG_N_KEYS; i++)
    {
      guint distance = nexus_distance (name, names[i]);

      if (distance < least)
        {
          least = distance;
          best = names[i];
        }
    }

  return best;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/**
 * NEXUS_TRASH_DAYS_MAX:
 *
 * The largest number of days that the trash can be kept for; what is to be kept for longer is kept for ever.
 *
 * Since: 0.1
 */
#define NEXUS_TRASH_DAYS_MAX 36500

#define NEXUS_TYPE_CONFIG (nexus_config_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusConfig, nexus_config, NEXUS, CONFIG, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusConfig        *nexus_config_new               (void);
NEXUS_AVAILABLE_IN_0_1
NexusConfig        *nexus_config_new_from_file     (GFile             *file,
                                                    GError           **error);
NEXUS_AVAILABLE_IN_0_1
NexusConfig        *nexus_config_new_from_data     (const char        *yaml,
                                                    GError           **error);
NEXUS_AVAILABLE_IN_0_1
NexusConfig        *nexus_config_discover          (GError           **error);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_config_get_origin        (NexusConfig       *self,
                                                    const char        *key);
NEXUS_AVAILABLE_IN_0_1
const char * const *nexus_config_get_warnings      (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
NexusMode           nexus_config_get_mode          (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_mode          (NexusConfig       *self,
                                                    NexusMode          mode);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_config_get_data_dir      (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_data_dir      (NexusConfig       *self,
                                                    const char        *data_dir);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_config_get_database      (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_database      (NexusConfig       *self,
                                                    const char        *database);
NEXUS_AVAILABLE_IN_0_1
NexusContentHash    nexus_config_get_content_hash  (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_content_hash  (NexusConfig       *self,
                                                    NexusContentHash   content_hash);
NEXUS_AVAILABLE_IN_0_1
NexusDurability     nexus_config_get_durability    (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_durability    (NexusConfig       *self,
                                                    NexusDurability    durability);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_history_limit (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_history_limit (NexusConfig       *self,
                                                    guint              history_limit);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_disk_reserve_mb (NexusConfig     *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_disk_reserve_mb (NexusConfig     *self,
                                                    guint              disk_reserve_mb);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_trash_days    (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_trash_days    (NexusConfig       *self,
                                                    guint              trash_days);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_undo_limit    (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_undo_limit    (NexusConfig       *self,
                                                    guint              undo_limit);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_undo_days     (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_undo_days     (NexusConfig       *self,
                                                    guint              undo_days);
NEXUS_AVAILABLE_IN_0_1
gboolean            nexus_config_get_index_text    (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_index_text    (NexusConfig       *self,
                                                    gboolean           index_text);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_config_get_url           (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_url           (NexusConfig       *self,
                                                    const char        *url);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_config_get_api_key       (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_api_key       (NexusConfig       *self,
                                                    const char        *api_key);
NEXUS_AVAILABLE_IN_0_1
double              nexus_config_get_timeout       (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_timeout       (NexusConfig       *self,
                                                    double             timeout);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_config_get_readers       (NexusConfig       *self);
NEXUS_AVAILABLE_IN_0_1
void                nexus_config_set_readers       (NexusConfig       *self,
                                                    guint              readers);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/* One step of a schema: how the database of one version becomes that of the next, and back. */
#define NEXUS_TYPE_SCHEMA (nexus_schema_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusSchema, nexus_schema, NEXUS, SCHEMA, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusSchema *nexus_schema_new             (NexusConfig          *config);
NEXUS_AVAILABLE_IN_0_1
guint        nexus_schema_get_latest      (void);
NEXUS_AVAILABLE_IN_0_1
const char  *nexus_schema_describe        (guint                 version);
NEXUS_AVAILABLE_IN_0_1
int          nexus_schema_query_version        (NexusSchema          *self,
                                           GCancellable         *cancellable,
                                           GError              **error);
NEXUS_AVAILABLE_IN_0_1
void         nexus_schema_query_version_async  (NexusSchema          *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
int          nexus_schema_query_version_finish (NexusSchema          *self,
                                           GAsyncResult         *result,
                                           GError              **error);
NEXUS_AVAILABLE_IN_0_1
gboolean     nexus_schema_migrate         (NexusSchema          *self,
                                           guint                 version,
                                           GCancellable         *cancellable,
                                           GError              **error);
NEXUS_AVAILABLE_IN_0_1
void         nexus_schema_migrate_async   (NexusSchema          *self,
                                           guint                 version,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean     nexus_schema_migrate_finish  (NexusSchema          *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_ENTRY (nexus_entry_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusEntry, nexus_entry, NEXUS, ENTRY, GObject)

NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_id           (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_path         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_name         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
NexusKind           nexus_entry_get_kind         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
guint64             nexus_entry_get_size         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_etag         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_content_type (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
GDateTime          *nexus_entry_dup_created      (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
GDateTime          *nexus_entry_dup_modified     (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
gint64              nexus_entry_get_created_ns   (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
gint64              nexus_entry_get_modified_ns  (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_entry_get_version      (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
guint               nexus_entry_get_mode         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_entry_get_target       (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
const char * const *nexus_entry_get_tags         (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
GVariant           *nexus_entry_get_attributes   (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
guint64             nexus_entry_get_total_size   (NexusEntry *self);
NEXUS_AVAILABLE_IN_0_1
guint64             nexus_entry_get_total_count  (NexusEntry *self);

G_END_DECLS

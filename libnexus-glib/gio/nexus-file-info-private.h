/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry.h"

G_BEGIN_DECLS

/* Which attributes a caller wants, looked up once for many entries.  Immutable, counted atomically. */
typedef struct _NexusFileFields NexusFileFields;

NexusFileFields *_nexus_file_fields_get   (const char            *attributes);
void             _nexus_file_fields_unref (NexusFileFields       *self);
/* Whether the store is asked for its identity. */
gboolean         _nexus_file_fields_want_store (const NexusFileFields *self);
/* Whether it is asked how much is in the trash. */
gboolean         _nexus_file_fields_want_trash (const NexusFileFields *self);
/* What of the quota is asked for, or NULL if nothing is. */
GFileAttributeMatcher *_nexus_file_fields_get_quota (const NexusFileFields *self);

/* `link` is the entry that the file is; `entry` what it leads to, the same if it is no link or was not followed.
 * `store` identifies the store, NULL if it was not wanted. */
GFileInfo       *_nexus_file_info_new    (NexusEntry            *link,
                                          NexusEntry            *entry,
                                          const NexusFileFields *fields,
                                          const char            *store);

/* Custom attributes as GIO sees them. */
#define NEXUS_FILE_CUSTOM "xattr::"

#define NEXUS_FILE_ATTRIBUTE_ID          "nexus::id"
#define NEXUS_FILE_ATTRIBUTE_VERSION     "nexus::version"
#define NEXUS_FILE_ATTRIBUTE_TAGS        "nexus::tags"
#define NEXUS_FILE_ATTRIBUTE_TOTAL_SIZE  "nexus::total-size"
#define NEXUS_FILE_ATTRIBUTE_TOTAL_COUNT "nexus::total-count"
/* Of directories with a quota, what it says. */
#define NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_BYTES   "nexus::quota-hard-bytes"
#define NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_BYTES   "nexus::quota-soft-bytes"
#define NEXUS_FILE_ATTRIBUTE_QUOTA_HARD_ENTRIES "nexus::quota-hard-entries"
#define NEXUS_FILE_ATTRIBUTE_QUOTA_SOFT_ENTRIES "nexus::quota-soft-entries"
#define NEXUS_FILE_ATTRIBUTE_QUOTA_EXCEEDED     "nexus::quota-exceeded"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusFileFields, _nexus_file_fields_unref)

G_END_DECLS

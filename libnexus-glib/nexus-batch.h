/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_BATCH (nexus_batch_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusBatch, nexus_batch, NEXUS, BATCH, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusBatch *nexus_batch_new (NexusFilesystem *filesystem);
NEXUS_AVAILABLE_IN_0_1
NexusBatch *nexus_batch_follow_up (NexusBatch *self);
NEXUS_AVAILABLE_IN_0_1
NexusFilesystem *nexus_batch_get_filesystem (NexusBatch *self);
NEXUS_AVAILABLE_IN_0_1
guint nexus_batch_get_n_operations (NexusBatch *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_batch_get_description (NexusBatch *self);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_set_description (NexusBatch *self,
                                  const char *description);

/* The operations. */
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_write (NexusBatch      *self,
                        const char      *path,
                        GBytes          *contents,
                        const char      *etag,
                        NexusWriteFlags  flags);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_make_directory (NexusBatch              *self,
                                 const char              *path,
                                 NexusMakeDirectoryFlags  flags);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_make_symbolic_link (NexusBatch *self,
                                     const char *path,
                                     const char *target);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_move (NexusBatch     *self,
                       const char     *path,
                       const char     *destination,
                       const char     *etag,
                       NexusCopyFlags  flags);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_copy (NexusBatch     *self,
                       const char     *path,
                       const char     *destination,
                       NexusCopyFlags  flags);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_delete (NexusBatch       *self,
                         const char       *path,
                         const char       *etag,
                         NexusDeleteFlags  flags);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_set_modified (NexusBatch *self,
                               const char *path,
                               gint64      modified_ns);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_set_mode (NexusBatch *self,
                           const char *path,
                           guint       mode);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_set_attribute (NexusBatch *self,
                                const char *path,
                                const char *key,
                                GVariant   *value);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_remove_attribute (NexusBatch *self,
                                   const char *path,
                                   const char *key);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_add_tag (NexusBatch *self,
                          const char *path,
                          const char *tag);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_remove_tag (NexusBatch *self,
                             const char *path,
                             const char *tag);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_restore_version (NexusBatch *self,
                                  const char *path,
                                  guint       version);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_rename_tag (NexusBatch *self,
                             const char *tag,
                             const char *new_name);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_set_tag_color (NexusBatch *self,
                                const char *tag,
                                const char *color);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_delete_tag (NexusBatch *self,
                             const char *tag);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_restore (NexusBatch          *self,
                          const char          *id,
                          const char          *path,
                          NexusConflictPolicy  policy);

NEXUS_AVAILABLE_IN_0_1
void nexus_batch_empty_trash (NexusBatch *self);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_save_search (NexusBatch *self,
                              const char *name,
                              NexusQuery *query);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_remove_search (NexusBatch *self,
                                const char *name);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_batch_commit (NexusBatch    *self,
                             GCancellable  *cancellable,
                             GError       **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_batch_commit_async (NexusBatch          *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_batch_commit_finish (NexusBatch    *self,
                                    GAsyncResult  *result,
                                    GError       **error);

G_END_DECLS

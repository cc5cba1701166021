/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_FILESYSTEM (nexus_filesystem_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusFilesystem, nexus_filesystem, NEXUS, FILESYSTEM, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusFilesystem *nexus_connect (NexusConfig   *config,
                                GCancellable  *cancellable,
                                GError       **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_connect_async (NexusConfig         *config,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusFilesystem *nexus_connect_finish (GAsyncResult  *result,
                                       GError       **error);
NEXUS_AVAILABLE_IN_0_1
NexusConfig *nexus_filesystem_get_config (NexusFilesystem *self);

/* The operations, each in its three spellings. */
NEXUS_AVAILABLE_IN_0_1
GBytes *nexus_filesystem_read (NexusFilesystem  *self,
                               const char       *path,
                               GCancellable     *cancellable,
                               GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_read_async (NexusFilesystem     *self,
                                  const char          *path,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GBytes *nexus_filesystem_read_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_write (NexusFilesystem  *self,
                                    const char       *path,
                                    GBytes           *contents,
                                    const char       *etag,
                                    NexusWriteFlags   flags,
                                    GCancellable     *cancellable,
                                    GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_write_async (NexusFilesystem     *self,
                                   const char          *path,
                                   GBytes              *contents,
                                   const char          *etag,
                                   NexusWriteFlags      flags,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_write_finish (NexusFilesystem  *self,
                                           GAsyncResult     *result,
                                           GError          **error);
NEXUS_AVAILABLE_IN_0_1
GInputStream *nexus_filesystem_open (NexusFilesystem  *self,
                                     const char       *path,
                                     GCancellable     *cancellable,
                                     GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_open_async (NexusFilesystem     *self,
                                  const char          *path,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GInputStream *nexus_filesystem_open_finish (NexusFilesystem  *self,
                                            GAsyncResult     *result,
                                            GError          **error);
NEXUS_AVAILABLE_IN_0_1
GOutputStream *nexus_filesystem_create_stream (NexusFilesystem  *self,
                                               const char       *path,
                                               const char       *etag,
                                               NexusWriteFlags   flags,
                                               GCancellable     *cancellable,
                                               GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_create_stream_async (NexusFilesystem     *self,
                                           const char          *path,
                                           const char          *etag,
                                           NexusWriteFlags      flags,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GOutputStream *nexus_filesystem_create_stream_finish (NexusFilesystem  *self,
                                                      GAsyncResult     *result,
                                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_query (NexusFilesystem  *self,
                                    const char       *path,
                                    GCancellable     *cancellable,
                                    GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_query_async (NexusFilesystem     *self,
                                   const char          *path,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_query_finish (NexusFilesystem  *self,
                                           GAsyncResult     *result,
                                           GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_exists (NexusFilesystem  *self,
                                  const char       *path,
                                  GCancellable     *cancellable,
                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_exists_async (NexusFilesystem     *self,
                                    const char          *path,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_exists_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list (NexusFilesystem  *self,
                                   const char       *path,
                                   GCancellable     *cancellable,
                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_async (NexusFilesystem     *self,
                                  const char          *path,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntryEnumerator *nexus_filesystem_enumerate (NexusFilesystem      *self,
                                                  const char           *path,
                                                  NexusEnumerateFlags   flags,
                                                  GCancellable         *cancellable,
                                                  GError              **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_enumerate_async (NexusFilesystem     *self,
                                       const char          *path,
                                       NexusEnumerateFlags  flags,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntryEnumerator *nexus_filesystem_enumerate_finish (NexusFilesystem  *self,
                                                         GAsyncResult     *result,
                                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_make_directory (NexusFilesystem          *self,
                                             const char               *path,
                                             NexusMakeDirectoryFlags   flags,
                                             GCancellable             *cancellable,
                                             GError                  **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_make_directory_async (NexusFilesystem         *self,
                                            const char              *path,
                                            NexusMakeDirectoryFlags  flags,
                                            GCancellable            *cancellable,
                                            GAsyncReadyCallback      callback,
                                            gpointer                 user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_make_directory_finish (NexusFilesystem  *self,
                                                    GAsyncResult     *result,
                                                    GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_make_symbolic_link (NexusFilesystem  *self,
                                                 const char       *path,
                                                 const char       *target,
                                                 GCancellable     *cancellable,
                                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_make_symbolic_link_async (NexusFilesystem     *self,
                                                const char          *path,
                                                const char          *target,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_make_symbolic_link_finish (NexusFilesystem  *self,
                                                        GAsyncResult     *result,
                                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_move (NexusFilesystem  *self,
                                   const char       *source,
                                   const char       *destination,
                                   const char       *etag,
                                   NexusCopyFlags    flags,
                                   GCancellable     *cancellable,
                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_move_async (NexusFilesystem     *self,
                                  const char          *source,
                                  const char          *destination,
                                  const char          *etag,
                                  NexusCopyFlags       flags,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_move_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_copy (NexusFilesystem  *self,
                                   const char       *source,
                                   const char       *destination,
                                   NexusCopyFlags    flags,
                                   GCancellable     *cancellable,
                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_copy_async (NexusFilesystem     *self,
                                  const char          *source,
                                  const char          *destination,
                                  NexusCopyFlags       flags,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_copy_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete (NexusFilesystem   *self,
                                  const char        *path,
                                  const char        *etag,
                                  NexusDeleteFlags   flags,
                                  GCancellable      *cancellable,
                                  GError           **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_delete_async (NexusFilesystem     *self,
                                    const char          *path,
                                    const char          *etag,
                                    NexusDeleteFlags     flags,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_set_modified (NexusFilesystem  *self,
                                           const char       *path,
                                           gint64            modified_ns,
                                           GCancellable     *cancellable,
                                           GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_set_modified_async (NexusFilesystem     *self,
                                          const char          *path,
                                          gint64               modified_ns,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_set_modified_finish (NexusFilesystem  *self,
                                                  GAsyncResult     *result,
                                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_set_mode (NexusFilesystem  *self,
                                       const char       *path,
                                       guint             mode,
                                       GCancellable     *cancellable,
                                       GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_set_mode_async (NexusFilesystem     *self,
                                      const char          *path,
                                      guint                mode,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_set_mode_finish (NexusFilesystem  *self,
                                              GAsyncResult     *result,
                                              GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_attribute (NexusFilesystem  *self,
                                         const char       *path,
                                         const char       *key,
                                         GVariant         *value,
                                         GCancellable     *cancellable,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_set_attribute_async (NexusFilesystem     *self,
                                           const char          *path,
                                           const char          *key,
                                           GVariant            *value,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_attribute_finish (NexusFilesystem  *self,
                                                GAsyncResult     *result,
                                                GError          **error);
NEXUS_AVAILABLE_IN_0_1
GVariant *nexus_filesystem_get_attribute (NexusFilesystem  *self,
                                          const char       *path,
                                          const char       *key,
                                          GCancellable     *cancellable,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_get_attribute_async (NexusFilesystem     *self,
                                           const char          *path,
                                           const char          *key,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GVariant *nexus_filesystem_get_attribute_finish (NexusFilesystem  *self,
                                                 GAsyncResult     *result,
                                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
GVariant *nexus_filesystem_list_attributes (NexusFilesystem  *self,
                                            const char       *path,
                                            GCancellable     *cancellable,
                                            GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_attributes_async (NexusFilesystem     *self,
                                             const char          *path,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GVariant *nexus_filesystem_list_attributes_finish (NexusFilesystem  *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
char **nexus_filesystem_list_attribute_keys (NexusFilesystem  *self,
                                             GCancellable     *cancellable,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_attribute_keys_async (NexusFilesystem     *self,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
char **nexus_filesystem_list_attribute_keys_finish (NexusFilesystem  *self,
                                                    GAsyncResult     *result,
                                                    GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_attribute (NexusFilesystem  *self,
                                            const char       *path,
                                            const char       *key,
                                            GCancellable     *cancellable,
                                            GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_remove_attribute_async (NexusFilesystem     *self,
                                              const char          *path,
                                              const char          *key,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_attribute_finish (NexusFilesystem  *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_add_tag (NexusFilesystem  *self,
                                   const char       *path,
                                   const char       *tag,
                                   GCancellable     *cancellable,
                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_add_tag_async (NexusFilesystem     *self,
                                     const char          *path,
                                     const char          *tag,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_add_tag_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_tag (NexusFilesystem  *self,
                                      const char       *path,
                                      const char       *tag,
                                      GCancellable     *cancellable,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_remove_tag_async (NexusFilesystem     *self,
                                        const char          *path,
                                        const char          *tag,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_tag_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_tags (NexusFilesystem  *self,
                                        GCancellable     *cancellable,
                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_tags_async (NexusFilesystem     *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_tags_finish (NexusFilesystem  *self,
                                               GAsyncResult     *result,
                                               GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_tagged (NexusFilesystem  *self,
                                          const char       *tag,
                                          GCancellable     *cancellable,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_tagged_async (NexusFilesystem     *self,
                                         const char          *tag,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_tagged_finish (NexusFilesystem  *self,
                                                 GAsyncResult     *result,
                                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_rename_tag (NexusFilesystem  *self,
                                      const char       *tag,
                                      const char       *new_name,
                                      GCancellable     *cancellable,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_rename_tag_async (NexusFilesystem     *self,
                                        const char          *tag,
                                        const char          *new_name,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_rename_tag_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_tag_color (NexusFilesystem  *self,
                                         const char       *tag,
                                         const char       *color,
                                         GCancellable     *cancellable,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_set_tag_color_async (NexusFilesystem     *self,
                                           const char          *tag,
                                           const char          *color,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_set_tag_color_finish (NexusFilesystem  *self,
                                                GAsyncResult     *result,
                                                GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete_tag (NexusFilesystem  *self,
                                      const char       *tag,
                                      GCancellable     *cancellable,
                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_delete_tag_async (NexusFilesystem     *self,
                                        const char          *tag,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete_tag_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_versions (NexusFilesystem  *self,
                                            const char       *path,
                                            GCancellable     *cancellable,
                                            GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_versions_async (NexusFilesystem     *self,
                                           const char          *path,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_versions_finish (NexusFilesystem  *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
GBytes *nexus_filesystem_read_version (NexusFilesystem  *self,
                                       const char       *path,
                                       guint             version,
                                       GCancellable     *cancellable,
                                       GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_read_version_async (NexusFilesystem     *self,
                                          const char          *path,
                                          guint                version,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GBytes *nexus_filesystem_read_version_finish (NexusFilesystem  *self,
                                              GAsyncResult     *result,
                                              GError          **error);
NEXUS_AVAILABLE_IN_0_1
GInputStream *nexus_filesystem_open_version (NexusFilesystem  *self,
                                             const char       *path,
                                             guint             version,
                                             GCancellable     *cancellable,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_open_version_async (NexusFilesystem     *self,
                                          const char          *path,
                                          guint                version,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GInputStream *nexus_filesystem_open_version_finish (NexusFilesystem  *self,
                                                    GAsyncResult     *result,
                                                    GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_restore_version (NexusFilesystem  *self,
                                              const char       *path,
                                              guint             version,
                                              GCancellable     *cancellable,
                                              GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_restore_version_async (NexusFilesystem     *self,
                                             const char          *path,
                                             guint                version,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_restore_version_finish (NexusFilesystem  *self,
                                                     GAsyncResult     *result,
                                                     GError          **error);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_trash (NexusFilesystem  *self,
                                         GCancellable     *cancellable,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_trash_async (NexusFilesystem     *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_trash_finish (NexusFilesystem  *self,
                                                GAsyncResult     *result,
                                                GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_restore (NexusFilesystem      *self,
                                      const char           *id,
                                      const char           *destination,
                                      NexusConflictPolicy   policy,
                                      GCancellable         *cancellable,
                                      GError              **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_restore_async (NexusFilesystem     *self,
                                     const char          *id,
                                     const char          *destination,
                                     NexusConflictPolicy  policy,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_filesystem_restore_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete_trashed (NexusFilesystem  *self,
                                          const char       *id,
                                          GCancellable     *cancellable,
                                          GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_delete_trashed_async (NexusFilesystem     *self,
                                            const char          *id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_delete_trashed_finish (NexusFilesystem  *self,
                                                 GAsyncResult     *result,
                                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_empty_trash (NexusFilesystem  *self,
                                       GCancellable     *cancellable,
                                       GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_empty_trash_async (NexusFilesystem     *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_empty_trash_finish (NexusFilesystem  *self,
                                              GAsyncResult     *result,
                                              GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusStatistics *nexus_filesystem_get_statistics (NexusFilesystem  *self,
                                                  GCancellable     *cancellable,
                                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_get_statistics_async (NexusFilesystem     *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusStatistics *nexus_filesystem_get_statistics_finish (NexusFilesystem  *self,
                                                         GAsyncResult     *result,
                                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_close (NexusFilesystem  *self,
                                 GCancellable     *cancellable,
                                 GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_close_async (NexusFilesystem     *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_close_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error);

/* Long work as objects; see nexus_operation_run() and its asynchronous twin. */
NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_filesystem_import (NexusFilesystem     *self,
                                         GFile               *source,
                                         const char          *path,
                                         NexusConflictPolicy  policy);
NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_filesystem_export (NexusFilesystem     *self,
                                         const char          *path,
                                         GFile               *destination,
                                         NexusConflictPolicy  policy);

/* nexus-filesystem-copies.c */
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_find_copies (NexusFilesystem  *self,
                                                  const char       *etag,
                                                  GCancellable     *cancellable,
                                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_find_copies_async (NexusFilesystem     *self,
                                         const char          *etag,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_find_copies_finish (NexusFilesystem  *self,
                                                         GAsyncResult     *result,
                                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_find_duplicates (NexusFilesystem  *self,
                                                      guint64           min_size,
                                                      GCancellable     *cancellable,
                                                      GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_find_duplicates_async (NexusFilesystem     *self,
                                             guint64              min_size,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_find_duplicates_finish (NexusFilesystem  *self,
                                                             GAsyncResult     *result,
                                                             GError          **error);
NEXUS_AVAILABLE_IN_0_1
char *nexus_filesystem_hash_file (NexusFilesystem  *self,
                                  GFile            *file,
                                  GCancellable     *cancellable,
                                  GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_hash_file_async (NexusFilesystem     *self,
                                       GFile               *file,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
char *nexus_filesystem_hash_file_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error);

/* Searching: nexus-filesystem-search.c. */
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_search (NexusFilesystem   *self,
                                             NexusQuery        *query,
                                             NexusSearchOrder   order,
                                             GCancellable      *cancellable,
                                             GError           **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_search_async (NexusFilesystem     *self,
                                    NexusQuery          *query,
                                    NexusSearchOrder     order,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
NexusSearchResults *nexus_filesystem_search_finish (NexusFilesystem  *self,
                                                    GAsyncResult     *result,
                                                    GError          **error);

NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_searches (NexusFilesystem  *self,
                                            GCancellable     *cancellable,
                                            GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_list_searches_async (NexusFilesystem     *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_filesystem_list_searches_finish (NexusFilesystem  *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_save_search (NexusFilesystem  *self,
                                       const char       *name,
                                       NexusQuery       *query,
                                       GCancellable     *cancellable,
                                       GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_save_search_async (NexusFilesystem     *self,
                                         const char          *name,
                                         NexusQuery          *query,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_save_search_finish (NexusFilesystem  *self,
                                              GAsyncResult     *result,
                                              GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_search (NexusFilesystem  *self,
                                         const char       *name,
                                         GCancellable     *cancellable,
                                         GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_remove_search_async (NexusFilesystem     *self,
                                           const char          *name,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_remove_search_finish (NexusFilesystem  *self,
                                                GAsyncResult     *result,
                                                GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_update_index (NexusFilesystem  *self,
                                        GCancellable     *cancellable,
                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_update_index_async (NexusFilesystem     *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
gboolean nexus_filesystem_update_index_finish (NexusFilesystem  *self,
                                               GAsyncResult     *result,
                                               GError          **error);
NEXUS_AVAILABLE_IN_0_1
char **nexus_filesystem_complete_query (NexusFilesystem  *self,
                                        const char       *text,
                                        guint             cursor,
                                        guint            *start,
                                        guint            *end,
                                        GCancellable     *cancellable,
                                        GError          **error);
NEXUS_AVAILABLE_IN_0_1
void nexus_filesystem_complete_query_async (NexusFilesystem     *self,
                                            const char          *text,
                                            guint                cursor,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
NEXUS_AVAILABLE_IN_0_1
char **nexus_filesystem_complete_query_finish (NexusFilesystem  *self,
                                               GAsyncResult     *result,
                                               guint            *start,
                                               guint            *end,
                                               GError          **error);

G_END_DECLS

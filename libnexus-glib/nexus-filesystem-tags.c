/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-list-private.h"
#include "nexus-path.h"
#include "nexus-tag.h"

static NexusMutation *
make_add_tag (const char  *path,
              const char  *tag,
              GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_ADD_TAG, normal);
  mutation->key = g_strdup (tag);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_add_tag:
 * @self: a filesystem
 * @path: (type filename): the path
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Puts a tag on an entry. A tag that is new to the store is made; one that the entry has already is no error.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_INVALID_ARGUMENT for a name that is empty, too long or has control
 * characters.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if the entry has it now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_add_tag (NexusFilesystem  *self,
                          const char       *path,
                          const char       *tag,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_add_tag (path, tag, error), cancellable, error));
}

/**
 * nexus_filesystem_add_tag_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.add_tag].
 *
 * Since: 0.1
 */
void
nexus_filesystem_add_tag_async (NexusFilesystem     *self,
                                const char          *path,
                                const char          *tag,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (tag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_add_tag (path, tag, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_add_tag_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_add_tag_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.add_tag_async].
 *
 * Returns: %TRUE if the entry has it now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_add_tag_finish (NexusFilesystem  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_add_tag_async, error));
}

static NexusMutation *
make_remove_tag (const char  *path,
                 const char  *tag,
                 GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_REMOVE_TAG, normal);
  mutation->key = g_strdup (tag);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_remove_tag:
 * @self: a filesystem
 * @path: (type filename): the path
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes a tag off an entry.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path, or it does not have the tag.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was taken off
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_tag (NexusFilesystem  *self,
                             const char       *path,
                             const char       *tag,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_remove_tag (path, tag, error), cancellable, error));
}

/**
 * nexus_filesystem_remove_tag_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.remove_tag].
 *
 * Since: 0.1
 */
void
nexus_filesystem_remove_tag_async (NexusFilesystem     *self,
                                   const char          *path,
                                   const char          *tag,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (tag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_remove_tag (path, tag, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_remove_tag_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_remove_tag_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.remove_tag_async].
 *
 * Returns: %TRUE if it was taken off
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_tag_finish (NexusFilesystem  *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_remove_tag_async, error));
}

static gpointer
call_list_tags (NexusFilesystem  *self,
                const NexusCall  *call,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autoptr(GPtrArray) items = NULL;

  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_tags (self, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_TAG, items) : NULL;
}

/**
 * nexus_filesystem_list_tags:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the tags of the store by name.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Tag]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_tags (NexusFilesystem  *self,
                            GCancellable     *cancellable,
                            GError          **error)
{
  const NexusCall call = { call_list_tags, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_tags_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_tags].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_tags_async (NexusFilesystem     *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  const NexusCall call = { call_list_tags, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_tags_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_tags_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_tags_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Tag]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_tags_finish (NexusFilesystem  *self,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_tags_async, error);
}

static gpointer
call_list_tagged (NexusFilesystem  *self,
                  const NexusCall  *call,
                  GCancellable     *cancellable,
                  GError          **error)
{
  g_autoptr(GPtrArray) items = NULL;

  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_tagged (self, call->text, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_ENTRY, items) : NULL;
}

/**
 * nexus_filesystem_list_tagged:
 * @self: a filesystem
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the entries that have a tag, by path; without those in the trash.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such tag.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Entry]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_tagged (NexusFilesystem  *self,
                              const char       *tag,
                              GCancellable     *cancellable,
                              GError          **error)
{
  const NexusCall call = { call_list_tagged, g_object_unref, .text = (char *) tag };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (tag != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_tagged_async:
 * @self: a filesystem
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_tagged].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_tagged_async (NexusFilesystem     *self,
                                    const char          *tag,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  const NexusCall call = { call_list_tagged, g_object_unref, .text = (char *) tag };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_tagged_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_tagged_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_tagged_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Entry]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_tagged_finish (NexusFilesystem  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_tagged_async, error);
}

static NexusMutation *
make_rename_tag (const char  *tag,
                 const char  *new_name,
                 GError     **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_RENAME_TAG, NULL);

  mutation->key = g_strdup (tag);
  mutation->destination = g_strdup (new_name);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_rename_tag:
 * @self: a filesystem
 * @tag: the name of the tag
 * @new_name: the name that it gets
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Renames a tag on everything that has it. If there is a tag of the new name already, the two are merged.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_INVALID_ARGUMENT.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was renamed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_rename_tag (NexusFilesystem  *self,
                             const char       *tag,
                             const char       *new_name,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);
  g_return_val_if_fail (new_name != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_rename_tag (tag, new_name, error), cancellable, error));
}

/**
 * nexus_filesystem_rename_tag_async:
 * @self: a filesystem
 * @tag: the name of the tag
 * @new_name: the name that it gets
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.rename_tag].
 *
 * Since: 0.1
 */
void
nexus_filesystem_rename_tag_async (NexusFilesystem     *self,
                                   const char          *tag,
                                   const char          *new_name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (new_name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_rename_tag (tag, new_name, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_rename_tag_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_rename_tag_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.rename_tag_async].
 *
 * Returns: %TRUE if it was renamed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_rename_tag_finish (NexusFilesystem  *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_rename_tag_async, error));
}

static NexusMutation *
make_set_tag_color (const char  *tag,
                    const char  *color,
                    GError     **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_TAG_COLOR, NULL);

  mutation->key = g_strdup (tag);
  mutation->destination = g_strdup (color);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_set_tag_color:
 * @self: a filesystem
 * @tag: the name of the tag
 * @color: (nullable): the colour as `#rrggbb`, or %NULL for none
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Sets the colour in which a tag is shown.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such tag, %G_IO_ERROR_INVALID_ARGUMENT for what is no colour.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_tag_color (NexusFilesystem  *self,
                                const char       *tag,
                                const char       *color,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_set_tag_color (tag, color, error), cancellable, error));
}

/**
 * nexus_filesystem_set_tag_color_async:
 * @self: a filesystem
 * @tag: the name of the tag
 * @color: (nullable): the colour as `#rrggbb`, or %NULL for none
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_tag_color].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_tag_color_async (NexusFilesystem     *self,
                                      const char          *tag,
                                      const char          *color,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_set_tag_color (tag, color, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_set_tag_color_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_set_tag_color_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_tag_color_async].
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_tag_color_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_set_tag_color_async, error));
}

static NexusMutation *
make_delete_tag (const char  *tag,
                 GError     **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE_TAG, NULL);

  mutation->key = g_strdup (tag);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_delete_tag:
 * @self: a filesystem
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes a tag off everything that has it, and away.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_tag (NexusFilesystem  *self,
                             const char       *tag,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_delete_tag (tag, error), cancellable, error));
}

/**
 * nexus_filesystem_delete_tag_async:
 * @self: a filesystem
 * @tag: the name of the tag
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.delete_tag].
 *
 * Since: 0.1
 */
void
nexus_filesystem_delete_tag_async (NexusFilesystem     *self,
                                   const char          *tag,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_delete_tag (tag, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_delete_tag_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_delete_tag_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.delete_tag_async].
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_tag_finish (NexusFilesystem  *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_delete_tag_async, error));
}

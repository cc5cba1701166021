/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"

static NexusMutation *
make_set_attribute (const char  *path,
                    const char  *key,
                    GVariant    *value,
                    GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  /* Also if nothing comes of it: a floating reference is sunk. */
  g_autoptr(GVariant) held = g_variant_ref_sink (value);
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_ATTRIBUTE, normal);
  mutation->key = g_strdup (key);
  mutation->value = g_steal_pointer (&held);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_set_attribute:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @value: the value, of a type `b`, `x`, `d`, `s`, `as` or `a{sv}`; a floating reference is sunk
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Sets a custom attribute.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_INVALID_ARGUMENT for a key or value that cannot be kept.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_attribute (NexusFilesystem  *self,
                                const char       *path,
                                const char       *key,
                                GVariant         *value,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_set_attribute (path, key, value, error), cancellable, error));
}

/**
 * nexus_filesystem_set_attribute_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @value: the value, of a type `b`, `x`, `d`, `s`, `as` or `a{sv}`; a floating reference is sunk
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_attribute].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_attribute_async (NexusFilesystem     *self,
                                      const char          *path,
                                      const char          *key,
                                      GVariant            *value,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (value != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_set_attribute (path, key, value, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_set_attribute_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_set_attribute_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_attribute_async].
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_attribute_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_set_attribute_async, error));
}

static gpointer
call_get_attribute (NexusFilesystem  *self,
                    const NexusCall  *call,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *shown_key = NULL;
  GVariant *value;

  if (path == NULL)
    return NULL;

  entry = NEXUS_FILESYSTEM_GET_CLASS (self)->query (self, path, cancellable, error);
  if (entry == NULL)
    return NULL;

  value = g_variant_lookup_value (nexus_entry_get_attributes (entry), call->text, NULL);
  if (value != NULL)
    return value;

  shown = nexus_path_display (path);
  shown_key = nexus_path_display (call->text);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” has no attribute “%s”"), shown, shown_key);

  return NULL;
}

/**
 * nexus_filesystem_get_attribute:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets a custom attribute.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path or no such attribute.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
GVariant *
nexus_filesystem_get_attribute (NexusFilesystem  *self,
                                const char       *path,
                                const char       *key,
                                GCancellable     *cancellable,
                                GError          **error)
{
  const NexusCall call = { call_get_attribute, (GDestroyNotify) g_variant_unref, .path = (char *) path, .text = (char *) key };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_get_attribute_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.get_attribute].
 *
 * Since: 0.1
 */
void
nexus_filesystem_get_attribute_async (NexusFilesystem     *self,
                                      const char          *path,
                                      const char          *key,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  const NexusCall call = { call_get_attribute, (GDestroyNotify) g_variant_unref, .path = (char *) path, .text = (char *) key };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_get_attribute_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_get_attribute_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.get_attribute_async].
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
GVariant *
nexus_filesystem_get_attribute_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_get_attribute_async, error);
}

static gpointer
call_list_attributes (NexusFilesystem  *self,
                      const NexusCall  *call,
                      GCancellable     *cancellable,
                      GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(NexusEntry) entry = NULL;

  if (path == NULL)
    return NULL;

  entry = NEXUS_FILESYSTEM_GET_CLASS (self)->query (self, path, cancellable, error);

  return entry != NULL ? g_variant_ref (nexus_entry_get_attributes (entry)) : NULL;
}

/**
 * nexus_filesystem_list_attributes:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets all custom attributes.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): an `a{sv}`
 *
 * Since: 0.1
 */
GVariant *
nexus_filesystem_list_attributes (NexusFilesystem  *self,
                                  const char       *path,
                                  GCancellable     *cancellable,
                                  GError          **error)
{
  const NexusCall call = { call_list_attributes, (GDestroyNotify) g_variant_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_attributes_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_attributes].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_attributes_async (NexusFilesystem     *self,
                                        const char          *path,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  const NexusCall call = { call_list_attributes, (GDestroyNotify) g_variant_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_attributes_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_attributes_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_attributes_async].
 *
 * Returns: (transfer full): an `a{sv}`
 *
 * Since: 0.1
 */
GVariant *
nexus_filesystem_list_attributes_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_attributes_async, error);
}

static gpointer
call_list_attribute_keys (NexusFilesystem  *self,
                          const NexusCall  *call,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_autoptr(GPtrArray) keys = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  keys = NEXUS_FILESYSTEM_GET_CLASS (self)->list_keys (self, cancellable, error);
  if (keys == NULL)
    return NULL;

  for (guint i = 0; i < keys->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (keys, i));

  return g_strv_builder_end (builder);
}

/**
 * nexus_filesystem_list_attribute_keys:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the keys of all custom attributes in use, each once and in the order of their bytes: for whoever offers them
 * to choose from. Those of what is in the trash are among them.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 0.1
 */
char **
nexus_filesystem_list_attribute_keys (NexusFilesystem  *self,
                                      GCancellable     *cancellable,
                                      GError          **error)
{
  const NexusCall call = { call_list_attribute_keys, (GDestroyNotify) g_strfreev };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_attribute_keys_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_attribute_keys].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_attribute_keys_async (NexusFilesystem     *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data)
{
  const NexusCall call = { call_list_attribute_keys, (GDestroyNotify) g_strfreev };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_attribute_keys_async, cancellable, callback,
                                user_data);
}

/**
 * nexus_filesystem_list_attribute_keys_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_attribute_keys_async].
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 0.1
 */
char **
nexus_filesystem_list_attribute_keys_finish (NexusFilesystem  *self,
                                             GAsyncResult     *result,
                                             GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_attribute_keys_async, error);
}

static NexusMutation *
make_remove_attribute (const char  *path,
                       const char  *key,
                       GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_REMOVE_ATTRIBUTE, normal);
  mutation->key = g_strdup (key);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_remove_attribute:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Removes a custom attribute.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path or no such attribute.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was removed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_attribute (NexusFilesystem  *self,
                                   const char       *path,
                                   const char       *key,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_remove_attribute (path, key, error), cancellable, error));
}

/**
 * nexus_filesystem_remove_attribute_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @key: the key
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.remove_attribute].
 *
 * Since: 0.1
 */
void
nexus_filesystem_remove_attribute_async (NexusFilesystem     *self,
                                         const char          *path,
                                         const char          *key,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_remove_attribute (path, key, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_remove_attribute_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_remove_attribute_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.remove_attribute_async].
 *
 * Returns: %TRUE if it was removed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_attribute_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_remove_attribute_async, error));
}

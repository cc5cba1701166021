/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-batch-private.h"
#include "nexus-query.h"

/* What a batch can collect. */

/**
 * nexus_batch_write:
 * @self: a batch
 * @path: (type filename): the path
 * @contents: the bytes
 * @etag: (nullable): the etag that the file must have then, or %NULL for any
 * @flags: flags
 *
 * Writes a file; see [method@Nexus.Filesystem.write]. The bytes are held until the batch is committed or dropped.
 *
 * Since: 0.1
 */
void
nexus_batch_write (NexusBatch      *self,
                   const char      *path,
                   GBytes          *contents,
                   const char      *etag,
                   NexusWriteFlags  flags)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (contents != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_PUT_FILE, path);
  mutation->contents = g_bytes_ref (contents);
  mutation->etag = g_strdup (etag);
  mutation->write_flags = flags;
}

/**
 * nexus_batch_make_directory:
 * @self: a batch
 * @path: (type filename): the path
 * @flags: flags
 *
 * Makes a directory; see [method@Nexus.Filesystem.make_directory].
 *
 * Since: 0.1
 */
void
nexus_batch_make_directory (NexusBatch              *self,
                            const char              *path,
                            NexusMakeDirectoryFlags  flags)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_MAKE_DIRECTORY, path);
  mutation->make_flags = flags;
}

/**
 * nexus_batch_make_symbolic_link:
 * @self: a batch
 * @path: (type filename): the path
 * @target: (type filename): what the link points to
 *
 * Makes a symbolic link; see [method@Nexus.Filesystem.make_symbolic_link].
 *
 * Since: 0.1
 */
void
nexus_batch_make_symbolic_link (NexusBatch *self,
                                const char *path,
                                const char *target)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (target != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_MAKE_LINK, path);
  mutation->destination = g_strdup (target);
  mutation->write_flags = NEXUS_WRITE_CREATE;
}

/**
 * nexus_batch_move:
 * @self: a batch
 * @path: (type filename): the path
 * @destination: (type filename): the path that it gets
 * @etag: (nullable): the etag that the file must have then, or %NULL for any
 * @flags: flags
 *
 * Moves or renames what is at the path; see [method@Nexus.Filesystem.move].
 *
 * Since: 0.1
 */
void
nexus_batch_move (NexusBatch     *self,
                  const char     *path,
                  const char     *destination,
                  const char     *etag,
                  NexusCopyFlags  flags)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (destination != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_MOVE, path);
  _nexus_batch_set_destination (self, mutation, destination);
  mutation->etag = g_strdup (etag);
  mutation->copy_flags = flags;
}

/**
 * nexus_batch_copy:
 * @self: a batch
 * @path: (type filename): the path
 * @destination: (type filename): the path of the copy
 * @flags: flags
 *
 * Copies what is at the path; see [method@Nexus.Filesystem.copy].
 *
 * Since: 0.1
 */
void
nexus_batch_copy (NexusBatch     *self,
                  const char     *path,
                  const char     *destination,
                  NexusCopyFlags  flags)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (destination != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_COPY, path);
  _nexus_batch_set_destination (self, mutation, destination);
  mutation->copy_flags = flags;
}

/**
 * nexus_batch_delete:
 * @self: a batch
 * @path: (type filename): the path
 * @etag: (nullable): the etag that the file must have then, or %NULL for any
 * @flags: flags
 *
 * Deletes what is at the path; see [method@Nexus.Filesystem.delete].
 *
 * Since: 0.1
 */
void
nexus_batch_delete (NexusBatch       *self,
                    const char       *path,
                    const char       *etag,
                    NexusDeleteFlags  flags)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_DELETE, path);
  mutation->etag = g_strdup (etag);
  mutation->delete_flags = flags;
}

/**
 * nexus_batch_set_modified:
 * @self: a batch
 * @path: (type filename): the path
 * @modified_ns: the time in nanoseconds since 1970 UTC
 *
 * Sets when the entry was modified; see [method@Nexus.Filesystem.set_modified].
 *
 * Since: 0.1
 */
void
nexus_batch_set_modified (NexusBatch *self,
                          const char *path,
                          gint64      modified_ns)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_SET_FACTS, path);
  mutation->modified_ns = modified_ns;
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED;
}

/**
 * nexus_batch_set_mode:
 * @self: a batch
 * @path: (type filename): the path
 * @mode: the permission bits, such as 0644
 *
 * Sets the permission bits; see [method@Nexus.Filesystem.set_mode].
 *
 * Since: 0.1
 */
void
nexus_batch_set_mode (NexusBatch *self,
                      const char *path,
                      guint       mode)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_SET_FACTS, path);
  mutation->mode = mode;
  mutation->fields = NEXUS_MUTATION_HAS_MODE;
  if (mode > 07777)
    _nexus_batch_refuse (self, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                            _("permission bits are at most 07777, not 0%o"), mode));
}

/**
 * nexus_batch_set_attribute:
 * @self: a batch
 * @path: (type filename): the path
 * @key: the key
 * @value: the value; a floating reference is sunk
 *
 * Sets a custom attribute; see [method@Nexus.Filesystem.set_attribute].
 *
 * Since: 0.1
 */
void
nexus_batch_set_attribute (NexusBatch *self,
                           const char *path,
                           const char *key,
                           GVariant   *value)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (value != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_SET_ATTRIBUTE, path);
  mutation->key = g_strdup (key);
  mutation->value = g_variant_ref_sink (value);
}

/**
 * nexus_batch_remove_attribute:
 * @self: a batch
 * @path: (type filename): the path
 * @key: the key
 *
 * Removes a custom attribute; see [method@Nexus.Filesystem.remove_attribute].
 *
 * Since: 0.1
 */
void
nexus_batch_remove_attribute (NexusBatch *self,
                              const char *path,
                              const char *key)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_REMOVE_ATTRIBUTE, path);
  mutation->key = g_strdup (key);
}

/**
 * nexus_batch_add_tag:
 * @self: a batch
 * @path: (type filename): the path
 * @tag: the name of the tag
 *
 * Puts a tag on an entry; see [method@Nexus.Filesystem.add_tag].
 *
 * Since: 0.1
 */
void
nexus_batch_add_tag (NexusBatch *self,
                     const char *path,
                     const char *tag)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (tag != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_ADD_TAG, path);
  mutation->key = g_strdup (tag);
}

/**
 * nexus_batch_remove_tag:
 * @self: a batch
 * @path: (type filename): the path
 * @tag: the name of the tag
 *
 * Takes a tag off an entry; see [method@Nexus.Filesystem.remove_tag].
 *
 * Since: 0.1
 */
void
nexus_batch_remove_tag (NexusBatch *self,
                        const char *path,
                        const char *tag)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (tag != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_REMOVE_TAG, path);
  mutation->key = g_strdup (tag);
}

/**
 * nexus_batch_restore_version:
 * @self: a batch
 * @path: (type filename): the path
 * @version: the number of the version
 *
 * Makes an older version the current one; see [method@Nexus.Filesystem.restore_version].
 *
 * Since: 0.1
 */
void
nexus_batch_restore_version (NexusBatch *self,
                             const char *path,
                             guint       version)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_RESTORE_VERSION, path);
  mutation->version = version;
}

/**
 * nexus_batch_rename_tag:
 * @self: a batch
 * @tag: the name of the tag
 * @new_name: the name that it gets
 *
 * Renames a tag on everything that has it; see [method@Nexus.Filesystem.rename_tag].
 *
 * Since: 0.1
 */
void
nexus_batch_rename_tag (NexusBatch *self,
                        const char *tag,
                        const char *new_name)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (new_name != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_RENAME_TAG, NULL);
  mutation->key = g_strdup (tag);
  mutation->destination = g_strdup (new_name);
}

/**
 * nexus_batch_set_tag_color:
 * @self: a batch
 * @tag: the name of the tag
 * @color: (nullable): the colour as `#rrggbb`, or %NULL for none
 *
 * Sets the colour of a tag; see [method@Nexus.Filesystem.set_tag_color].
 *
 * Since: 0.1
 */
void
nexus_batch_set_tag_color (NexusBatch *self,
                           const char *tag,
                           const char *color)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_SET_TAG_COLOR, NULL);
  mutation->key = g_strdup (tag);
  mutation->destination = g_strdup (color);
}

/**
 * nexus_batch_delete_tag:
 * @self: a batch
 * @tag: the name of the tag
 *
 * Takes a tag off everything that has it, and away; see [method@Nexus.Filesystem.delete_tag].
 *
 * Since: 0.1
 */
void
nexus_batch_delete_tag (NexusBatch *self,
                        const char *tag)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (tag != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_DELETE_TAG, NULL);
  mutation->key = g_strdup (tag);
}

/**
 * nexus_batch_restore:
 * @self: a batch
 * @id: the id of the item
 * @path: (type filename) (nullable): the path that it gets, or %NULL for where it was
 * @policy: what to do if something is there
 *
 * Takes something out of the trash; see [method@Nexus.Filesystem.restore].
 *
 * Since: 0.1
 */
void
nexus_batch_restore (NexusBatch          *self,
                     const char          *id,
                     const char          *path,
                     NexusConflictPolicy  policy)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_RESTORE_TRASH, NULL);
  mutation->key = g_strdup (id);
  if (path != NULL)
    _nexus_batch_set_destination (self, mutation, path);
  mutation->policy = policy;
}

/**
 * nexus_batch_empty_trash:
 * @self: a batch
 *
 * Deletes everything in the trash for good, also what was deleted before in this batch; see
 * [method@Nexus.Filesystem.empty_trash].
 *
 * Since: 0.1
 */
void
nexus_batch_empty_trash (NexusBatch *self)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_EMPTY_TRASH, NULL);
  mutation->deleted_before_ns = G_MAXINT64;
}

/**
 * nexus_batch_save_search:
 * @self: a batch
 * @name: what to call it
 * @query: what it looks for
 *
 * Keeps a search; see [method@Nexus.Filesystem.save_search].
 *
 * Since: 0.1
 */
void
nexus_batch_save_search (NexusBatch *self,
                         const char *name,
                         NexusQuery *query)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (NEXUS_IS_QUERY (query));
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_SAVE_SEARCH, NULL);
  mutation->key = g_strdup (name);
  mutation->destination = g_strdup (nexus_query_to_string (query));
}

/**
 * nexus_batch_remove_search:
 * @self: a batch
 * @name: what it is called
 *
 * Removes a search that is kept; see [method@Nexus.Filesystem.remove_search].
 *
 * Since: 0.1
 */
void
nexus_batch_remove_search (NexusBatch *self,
                           const char *name)
{
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_BATCH (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (_nexus_batch_is_open (self));

  mutation = _nexus_batch_add (self, NEXUS_MUTATION_REMOVE_SEARCH, NULL);
  mutation->key = g_strdup (name);
}

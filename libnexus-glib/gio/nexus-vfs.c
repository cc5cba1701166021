/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-file-private.h"
#include "nexus-uri-private.h"
#include "nexus-vfs.h"

static GFile *
look_up (GVfs       *vfs,
         const char *identifier,
         gpointer    user_data)
{
  return _nexus_file_new_for_uri (identifier);
}

static gpointer
register_once (gpointer data)
{
  return GINT_TO_POINTER (g_vfs_register_uri_scheme (g_vfs_get_default (), NEXUS_URI_SCHEME,
                                                     look_up, NULL, NULL, look_up, NULL, NULL));
}

/**
 * nexus_vfs_register:
 * @error: return location for an error
 *
 * Makes `nexus` a URI scheme of this process, so that [func@Gio.File.new_for_uri] and all that is built on it know
 * the files of stores.
 *
 * | URI | what it is |
 * | --- | --- |
 * | `nexus:///path` | a path in the store that [func@Nexus.connect] discovers; it is connected to once, when the first file is used |
 * | `nexus://NAME/path` | a path in the store that was added as `NAME` with [func@Nexus.vfs_add] |
 *
 * A path is percent-encoded UTF-8. A URI that can mean no file, be it for a `%2F` or `%00` in a name, a `..`, a query
 * or fragment, a broken escape, bytes that are not UTF-8 or a name of a store that none can have, still makes a file,
 * as all of GIO does; each use of that file fails with %G_IO_ERROR_INVALID_FILENAME, or
 * %G_IO_ERROR_FILENAME_TOO_LONG, and says why. A store that nobody has added is %G_IO_ERROR_NOT_MOUNTED.
 *
 * The files do what files of a disk do, with the same codes for errors, and call back from threads of the library,
 * never blocking the main loop. What is different is listed in [the chapter on files](files.html).
 *
 * Calling this again does nothing. May be called from any thread, best early: a file that was made before stays what it
 * was then.
 *
 * Returns: %TRUE if the scheme is known now; %FALSE with %G_IO_ERROR_EXISTS if someone else has registered it
 *
 * Since: 0.1
 */
gboolean
nexus_vfs_register (GError **error)
{
  static GOnce once = G_ONCE_INIT;

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_once (&once, register_once, NULL);
  if (GPOINTER_TO_INT (once.retval))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       _("Another library of this program has taken the URI scheme “nexus” already"));

  return FALSE;
}

/**
 * nexus_vfs_add:
 * @name: (nullable): the name, 1 to 63 of the characters `a-z`, `0-9`, `.`, `_` and `-`, the first a letter or a digit;
 *   %NULL for the store of `nexus:///`
 * @filesystem: the store
 * @error: return location for an error
 *
 * Gives a store its name in URIs of this process: `nexus://NAME/`.
 *
 * The store is held until [func@Nexus.vfs_remove] is called. Adding it again under the same name does nothing. With
 * %NULL the store takes the place of the one that would be discovered.
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT for a name that cannot be one, %G_IO_ERROR_EXISTS if another store has it.
 *
 * May be called from any thread.
 *
 * Returns: %TRUE if the store has that name now
 *
 * Since: 0.1
 */
gboolean
nexus_vfs_add (const char       *name,
               NexusFilesystem  *filesystem,
               GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (name != NULL && !_nexus_uri_check_store (name, error))
    return FALSE;

  return _nexus_mount_add (name != NULL ? name : "", filesystem, error);
}

/**
 * nexus_vfs_remove:
 * @name: (nullable): the name; %NULL for the store of `nexus:///`
 *
 * Takes the name of a store away again.
 *
 * Files with that name stay what they are and fail with %G_IO_ERROR_NOT_MOUNTED from then on, until a store is added
 * under the name again. After %NULL the store of `nexus:///` is discovered anew when it is next used. What is under way
 * goes on; the store is not closed.
 *
 * May be called from any thread.
 *
 * Returns: %TRUE if a store had that name
 *
 * Since: 0.1
 */
gboolean
nexus_vfs_remove (const char *name)
{
  return _nexus_mount_remove (name != NULL ? name : "");
}

/**
 * nexus_filesystem_get_file:
 * @self: a filesystem
 * @path: (type filename): the path
 *
 * Gets a path of this store as a file of GIO.
 *
 * Its URI has the name under which the store was added with [func@Nexus.vfs_add]. A store that was not added gets a name
 * that is made up, such as `nexus://~1/path`; it means the store as long as a file of it is held. Neither needs
 * [func@Nexus.vfs_register], which is for making files of URIs.
 *
 * Making a file asks nothing of the store and cannot fail: whether there is something at the path, and if it is one at
 * all, is told when the file is used. Unlike [func@Nexus.path_normalize] it takes a `..` for the folder above, as all
 * files of GIO do.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): the file
 *
 * Since: 0.1
 */
GFile *
nexus_filesystem_get_file (NexusFilesystem *self,
                           const char      *path)
{
  g_autoptr(NexusMount) mount = NULL;
  g_autofree char *resolved = NULL;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  mount = _nexus_mount_get_for (self);
  resolved = _nexus_uri_resolve ("/", path);

  return _nexus_file_new (mount, resolved);
}

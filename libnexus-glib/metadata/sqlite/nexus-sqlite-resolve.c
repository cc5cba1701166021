/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"

/* From paths to nodes and back. */

/* Directories that a connection remembers; beyond that it starts anew. */
#define REMEMBERED_MAX 16384

void
_nexus_sqlite_remember (NexusSqliteConnection *connection,
                        const char            *path,
                        gint64                 id)
{
  if (g_hash_table_size (connection->directories) >= REMEMBERED_MAX)
    g_hash_table_remove_all (connection->directories);

  g_hash_table_insert (connection->directories, g_strdup (path), g_memdup2 (&id, sizeof id));
}

gsize
_nexus_sqlite_parent_length (const char *path)
{
  gsize length = (gsize) (strrchr (path, '/') - path);

  return MAX (length, 1);
}

const char *
_nexus_sqlite_last_name (const char *path)
{
  return strrchr (path, '/') + 1;
}

void
_nexus_sqlite_set_not_found (GError     **error,
                             const char  *path)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing at “%s”."), path);
}

gboolean
_nexus_sqlite_resolve_directory (NexusSqliteConnection  *connection,
                                 const char             *path,
                                 gsize                   length,
                                 gint64                 *id,
                                 GError                **error)
{
  g_autofree char *prefix = g_strndup (path, length);
  const gint64 *known;
  gsize end = length;

  *id = NEXUS_SQLITE_ROOT;
  if (length <= 1)
    return TRUE;

  /* The longest part that is known … */
  while ((known = g_hash_table_lookup (connection->directories, prefix)) == NULL)
    {
      while (end > 0 && path[end - 1] != '/')
        end--;
      if (end <= 1)
        {
          end = 0;
          break;
        }
      end--;
      prefix[end] = '\0';
    }
  if (known != NULL)
    *id = *known;

  /* … and from there down, a name each. */
  while (end < length)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      const char *name = path + end + 1;
      const char *next = memchr (name, '/', length - end - 1);
      gboolean found;

      prefix[end] = '/';
      end = next != NULL ? (gsize) (next - path) : length;
      memcpy (prefix, path, end);
      prefix[end] = '\0';

      if (!_nexus_sqlite_node_lookup (connection, *id, prefix + (name - path), &node, &found, prefix, error))
        return FALSE;

      if (!found)
        {
          _nexus_sqlite_set_not_found (error, prefix);
          return FALSE;
        }

      if (node.kind != NEXUS_KIND_DIRECTORY)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("“%s” is not a directory."), prefix);
          return FALSE;
        }

      *id = node.id;
      _nexus_sqlite_remember (connection, prefix, node.id);
    }

  return TRUE;
}

gboolean
_nexus_sqlite_resolve (NexusSqliteConnection  *connection,
                       const char             *path,
                       NexusSqliteNode        *node,
                       GError                **error)
{
  g_autoptr(GError) local_error = NULL;
  gint64 parent;
  gboolean found;

  if (path[1] == '\0')
    {
      if (!_nexus_sqlite_node_load (connection, NEXUS_SQLITE_ROOT, node, &found, path, error))
        return FALSE;
      if (!found || node->id != NEXUS_SQLITE_ROOT || node->kind != NEXUS_KIND_DIRECTORY)
        {
          _nexus_sqlite_node_clear (node);
          _nexus_sqlite_set_corrupt (error, path);
          return FALSE;
        }
      return TRUE;
    }

  if (!_nexus_sqlite_resolve_directory (connection, path, _nexus_sqlite_parent_length (path), &parent, &local_error))
    {
      /* Who asks for an entry wants to read of that entry, not of its parent. */
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        _nexus_sqlite_set_not_found (error, path);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!_nexus_sqlite_node_lookup (connection, parent, _nexus_sqlite_last_name (path), node, &found, path, error))
    return FALSE;

  if (!found)
    {
      _nexus_sqlite_set_not_found (error, path);
      return FALSE;
    }

  return TRUE;
}

char *
_nexus_sqlite_build_path (NexusSqliteConnection  *connection,
                          const NexusSqliteNode  *node,
                          gboolean               *trashed,
                          GError                **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) path = g_string_new (NULL);
  gint64 parent = node->parent;
  gint64 id = node->id;

  *trashed = FALSE;
  if (id == NEXUS_SQLITE_ROOT)
    return g_strdup ("/");

  g_ptr_array_add (names, g_strdup (node->name));
  while (parent != NEXUS_SQLITE_ROOT && parent != NEXUS_SQLITE_TRASH)
    {
      g_auto(NexusSqliteNode) above = { 0 };
      gboolean found = FALSE;

      if (names->len <= NEXUS_SQLITE_DEPTH_MAX &&
          !_nexus_sqlite_node_load (connection, parent, &above, &found, node->name, error))
        return NULL;

      if (!found || above.id != parent)
        {
          _nexus_sqlite_set_corrupt (error, node->name);
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (above.name));
      id = above.id;
      parent = above.parent;
    }

  if (parent == NEXUS_SQLITE_TRASH)
    {
      g_autofree char *original_path = NULL;
      gint64 deleted_ns;

      if (!_nexus_sqlite_load_trash (connection, id, &original_path, &deleted_ns, trashed, error))
        return NULL;
      if (!*trashed)
        {
          _nexus_sqlite_set_corrupt (error, node->name);
          return NULL;
        }
      g_string_append (path, original_path);
      g_ptr_array_set_size (names, (int) names->len - 1);
    }

  for (guint i = names->len; i > 0; i--)
    {
      g_string_append_c (path, '/');
      g_string_append (path, g_ptr_array_index (names, i - 1));
    }

  return g_string_free (g_steal_pointer (&path), FALSE);
}

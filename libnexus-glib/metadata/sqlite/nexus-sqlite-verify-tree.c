/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdlib.h>

#include "nexus-sqlite-verify-private.h"

/* Adds up what is in each directory and compares it with the totals that are kept.  The memory grows with the number
 * of directories, not with that of files. */

typedef struct {
  gint64  id;
  gint64  parent;
  gint64  kept_size;
  gint64  kept_count;
  gint64  size;
  gint64  count;
  guint   depth;      /* 0: not known yet; the roots have 1 */
} Directory;

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const Directory *one = a;
  const Directory *other = b;

  return (one->id > other->id) - (one->id < other->id);
}

/* Of pointers, the deepest first. */
static int
compare_depths (gconstpointer a,
                gconstpointer b)
{
  const Directory *one = *(Directory * const *) a;
  const Directory *other = *(Directory * const *) b;

  return (one->depth < other->depth) - (one->depth > other->depth);
}

static Directory *
find (GArray *directories,
      gint64  id)
{
  Directory key = { .id = id };

  /* A hostile database has none, and then there is no memory to look in. */
  if (directories->len == 0)
    return NULL;

  return bsearch (&key, directories->data, directories->len, sizeof key, compare_ids);
}

static gboolean
load_directories (NexusSqliteVerify  *self,
                  GArray             *directories,
                  GError            **error)
{
  static const char sql[] = "SELECT id, parent, total_size, total_count FROM nodes WHERE kind = 1 ORDER BY id";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      Directory directory = { 0 };

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the folders", error))
        return FALSE;
      if (!row)
        return TRUE;
      directory.id = sqlite3_column_int64 (statement, 0);
      directory.parent = sqlite3_column_int64 (statement, 1);
      directory.kept_size = sqlite3_column_int64 (statement, 2);
      directory.kept_count = sqlite3_column_int64 (statement, 3);
      g_array_append_val (directories, directory);
    }
}

static gboolean
add_children (NexusSqliteVerify  *self,
              GArray             *directories,
              GError            **error)
{
  static const char sql[] =
    "SELECT parent, sum (CASE kind WHEN 0 THEN size ELSE 0 END), count (*)"
    "  FROM nodes WHERE parent IS NOT NULL GROUP BY parent";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      Directory *directory;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "add up the folders", error))
        return FALSE;
      if (!row)
        return TRUE;
      directory = find (directories, sqlite3_column_int64 (statement, 0));
      if (directory == NULL)
        continue;
      directory->size = sqlite3_column_int64 (statement, 1);
      directory->count = sqlite3_column_int64 (statement, 2);
    }
}

/* How deep each directory is; FALSE for those whose way up does not lead to a root. */
static gboolean
find_depth (GArray    *directories,
            Directory *directory)
{
  g_autoptr(GPtrArray) way = g_ptr_array_new ();
  Directory *at = directory;
  guint depth;

  while (at != NULL && at->depth == 0 && at->parent != 0 && way->len <= NEXUS_SQLITE_DEPTH_MAX)
    {
      g_ptr_array_add (way, at);
      at = find (directories, at->parent);
    }
  if (at == NULL || (at->depth == 0 && at->parent != 0))
    return FALSE;

  if (at->depth == 0)
    at->depth = 1;
  depth = at->depth;
  for (guint i = way->len; i > 0; i--)
    ((Directory *) g_ptr_array_index (way, i - 1))->depth = ++depth;

  return TRUE;
}

static gboolean
compare_totals (NexusSqliteVerify  *self,
                Directory          *directory,
                GError            **error)
{
  static const char sql[] = "UPDATE nodes SET total_size = ?2, total_count = ?3 WHERE id = ?1";
  NexusFindingState state = NEXUS_FINDING_FOUND;
  g_autofree char *message = NULL;

  if (directory->size == directory->kept_size && directory->count == directory->kept_count)
    return TRUE;

  if (self->mend)
    {
      sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "iii", directory->id, directory->size, directory->count);
      if (!_nexus_sqlite_run (self->connection, statement, "write folder totals", error))
        return FALSE;
      state = NEXUS_FINDING_MENDED;
      self->changed = TRUE;
    }

  message = g_strdup_printf (_("The totals of a folder are wrong: kept are %" PRId64 " bytes in %" PRId64
                               " entries, there are %" PRId64 " bytes in %" PRId64 "."),
                             directory->kept_size, directory->kept_count, directory->size, directory->count);
  _nexus_sqlite_verify_tell (self, NEXUS_FINDING_TOTALS, state, directory->id, message);

  return TRUE;
}

gboolean
_nexus_sqlite_verify_tree (NexusSqliteVerify  *self,
                           GError            **error)
{
  g_autoptr(GArray) directories = g_array_new (FALSE, FALSE, sizeof (Directory));
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  GError *problem = NULL;

  if (!load_directories (self, directories, &problem) || !add_children (self, directories, &problem))
    return _nexus_sqlite_verify_pass (self, problem, error);

  for (guint i = 0; i < directories->len; i++)
    {
      Directory *directory = &g_array_index (directories, Directory, i);

      if (find_depth (directories, directory))
        g_ptr_array_add (order, directory);
      else
        _nexus_sqlite_verify_tell (self, NEXUS_FINDING_ENTRY, self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND,
                                   directory->id, _("A folder is not below the root of the store, and cannot be reached."));
    }

  g_ptr_array_sort (order, compare_depths);
  for (guint i = 0; i < order->len; i++)
    {
      Directory *directory = g_ptr_array_index (order, i);
      Directory *parent = directory->parent != 0 ? find (directories, directory->parent) : NULL;

      if (parent != NULL)
        {
          parent->size += directory->size;
          parent->count += directory->count;
        }
    }
  for (guint i = 0; i < order->len; i++)
    {
      if (!compare_totals (self, g_ptr_array_index (order, i), error))
        return FALSE;
    }

  return TRUE;
}

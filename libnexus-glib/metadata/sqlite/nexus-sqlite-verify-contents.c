/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-verify-private.h"

/* What the bytes of contents are verified by: which there are, who uses each, when it was last good. */

/* --- Where something is --- */

/* Puts "/name" before the path; FALSE if the row cannot be read. */
static gboolean
climb (NexusSqliteConnection *connection,
       GString               *path,
       gint64                *node)
{
  static const char sql[] = "SELECT parent, name FROM nodes WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, NULL);
  const char *name;
  gboolean row;

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", *node);
  if (!_nexus_sqlite_step (connection, statement, &row, "look for a path", NULL) || !row)
    return FALSE;

  name = _nexus_sqlite_column_text (statement, 1);
  g_string_prepend (path, name != NULL ? name : "?");
  g_string_prepend_c (path, '/');
  *node = sqlite3_column_int64 (statement, 0);

  return TRUE;
}

static char *
dup_original (NexusSqliteConnection *connection,
              gint64                 node)
{
  static const char sql[] = "SELECT original_path FROM trash WHERE node = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, NULL);
  const char *path = NULL;
  gboolean row = FALSE;

  if (statement != NULL)
    _nexus_sqlite_bind (statement, "i", node);
  if (statement != NULL && _nexus_sqlite_step (connection, statement, &row, "look for a path", NULL) && row)
    path = _nexus_sqlite_column_text (statement, 0);

  return g_strdup (path != NULL ? path : "/?");
}

NexusContentUse *
_nexus_sqlite_describe_node (NexusSqliteConnection *connection,
                             gint64                 node,
                             guint                  version)
{
  g_autoptr(GString) path = g_string_new (NULL);

  for (guint depth = 0; node != NEXUS_SQLITE_ROOT && node != 0 && depth < NEXUS_SQLITE_DEPTH_MAX; depth++)
    {
      gint64 below = node;
      gsize before = path->len;

      if (!climb (connection, path, &node))
        {
          g_string_prepend (path, "/?");
          break;
        }

      /* In the trash a thing has its number for a name. */
      if (node == NEXUS_SQLITE_TRASH)
        {
          g_autofree char *original = dup_original (connection, below);

          g_string_erase (path, 0, (gssize) (path->len - before));
          g_string_prepend (path, original);
          return _nexus_content_use_new (path->str, version, TRUE);
        }
    }

  return _nexus_content_use_new (path->len > 0 ? path->str : "/", version, FALSE);
}

GPtrArray *
_nexus_sqlite_list_uses (NexusSqliteConnection  *connection,
                         gint64                  content,
                         GError                **error)
{
  static const char sql[] =
    "SELECT id, 0 FROM nodes WHERE content = ?1 UNION ALL SELECT node, number FROM versions WHERE content = ?1 ORDER BY 1, 2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) uses = _nexus_content_uses_new ();
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", content);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "look for the users of a content", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&uses);
      g_ptr_array_add (uses, _nexus_sqlite_describe_node (connection, sqlite3_column_int64 (statement, 0),
                                                          (guint) sqlite3_column_int64 (statement, 1)));
    }
}

/* --- What there is to do --- */

static gboolean
append_contents (NexusSqliteConnection  *connection,
                 sqlite3_stmt           *statement,
                 GArray                 *contents,
                 guint64                *n_bytes,
                 GError                **error)
{
  gboolean row;

  for (;;)
    {
      gint64 id;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the contents", error))
        return FALSE;
      if (!row)
        return TRUE;
      id = sqlite3_column_int64 (statement, 0);
      *n_bytes += (guint64) sqlite3_column_int64 (statement, 1);
      g_array_append_val (contents, id);
    }
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* Files may share contents, and paths may lie in each other. */
static void
drop_doubles (GArray *contents)
{
  guint kept = 0;

  g_array_sort (contents, compare_numbers);
  for (guint i = 0; i < contents->len; i++)
    {
      if (kept == 0 || g_array_index (contents, gint64, kept - 1) != g_array_index (contents, gint64, i))
        g_array_index (contents, gint64, kept++) = g_array_index (contents, gint64, i);
    }
  g_array_set_size (contents, kept);
}

GArray *
_nexus_sqlite_plan_check (NexusSqliteConnection  *connection,
                          const char * const     *paths,
                          gint64                  good_before_ns,
                          gboolean                oldest_first,
                          guint64                *n_bytes,
                          GError                **error)
{
  static const char all_sql[] =
    "SELECT c.id, c.size FROM contents c LEFT JOIN content_checks k ON k.content = c.id"
    "  WHERE ifnull (k.good_ns, 0) < ?1 ORDER BY c.id";
  static const char oldest_sql[] =
    "SELECT c.id, c.size FROM contents c LEFT JOIN content_checks k ON k.content = c.id"
    "  WHERE ifnull (k.good_ns, 0) < ?1 ORDER BY ifnull (k.checked_ns, 0), c.id";
  static const char below_sql[] =
    "WITH RECURSIVE below (id) AS (SELECT ?2 UNION SELECT n.id FROM below b JOIN nodes n ON n.parent = b.id)"
    " SELECT c.id, c.size FROM"
    "   (SELECT n.content FROM below b JOIN nodes n ON n.id = b.id WHERE n.content IS NOT NULL"
    "    UNION SELECT v.content FROM below b JOIN versions v ON v.node = b.id) u"
    "   JOIN contents c ON c.id = u.content LEFT JOIN content_checks k ON k.content = c.id"
    "   WHERE ifnull (k.good_ns, 0) < ?1";
  g_autoptr(GArray) contents = g_array_new (FALSE, FALSE, sizeof (gint64));

  *n_bytes = 0;
  if (paths == NULL)
    {
      nexus_auto_reset sqlite3_stmt *statement =
        _nexus_sqlite_connection_prepare (connection, oldest_first ? oldest_sql : all_sql, error);

      if (statement == NULL)
        return NULL;
      _nexus_sqlite_bind (statement, "i", good_before_ns);
      if (!append_contents (connection, statement, contents, n_bytes, error))
        return NULL;

      return g_steal_pointer (&contents);
    }

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, below_sql, error);

      if (statement == NULL || !_nexus_sqlite_resolve (connection, paths[i], &node, error))
        return NULL;
      _nexus_sqlite_bind (statement, "ii", good_before_ns, node.id);
      if (!append_contents (connection, statement, contents, n_bytes, error))
        return NULL;
    }
  drop_doubles (contents);

  return g_steal_pointer (&contents);
}

NexusContentRef *
_nexus_sqlite_peek_content (NexusSqliteConnection  *connection,
                            gint64                  content,
                            GError                **error)
{
  static const char sql[] = "SELECT 1 FROM contents WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  _nexus_sqlite_bind (statement, "i", content);
  if (!_nexus_sqlite_step (connection, statement, &row, "look for a content", error) || !row)
    return NULL;

  return _nexus_sqlite_load_content (connection, content, "contents", error);
}

/* --- What is written down --- */

gboolean
_nexus_sqlite_note_checked (NexusSqliteConnection   *connection,
                            const NexusContentNote  *notes,
                            guint                    n_notes,
                            GError                 **error)
{
  /* What was collected meanwhile is not noted. */
  static const char sql[] =
    "INSERT INTO content_checks (content, checked_ns, good_ns) SELECT id, ?2, ?3 FROM contents WHERE id = ?1"
    "  ON CONFLICT (content) DO UPDATE SET checked_ns = excluded.checked_ns, good_ns = max (good_ns, excluded.good_ns)";
  sqlite3_stmt *statement;
  gboolean good;

  if (!_nexus_sqlite_connection_begin (connection, TRUE, "note what was verified", error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  good = statement != NULL;
  for (guint i = 0; good && i < n_notes; i++)
    {
      _nexus_sqlite_bind (statement, "iii", notes[i].content, notes[i].checked_ns,
                          notes[i].good ? notes[i].checked_ns : (gint64) 0);
      good = _nexus_sqlite_run (connection, statement, "note what was verified", error);
    }

  return _nexus_sqlite_connection_end (connection, good, "commit", error);
}

static gboolean
write_locator (NexusSqliteConnection  *connection,
               const guint8           *hash,
               GBytes                 *locator,
               GError                **error)
{
  static const char find_sql[] = "SELECT id, size, added_ns FROM contents WHERE hash = ?1";
  static const char sql[] = "UPDATE contents SET locator = ?2, sum = ?3 WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *find = _nexus_sqlite_connection_prepare (connection, find_sql, error);
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  const void *bytes = NULL;
  gsize n_bytes = 0;
  gint64 id;
  guint64 sum;
  gboolean row;

  if (find == NULL || statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (find, "b", hash, (gsize) NEXUS_HASH_SIZE);
  if (!_nexus_sqlite_step (connection, find, &row, "look for a content", error))
    return FALSE;
  if (!row)
    return TRUE;

  if (locator != NULL)
    bytes = g_bytes_get_data (locator, &n_bytes);
  id = sqlite3_column_int64 (find, 0);
  sum = _nexus_sqlite_content_sum (id, hash, (guint64) sqlite3_column_int64 (find, 1), bytes, n_bytes,
                                   sqlite3_column_int64 (find, 2));
  _nexus_sqlite_bind (statement, "ibi", id, bytes, n_bytes, (gint64) sum);

  return _nexus_sqlite_run (connection, statement, "note where a content is", error);
}

gboolean
_nexus_sqlite_relocate (NexusSqliteConnection  *connection,
                        const guint8           *hash,
                        GBytes                 *locator,
                        NexusRelocateFunc       func,
                        gpointer                user_data,
                        GError                **error)
{
  gboolean good;

  if (!_nexus_sqlite_connection_begin (connection, TRUE, "note where a content is", error))
    return FALSE;

  good = (func == NULL || func (user_data, error)) && write_locator (connection, hash, locator, error);

  return _nexus_sqlite_connection_end (connection, good, "commit", error);
}

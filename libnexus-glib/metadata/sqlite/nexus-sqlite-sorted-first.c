/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-sorted-private.h"

/* The first rows of a directory in natural order or the reverse of it, from an index in the order of bytes.
 *
 * What begins alike is a branch: “file-1” stands for file-1, file-10, file-17.txt and so on.  The key of its beginning
 * is a lower bound for all that is in it, and a little more of it an upper one.  From a heap, ordered by these bounds,
 * the least is taken again and again, or the greatest: a branch is replaced by what it divides into, a few look-ups in
 * the index each; a name that comes out is the next row, because nothing that is left can come before it.  So two
 * hundred rows take some thousand look-ups, however many entries there are. */

/* Names can be thought of for which nearly every branch has to be opened: then fewer rows come first. */
#define LOOK_UPS_MAX 20000

typedef struct {
  char    *text;        /* of a branch the beginning, and an entry in it as an example; of a name all of it */
  gsize    length;      /* of the beginning */
  gboolean branch;
  gint64   id;
  guint    key_size;
  guint8   key[];
} Candidate;

typedef struct {
  NexusSqliteConnection *connection;
  const NexusSort       *sort;
  gint64                 directory;
  gboolean               folders;     /* nothing but folders, through the index of these */
  GPtrArray             *heap;
  guint                  n_look_ups;
  GString               *lower;
  GString               *upper;
} Walk;

static void
candidate_free (Candidate *self)
{
  g_free (self->text);
  g_free (self);
}

static gboolean
comes_before (Walk            *walk,
              const Candidate *a,
              const Candidate *b)
{
  return _nexus_sort_compare (a->key, a->key_size, b->key, b->key_size, walk->sort->descending) < 0;
}

static void
push (Walk       *walk,
      const char *text,
      gsize       length,
      gboolean    branch,
      gint64      id)
{
  NexusSortKey key;
  Candidate *candidate;
  guint i = walk->heap->len;

  if (branch)
    {
      _nexus_sort_key_set_bound (&key, walk->sort, walk->folders, text, length);
    }
  else
    {
      _nexus_sort_key_begin (&key, walk->sort, walk->folders);
      _nexus_sort_key_end (&key, text, length);
    }

  candidate = g_malloc0 (sizeof (Candidate) + key.size);
  candidate->text = g_strdup (text);
  candidate->length = length;
  candidate->branch = branch;
  candidate->id = id;
  candidate->key_size = key.size;
  memcpy (candidate->key, key.data, key.size);

  g_ptr_array_add (walk->heap, candidate);
  while (i > 0 && comes_before (walk, candidate, g_ptr_array_index (walk->heap, (i - 1) / 2)))
    {
      walk->heap->pdata[i] = walk->heap->pdata[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  walk->heap->pdata[i] = candidate;
}

static Candidate *
pop (Walk *walk)
{
  Candidate *next = g_ptr_array_index (walk->heap, 0);
  Candidate *last = g_ptr_array_steal_index (walk->heap, walk->heap->len - 1);
  guint n = walk->heap->len;
  guint i = 0;

  if (n == 0)
    return last;

  for (;;)
    {
      guint child = 2 * i + 1;

      if (child >= n)
        break;
      if (child + 1 < n && comes_before (walk, walk->heap->pdata[child + 1], walk->heap->pdata[child]))
        child++;
      if (!comes_before (walk, walk->heap->pdata[child], last))
        break;
      walk->heap->pdata[i] = walk->heap->pdata[child];
      i = child;
    }
  walk->heap->pdata[i] = last;

  return next;
}

/* The first or the last name from `lower` up to, but without, `upper`; NULL in *name if there is none. */
static gboolean
look_up (Walk        *walk,
         gboolean     last,
         char       **name,
         gint64      *id,
         GError     **error)
{
  static const char * const sql[2][2] = {
    { "SELECT id, name FROM nodes WHERE parent = ?1 AND name >= ?2 AND name < ?3 ORDER BY name LIMIT 1",
      "SELECT id, name FROM nodes WHERE parent = ?1 AND name >= ?2 AND name < ?3 ORDER BY name DESC LIMIT 1" },
    { "SELECT id, name FROM nodes INDEXED BY nodes_folders WHERE parent = ?1 AND name >= ?2 AND name < ?3"
      " AND kind = 1 ORDER BY name LIMIT 1",
      "SELECT id, name FROM nodes INDEXED BY nodes_folders WHERE parent = ?1 AND name >= ?2 AND name < ?3"
      " AND kind = 1 ORDER BY name DESC LIMIT 1" },
  };
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  const char *found;
  gboolean row;

  walk->n_look_ups++;
  *name = NULL;
  statement = _nexus_sqlite_connection_prepare (walk->connection, sql[walk->folders][last], error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "itt", walk->directory, walk->lower->str, walk->upper->str);
  if (!_nexus_sqlite_step (walk->connection, statement, &row, "list a directory", error))
    return FALSE;
  if (!row)
    return TRUE;

  *id = sqlite3_column_int64 (statement, 0);
  found = _nexus_sqlite_column_text (statement, 1);
  if (!_nexus_sqlite_name_is_good (found))
    {
      _nexus_sqlite_set_corrupt (error, found != NULL ? found : "nodes");
      return FALSE;
    }
  *name = g_strdup (found);

  return TRUE;
}

/* No character of a name is less than 1, no byte of one is 255. */
static void
set_range_within (Walk       *walk,
                  const char *prefix,
                  gsize       length)
{
  g_string_truncate (walk->lower, 0);
  g_string_append_len (walk->lower, prefix, (gssize) length);
  g_string_assign (walk->upper, walk->lower->str);
  g_string_append_c (walk->upper, '\xff');
}

static gsize
common_length (const char *a,
               const char *b)
{
  gsize length = 0;

  while (a[length] != '\0' && a[length] == b[length])
    length++;
  /* Whole characters only. */
  while (length > 0 && ((guchar) a[length] & 0xc0) == 0x80)
    length--;

  return length;
}

/* Replaces a branch by what it divides into. */
static gboolean
open_branch (Walk             *walk,
             const Candidate  *branch,
             GError          **error)
{
  g_autofree char *last = NULL;
  const char *first = branch->text;
  gsize length;
  gint64 id;

  set_range_within (walk, first, branch->length);
  if (!look_up (walk, TRUE, &last, &id, error))
    return FALSE;

  if (last == NULL || strcmp (first, last) == 0)
    {
      push (walk, first, strlen (first), FALSE, branch->id);
      return TRUE;
    }

  /* All that is in it begins like its first and its last. */
  length = common_length (first, last);
  set_range_within (walk, first, length);
  if (first[length] == '\0')
    {
      push (walk, first, length, FALSE, branch->id);
      g_string_append_c (walk->lower, '\1');
    }
  for (;;)
    {
      g_autofree char *name = NULL;
      gsize end;

      if (!look_up (walk, FALSE, &name, &id, error))
        return FALSE;
      if (name == NULL)
        return TRUE;

      end = length + (gsize) (g_utf8_next_char (name + length) - (name + length));
      if (walk->sort->show_hidden || name[0] != '.')
        push (walk, name, end, TRUE, id);
      g_string_truncate (walk->lower, 0);
      g_string_append_len (walk->lower, name, (gssize) end);
      g_string_append_c (walk->lower, '\xff');
    }
}

static gboolean
start (Walk    *walk,
       GError **error)
{
  g_autofree char *first = NULL;
  gint64 id;

  set_range_within (walk, "", 0);
  if (!look_up (walk, FALSE, &first, &id, error))
    return FALSE;
  if (first == NULL)
    return TRUE;

  /* What is hidden is skipped as a branch of its own, never looked through. */
  if (!walk->sort->show_hidden && first[0] == '.')
    {
      g_free (first);
      g_string_assign (walk->lower, "/");
      if (!look_up (walk, FALSE, &first, &id, error))
        return FALSE;
    }
  if (first != NULL)
    push (walk, first, 0, TRUE, id);

  return TRUE;
}

static gboolean
take_rows (Walk        *walk,
           const char  *path,
           guint        n_first,
           gboolean     without_folders,
           GPtrArray   *rows,
           GError     **error)
{
  if (!start (walk, error))
    return FALSE;

  while (walk->heap->len > 0 && rows->len < n_first && walk->n_look_ups < LOOK_UPS_MAX)
    {
      Candidate *candidate = pop (walk);
      g_auto(NexusSqliteNode) node = { 0 };
      NexusSortedRow *row = NULL;
      gboolean found = FALSE;
      gboolean good;

      if (candidate->branch)
        good = open_branch (walk, candidate, error);
      else
        good = _nexus_sqlite_node_load (walk->connection, candidate->id, &node, &found, path, error);
      candidate_free (candidate);
      if (!good)
        return FALSE;

      if (!found || (without_folders && node.kind == NEXUS_KIND_DIRECTORY))
        continue;
      row = _nexus_sqlite_sorted_row (walk->connection, path, &node, walk->sort, error);
      if (row == NULL)
        return FALSE;
      g_ptr_array_add (rows, row);
    }

  return TRUE;
}

GPtrArray *
_nexus_sqlite_sorted_first (NexusSqliteConnection  *connection,
                            const char             *path,
                            gint64                  directory,
                            const NexusSort        *sort,
                            guint                   n_first,
                            GError                **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sorted_row_free);
  g_autoptr(GString) lower = g_string_new (NULL);
  g_autoptr(GString) upper = g_string_new (NULL);
  g_autoptr(GPtrArray) heap = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  Walk walk = { .connection = connection, .sort = sort, .directory = directory, .heap = heap,
                .lower = lower, .upper = upper };

  if (sort->folders_first)
    {
      walk.folders = TRUE;
      if (!take_rows (&walk, path, n_first, FALSE, rows, error))
        return NULL;
      /* Files come only after the last folder. */
      if (heap->len > 0)
        return g_steal_pointer (&rows);
      walk.folders = FALSE;
    }
  if (!take_rows (&walk, path, n_first, sort->folders_first, rows, error))
    return NULL;

  return g_steal_pointer (&rows);
}

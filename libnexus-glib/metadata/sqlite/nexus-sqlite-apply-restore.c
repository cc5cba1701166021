/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

/* Out of the trash again.  A directory that meets a directory is merged with it, name by name; for everything else that
 * meets something the policy decides. */

#define MERGE_PAGE 256

/* `name (2).ext`, with the stem cut at a character if it would be too long. */
static char *
numbered_name (const char *name,
               guint       number)
{
  g_autofree char *suffix = g_strdup_printf (" (%u)", number);
  const char *dot = strrchr (name, '.');
  gsize stem;

  if (dot == NULL || dot == name || strlen (dot) > 32)
    dot = name + strlen (name);

  stem = MIN ((gsize) (dot - name), NEXUS_NAME_MAX - strlen (dot) - strlen (suffix));
  while (stem > 0 && stem < (gsize) (dot - name) && ((guchar) name[stem] & 0xc0) == 0x80)
    stem--;

  return g_strdup_printf ("%.*s%s%s", (int) stem, name, suffix, dot);
}

static gboolean
find_free_name (NexusSqliteApply  *self,
                gint64             parent,
                const char        *name,
                const char        *path,
                char             **free_name,
                GError           **error)
{
  for (guint number = 2; ; number++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autofree char *candidate = numbered_name (name, number);
      gboolean found;

      if ((number % 256 == 0 && !_nexus_sqlite_apply_check_cancelled (self, error)) ||
          !_nexus_sqlite_node_lookup (self->connection, parent, candidate, &node, &found, path, error))
        return FALSE;

      if (!found)
        {
          *free_name = g_steal_pointer (&candidate);
          return TRUE;
        }
    }
}

static gboolean
leave_trash (NexusSqliteApply  *self,
             gint64             node,
             GError           **error)
{
  static const char sql[] = "DELETE FROM trash WHERE node = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_TRASHED, node, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  if (!_nexus_sqlite_run (self->connection, statement, "take out of the trash", error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}

/* What becomes of one node that is to go to a path. */
typedef enum {
  PLACED,
  SKIPPED,
  TO_MERGE,
} Outcome;

static gboolean
set_exists (const char  *path,
            GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               _("There is something at “%s” already, so that it cannot be restored there."), path);

  return FALSE;
}

/* Puts a node to a path where `there` is in the way, if `found`.  *path may become another, with a free name. */
static gboolean
place (NexusSqliteApply     *self,
       NexusSqliteNode      *node,
       gint64                parent,
       char                **path,
       NexusSqliteNode      *there,
       gboolean              found,
       NexusConflictPolicy   policy,
       Outcome              *outcome,
       GError              **error)
{
  g_autofree char *free_name = NULL;

  *outcome = PLACED;
  if (found && node->kind == NEXUS_KIND_DIRECTORY && there->kind == NEXUS_KIND_DIRECTORY)
    {
      *outcome = TO_MERGE;
      return TRUE;
    }

  if (found && policy == NEXUS_CONFLICT_NEWER)
    policy = node->modified_ns > there->modified_ns ? NEXUS_CONFLICT_REPLACE : NEXUS_CONFLICT_SKIP;

  if (found && there->id == NEXUS_SQLITE_ROOT && policy != NEXUS_CONFLICT_SKIP)
    return set_exists (*path, error);

  if (found)
    switch (policy)
      {
      case NEXUS_CONFLICT_SKIP:
        *outcome = SKIPPED;
        return TRUE;

      case NEXUS_CONFLICT_REPLACE:
        if (!_nexus_sqlite_apply_trash (self, there, *path, error))
          return FALSE;
        break;

      case NEXUS_CONFLICT_KEEP_BOTH:
        {
          gsize length = (gsize) (_nexus_sqlite_last_name (*path) - *path);
          char *free_path;

          if (!find_free_name (self, parent, _nexus_sqlite_last_name (*path), *path, &free_name, error))
            return FALSE;
          free_path = g_strdup_printf ("%.*s%s", (int) length, *path, free_name);
          g_free (*path);
          *path = free_path;
        }
        break;

      case NEXUS_CONFLICT_FAIL:
      case NEXUS_CONFLICT_NEWER:
      default:
        return set_exists (*path, error);
      }

  if (!_nexus_sqlite_apply_reparent (self, node, parent, _nexus_sqlite_last_name (*path), error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_CREATED, *path, NULL);

  return TRUE;
}

typedef struct {
  gint64  from;
  gint64  to;
  char   *path;
} Pair;

static void
pair_clear (gpointer data)
{
  g_free (((Pair *) data)->path);
}

static void
push_pair (GArray     *pairs,
           gint64      from,
           gint64      to,
           const char *path)
{
  Pair pair = { from, to, g_strdup (path) };

  g_array_append_val (pairs, pair);
}

static gboolean
merge_children (NexusSqliteApply     *self,
                GArray               *pairs,
                guint                 index,
                NexusConflictPolicy   policy,
                GError              **error)
{
  const Pair pair = g_array_index (pairs, Pair, index);
  g_autofree char *directory = g_strdup (pair.path);
  g_autofree char *after = NULL;
  guint n_children;

  do
    {
      g_autoptr(GArray) children = NULL;

      if (!_nexus_sqlite_apply_check_cancelled (self, error))
        return FALSE;
      children = _nexus_sqlite_node_list (self->connection, pair.from, after, MERGE_PAGE, directory, error);
      if (children == NULL)
        return FALSE;

      n_children = children->len;
      for (guint i = 0; i < n_children; i++)
        {
          NexusSqliteNode *child = &g_array_index (children, NexusSqliteNode, i);
          g_auto(NexusSqliteNode) there = { 0 };
          g_autofree char *path = g_strdup_printf ("%s/%s", directory[1] != '\0' ? directory : "", child->name);
          Outcome outcome;
          gboolean found;

          /* The child itself changes when it is placed. */
          g_free (after);
          after = g_strdup (child->name);

          if (!_nexus_sqlite_node_lookup (self->connection, pair.to, child->name, &there, &found, path, error) ||
              !place (self, child, pair.to, &path, &there, found, policy, &outcome, error))
            return FALSE;
          if (outcome == TO_MERGE)
            push_pair (pairs, child->id, there.id, path);
        }
    }
  while (n_children == MERGE_PAGE);

  return TRUE;
}

/* What has been emptied by a merge goes; the directory that was there keeps its own facts. */
static gboolean
drop_if_empty (NexusSqliteApply  *self,
               const Pair        *pair,
               GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(GArray) left = _nexus_sqlite_node_list (self->connection, pair->from, NULL, 1, pair->path, error);
  gboolean found;

  if (left == NULL)
    return FALSE;
  if (left->len > 0)
    return TRUE;

  if (!_nexus_sqlite_node_load (self->connection, pair->from, &node, &found, pair->path, error))
    return FALSE;
  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, pair->path);
      return FALSE;
    }

  return _nexus_sqlite_journal_note_all (self->connection, node.id, error) &&
         _nexus_sqlite_apply_erase (self, &node, pair->path, error);
}

/* Breadth first, with a list instead of recursion; from its end on, directories are empty before those above them. */
static gboolean
merge (NexusSqliteApply     *self,
       gint64                from,
       gint64                to,
       const char           *path,
       NexusConflictPolicy   policy,
       GError              **error)
{
  g_autoptr(GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  g_array_set_clear_func (pairs, pair_clear);
  push_pair (pairs, from, to, path);
  for (guint i = 0; i < pairs->len; i++)
    if (!merge_children (self, pairs, i, policy, error))
      return FALSE;

  for (guint i = pairs->len; i > 0; i--)
    if (!drop_if_empty (self, &g_array_index (pairs, Pair, i - 1), error))
      return FALSE;

  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_restore_trash (NexusSqliteApply  *self,
                                   NexusMutation     *mutation,
                                   GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusSqliteNode) there = { 0 };
  g_autofree char *original_path = NULL;
  g_autofree char *path = NULL;
  Outcome outcome;
  gboolean found;
  gint64 parent;

  if (!_nexus_sqlite_apply_find_trashed (self, mutation->key, &node, &original_path, error))
    return FALSE;

  path = g_strdup (mutation->destination != NULL ? mutation->destination : original_path);
  if (!_nexus_sqlite_apply_check_length (path, error) ||
      !_nexus_sqlite_apply_locate (self, path, TRUE, &parent, &there, &found, error) ||
      !place (self, &node, parent, &path, &there, found, mutation->policy, &outcome, error))
    return FALSE;

  if (outcome == TO_MERGE && !merge (self, node.id, there.id, path, mutation->policy, error))
    return FALSE;

  if (outcome == PLACED && !leave_trash (self, node.id, error))
    return FALSE;

  if (!_nexus_sqlite_apply_load_entry (self, mutation, outcome == PLACED ? node.id : there.id, path, error))
    return FALSE;
  g_free (self->step_path);
  self->step_path = g_steal_pointer (&path);

  return TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-search-hits-private.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-query-private.h"

/* Files that have their content in common.  The index of contents has them together already. */

/* Those with one content: a part of the array of hits. */
typedef struct {
  guint64 wasted;   /* bytes that all but one of them seem to take */
  guint   first;
  guint   n;
} Group;

typedef struct {
  GArray  *hits;    /* of NexusSearchHit */
  GArray  *groups;  /* of Group */
  gint64   content; /* of the last group */
} Found;

static void
add_hit (Found   *found,
         gint64   id,
         gint64   content,
         guint64  size)
{
  NexusSearchHit hit = { .id = id };
  Group *group;

  if (found->groups->len == 0 || found->content != content)
    {
      const Group empty = { .first = found->hits->len };

      g_array_append_val (found->groups, empty);
      found->content = content;
    }
  group = &g_array_index (found->groups, Group, found->groups->len - 1);
  if (group->n > 0)
    group->wasted += size;
  group->n++;
  g_array_append_val (found->hits, hit);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = a;
  const Group *second = b;

  if (first->wasted != second->wasted)
    return first->wasted > second->wasted ? -1 : 1;

  return (first->first > second->first) - (first->first < second->first);
}

/* What was in the trash may have been all that others had their content in common with. */
static GArray *
rank (Found *found)
{
  g_autoptr(GArray) ranked = g_array_sized_new (FALSE, TRUE, sizeof (NexusSearchHit), found->hits->len);

  g_array_sort (found->groups, compare_groups);
  for (guint i = 0; i < found->groups->len; i++)
    {
      const Group *group = &g_array_index (found->groups, Group, i);

      for (guint j = 0; group->n > 1 && j < group->n; j++)
        {
          NexusSearchHit hit = g_array_index (found->hits, NexusSearchHit, group->first + j);

          hit.key = i;
          g_array_append_val (ranked, hit);
        }
    }

  return g_steal_pointer (&ranked);
}

NexusSearchHits *
_nexus_sqlite_find_duplicates (NexusSqliteConnection  *connection,
                               guint64                 min_size,
                               GCancellable           *cancellable,
                               GError                **error)
{
  static const char sql[] =
    "SELECT id, parent, content, size FROM nodes WHERE content IN "
    "(SELECT content FROM nodes WHERE content IS NOT NULL GROUP BY content HAVING count (*) > 1) "
    "AND size >= ?1 ORDER BY content, id";
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GArray) hits = g_array_new (FALSE, TRUE, sizeof (NexusSearchHit));
  g_autoptr(GArray) groups = g_array_new (FALSE, TRUE, sizeof (Group));
  Found found = { .hits = hits, .groups = groups };
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", (gint64) MIN (min_size, (guint64) G_MAXINT64));
  for (;;)
    {
      gboolean trashed;
      gboolean row;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !_nexus_sqlite_step (connection, statement, &row, "list the files with the same content", error))
        return NULL;
      if (!row)
        return _nexus_search_hits_new (rank (&found), NULL, NULL);
      if (!_nexus_sqlite_is_in_trash (connection, known, sqlite3_column_int64 (statement, 1), &trashed, error))
        return NULL;
      if (!trashed)
        add_hit (&found, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 2),
                 (guint64) sqlite3_column_int64 (statement, 3));
    }
}

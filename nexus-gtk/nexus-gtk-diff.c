/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-diff.h"

/* The greedy algorithm of Myers, “An O(ND) Difference Algorithm and Its Variations” (1986): the furthest that can be come
 * with d lines removed or added, on each diagonal k = x - y; the way back tells which these were.  It takes memory for
 * the square of d, so d is limited. */
#define DIFFERENCES_MAX 2000
/* No step leads from it into the field. */
#define NOWHERE         (-2)

typedef struct {
  const guint *old_ids;
  const guint *new_ids;
  int          n_old;
  int          n_new;
  GPtrArray   *trace;     /* of int *: for each d the furthest x of the diagonals -d … d */
} Search;

/* Equal lines get equal numbers. */
static guint *
number_lines (GHashTable         *numbers,
              const char * const *lines,
              guint               n_lines)
{
  guint *ids = g_new (guint, n_lines + 1);

  for (guint i = 0; i < n_lines; i++)
    {
      guint id = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, lines[i]));

      if (id == 0)
        {
          id = g_hash_table_size (numbers) + 1;
          g_hash_table_insert (numbers, (char *) lines[i], GUINT_TO_POINTER (id));
        }
      ids[i] = id;
    }

  return ids;
}

static int
furthest (const Search *search,
          int           d,
          int           k)
{
  const int *row;

  if (d < 0 || k < -d || k > d)
    return NOWHERE;
  row = g_ptr_array_index (search->trace, d);

  return row[k + d];
}

/* Whether diagonal k is come to from the one above it, by a line that is added. */
static gboolean
comes_down (const Search *search,
            int           d,
            int           k)
{
  return k == -d || (k != d && furthest (search, d - 1, k - 1) < furthest (search, d - 1, k + 1));
}

static int
start_of (const Search *search,
          int           d,
          int           k)
{
  if (d == 0)
    return 0;

  return comes_down (search, d, k) ? furthest (search, d - 1, k + 1) : furthest (search, d - 1, k - 1) + 1;
}

/* The number of differences, or -1 if there are too many. */
static int
search_way (Search *search)
{
  for (int d = 0; d <= MIN (DIFFERENCES_MAX, search->n_old + search->n_new); d++)
    {
      int *row = g_new (int, 2 * d + 1);

      for (int k = -d; k <= d; k++)
        row[k + d] = NOWHERE;
      g_ptr_array_add (search->trace, row);
      for (int k = -d; k <= d; k += 2)
        {
          int x = start_of (search, d, k);
          int y = x - k;

          /* Beside the field. */
          if (x < 0 || x > search->n_old || y < 0 || y > search->n_new)
            continue;
          while (x < search->n_old && y < search->n_new && search->old_ids[x] == search->new_ids[y])
            {
              x++;
              y++;
            }
          row[k + d] = x;
          if (x == search->n_old && y == search->n_new)
            return d;
        }
    }

  return -1;
}

static void
add_run (GArray           *runs,
         NexusGtkDiffKind  kind,
         guint             old_line,
         guint             new_line,
         guint             n_lines)
{
  NexusGtkDiffRun run = { kind, old_line, new_line, n_lines };
  NexusGtkDiffRun *last = runs->len > 0 ? &g_array_index (runs, NexusGtkDiffRun, runs->len - 1) : NULL;

  if (n_lines == 0)
    return;
  if (last != NULL && last->kind == kind)
    last->n_lines += n_lines;
  else
    g_array_append_val (runs, run);
}

/* Marks the lines that are removed and added on the way back. */
static void
walk_back (const Search *search,
           int           d,
           gboolean     *removed,
           gboolean     *added)
{
  int k = search->n_old - search->n_new;

  for (; d > 0; d--)
    {
      int x = start_of (search, d, k);
      int y = x - k;

      if (comes_down (search, d, k))
        {
          added[y - 1] = TRUE;
          k++;
        }
      else
        {
          removed[x - 1] = TRUE;
          k--;
        }
    }
}

static void
add_middle (GArray             *runs,
            const Search       *search,
            int                 d,
            guint               first)
{
  g_autofree gboolean *removed = g_new0 (gboolean, search->n_old + 1);
  g_autofree gboolean *added = g_new0 (gboolean, search->n_new + 1);
  int x = 0;
  int y = 0;

  if (d >= 0)
    walk_back (search, d, removed, added);
  else
    {
      for (int i = 0; i < search->n_old; i++)
        removed[i] = TRUE;
      for (int i = 0; i < search->n_new; i++)
        added[i] = TRUE;
    }

  while (x < search->n_old || y < search->n_new)
    {
      int from_x = x;
      int from_y = y;

      while (x < search->n_old && removed[x])
        x++;
      add_run (runs, NEXUS_GTK_DIFF_REMOVED, first + from_x, first + from_y, x - from_x);
      while (y < search->n_new && added[y])
        y++;
      add_run (runs, NEXUS_GTK_DIFF_ADDED, first + x, first + from_y, y - from_y);
      from_x = x;
      from_y = y;
      while (x < search->n_old && y < search->n_new && !removed[x] && !added[y])
        {
          x++;
          y++;
        }
      add_run (runs, NEXUS_GTK_DIFF_SAME, first + from_x, first + from_y, x - from_x);
    }
}

GArray *
nexus_gtk_diff (const char * const *old_lines,
                const char * const *new_lines)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (NexusGtkDiffRun));
  g_autoptr(GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_old = g_strv_length ((char **) old_lines);
  guint n_new = g_strv_length ((char **) new_lines);
  g_autofree guint *old_ids = number_lines (numbers, old_lines, n_old);
  g_autofree guint *new_ids = number_lines (numbers, new_lines, n_new);
  guint first = 0;
  guint last = 0;
  Search search;

  while (first < n_old && first < n_new && old_ids[first] == new_ids[first])
    first++;
  while (last < n_old - first && last < n_new - first && old_ids[n_old - last - 1] == new_ids[n_new - last - 1])
    last++;

  search.old_ids = old_ids + first;
  search.new_ids = new_ids + first;
  search.n_old = (int) (n_old - first - last);
  search.n_new = (int) (n_new - first - last);
  search.trace = g_ptr_array_new_with_free_func (g_free);
  add_run (runs, NEXUS_GTK_DIFF_SAME, 0, 0, first);
  add_middle (runs, &search, search_way (&search), first);
  add_run (runs, NEXUS_GTK_DIFF_SAME, n_old - last, n_new - last, last);
  g_ptr_array_unref (search.trace);

  return runs;
}

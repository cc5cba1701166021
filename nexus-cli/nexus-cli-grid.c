/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-cli-grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "nexus-cli-table.h"

#define GAP           2
#define DEFAULT_WIDTH 80
#define NAMES_MAX     5000

struct _NexusCliGrid {
  guint      width;
  GPtrArray *names;
  GArray    *widths;    /* of each name, in cells */
};

NexusCliGrid *
nexus_cli_grid_new (guint width)
{
  NexusCliGrid *self = g_new0 (NexusCliGrid, 1);

  self->width = width;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->widths = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

void
nexus_cli_grid_free (NexusCliGrid *self)
{
  g_ptr_array_unref (self->names);
  g_array_unref (self->widths);
  g_free (self);
}

void
nexus_cli_grid_add (NexusCliGrid *self,
                    const char   *name)
{
  guint width = nexus_cli_table_get_width (name);

  g_ptr_array_add (self->names, g_strdup (name));
  g_array_append_val (self->widths, width);
  if (self->names->len == NAMES_MAX)
    nexus_cli_grid_print (self);
}

static guint
get_column_width (NexusCliGrid *self,
                  guint         column,
                  guint         n_lines)
{
  guint end = MIN ((column + 1) * n_lines, self->names->len);
  guint width = 0;

  for (guint i = column * n_lines; i < end; i++)
    width = MAX (width, g_array_index (self->widths, guint, i));

  return width;
}

/* Whether so many lines are enough. */
static gboolean
fits (NexusCliGrid *self,
      guint         n_lines)
{
  guint width = 0;

  for (guint column = 0; column * n_lines < self->names->len; column++)
    {
      width += get_column_width (self, column, n_lines) + (column > 0 ? GAP : 0);
      if (width > self->width)
        return FALSE;
    }

  return TRUE;
}

static guint
count_lines (NexusCliGrid *self)
{
  guint n_lines = 1;

  /* Long directories are not tried line by line. */
  while (n_lines < self->names->len && !fits (self, n_lines))
    n_lines += 1 + n_lines / 32;

  return MIN (n_lines, self->names->len);
}

void
nexus_cli_grid_print (NexusCliGrid *self)
{
  guint n_lines = count_lines (self);

  for (guint line = 0; line < n_lines; line++)
    {
      for (guint i = line, column = 0; i < self->names->len; i += n_lines, column++)
        {
          guint missing = 0;

          fputs (g_ptr_array_index (self->names, i), stdout);
          if (i + n_lines < self->names->len)
            missing = get_column_width (self, column, n_lines) + GAP - g_array_index (self->widths, guint, i);
          printf ("%*s", (int) missing, "");
        }
      putchar ('\n');
    }
  g_ptr_array_set_size (self->names, 0);
  g_array_set_size (self->widths, 0);
}

guint
nexus_cli_grid_get_width (void)
{
  const char *columns = g_getenv ("COLUMNS");
  struct winsize size;
  int width = columns != NULL ? atoi (columns) : 0;

  if (width > 0)
    return width;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;

  return DEFAULT_WIDTH;
}

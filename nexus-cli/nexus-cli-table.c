/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-cli-table.h"

#include <stdio.h>

#define ROWS_MAX 4096

struct _NexusCliTable {
  guint      n_columns;
  guint     *widths;
  gboolean  *right;
  GPtrArray *cells;
};

NexusCliTable *
nexus_cli_table_new (guint n_columns)
{
  NexusCliTable *self = g_new0 (NexusCliTable, 1);

  self->n_columns = n_columns;
  self->widths = g_new0 (guint, n_columns);
  self->right = g_new0 (gboolean, n_columns);
  self->cells = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
nexus_cli_table_free (NexusCliTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self->right);
  g_free (self->widths);
  g_free (self);
}

void
nexus_cli_table_align_right (NexusCliTable *self,
                             guint          column)
{
  self->right[column] = TRUE;
}

guint
nexus_cli_table_get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0';)
    {
      gunichar c = g_utf8_get_char_validated (text, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          width++;
          text++;
          continue;
        }
      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
      text = g_utf8_next_char (text);
    }

  return width;
}

void
nexus_cli_table_add (NexusCliTable *self,
                     ...)
{
  va_list args;

  if (self->cells->len >= self->n_columns * ROWS_MAX)
    nexus_cli_table_print (self);

  va_start (args, self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = va_arg (args, const char *);

      self->widths[i] = MAX (self->widths[i], nexus_cli_table_get_width (cell));
      g_ptr_array_add (self->cells, g_strdup (cell));
    }
  va_end (args);
}

void
nexus_cli_table_append_to (NexusCliTable *self,
                           GString       *text)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const char *cell = g_ptr_array_index (self->cells, i);
      guint column = i % self->n_columns;
      int space = self->widths[column] - nexus_cli_table_get_width (cell);

      if (self->right[column])
        g_string_append_printf (text, "%*s%s", space, "", cell);
      else
        g_string_append (text, cell);

      /* No blanks at the end of a line: a program that reads it would take them for a part of the name. */
      if (column + 1 == self->n_columns)
        {
          g_string_append_c (text, '\n');
          continue;
        }
      if (!self->right[column])
        g_string_append_printf (text, "%*s", space, "");
      g_string_append (text, "  ");
    }
}

void
nexus_cli_table_print (NexusCliTable *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  nexus_cli_table_append_to (self, text);
  g_ptr_array_set_size (self->cells, 0);
  fwrite (text->str, 1, text->len, stdout);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-model-test.h"

#include <string.h>

void
nexus_model_test_wait_loaded (NexusDirectoryModel *model)
{
  nexus_test_spin_until (!nexus_directory_model_get_loading (model));
}

/* NULL as long as a row is empty.  `rows` keeps them until the next time: a row that nobody holds may be emptied. */
static char *
try_names (GListModel  *model,
           GPtrArray  **rows)
{
  g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func (g_object_unref);
  GString *names = g_string_new (NULL);
  guint n_items = g_list_model_get_n_items (model);
  gboolean empty = FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      NexusModelRow *row = g_list_model_get_item (model, i);
      NexusEntry *entry = nexus_model_row_get_entry (row);

      g_ptr_array_add (now, row);
      if (entry == NULL)
        {
          empty = TRUE;
          continue;
        }
      if (names->len > 0)
        g_string_append_c (names, ' ');
      g_string_append (names, nexus_entry_get_name (entry));
    }
  g_clear_pointer (rows, g_ptr_array_unref);
  *rows = g_steal_pointer (&now);

  return g_string_free (names, empty);
}

char *
nexus_model_test_names (GListModel *model)
{
  g_autoptr(GPtrArray) rows = NULL;
  char *names = NULL;

  nexus_test_spin_until ((names = try_names (model, &rows)) != NULL);

  return names;
}

static gboolean
names_are (GListModel  *model,
           const char  *expected,
           GPtrArray  **rows)
{
  g_autofree char *names = try_names (model, rows);

  return names != NULL && strcmp (names, expected) == 0;
}

void
nexus_model_test_wait_names (GListModel *model,
                             const char *expected)
{
  g_autoptr(GPtrArray) rows = NULL;

  nexus_test_spin_until (names_are (model, expected, &rows));
}

void
nexus_model_test_make_folder (NexusFilesystem *filesystem,
                              const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_make_directory (filesystem, path, NEXUS_MAKE_DIRECTORY_NONE, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_same (NexusModelTestShadow *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autoptr(GObject) row = g_list_model_get_item (self->model, i);

      g_assert_true (row == g_ptr_array_index (self->rows, i));
    }
}

static void
on_items_changed (GListModel           *model,
                  guint                 position,
                  guint                 removed,
                  guint                 added,
                  NexusModelTestShadow *self)
{
  g_string_append_printf (self->log, "%s%u-%u+%u", self->log->len > 0 ? " " : "", position, removed, added);
  g_assert_cmpuint (position + removed, <=, self->rows->len);
  if (removed > 0)
    g_ptr_array_remove_range (self->rows, position, removed);
  for (guint i = 0; i < added; i++)
    {
      GObject *row = g_list_model_get_item (model, position + i);

      g_assert_nonnull (row);
      g_ptr_array_insert (self->rows, (gint) (position + i), row);
    }
  assert_same (self);
}

void
nexus_model_test_shadow_init (NexusModelTestShadow *self,
                              GListModel           *model)
{
  self->model = g_object_ref (model);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (self->rows, g_list_model_get_item (model, i));
  self->handler = g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
}

void
nexus_model_test_shadow_clear (NexusModelTestShadow *self)
{
  assert_same (self);
  g_signal_handler_disconnect (self->model, self->handler);
  g_ptr_array_unref (self->rows);
  g_string_free (self->log, TRUE);
  g_object_unref (self->model);
}

char *
nexus_model_test_shadow_take (NexusModelTestShadow *self)
{
  char *said = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);

  return said;
}

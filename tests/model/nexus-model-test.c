/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-model-test.h"

#include <string.h>

void
nexus_model_test_wait_loaded (gpointer model)
{
  nexus_test_spin_until (!nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
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

void
nexus_model_test_on_written (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  (*(guint *) user_data)--;
}

void
nexus_model_test_write_many (NexusFilesystem *filesystem,
                             const char      *format,
                             guint            n_files)
{
  g_autoptr(GBytes) bytes = g_bytes_new (NULL, 0);
  guint pending = n_files;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_auto(GStrv) parts = g_strsplit (format, "#", 2);
      g_autofree char *path = g_strconcat (parts[0], number, parts[1], NULL);

      nexus_filesystem_write_async (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                    nexus_model_test_on_written, &pending);
    }
  nexus_test_spin_until (pending == 0);
}

char *
nexus_model_test_try_describe (GListModel *model,
                               GPtrArray  *kept)
{
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  GString *text = g_string_new (NULL);
  gboolean empty = FALSE;

  while (kept->len > 0)
    g_ptr_array_add (before, g_ptr_array_steal_index_fast (kept, kept->len - 1));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      NexusModelRow *row = g_list_model_get_item (model, i);
      NexusEntry *entry = nexus_model_row_get_entry (row);
      g_autofree char *attributes = NULL;
      g_autofree char *tags = NULL;

      g_ptr_array_add (kept, row);
      if (entry == NULL)
        {
          empty = TRUE;
          continue;
        }
      attributes = g_variant_print (nexus_entry_get_attributes (entry), TRUE);
      tags = g_strjoinv (",", (char **) nexus_entry_get_tags (entry));
      g_string_append_printf (text, "%s %s v%u %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s %s\n",
                              nexus_entry_get_path (entry), nexus_entry_get_id (entry),
                              nexus_entry_get_version (entry), nexus_entry_get_etag (entry),
                              nexus_entry_get_total_size (entry), nexus_entry_get_total_count (entry),
                              attributes, tags);
    }

  return g_string_free (text, empty);
}

static gboolean
is_described (GListModel *model,
              GPtrArray  *kept,
              const char *expected)
{
  g_autofree char *text = nexus_model_test_try_describe (model, kept);

  return text != NULL && strcmp (text, expected) == 0;
}

void
nexus_model_test_wait_described (GListModel *model,
                                 const char *expected)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);

  nexus_test_spin_until (is_described (model, kept, expected));
}

char *
nexus_model_test_describe_like (gpointer model,
                                gpointer like)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  char *text = NULL;

  nexus_list_model_set_sort_key (model, nexus_list_model_get_sort_key (like));
  nexus_list_model_set_sort_descending (model, nexus_list_model_get_sort_descending (like));
  nexus_list_model_set_folders_first (model, nexus_list_model_get_folders_first (like));
  nexus_model_test_wait_loaded (model);
  nexus_test_spin_until ((text = nexus_model_test_try_describe (model, kept)) != NULL);

  return text;
}

void
nexus_model_test_sort_somehow (gpointer    model,
                               const char *key)
{
  nexus_list_model_set_sort_key (model, key);
  nexus_list_model_set_sort_descending (model, g_test_rand_int_range (0, 2));
  nexus_list_model_set_folders_first (model, g_test_rand_int_range (0, 2));
}

void
nexus_model_test_repeat (Fixture *fixture,
                         void   (*something) (Fixture *fixture))
{
  guint n_times = (guint) g_test_rand_int_range (1, 25);

  for (guint i = 0; i < n_times; i++)
    {
      something (fixture);
      if (g_test_rand_int_range (0, 8) == 0)
        g_main_context_iteration (NULL, FALSE);
    }
}

static void
assert_same (NexusModelTestShadow *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (self->model, i);
      guint position;

      g_assert_true (row == g_ptr_array_index (self->rows, i));
      if (i % 97 == 0)
        {
          g_assert_true (nexus_list_model_find (NEXUS_LIST_MODEL (self->model), row, &position));
          g_assert_cmpuint (position, ==, i);
        }
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

void
nexus_model_test_shadow_assert (NexusModelTestShadow *self,
                                guint                *generation,
                                const char           *expected)
{
  NexusListModel *model = NEXUS_LIST_MODEL (self->model);
  g_autofree char *said = NULL;

  nexus_test_spin_until (nexus_list_model_get_generation (model) != *generation);
  *generation = nexus_list_model_get_generation (model);
  said = nexus_model_test_shadow_take (self);
  g_assert_cmpstr (said, ==, expected);
}

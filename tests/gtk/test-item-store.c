/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-item-store.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* Lists that are read anew as a whole change only where something has. */

#define N_FILES 12

static NexusEntry *
get_entry (Fixture *fixture,
           guint    number)
{
  g_autofree char *path = g_strdup_printf ("/%c", 'a' + (char) number);
  g_autoptr(GError) error = NULL;
  NexusEntry *entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return entry;
}

static void
write_file (Fixture    *fixture,
            guint       number,
            const char *text)
{
  g_autofree char *path = g_strdup_printf ("/%c", 'a' + (char) number);
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
add_splice (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            GString    *said)
{
  g_string_append_printf (said, "%s%u-%u+%u", said->len > 0 ? " " : "", position, removed, added);
}

static GPtrArray *
read_entries (Fixture    *fixture,
              const char *names)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (const char *name = names; *name != '\0'; name++)
    g_ptr_array_add (items, get_entry (fixture, (guint) (*name - 'a')));

  return items;
}

static void
test_splices (void)
{
  static const struct {
    const char *before;
    const char *after;
    const char *said;
  } cases[] = {
    { "", "", "" },
    { "", "abc", "0-0+3" },
    { "abc", "abc", "" },
    { "abc", "", "0-3+0" },
    { "abcdef", "abdef", "2-1+0" },
    { "abdef", "abcdef", "2-0+1" },
    { "abcdef", "bcdefg", "0-1+0 5-0+1" },
    { "abcdef", "agcdeh", "1-1+1 5-1+1" },
    { "abcdef", "ghijkl", "0-6+6" },
    { "abc", "bca", "0-0+2 3-2+0" },
    { "abc", "cab", "0-0+1 3-1+0" },
  };
  Fixture *fixture = fixture_new ();

  for (guint i = 0; i < N_FILES; i++)
    write_file (fixture, i, "1");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GListStore) store = g_list_store_new (NEXUS_TYPE_ENTRY);
      g_autoptr(GPtrArray) before = read_entries (fixture, cases[i].before);
      g_autoptr(GPtrArray) after = read_entries (fixture, cases[i].after);
      g_autoptr(GString) said = g_string_new (NULL);

      nexus_gtk_item_store_update (store, before);
      g_signal_connect (store, "items-changed", G_CALLBACK (add_splice), said);
      nexus_gtk_item_store_update (store, after);
      g_assert_cmpstr (said->str, ==, cases[i].said);
    }
  fixture_free (fixture);
}

/* Whatever comes after whatever, the store holds it, and of what has not changed the objects that it had. */
static void
test_random (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GListStore) store = g_list_store_new (NEXUS_TYPE_ENTRY);

  for (guint i = 0; i < N_FILES; i++)
    write_file (fixture, i, "1");

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
      guint changed = (guint) g_test_rand_int_range (0, N_FILES);
      g_autofree char *text = g_strdup_printf ("%u", round);

      if (round % 3 == 0)
        write_file (fixture, changed, text);
      for (guint i = 0; i < N_FILES; i++)
        {
          if (g_test_rand_bit ())
            g_ptr_array_insert (items, g_test_rand_int_range (0, (gint32) items->len + 1), get_entry (fixture, i));
        }
      nexus_gtk_item_store_update (store, items);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, items->len);
      for (guint i = 0; i < items->len; i++)
        {
          g_autoptr(NexusEntry) entry = g_list_model_get_item (G_LIST_MODEL (store), i);

          g_assert_cmpstr (nexus_entry_get_id (entry), ==, nexus_entry_get_id (g_ptr_array_index (items, i)));
          g_assert_cmpstr (nexus_entry_get_etag (entry), ==, nexus_entry_get_etag (g_ptr_array_index (items, i)));
        }
    }
  fixture_free (fixture);
}

/* More places than the views are told of one by one. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GListStore) store = g_list_store_new (NEXUS_TYPE_ENTRY);
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) after = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GString) said = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/%03u", i);
      g_autoptr(GBytes) bytes = g_bytes_new_static ("1", 1);
      g_autoptr(GError) error = NULL;
      NexusEntry *entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);

      g_assert_no_error (error);
      if (i % 2 == 0)
        g_ptr_array_add (after, g_object_ref (entry));
      g_ptr_array_add (before, entry);
    }
  nexus_gtk_item_store_update (store, before);
  g_signal_connect (store, "items-changed", G_CALLBACK (add_splice), said);
  nexus_gtk_item_store_update (store, after);
  g_assert_cmpstr (said->str, ==, "0-200+100");
  fixture_free (fixture);
}

static gboolean
is_selected (Fixture    *fixture,
             const char *name)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == 1 &&
         strcmp (nexus_trash_item_get_name (g_ptr_array_index (items, 0)), name) == 0;
}

static gboolean
select_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  nexus_gtk_browser_select_all (fixture->browser);

  return G_SOURCE_REMOVE;
}

/* Before the browser has had its turn after the change. */
static void
select_at_once (GListModel *items,
                guint       position,
                guint       removed,
                guint       added,
                Fixture    *fixture)
{
  if (g_list_model_get_n_items (items) == 1)
    g_idle_add_full (G_PRIORITY_HIGH, select_cb, fixture, NULL);
}

static void
trash (Fixture    *fixture,
       const char *path)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
}

/* What is selected in the trash stays so when the trash is read again, even if it was selected in the moment in which
 * it came. */
static void
test_selection (void)
{
  Fixture *fixture = fixture_new ();
  GListModel *items;
  gulong handler;

  trash (fixture, "/a2.txt");
  items = G_LIST_MODEL (nexus_gtk_browser_get_items (fixture->browser));
  handler = g_signal_connect_after (items, "items-changed", G_CALLBACK (select_at_once), fixture);
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt");
  nexus_test_spin_until (is_selected (fixture, "a2.txt"));
  g_signal_handler_disconnect (items, handler);

  trash (fixture, "/a10.txt");
  nexus_test_spin_until (g_list_model_get_n_items (items) == 2);
  fixture_settle (fixture);
  g_assert_true (is_selected (fixture, "a2.txt"));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/item-store/splices", test_splices);
  g_test_add_func ("/item-store/random", test_random);
  g_test_add_func ("/item-store/many", test_many);
  g_test_add_func ("/item-store/selection", test_selection);

  return g_test_run ();
}

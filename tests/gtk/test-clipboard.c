/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Cutting, copying and pasting: within a store, between stores, and from and to other applications. */
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-cache.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static void
select_and (Fixture    *fixture,
            const char *name,
            const char *action)
{
  fixture_select (fixture, name);
  nexus_test_spin_until (is_enabled (fixture, action));
  activate (fixture, action);
}

static void
paste (Fixture *fixture)
{
  nexus_test_spin_until (is_enabled (fixture, "win.paste"));
  activate (fixture, "win.paste");
}

/* Of a2.txt. */
static void
paste_into_docs (Fixture *fixture)
{
  nexus_gtk_window_go (fixture->window, "/docs");
  fixture_wait_names (fixture, "inner");
  paste (fixture);
  fixture_wait_names (fixture, "inner a2.txt");
}

static GdkClipboard *
get_clipboard (Fixture *fixture)
{
  return gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
}

/* --- Within a store --- */

static void
test_copy (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  select_and (fixture, "a2.txt", "win.copy");
  paste_into_docs (fixture);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 item copied to “docs”"));
  assert_stored (fixture, "/docs/a2.txt", "two again");
  assert_stored (fixture, "/a2.txt", "two again");
  /* Tags go with it, as with all copies in a store. */
  entry = nexus_filesystem_query (fixture->filesystem, "/docs/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_tags (entry)[0], ==, "work");

  /* Once more: it is there. */
  paste (fixture);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 item is in “docs” already"));
  fixture_settle (fixture);
  fixture_wait_names (fixture, "inner a2.txt");
  activate (fixture, "win.undo");
  fixture_wait_names (fixture, "inner");
  fixture_free (fixture);
}

static void
test_cut (void)
{
  Fixture *fixture = fixture_new ();

  select_and (fixture, "a2.txt", "win.cut");
  paste_into_docs (fixture);
  g_assert_false (is_stored (fixture, "/a2.txt"));
  /* What was cut is pasted once. */
  nexus_test_spin_until (!is_enabled (fixture, "win.paste"));
  fixture_free (fixture);
}

static void
test_into_itself (void)
{
  Fixture *fixture = fixture_new ();

  select_and (fixture, "docs", "win.copy");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  paste (fixture);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "“/docs” cannot be put into itself"));
  fixture_wait_names (fixture, "deep.txt");
  fixture_free (fixture);
}

static void
test_duplicate (void)
{
  Fixture *fixture = fixture_new ();

  select_and (fixture, "a2.txt", "win.duplicate");
  fixture_wait_names (fixture, "docs a2 (2).txt a2.txt a10.txt");
  assert_stored (fixture, "/a2 (2).txt", "two again");
  fixture_free (fixture);
}

/* --- From other applications --- */

static void
test_paste_text (void)
{
  Fixture *fixture = fixture_new ();

  gdk_clipboard_set_text (get_clipboard (fixture), "some text");
  paste (fixture);
  fixture_wait_names (fixture, "docs a2.txt a10.txt Pasted Text.txt");
  assert_stored (fixture, "/Pasted Text.txt", "some text");
  fixture_settle (fixture);
  paste (fixture);
  fixture_wait_names (fixture, "docs a2.txt a10.txt Pasted Text (2).txt Pasted Text.txt");
  fixture_free (fixture);
}

static void
test_paste_image (void)
{
  Fixture *fixture = fixture_new ();
  const guint8 pixels[] = { 255, 0, 0, 255, 0, 255, 0, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 1, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autoptr(GdkTexture) stored = NULL;
  g_autoptr(GBytes) contents = NULL;
  g_autoptr(GError) error = NULL;

  gdk_clipboard_set_texture (get_clipboard (fixture), texture);
  paste (fixture);
  fixture_wait_names (fixture, "docs a2.txt a10.txt Pasted Image.png");
  contents = nexus_filesystem_read (fixture->filesystem, "/Pasted Image.png", NULL, &error);
  g_assert_no_error (error);
  stored = gdk_texture_new_from_bytes (contents, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (stored), ==, 2);
  fixture_free (fixture);
}

static void
test_paste_files (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) one = make_file (fixture, "one.txt", "one");
  g_autoptr(GFile) inner = make_file (fixture, "photos/two.txt", "two");
  g_autoptr(GFile) photos = g_file_get_parent (inner);
  g_autofree char *one_uri = g_file_get_uri (one);
  g_autofree char *photos_uri = g_file_get_uri (photos);
  g_autofree char *uris = g_strdup_printf ("%s\r\n%s\r\n", one_uri, photos_uri);
  g_autoptr(GBytes) bytes = g_bytes_new (uris, strlen (uris));
  g_autoptr(GdkContentProvider) content = gdk_content_provider_new_for_bytes ("text/uri-list", bytes);

  gdk_clipboard_set_content (get_clipboard (fixture), content);
  paste (fixture);
  fixture_wait_names (fixture, "docs photos a2.txt a10.txt one.txt");
  fixture_settle (fixture);
  assert_stored (fixture, "/photos/two.txt", "two");
  fixture_free (fixture);
}

static void
set_copied (Fixture    *fixture,
            const char *verb,
            GFile      *first,
            GFile      *second)
{
  g_autofree char *one = g_file_get_uri (first);
  g_autofree char *two = g_file_get_uri (second);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", verb, one, two);
  g_autofree char *list = g_strdup_printf ("%s\r\n%s\r\n", one, two);
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) list_bytes = g_bytes_new (list, strlen (list));
  GdkContentProvider *parts[] = {
    gdk_content_provider_new_for_bytes ("x-special/gnome-copied-files", bytes),
    gdk_content_provider_new_for_bytes ("text/uri-list", list_bytes),
  };
  /* Older file managers offer no list beside it. */
  g_autoptr(GdkContentProvider) content = gdk_content_provider_new_union (parts, strcmp (verb, "copy") == 0 ? 1 : 2);

  if (strcmp (verb, "copy") == 0)
    g_object_unref (parts[1]);
  gdk_clipboard_set_content (get_clipboard (fixture), content);
}

/* What Files copied stays where it is. */
static void
test_copied_files (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) one = make_file (fixture, "one.txt", "one");
  g_autoptr(GFile) two = make_file (fixture, "two.txt", "two");

  set_copied (fixture, "copy", one, two);
  paste (fixture);
  fixture_wait_names (fixture, "docs a2.txt a10.txt one.txt two.txt");
  fixture_settle (fixture);
  assert_file (one, "one");
  assert_file (two, "two");
  g_assert_true (is_enabled (fixture, "win.paste"));
  fixture_free (fixture);
}

static char *
read_trashed (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "Trash", "files", name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);

  return text;
}

/* What it cut goes into its trash, when the store has it. */
static void
test_cut_files (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) one = make_file (fixture, "cut one.txt", "one");
  g_autoptr(GFile) inner = make_file (fixture, "cut folder/deep/two.txt", "two");
  g_autoptr(GFile) deep = g_file_get_parent (inner);
  g_autoptr(GFile) folder = g_file_get_parent (deep);
  g_autofree char *trashed = NULL;

  set_copied (fixture, "cut", one, folder);
  paste (fixture);
  fixture_wait_names (fixture, "cut folder docs a2.txt a10.txt cut one.txt");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "2 originals are in the trash of the computer now"));
  assert_stored (fixture, "/cut one.txt", "one");
  assert_stored (fixture, "/cut folder/deep/two.txt", "two");
  g_assert_false (g_file_query_exists (one, NULL));
  g_assert_false (g_file_query_exists (folder, NULL));
  trashed = read_trashed ("cut one.txt");
  g_assert_cmpstr (trashed, ==, "one");
  /* And is pasted once. */
  nexus_test_spin_until (!is_enabled (fixture, "win.paste"));
  fixture_free (fixture);
}

/* What the store has not, because somebody said so, stays; what it had before goes. */
static void
test_cut_conflict (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) other = make_file (fixture, "a2.txt", "of Files");
  g_autoptr(GFile) same = make_file (fixture, "a10.txt", "ten");

  set_copied (fixture, "cut", other, same);
  paste (fixture);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  assert_file (other, "of Files");
  assert_file (same, "ten");
  gtk_check_button_set_active (find_named (find_toplevel ("conflict-dialog"), "skip"), TRUE);
  respond ("conflict-dialog", "do");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 original stays where it is"));
  assert_file (other, "of Files");
  g_assert_false (g_file_query_exists (same, NULL));
  assert_stored (fixture, "/a2.txt", "two again");
  assert_stored (fixture, "/a10.txt", "ten");
  fixture_free (fixture);
}

/* --- To other applications --- */

static void
test_out (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *list = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) uris = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autofree char *inside = NULL;
  struct stat info;

  select_and (fixture, "a2.txt", "win.copy");
  list = read_clipboard_as (get_clipboard (fixture), "text/uri-list");
  uris = g_uri_list_extract_uris (list);
  g_assert_cmpuint (g_strv_length (uris), ==, 1);
  file = g_file_new_for_uri (uris[0]);
  g_assert_true (g_str_has_suffix (uris[0], "/a2.txt"));
  assert_file (file, "two again");

  /* Nobody else may look at it. */
  folder = g_file_get_parent (file);
  g_assert_cmpint (stat (g_file_peek_path (folder), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  inside = g_build_filename (g_get_user_cache_dir (), "nexus", NULL);
  g_assert_true (g_str_has_prefix (g_file_peek_path (file), inside));

  copied = read_clipboard_as (get_clipboard (fixture), "x-special/gnome-copied-files");
  g_assert_true (g_str_has_prefix (copied, "copy\nfile://"));
  g_assert_true (g_str_has_suffix (copied, "/a2.txt"));
  text = read_clipboard_as (get_clipboard (fixture), "text/plain;charset=utf-8");
  g_assert_true (g_str_has_prefix (text, "nexus://"));
  g_assert_true (g_str_has_suffix (text, "/a2.txt"));

  /* What is old goes; what is new stays. */
  nexus_gtk_cache_clean_now (60, G_MAXUINT64);
  g_assert_true (g_file_query_exists (file, NULL));
  nexus_gtk_cache_clean_now (60, 0);
  g_assert_false (g_file_query_exists (file, NULL));
  fixture_free (fixture);
}

static void
test_location (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *text = NULL;

  select_and (fixture, "a10.txt", "win.copy-location");
  text = read_clipboard (get_clipboard (fixture));
  g_assert_true (g_str_has_prefix (text, "nexus://"));
  g_assert_true (g_str_has_suffix (text, "/a10.txt"));
  fixture_free (fixture);
}

/* --- Between stores --- */

static void
opened_store_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(NexusFilesystem **) user_data = nexus_connect_finish (result, &error);
  g_assert_no_error (error);
}

/* What comes from another store is imported, with all that an import does. */
static void
test_between_stores (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *data_dir = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr(NexusFilesystem) other = NULL;
  g_autoptr(NexusEntry) written = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("of the other one", 16);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(NexusGtkDrag) drag = NULL;
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GdkContentProvider) content = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, data_dir);
  nexus_connect_async (config, NULL, opened_store_cb, &other);
  nexus_test_spin_until (other != NULL);
  written = nexus_filesystem_write (other, "/far.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_add (entries, g_object_ref (written));
  drag = nexus_gtk_drag_new (other, entries);
  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);
  g_value_set_object (&value, drag);
  content = gdk_content_provider_new_for_value (&value);

  gdk_clipboard_set_content (get_clipboard (fixture), content);
  paste (fixture);
  fixture_wait_names (fixture, "docs a2.txt a10.txt far.txt");
  fixture_settle (fixture);
  assert_stored (fixture, "/far.txt", "of the other one");
  g_assert_cmpuint (count_transfers (fixture), ==, 1);
  gdk_clipboard_set_content (get_clipboard (fixture), NULL);
  nexus_gtk_transfers_remove_finished (fixture->window->transfers, TRUE);
  g_assert_true (nexus_filesystem_close (other, NULL, &error));
  g_assert_no_error (error);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/clipboard/copy", test_copy);
  g_test_add_func ("/clipboard/cut", test_cut);
  g_test_add_func ("/clipboard/into-itself", test_into_itself);
  g_test_add_func ("/clipboard/duplicate", test_duplicate);
  g_test_add_func ("/clipboard/paste-text", test_paste_text);
  g_test_add_func ("/clipboard/paste-image", test_paste_image);
  g_test_add_func ("/clipboard/paste-files", test_paste_files);
  g_test_add_func ("/clipboard/copied-files", test_copied_files);
  g_test_add_func ("/clipboard/cut-files", test_cut_files);
  g_test_add_func ("/clipboard/cut-conflict", test_cut_conflict);
  g_test_add_func ("/clipboard/out", test_out);
  g_test_add_func ("/clipboard/location", test_location);
  g_test_add_func ("/clipboard/between-stores", test_between_stores);

  return g_test_run ();
}

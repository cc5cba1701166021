/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-jsonl-test.h"

/* What becomes of things that are there already when something else comes to their paths. */

#define LINE(path, size, etag) \
  "{\"path\": \"" path "\", \"backend_name\": \"local\", \"physical_path\": \"x\", \"size\": " size ", \"etag\": " etag "}\n"

/* Any hash. */
#define OLD "\"6a9fa0b67ffe05d3dc5bae7de5fd5b8e4c96ae8c1a41a4bc9fb11b1d8dd77a1a\""

static NexusCollision *
get_only_collision (NexusLoad *load)
{
  GListModel *collisions = nexus_load_get_collisions (load);

  g_assert_cmpuint (nexus_load_get_n_collisions (load), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (collisions), ==, 1);

  return g_list_model_get_item (collisions, 0);
}

static void
check_conflict (NexusLoadConflict    conflict,
                const char          *modified,
                NexusLoadResolution  resolution,
                const char          *expected)
{
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_jsonl_test_connect_sha256 (folder);
  g_autofree char *hash = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "loaded");
  g_autofree char *old_hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "old", -1);
  g_autofree char *rest = g_strdup_printf (", \"modified_at\": \"%s\", \"tags\": [\"new\"]", modified);
  g_autofree char *line = nexus_jsonl_test_make_line ("/d/f", "loaded", rest);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusCollision) collision = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) loaded = NULL;
  g_autoptr(GBytes) version = NULL;
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (filesystem, "/d/f", "old");
  /* 2024-02-29T23:59:59 */
  entry = nexus_filesystem_set_modified (filesystem, "/d/f", G_GINT64_CONSTANT (1709251199000000000), NULL, &error);
  g_assert_no_error (error);

  load = nexus_jsonl_test_load_good (filesystem, line, contents, conflict);
  collision = get_only_collision (load);
  g_assert_cmpstr (nexus_collision_get_path (collision), ==, "/d/f");
  g_assert_cmpstr (nexus_collision_get_existing_etag (collision), ==, old_hash);
  g_assert_cmpstr (nexus_collision_get_imported_etag (collision), ==, hash);
  g_assert_cmpint (nexus_collision_get_resolution (collision), ==, resolution);
  g_assert_nonnull (strstr (nexus_collision_get_message (collision), "/d/f"));
  nexus_lib_test_assert_text (filesystem, "/d/f", expected);
  loaded = nexus_filesystem_query (filesystem, "/d/f", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_id (loaded), ==, nexus_entry_get_id (entry));

  switch (resolution)
    {
    case NEXUS_LOAD_SKIPPED:
      nexus_jsonl_test_assert_counts (load, 0, 0, 1, 0);
      g_assert_null (nexus_collision_get_new_path (collision));
      g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (loaded)), ==, 0);
      break;

    case NEXUS_LOAD_OVERWRITTEN:
      nexus_jsonl_test_assert_counts (load, 0, 1, 0, 0);
      g_assert_null (nexus_collision_get_new_path (collision));
      g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (loaded)), ==, 1);
      version = nexus_filesystem_read_version (filesystem, "/d/f", 1, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (version, NULL), g_bytes_get_size (version), "old", 3);
      break;

    case NEXUS_LOAD_REMAPPED:
      nexus_jsonl_test_assert_counts (load, 0, 0, 0, 1);
      g_assert_cmpstr (nexus_collision_get_new_path (collision), ==, "/d/f_imported1");
      nexus_lib_test_assert_text (filesystem, "/d/f_imported1", "loaded");
      break;

    default:
      g_assert_not_reached ();
    }

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

static void
test_modes (void)
{
  check_conflict (NEXUS_LOAD_SKIP, "2030-01-01T00:00:00", NEXUS_LOAD_SKIPPED, "old");
  check_conflict (NEXUS_LOAD_OVERWRITE, "2000-01-01T00:00:00", NEXUS_LOAD_OVERWRITTEN, "loaded");
  check_conflict (NEXUS_LOAD_REMAP, "2030-01-01T00:00:00", NEXUS_LOAD_REMAPPED, "old");
  check_conflict (NEXUS_LOAD_AUTO, "2024-03-01T00:00:00", NEXUS_LOAD_OVERWRITTEN, "loaded");
  check_conflict (NEXUS_LOAD_AUTO, "2024-02-29T23:59:59", NEXUS_LOAD_SKIPPED, "old");
  check_conflict (NEXUS_LOAD_AUTO, "2000-01-01T00:00:00", NEXUS_LOAD_SKIPPED, "old");
}

/* The same content, a directory that meets a directory, a link with the same target: facts, tags and attributes come,
 * in every mode, and what else is there stays. */
static void
test_same (void)
{
  static const char text[] =
    "{\"path\": \"/\", \"backend_name\": \"local\", \"physical_path\": \"\", \"size\": 0, \"kind\": \"directory\", "
    "\"store_tags\": {\"there\": \"#ff0000\", \"loaded\": \"#00ff00\"}}\n"
    "{\"path\": \"/d\", \"backend_name\": \"local\", \"physical_path\": \"\", \"size\": 0, \"kind\": \"directory\", \"mode\": \"0700\", "
    "\"tags\": [\"loaded\"], \"custom_metadata\": {\"b\": 2}, \"modified_at\": \"2001-01-01T00:00:00\"}\n"
    "{\"path\": \"/l\", \"backend_name\": \"local\", \"physical_path\": \"\", \"size\": 0, \"kind\": \"symbolic-link\", \"target\": \"x\"}\n";
  static const NexusLoadConflict modes[] = { NEXUS_LOAD_SKIP, NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_REMAP, NEXUS_LOAD_AUTO };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      char *folder = nexus_test_make_dir ();
      NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
      g_autoptr(NexusEntry) made = nexus_filesystem_make_directory (filesystem, "/d", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL);
      g_autoptr(NexusEntry) link = nexus_filesystem_make_symbolic_link (filesystem, "/l", "x", NULL, NULL);
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(NexusLoad) load = NULL;
      g_autofree char *dump = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_nonnull (made);
      g_assert_nonnull (link);
      g_assert_true (nexus_filesystem_add_tag (filesystem, "/d", "there", NULL, &error));
      g_assert_true (nexus_filesystem_set_tag_color (filesystem, "there", "#0000ff", NULL, &error));
      g_assert_true (nexus_filesystem_set_attribute (filesystem, "/d", "a", g_variant_new_int64 (1), NULL, &error));
      load = nexus_jsonl_test_load_good (filesystem, text, NULL, modes[i]);
      nexus_jsonl_test_assert_counts (load, 0, 3, 0, 0);
      g_assert_cmpuint (nexus_load_get_n_collisions (load), ==, 0);

      entry = nexus_filesystem_query (filesystem, "/d", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (entry)), ==, 2);
      g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 0700);
      g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, G_GINT64_CONSTANT (978307200000000000));
      dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
      g_assert_nonnull (strstr (dump, "\"custom_metadata\": {\"a\": 1, \"b\": 2}"));
      /* A color that was chosen here stays, unless it is to be overwritten. */
      g_assert_nonnull (strstr (dump, modes[i] == NEXUS_LOAD_OVERWRITE ? "\"there\": \"#ff0000\"" : "\"there\": \"#0000ff\""));
      g_assert_nonnull (strstr (dump, "\"loaded\": \"#00ff00\""));

      g_clear_object (&load);
      nexus_lib_test_finish (filesystem, folder);
    }
}

#define DIRECTORY(path) "{\"path\": \"" path "\", \"backend_name\": \"local\", \"physical_path\": \"\", \"size\": 0, \"kind\": \"directory\"}\n"

/* A directory where a file is, and the other way round. */
static void
test_kinds (void)
{
  static const char directory[] = DIRECTORY ("/x") LINE ("/x/a", "0", "null") LINE ("/x/b/c", "0", "null");
  /* As the original can have it, without a line of the directory. */
  static const char below[] = LINE ("/x/a", "0", "null") LINE ("/x/b/c", "0", "null");
  static const char file[] = LINE ("/x", "0", "null");
  struct {
    const char        *text;
    gboolean           at_directory;
    NexusLoadConflict  conflict;
    guint              created, updated, skipped, remapped;
    const char        *path;
    NexusKind          kind;
  } cases[] = {
    { directory, FALSE, NEXUS_LOAD_SKIP, 0, 0, 3, 0, "/x", NEXUS_KIND_FILE },
    { directory, FALSE, NEXUS_LOAD_OVERWRITE, 2, 1, 0, 0, "/x/b/c", NEXUS_KIND_FILE },
    { directory, FALSE, NEXUS_LOAD_REMAP, 0, 0, 0, 3, "/x_imported1/b/c", NEXUS_KIND_FILE },
    { below, FALSE, NEXUS_LOAD_SKIP, 0, 0, 2, 0, "/x", NEXUS_KIND_FILE },
    { below, FALSE, NEXUS_LOAD_AUTO, 0, 0, 2, 0, "/x", NEXUS_KIND_FILE },
    { below, FALSE, NEXUS_LOAD_OVERWRITE, 2, 0, 0, 0, "/x/b/c", NEXUS_KIND_FILE },
    { below, FALSE, NEXUS_LOAD_REMAP, 0, 0, 0, 2, "/x_imported1/b/c", NEXUS_KIND_FILE },
    { file, TRUE, NEXUS_LOAD_SKIP, 0, 0, 1, 0, "/x/there", NEXUS_KIND_FILE },
    { file, TRUE, NEXUS_LOAD_OVERWRITE, 0, 1, 0, 0, "/x", NEXUS_KIND_FILE },
    { file, TRUE, NEXUS_LOAD_REMAP, 0, 0, 0, 1, "/x_imported1", NEXUS_KIND_FILE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *folder = nexus_test_make_dir ();
      NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
      g_autoptr(NexusLoad) load = NULL;
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(GListModel) trash = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i);
      nexus_jsonl_test_write (filesystem, cases[i].at_directory ? "/x/there" : "/x", "there");
      load = nexus_jsonl_test_load_good (filesystem, cases[i].text, NULL, cases[i].conflict);
      nexus_jsonl_test_assert_counts (load, cases[i].created, cases[i].updated, cases[i].skipped, cases[i].remapped);
      entry = nexus_filesystem_query (filesystem, cases[i].path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (nexus_entry_get_kind (entry), ==, cases[i].kind);

      /* What had to go is in the trash with all that was in it. */
      trash = nexus_filesystem_list_trash (filesystem, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (trash), ==, cases[i].conflict == NEXUS_LOAD_OVERWRITE ? 1 : 0);

      g_clear_object (&load);
      nexus_lib_test_finish (filesystem, folder);
    }
}

/* One path twice in a dump is a conflict with what the line before has made. */
static void
test_twice (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  load = nexus_jsonl_test_load_good (filesystem, LINE ("/d/f", "3", OLD) LINE ("/d/f", "4", "null") LINE ("/d/f", "3", OLD), NULL, NEXUS_LOAD_REMAP);
  nexus_jsonl_test_assert_counts (load, 1, 1, 0, 1);
  entry = nexus_filesystem_query (filesystem, "/d/f_imported1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_entry_get_size (entry), ==, 4);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

/* More are counted than kept. */
static void
test_many (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GString) first = g_string_new (NULL);
  g_autoptr(GString) second = g_string_new (NULL);
  g_autoptr(NexusLoad) made = NULL;
  g_autoptr(NexusLoad) load = NULL;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *name = g_strdup_printf ("/%04u", i);
      g_autofree char *one = nexus_jsonl_test_make_line (name, "1", "");
      g_autofree char *two = nexus_jsonl_test_make_line (name, "2", "");

      g_string_append (first, one);
      g_string_append (second, two);
    }
  made = nexus_jsonl_test_load_good (filesystem, first->str, NULL, NEXUS_LOAD_SKIP);
  nexus_jsonl_test_assert_counts (made, 1500, 0, 0, 0);
  g_assert_cmpuint (nexus_operation_get_files_done (NEXUS_OPERATION (made)), ==, 1500);
  load = nexus_jsonl_test_load_good (filesystem, second->str, NULL, NEXUS_LOAD_SKIP);
  nexus_jsonl_test_assert_counts (load, 0, 0, 1500, 0);
  g_assert_cmpuint (nexus_load_get_n_collisions (load), ==, 1500);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_load_get_collisions (load)), ==, 1000);
  g_assert_cmpuint (nexus_operation_get_files_skipped (NEXUS_OPERATION (load)), ==, 1500);

  g_clear_object (&made);
  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/conflict/modes", test_modes);
  g_test_add_func ("/jsonl/conflict/same", test_same);
  g_test_add_func ("/jsonl/conflict/kinds", test_kinds);
  g_test_add_func ("/jsonl/conflict/twice", test_twice);
  g_test_add_func ("/jsonl/conflict/many", test_many);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-rename-dialog.h"
#include "nexus-gtk-rename-row.h"
#include "nexus-gtk-rename-rule.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* --- Rules --- */

static NexusFilesystem *
open_store (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *data_dir = g_build_filename (folder, "store", NULL);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, data_dir);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

static void
close_store (NexusFilesystem *filesystem,
             char            *folder)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (filesystem);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

static void
write_file (NexusFilesystem *filesystem,
            const char      *path)
{
  g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

/* Those with the paths, which are separated by "|". */
static GPtrArray *
query (NexusFilesystem *filesystem,
       const char      *paths)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) list = g_strsplit (paths, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      NexusEntry *entry = nexus_filesystem_query (filesystem, list[i], NULL, &error);

      g_assert_no_error (error);
      g_ptr_array_add (entries, entry);
    }

  return entries;
}

static void
assert_names (NexusFilesystem          *filesystem,
              const char               *paths,
              const NexusGtkRenameRule *rule,
              const char               *wanted)
{
  g_autoptr(GPtrArray) entries = query (filesystem, paths);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) renames = nexus_gtk_rename_rule_apply (rule, entries, &error);
  g_autoptr(GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (renames, i);

      g_string_append_printf (names, "%s%s", i > 0 ? "|" : "", rename->name);
    }
  g_assert_cmpstr (names->str, ==, wanted);
}

static void
assert_template (NexusFilesystem *filesystem,
                 const char      *paths,
                 const char      *template,
                 const char      *wanted)
{
  const NexusGtkRenameRule rule = { .template = template };

  assert_names (filesystem, paths, &rule, wanted);
}

static void
assert_bad (NexusFilesystem          *filesystem,
            const NexusGtkRenameRule *rule)
{
  g_autoptr(GPtrArray) entries = query (filesystem, "/a.txt");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) renames = nexus_gtk_rename_rule_apply (rule, entries, &error);

  g_assert_null (renames);
  g_assert_nonnull (error);
}

static void
assert_bad_template (NexusFilesystem *filesystem,
                     const char      *template)
{
  const NexusGtkRenameRule rule = { .template = template };

  assert_bad (filesystem, &rule);
}

static void
test_template (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = open_store (folder);
  g_autoptr(GDateTime) time = g_date_time_new_local (2024, 5, 31, 12, 0, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) dated = NULL;

  write_file (filesystem, "/a.txt");
  write_file (filesystem, "/b.tar.gz");
  write_file (filesystem, "/README");
  write_file (filesystem, "/.hidden");
  write_file (filesystem, "/folder.d/c");
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a.txt", "work", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a.txt", "home/x", NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a.txt", "author", g_variant_new_string ("Ann"), NULL,
                                                 &error));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a.txt", "year", g_variant_new_int64 (2024), NULL,
                                                 &error));
  dated = nexus_filesystem_set_modified (filesystem, "/a.txt", g_date_time_to_unix (time) * G_GINT64_CONSTANT (1000000000),
                                         NULL, &error);
  g_assert_no_error (error);

  assert_template (filesystem, "/a.txt|/b.tar.gz|/README|/.hidden|/folder.d", "{name}",
                   "a.txt|b.tar.gz|README|.hidden|folder.d");
  assert_template (filesystem, "/a.txt|/b.tar.gz", "Photo [1]", "Photo 1.txt|Photo 2.gz");
  assert_template (filesystem, "/a.txt|/b.tar.gz", "[01]-[098]", "01-098.txt|02-099.gz");
  assert_template (filesystem, "/a.txt|/README", "{name}.{ext}.old", "a.txt.old|README..old");
  assert_template (filesystem, "/a.txt", "{date} {name}", "2024-05-31 a.txt");
  assert_template (filesystem, "/a.txt|/README", "{author}-{year}-{tag}", "Ann-2024-home-x work.txt|--");
  assert_template (filesystem, "/a.txt", "{{name}} [[1]]", "{name}} [1]].txt");
  assert_template (filesystem, "/folder.d", "x [1]", "x 1");
  assert_bad_template (filesystem, "{name");
  assert_bad_template (filesystem, "[1");
  assert_bad_template (filesystem, "[a]");
  assert_bad_template (filesystem, "[]");
  assert_bad_template (filesystem, "[1234567890123]");
  close_store (filesystem, folder);
}

static void
test_replace (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = open_store (folder);
  NexusGtkRenameRule rule = { .replaces = TRUE, .find = "IMG_", .replacement = "" };

  write_file (filesystem, "/a.txt");
  write_file (filesystem, "/img_001.jpg");
  write_file (filesystem, "/IMG_002.jpg");
  assert_names (filesystem, "/img_001.jpg|/IMG_002.jpg", &rule, "001.jpg|002.jpg");
  rule.match_case = TRUE;
  assert_names (filesystem, "/img_001.jpg|/IMG_002.jpg", &rule, "img_001.jpg|002.jpg");
  rule.find = ".";
  rule.replacement = "\\1";
  assert_names (filesystem, "/a.txt", &rule, "a\\1txt");
  rule.is_regex = TRUE;
  rule.find = "^(\\w+?)_(\\d+)";
  rule.replacement = "\\2-\\1";
  assert_names (filesystem, "/img_001.jpg|/a.txt", &rule, "001-img.jpg|a.txt");
  rule.find = "";
  assert_names (filesystem, "/a.txt", &rule, "a.txt");
  rule.find = "(";
  assert_bad (filesystem, &rule);
  rule.find = "a";
  rule.replacement = "\\g<";
  assert_bad (filesystem, &rule);
  close_store (filesystem, folder);
}

/* --- What is in the way --- */

static gboolean
is_taken (const char *folder,
          const char *name,
          gpointer    user_data)
{
  const char *taken = user_data;

  return strcmp (folder, "/") == 0 && g_strcmp0 (name, taken) == 0;
}

static guint
check (NexusFilesystem *filesystem,
       const char      *paths,
       const char      *template,
       const char      *taken)
{
  const NexusGtkRenameRule rule = { .template = template };
  g_autoptr(GPtrArray) entries = query (filesystem, paths);
  g_autoptr(GPtrArray) renames = nexus_gtk_rename_rule_apply (&rule, entries, NULL);

  return nexus_gtk_rename_check (renames, is_taken, (gpointer) taken);
}

static void
test_clashes (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = open_store (folder);

  write_file (filesystem, "/1.txt");
  write_file (filesystem, "/2.txt");
  write_file (filesystem, "/sub/3.txt");
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "x[1]", NULL), ==, 0);
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "same", NULL), ==, 2);
  /* In different folders they are not in each other's way. */
  g_assert_cmpuint (check (filesystem, "/1.txt|/sub/3.txt", "same", NULL), ==, 0);
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "x[1]", "x2.txt"), ==, 1);
  /* What has the name now gets another one. */
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "[2]", "2.txt"), ==, 0);
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "a\x01[1]", NULL), ==, 0);
  g_assert_cmpuint (check (filesystem, "/1.txt|/2.txt", "{ext}{nothing}", NULL), ==, 2);
  close_store (filesystem, folder);
}

/* --- Doing it --- */

static void
rename_all (NexusFilesystem *filesystem,
            const char      *paths,
            const char      *names)
{
  g_autoptr(GPtrArray) entries = query (filesystem, paths);
  const NexusGtkRenameRule rule = { .template = "{name}" };
  g_autoptr(GPtrArray) renames = nexus_gtk_rename_rule_apply (&rule, entries, NULL);
  g_auto(GStrv) list = g_strsplit (names, "|", -1);
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (renames, i);

      g_free (rename->name);
      rename->name = g_strdup (list[i]);
    }
  nexus_gtk_rename_add_to (renames, batch);
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

/* Each file has the path that it was written to as its text. */
static void
assert_text (NexusFilesystem *filesystem,
             const char      *path,
             const char      *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), wanted, strlen (wanted));
}

static void
test_circles (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = open_store (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GListModel) list = NULL;

  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);

      write_file (filesystem, path);
    }
  /* One after the other. */
  rename_all (filesystem, "/1|/2|/3", "2|3|6");
  assert_text (filesystem, "/2", "/1");
  assert_text (filesystem, "/3", "/2");
  assert_text (filesystem, "/6", "/3");
  /* In a circle, and two that change places. */
  rename_all (filesystem, "/2|/3|/6|/4|/5", "3|6|2|5|4");
  assert_text (filesystem, "/3", "/1");
  assert_text (filesystem, "/6", "/2");
  assert_text (filesystem, "/2", "/3");
  assert_text (filesystem, "/5", "/4");
  assert_text (filesystem, "/4", "/5");
  /* No name is left over. */
  list = nexus_filesystem_list (filesystem, "/", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 5);
  /* All of it is one step. */
  step = nexus_filesystem_undo (filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  assert_text (filesystem, "/2", "/1");
  assert_text (filesystem, "/6", "/3");
  assert_text (filesystem, "/5", "/5");
  close_store (filesystem, folder);
}

static void
test_folders (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = open_store (folder);

  write_file (filesystem, "/docs/inner/a");
  rename_all (filesystem, "/docs|/docs/inner/a|/docs/inner", "texts|b|outer");
  assert_text (filesystem, "/texts/outer/b", "/docs/inner/a");
  close_store (filesystem, folder);
}

/* --- The dialog --- */

static NexusGtkRenameDialog *
open_dialog (Fixture *fixture)
{
  NexusGtkRenameDialog *dialog;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (nexus_gtk_browser_get_items (fixture->browser)));
  nexus_test_spin_until (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.rename", NULL) &&
                         find_toplevel ("rename-dialog") != NULL);
  nexus_test_spin_until ((dialog = find_toplevel ("rename-dialog")) != NULL);

  return dialog;
}

static char *
dup_preview (NexusGtkRenameDialog *dialog)
{
  GListModel *preview = nexus_gtk_rename_dialog_get_preview (dialog);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (preview); i++)
    {
      g_autoptr(NexusGtkRenameRow) row = g_list_model_get_item (preview, i);

      g_string_append_printf (text, "%s%s>%s%s", i > 0 ? " " : "", nexus_gtk_rename_row_get_former (row),
                              nexus_gtk_rename_row_get_name (row),
                              nexus_gtk_rename_row_get_problem (row) != NULL ? "!" : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
shows (NexusGtkRenameDialog *dialog,
       const char           *wanted)
{
  g_autofree char *preview = dup_preview (dialog);

  return strcmp (preview, wanted) == 0;
}

static void
test_dialog (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkRenameDialog *dialog;
  GtkWidget *entry;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GError) error = NULL;

  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  dialog = open_dialog (fixture);
  entry = find_widget (GTK_WIDGET (dialog), GTK_TYPE_ENTRY);
  nexus_test_spin_until (shows (dialog, "docs>docs a2.txt>a2.txt a10.txt>a10.txt"));
  g_assert_false (nexus_gtk_rename_dialog_is_ready (dialog));

  gtk_editable_set_text (GTK_EDITABLE (entry), "same");
  nexus_test_spin_until (shows (dialog, "docs>same a2.txt>same.txt! a10.txt>same.txt!"));
  g_assert_true (shows_text (GTK_WIDGET (dialog), "2 names cannot be given"));
  g_assert_false (nexus_gtk_rename_dialog_is_ready (dialog));

  gtk_editable_set_text (GTK_EDITABLE (entry), "[1");
  g_assert_true (shows_text (GTK_WIDGET (dialog), "has no “]”"));
  g_assert_false (nexus_gtk_rename_dialog_is_ready (dialog));

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_editable_set_position (GTK_EDITABLE (entry), 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "rename.insert", "s", "[01]"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "[01]");
  nexus_test_spin_until (shows (dialog, "docs>01 a2.txt>02.txt a10.txt>03.txt"));
  nexus_test_spin_until (nexus_gtk_rename_dialog_is_ready (dialog));
  g_signal_emit_by_name (find_button (GTK_WIDGET (dialog), "_Rename"), "clicked");
  nexus_test_spin_until (find_toplevel ("rename-dialog") == NULL);
  fixture_wait_names (fixture, "01 02.txt 03.txt");

  step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Rename of 3 Items");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_dialog_taken (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) hidden = nexus_filesystem_write (fixture->filesystem, "/.2.txt", bytes, NULL, NEXUS_WRITE_NONE,
                                                         NULL, &error);
  NexusGtkRenameDialog *dialog;

  g_assert_no_error (error);
  g_assert_nonnull (hidden);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  dialog = open_dialog (fixture);
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (dialog), GTK_TYPE_ENTRY)), ".[1]");
  /* Also where nobody sees it. */
  nexus_test_spin_until (shows (dialog, "docs>.1 a2.txt>.2.txt! a10.txt>.3.txt"));
  g_assert_true (shows_text (GTK_WIDGET (dialog), "1 name cannot be given"));
  gtk_window_close (GTK_WINDOW (dialog));
  nexus_test_spin_until (find_toplevel ("rename-dialog") == NULL);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/batch-rename/template", test_template);
  g_test_add_func ("/batch-rename/replace", test_replace);
  g_test_add_func ("/batch-rename/clashes", test_clashes);
  g_test_add_func ("/batch-rename/circles", test_circles);
  g_test_add_func ("/batch-rename/folders", test_folders);
  g_test_add_func ("/batch-rename/dialog", test_dialog);
  g_test_add_func ("/batch-rename/dialog-taken", test_dialog_taken);

  return g_test_run ();
}

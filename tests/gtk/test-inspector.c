/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-attribute-row.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-tag-chip.h"
#include "nexus-gtk-versions.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

static gboolean
is_row (GtkWidget     *widget,
        gconstpointer  title)
{
  return ADW_IS_PREFERENCES_ROW (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

/* The row with that title below a widget. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  return find_widget_that (widget, is_row, title);
}

static gboolean
is_chip (GtkWidget     *widget,
         gconstpointer  tag)
{
  return NEXUS_GTK_IS_TAG_CHIP (widget) && strcmp (nexus_gtk_tag_chip_get_tag (NEXUS_GTK_TAG_CHIP (widget)), tag) == 0;
}

static NexusGtkTagChip *
find_chip (GtkWidget  *widget,
           const char *tag)
{
  return find_widget_that (widget, is_chip, tag);
}

static gboolean
is_attribute (GtkWidget     *widget,
              gconstpointer  key)
{
  return NEXUS_GTK_IS_ATTRIBUTE_ROW (widget) &&
         strcmp (nexus_gtk_attribute_row_get_key (NEXUS_GTK_ATTRIBUTE_ROW (widget)), key) == 0;
}

/* The rows of attributes have more in their titles than the names. */
static GtkWidget *
find_attribute (GtkWidget  *widget,
                const char *key)
{
  return find_widget_that (widget, is_attribute, key);
}

static const char *
get_subtitle (GtkWidget  *inspector,
              const char *title)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (inspector, title)));
}

static GtkWidget *
open_inspector (Fixture    *fixture,
                const char *name)
{
  GtkWidget *inspector = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_INSPECTOR);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.inspector", NULL);
  fixture_select (fixture, name);
  nexus_test_spin_until (gtk_widget_get_mapped (inspector));

  return inspector;
}

static NexusEntry *
query (Fixture    *fixture,
       const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusEntry *entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return entry;
}

static gboolean
has_tag (Fixture    *fixture,
         const char *tag)
{
  g_autoptr(NexusEntry) entry = query (fixture, "/a2.txt");

  return g_strv_contains (nexus_entry_get_tags (entry), tag);
}

static gboolean
has_attribute (Fixture    *fixture,
               const char *key,
               const char *printed)
{
  g_autoptr(NexusEntry) entry = query (fixture, "/a2.txt");
  g_autoptr(GVariant) value = g_variant_lookup_value (nexus_entry_get_attributes (entry), key, NULL);
  g_autofree char *text = value != NULL ? g_variant_print (value, TRUE) : NULL;

  return g_strcmp0 (text, printed) == 0;
}

static void
test_facts (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(NexusEntry) entry = query (fixture, "/a2.txt");

  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (inspector, "Content Hash"))), ==,
                   nexus_entry_get_etag (entry));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (inspector, "Folder"))), ==, "/");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (inspector, "Permissions"))), ==, "644");
  g_assert_nonnull (find_chip (inspector, "work"));
  /* The type of an attribute gone, nothing of a folder's kind is shown of a file. */
  g_assert_false (gtk_widget_get_visible (find_row (inspector, "Contents")));
  g_signal_emit_by_name (find_icon_button (inspector, "Copy hash"), "clicked");
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (inspector)));

  fixture_select (fixture, "docs");
  nexus_test_spin_until (gtk_widget_get_visible (find_row (inspector, "Contents")));
  g_assert_cmpstr (get_subtitle (inspector, "Contents"), ==, "2 items");
  g_assert_false (gtk_widget_get_visible (find_row (inspector, "Content Hash")));
  fixture_free (fixture);
}

static void
test_verify (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a10.txt");
  GtkWidget *row = find_row (inspector, "Integrity");

  g_signal_emit_by_name (find_widget (row, GTK_TYPE_BUTTON), "clicked");
  nexus_test_spin_until (strcmp (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "The content is what was stored") == 0);

  /* What was found is about that file, and is not said of another one. */
  fixture_select (fixture, "docs");
  nexus_test_spin_until (strcmp (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)),
                                 "Not verified since it was selected") == 0);
  fixture_free (fixture);
}

static void
test_tags (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *row = find_row (inspector, "Add a Tag");

  gtk_editable_set_text (GTK_EDITABLE (row), " urgent ");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_tag (fixture, "urgent"));
  nexus_test_spin_until (find_chip (inspector, "urgent") != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");

  g_signal_emit_by_name (find_icon_button (inspector, "Remove tag urgent"), "clicked");
  nexus_test_spin_until (!has_tag (fixture, "urgent"));
  nexus_test_spin_until (find_chip (inspector, "urgent") == NULL);
  fixture_free (fixture);
}

static gboolean
has_color (Fixture    *fixture,
           const char *tag,
           const char *color)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tags = nexus_filesystem_list_tags (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(NexusTag) at = g_list_model_get_item (tags, i);

      if (strcmp (nexus_tag_get_name (at), tag) == 0)
        return g_strcmp0 (nexus_tag_get_color (at), color) == 0;
    }

  return FALSE;
}

static void
test_tag_colors (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  NexusGtkTagChip *chip = find_chip (inspector, "work");

  g_signal_emit_by_name (find_icon_button (GTK_WIDGET (chip), "Green"), "clicked");
  nexus_test_spin_until (has_color (fixture, "work", "#2ec27e"));
  g_signal_emit_by_name (find_icon_button (GTK_WIDGET (chip), "No color"), "clicked");
  nexus_test_spin_until (has_color (fixture, "work", NULL));
  g_assert_true (find_chip (inspector, "work") == chip);
  fixture_free (fixture);
}

/* What is suggested are tags that the file has not yet, by any part of their names. */
static void
test_tag_suggestions (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a10.txt");
  GtkWidget *row = find_row (inspector, "Add a Tag");
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/docs", "Café notes", NULL, &error));
  g_assert_no_error (error);
  gtk_editable_set_text (GTK_EDITABLE (row), "cafe");
  nexus_test_spin_until (find_icon_button (inspector, "Add the tag “Café notes”") != NULL);
  g_assert_null (find_icon_button (inspector, "Add the tag “work”"));
  gtk_editable_set_text (GTK_EDITABLE (row), "OR");
  g_assert_nonnull (find_icon_button (inspector, "Add the tag “work”"));
  g_signal_emit_by_name (find_icon_button (inspector, "Add the tag “work”"), "clicked");
  nexus_test_spin_until (find_chip (inspector, "work") != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");

  /* It has that now. */
  gtk_editable_set_text (GTK_EDITABLE (row), "work");
  g_assert_null (find_icon_button (inspector, "Add the tag “work”"));
  fixture_free (fixture);
}

static void
test_attributes (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *row = find_attribute (inspector, "author");

  /* A text stays a text, whatever it looks like. */
  gtk_editable_set_text (GTK_EDITABLE (row), "42");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_attribute (fixture, "author", "'42'"));

  row = find_row (inspector, "Add “name = value”");
  gtk_editable_set_text (GTK_EDITABLE (row), "pages = 12");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_attribute (fixture, "pages", "int64 12"));
  nexus_test_spin_until (find_attribute (inspector, "pages") != NULL);

  /* What is no number cannot become the value of one. */
  row = find_attribute (inspector, "pages");
  gtk_editable_set_text (GTK_EDITABLE (row), "many");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_signal_emit_by_name (row, "apply");
  gtk_editable_set_text (GTK_EDITABLE (row), "12.5");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_attribute (fixture, "pages", "12.5"));

  gtk_widget_activate_action (row, "attribute.remove", NULL);
  nexus_test_spin_until (has_attribute (fixture, "pages", NULL));
  nexus_test_spin_until (find_attribute (inspector, "pages") == NULL);
  fixture_free (fixture);
}

static void
add_attribute (GtkWidget  *inspector,
               const char *text)
{
  GtkWidget *row = find_row (inspector, "Add “name = value”");

  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
}

static void
test_typed_attributes (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(GDateTime) day = g_date_time_new_local (2026, 12, 24, 0, 0, 0);
  GtkWidget *toggle;

  /* Yes or no. */
  add_attribute (inspector, "done = false");
  nexus_test_spin_until (has_attribute (fixture, "done", "false"));
  nexus_test_spin_until (find_attribute (inspector, "done") != NULL);
  toggle = find_widget (find_attribute (inspector, "done"), GTK_TYPE_SWITCH);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  nexus_test_spin_until (has_attribute (fixture, "done", "true"));

  /* Dates. */
  add_attribute (inspector, "due = 2026-11-21");
  nexus_test_spin_until (find_attribute (inspector, "due") != NULL);
  gtk_editable_set_text (GTK_EDITABLE (find_attribute (inspector, "due")), "2026-02-30");
  g_assert_true (gtk_widget_has_css_class (find_attribute (inspector, "due"), "error"));
  gtk_calendar_select_day (find_widget (find_attribute (inspector, "due"), GTK_TYPE_CALENDAR), day);
  nexus_test_spin_until (has_attribute (fixture, "due", "'2026-12-24'"));
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (find_attribute (inspector, "due"))),
                                 "2026-12-24") == 0);

  /* From one type to another. */
  gtk_widget_activate_action (find_attribute (inspector, "due"), "attribute.convert", "s", "boolean");
  nexus_test_spin_until (has_attribute (fixture, "due", "true"));
  nexus_test_spin_until (find_widget (find_attribute (inspector, "due"), GTK_TYPE_SWITCH) != NULL);
  gtk_widget_activate_action (find_attribute (inspector, "due"), "attribute.convert", "s", "number");
  nexus_test_spin_until (has_attribute (fixture, "due", "int64 1"));
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (find_attribute (inspector, "due"))), "1") == 0);
  gtk_widget_activate_action (find_attribute (inspector, "due"), "attribute.convert", "s", "text");
  nexus_test_spin_until (has_attribute (fixture, "due", "'1'"));
  fixture_free (fixture);
}

static void
test_rename_attribute (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *dialog;

  gtk_widget_activate_action (find_attribute (inspector, "author"), "attribute.rename", NULL);
  nexus_test_spin_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);
  gtk_editable_set_text (GTK_EDITABLE (find_widget (dialog, GTK_TYPE_ENTRY)), "written by / with");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "do");
  nexus_test_spin_until (has_attribute (fixture, "written by / with", "'Ann'"));
  g_assert_true (has_attribute (fixture, "author", NULL));
  nexus_test_spin_until (find_attribute (inspector, "author") == NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  fixture_free (fixture);
}

static NexusUndoStep *
dup_last_step (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_item (history, 0);
}

static gboolean
all_have_tag (Fixture    *fixture,
              const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tagged = nexus_filesystem_list_tagged (fixture->filesystem, tag, NULL, &error);

  return tagged != NULL && g_list_model_get_n_items (tagged) == 3;
}

/* What is done to several at once is one step to undo. */
static void
test_several (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(NexusUndoStep) attribute_step = NULL;
  g_autoptr(NexusUndoStep) undone = NULL;
  g_autoptr(GError) error = NULL;
  NexusGtkTagChip *chip;
  GtkWidget *row;

  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (strcmp (get_subtitle (inspector, "Contents"), "1 folder, 2 files\n2 items in the folders") == 0);
  g_assert_cmpstr (get_subtitle (inspector, "Folder"), ==, "/");
  g_assert_false (gtk_widget_get_visible (find_row (inspector, "Content Hash")));

  /* One of three has it, then all. */
  chip = find_chip (inspector, "work");
  g_assert_nonnull (find_icon_button (GTK_WIDGET (chip), "work (1 of 3)"));
  g_signal_emit_by_name (chip, "complete");
  nexus_test_spin_until (all_have_tag (fixture, "work"));
  nexus_test_spin_until (find_icon_button (inspector, "work") != NULL);
  step = dup_last_step (fixture);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Add the tag “work”");

  /* Different values are told, and made one. */
  row = find_attribute (inspector, "author");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "author (1 of 3)");
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a10.txt", "author",
                                                 g_variant_new_string ("Bob"), NULL, &error));
  nexus_test_spin_until (strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                                 "author — different values") == 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (row), "Eve");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "author") == 0);
  attribute_step = dup_last_step (fixture);
  g_assert_cmpstr (nexus_undo_step_get_description (attribute_step), ==, "Set the attribute “author”");

  undone = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (has_attribute (fixture, "author", "'Ann'"));
  nexus_test_spin_until (strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                                 "author — different values") == 0);

  g_signal_emit_by_name (find_icon_button (inspector, "Remove tag work"), "clicked");
  nexus_test_spin_until (!has_tag (fixture, "work"));
  fixture_free (fixture);
}

/* What lies in the trash can be looked at only. */
static void
test_trash (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/a2.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_no_error (error);
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt");
  fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (find_chip (inspector, "work") != NULL && find_attribute (inspector, "author") != NULL);
  nexus_test_spin_until (find_icon_button (inspector, "Remove tag work") == NULL);
  g_assert_false (gtk_widget_get_visible (find_row (inspector, "Add a Tag")));
  g_assert_false (gtk_widget_get_visible (find_row (inspector, "Integrity")));
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (find_attribute (inspector, "author"))));
  fixture_free (fixture);
}

/* Whatever happens to the file meanwhile, nobody loses what they are writing. */
static void
test_keeps_edits (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *author = find_attribute (inspector, "author");
  GtkWidget *add_tag = find_row (inspector, "Add a Tag");
  GtkWidget *add_attribute = find_row (inspector, "Add “name = value”");
  GtkWidget *focus;
  g_autoptr(GBytes) bytes = g_bytes_new ("three", 5);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  gtk_widget_grab_focus (author);
  gtk_editable_set_text (GTK_EDITABLE (author), "Ann L");
  gtk_editable_set_position (GTK_EDITABLE (author), 3);
  gtk_editable_set_text (GTK_EDITABLE (add_tag), "urg");
  gtk_editable_set_text (GTK_EDITABLE (add_attribute), "pages = 1");
  focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_true (gtk_widget_is_ancestor (focus, author));

  /* Everything about the file changes. */
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a2.txt", "new", NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a2.txt", "before", g_variant_new_int64 (1),
                                                 NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a2.txt", "author",
                                                 g_variant_new_string ("Bob"), NULL, &error));
  entry = nexus_filesystem_write (fixture->filesystem, "/a2.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (find_chip (inspector, "new") != NULL);
  nexus_test_spin_until (find_attribute (inspector, "before") != NULL);
  nexus_test_spin_until (find_row (inspector, "Version 3 (current)") != NULL);

  g_assert_true (find_attribute (inspector, "author") == author);
  g_assert_true (find_row (inspector, "Add a Tag") == add_tag);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (author)), ==, "Ann L");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (author)), ==, 3);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (add_tag)), ==, "urg");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (add_attribute)), ==, "pages = 1");

  /* Also when the attribute is removed: it is written anew. */
  g_assert_true (nexus_filesystem_remove_attribute (fixture->filesystem, "/a2.txt", "author", NULL, &error));
  g_assert_true (nexus_filesystem_remove_tag (fixture->filesystem, "/a2.txt", "new", NULL, &error));
  nexus_test_spin_until (find_chip (inspector, "new") == NULL);
  g_assert_true (find_attribute (inspector, "author") == author);
  g_signal_emit_by_name (author, "apply");
  nexus_test_spin_until (has_attribute (fixture, "author", "'Ann L'"));

  /* What nobody is writing in follows. */
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a2.txt", "before", g_variant_new_int64 (2),
                                                 NULL, &error));
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (find_attribute (inspector, "before"))), "2") == 0);

  /* Another file has texts of its own. */
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (find_attribute (inspector, "author") == NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_row (inspector, "Add a Tag"))), ==, "");
  fixture_free (fixture);
}

static void
test_versions (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  nexus_test_spin_until (find_row (inspector, "Version 1") != NULL);
  gtk_widget_activate_action (find_row (inspector, "Version 1"), "version.restore", NULL);
  nexus_test_spin_until (find_row (inspector, "Version 3 (current)") != NULL);
  bytes = nexus_filesystem_read (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "two", 3);
  fixture_free (fixture);
}

static void
test_export_version (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  NexusGtkVersions *versions = find_widget (inspector, NEXUS_GTK_TYPE_VERSIONS);
  g_autofree char *path = g_build_filename (fixture->folder, "former.txt", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;

  nexus_test_spin_until (find_row (inspector, "Version 1") != NULL);
  nexus_gtk_versions_export (versions, 1, file);
  nexus_test_spin_until (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "two");
  fixture_free (fixture);
}

/* Where else the same content is, in pages; not in the trash. */
static void
test_copies (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *path = g_strdup_printf ("/docs/copy %u & more.txt", i);
      g_autoptr(NexusEntry) copy = nexus_filesystem_copy (fixture->filesystem, "/a10.txt", path, NEXUS_COPY_NONE, NULL,
                                                          &error);

      g_assert_no_error (error);
      g_assert_nonnull (copy);
    }
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/docs/copy 0 & more.txt", NULL, NEXUS_DELETE_NONE, NULL,
                                          &error));
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (find_row (inspector, "copy 5 &amp; more.txt") != NULL);
  g_assert_null (find_row (inspector, "copy 0 &amp; more.txt"));
  g_assert_null (find_row (inspector, "copy 6 &amp; more.txt"));
  g_assert_null (find_row (inspector, "a10.txt"));
  adw_action_row_activate (ADW_ACTION_ROW (find_row (inspector, "Show More")));
  nexus_test_spin_until (find_row (inspector, "copy 7 &amp; more.txt") != NULL);
  g_assert_null (find_row (inspector, "Show More"));

  /* Each leads to where it is. */
  adw_action_row_activate (ADW_ACTION_ROW (find_row (inspector, "copy 3 &amp; more.txt")));
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_place (fixture->browser), "/docs") == 0);
  nexus_test_spin_until (fixture_is_selected (fixture, "copy 3 & more.txt"));
  fixture_free (fixture);
}

static void
test_errors (void)
{
  g_autoptr(GError) full = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No space");
  g_autoptr(GError) plain = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Not there");
  g_autofree char *full_text = nexus_gtk_error_describe (full);
  g_autofree char *plain_text = nexus_gtk_error_describe (plain);

  g_assert_cmpstr (full_text, ==, "No space\nFree some space on the disk, then try again.");
  g_assert_cmpstr (plain_text, ==, "Not there");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/inspector/facts", test_facts);
  g_test_add_func ("/inspector/tags", test_tags);
  g_test_add_func ("/inspector/attributes", test_attributes);
  g_test_add_func ("/inspector/verify", test_verify);
  g_test_add_func ("/inspector/tag-colors", test_tag_colors);
  g_test_add_func ("/inspector/tag-suggestions", test_tag_suggestions);
  g_test_add_func ("/inspector/typed-attributes", test_typed_attributes);
  g_test_add_func ("/inspector/rename-attribute", test_rename_attribute);
  g_test_add_func ("/inspector/keeps-edits", test_keeps_edits);
  g_test_add_func ("/inspector/several", test_several);
  g_test_add_func ("/inspector/trash", test_trash);
  g_test_add_func ("/inspector/versions", test_versions);
  g_test_add_func ("/inspector/export-version", test_export_version);
  g_test_add_func ("/inspector/copies", test_copies);
  g_test_add_func ("/inspector/errors", test_errors);

  return g_test_run ();
}

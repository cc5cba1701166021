/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-error.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

/* The row with that title below a widget. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *name)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), name) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
open_inspector (Fixture    *fixture,
                const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.inspector", NULL);
  fixture_select (fixture, name);

  return find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_INSPECTOR);
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
  g_assert_nonnull (find_row (inspector, "work"));
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
  nexus_test_spin_until (find_row (inspector, "urgent") != NULL);

  g_signal_emit_by_name (find_button (inspector, "Remove tag urgent"), "clicked");
  nexus_test_spin_until (!has_tag (fixture, "urgent"));
  nexus_test_spin_until (find_row (inspector, "urgent") == NULL);
  fixture_free (fixture);
}

static void
test_attributes (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *row = find_row (inspector, "author");

  /* A text stays a text, whatever it looks like. */
  gtk_editable_set_text (GTK_EDITABLE (row), "42");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_attribute (fixture, "author", "'42'"));

  row = find_row (inspector, "Add “name = value”");
  gtk_editable_set_text (GTK_EDITABLE (row), "pages = 12");
  g_signal_emit_by_name (row, "apply");
  nexus_test_spin_until (has_attribute (fixture, "pages", "int64 12"));
  nexus_test_spin_until (find_row (inspector, "pages") != NULL);

  g_signal_emit_by_name (find_button (inspector, "Remove attribute pages"), "clicked");
  nexus_test_spin_until (has_attribute (fixture, "pages", NULL));
  fixture_free (fixture);
}

/* Whatever happens to the file meanwhile, nobody loses what they are writing. */
static void
test_keeps_edits (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector = open_inspector (fixture, "a2.txt");
  GtkWidget *author = find_row (inspector, "author");
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
  nexus_test_spin_until (find_row (inspector, "new") != NULL);
  nexus_test_spin_until (find_row (inspector, "before") != NULL);
  nexus_test_spin_until (find_row (inspector, "Version 3") != NULL);

  g_assert_true (find_row (inspector, "author") == author);
  g_assert_true (find_row (inspector, "Add a Tag") == add_tag);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (author)), ==, "Ann L");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (author)), ==, 3);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (add_tag)), ==, "urg");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (add_attribute)), ==, "pages = 1");

  /* Also when the attribute is removed: it is written anew. */
  g_assert_true (nexus_filesystem_remove_attribute (fixture->filesystem, "/a2.txt", "author", NULL, &error));
  g_assert_true (nexus_filesystem_remove_tag (fixture->filesystem, "/a2.txt", "new", NULL, &error));
  nexus_test_spin_until (find_row (inspector, "new") == NULL);
  g_assert_true (find_row (inspector, "author") == author);
  g_signal_emit_by_name (author, "apply");
  nexus_test_spin_until (has_attribute (fixture, "author", "'Ann L'"));

  /* What nobody is writing in follows. */
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a2.txt", "before", g_variant_new_int64 (2),
                                                 NULL, &error));
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (find_row (inspector, "before"))), "2") == 0);

  /* Another file has texts of its own. */
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (find_row (inspector, "author") == NULL);
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
  g_signal_emit_by_name (find_button (find_row (inspector, "Version 1"), "Restore this version"), "clicked");
  nexus_test_spin_until (find_row (inspector, "Version 3") != NULL);
  bytes = nexus_filesystem_read (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "two", 3);
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
  adw_init ();

  g_test_add_func ("/inspector/facts", test_facts);
  g_test_add_func ("/inspector/tags", test_tags);
  g_test_add_func ("/inspector/attributes", test_attributes);
  g_test_add_func ("/inspector/keeps-edits", test_keeps_edits);
  g_test_add_func ("/inspector/versions", test_versions);
  g_test_add_func ("/inspector/errors", test_errors);

  return g_test_run ();
}

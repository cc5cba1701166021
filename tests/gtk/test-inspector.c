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
  g_test_add_func ("/inspector/versions", test_versions);
  g_test_add_func ("/inspector/errors", test_errors);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-compare-window.h"
#include "nexus-gtk-diff-signs.h"
#include "nexus-gtk-diff.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-test-util.h"
#include "nexus-gtk-text-sample.h"
#include "nexus-gtk-version-row.h"
#include "nexus-test-util.h"

static gboolean
is_row (GtkWidget     *widget,
        gconstpointer  number)
{
  return NEXUS_GTK_IS_VERSION_ROW (widget) &&
         nexus_version_get_number (nexus_gtk_version_row_get_version (NEXUS_GTK_VERSION_ROW (widget))) ==
           GPOINTER_TO_UINT (number);
}

/* The row of a version. */
static GtkWidget *
find_row (GtkWidget *widget,
          guint      number)
{
  return find_widget_that (widget, is_row, GUINT_TO_POINTER (number));
}

static gboolean
has_text (GtkWidget     *widget,
          gconstpointer  text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
shows_text (GtkWidget  *widget,
            const char *text)
{
  return find_widget_that (widget, has_text, text) != NULL;
}

/* All texts of the views that are shown, from the left to the right. */
static void
append_texts (GtkWidget *widget,
              GString   *texts)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_mapped (widget))
    {
      g_autofree char *text = NULL;

      g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &text, NULL);
      g_string_append_printf (texts, "[%s]", text);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_texts (child, texts);
}

static void
assert_texts (GtkWidget  *widget,
              const char *wanted)
{
  g_autoptr(GString) texts = g_string_new (NULL);

  append_texts (widget, texts);
  g_assert_cmpstr (texts->str, ==, wanted);
}

static gboolean
is_signs (GtkWidget     *widget,
          gconstpointer  data)
{
  return NEXUS_GTK_IS_DIFF_SIGNS (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

/* What stands before each line of the views that are shown; "?" for a view that shows no signs. */
static void
append_signs (GtkWidget *widget,
              GString   *signs)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_mapped (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      gboolean seen = find_widget_that (widget, is_signs, NULL) != NULL;

      g_string_append_c (signs, '[');
      for (int i = 0; i + 1 < gtk_text_buffer_get_line_count (buffer); i++)
        {
          const char *sign = nexus_gtk_diff_signs_get_sign (buffer, (guint) i);

          g_string_append (signs, !seen ? "?" : sign[0] == '\0' ? " " : sign);
        }
      g_string_append_c (signs, ']');
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_signs (child, signs);
}

static gboolean
shows_signs (GtkWidget  *widget,
             const char *wanted)
{
  g_autoptr(GString) signs = g_string_new (NULL);

  append_signs (widget, signs);

  return strcmp (signs->str, wanted) == 0;
}

static void
test_window (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *inspector;
  NexusGtkCompareWindow *comparison;
  const char *contents[] = { "one\ntwo\nthree\n", "one\n2\nand a half\nthree\n", "\0\1\2" };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (contents[i], i < 2 ? strlen (contents[i]) : 3);
      g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, "/a10.txt", bytes, NULL,
                                                            NEXUS_WRITE_NONE, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (entry);
    }
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.inspector", NULL);
  fixture_select (fixture, "a10.txt");
  inspector = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_INSPECTOR);
  nexus_test_spin_until (find_row (inspector, 4) != NULL);

  /* The current one with the one before: no text. */
  gtk_widget_activate_action (find_row (inspector, 4), "version.compare", NULL);
  comparison = find_window (NEXUS_GTK_TYPE_COMPARE_WINDOW);
  nexus_test_spin_until (nexus_gtk_compare_window_is_settled (comparison));
  nexus_test_spin_until (shows_text (GTK_WIDGET (comparison), "No Text to Compare"));
  gtk_window_destroy (GTK_WINDOW (comparison));

  {
    g_autoptr(NexusEntry) entry = nexus_filesystem_query (fixture->filesystem, "/a10.txt", NULL, &error);


    comparison = nexus_gtk_compare_window_new (GTK_WINDOW (fixture->window), fixture->filesystem, entry, 2, 3);
  }
  gtk_window_present (GTK_WINDOW (comparison));
  nexus_test_spin_until (nexus_gtk_compare_window_is_settled (comparison));
  nexus_test_spin_until (shows_text (GTK_WIDGET (comparison), "1 line removed · 2 lines added"));
  assert_texts (GTK_WIDGET (comparison), "[one\ntwo\n \nthree\n][one\n2\nand a half\nthree\n]");
  /* What differs is not said by colours alone. */
  nexus_test_spin_until (shows_signs (GTK_WIDGET (comparison), "[ −  ][ ++ ]"));
  g_assert_true (shows_text (GTK_WIDGET (comparison), "Version 2"));
  g_assert_true (shows_text (GTK_WIDGET (comparison), "Version 3"));
  g_signal_emit_by_name (find_icon_button (GTK_WIDGET (comparison), "Next Difference"), "clicked");
  g_assert_false (gtk_widget_get_sensitive (find_icon_button (GTK_WIDGET (comparison), "Next Difference")));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_icon_button (GTK_WIDGET (comparison), "In One Column")), TRUE);
  nexus_test_spin_until (shows_text (GTK_WIDGET (comparison), "1 line removed · 2 lines added"));
  assert_texts (GTK_WIDGET (comparison), "[  one\n− two\n+ 2\n+ and a half\n  three\n]");
  gtk_window_destroy (GTK_WINDOW (comparison));
  fixture_free (fixture);
}

/* " same-removed+added" with the lines that they stand for. */
static char *
diff_texts (const char *old_text,
            const char *new_text)
{
  g_auto(GStrv) old_lines = g_strsplit (old_text, " ", -1);
  g_auto(GStrv) new_lines = g_strsplit (new_text, " ", -1);
  g_autoptr(GArray) runs = nexus_gtk_diff ((const char * const *) old_lines, (const char * const *) new_lines);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    {
      const NexusGtkDiffRun *run = &g_array_index (runs, NexusGtkDiffRun, i);

      g_string_append_c (text, " -+"[run->kind]);
      for (guint j = 0; j < run->n_lines; j++)
        g_string_append (text, run->kind == NEXUS_GTK_DIFF_ADDED ? new_lines[run->new_line + j]
                                                                 : old_lines[run->old_line + j]);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_diff (void)
{
  static const char * const cases[][3] = {
    { "", "", "" },
    { "a", "", "-a" },
    { "", "a b", "+ab" },
    { "a b c", "a b c", " abc" },
    { "a b c", "a x c", " a-b+x c" },
    { "a b c", "b c d", "-a bc+d" },
    { "a b c a b b a", "c b a b a c", "-ab c+b ab-b a+c" },
    { "a a a", "a", " a-aa" },
  };
  g_autoptr(GRand) rand = g_rand_new_with_seed (1986);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = diff_texts (cases[i][0], cases[i][1]);

      g_assert_cmpstr (text, ==, cases[i][2]);
    }

  /* Whatever is compared: what is the same or removed is the old text, what is the same or added the new one. */
  for (guint i = 0; i < 300; i++)
    {
      GString *texts[2] = { g_string_new ("z"), g_string_new ("z") };
      GString *seen[2] = { g_string_new (NULL), g_string_new (NULL) };
      g_autofree char *text = NULL;
      char kind = ' ';

      for (guint j = 0; j < 2; j++)
        {
          for (int k = g_rand_int_range (rand, 0, 12); k > 0; k--)
            g_string_append_printf (texts[j], " %c", 'a' + g_rand_int_range (rand, 0, 4));
        }
      text = diff_texts (texts[0]->str, texts[1]->str);
      for (const char *at = text; *at != '\0'; at++)
        {
          if (strchr (" -+", *at) != NULL)
            {
              kind = *at;
              continue;
            }
          for (guint j = 0; j < 2; j++)
            {
              if (kind != "+-"[j])
                g_string_append_printf (seen[j], seen[j]->len > 0 ? " %c" : "%c", *at);
            }
        }
      for (guint j = 0; j < 2; j++)
        {
          g_assert_cmpstr (seen[j]->str, ==, texts[j]->str);
          g_string_free (seen[j], TRUE);
          g_string_free (texts[j], TRUE);
        }
    }
}

/* Too different to be looked through line by line: in a moment, all of it. */
static void
test_diff_bounded (void)
{
  g_autoptr(GPtrArray) old_lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) new_lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) runs = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_ptr_array_add (old_lines, g_strdup_printf ("old %u", i));
      g_ptr_array_add (new_lines, g_strdup_printf ("new %u", i));
    }
  g_ptr_array_add (old_lines, NULL);
  g_ptr_array_add (new_lines, NULL);
  runs = nexus_gtk_diff ((const char * const *) old_lines->pdata, (const char * const *) new_lines->pdata);
  g_assert_cmpuint (runs->len, ==, 2);
  g_assert_cmpuint (g_array_index (runs, NexusGtkDiffRun, 0).n_lines, ==, 10000);
  g_assert_cmpuint (g_array_index (runs, NexusGtkDiffRun, 1).n_lines, ==, 10000);
}

typedef struct {
  const char *name;
  const char *data;
  gsize       size;        /* 0: up to the NUL */
  const char *text;        /* NULL: no text */
  gboolean    repaired;
} SampleRow;

static const SampleRow sample_rows[] = {
  { "plain", "a\nb\n", 0, "a\nb\n", FALSE },
  { "empty", "", 0, "", FALSE },
  { "byte-order-mark", "\357\273\277\303\244", 0, "\303\244", FALSE },
  { "carriage-returns", "a\r\nb\r\n", 0, "a\nb\n", FALSE },
  { "invalid", "some text with \377 in it, and more of it", 0, "some text with \357\277\275 in it, and more of it", TRUE },
  { "control", "some text with \033 in it, and more of it", 0, "some text with \357\277\275 in it, and more of it", TRUE },
  { "nul", "a\0b", 3, NULL, FALSE },
  { "utf16-little", "\377\376a\0\344\0", 6, "a\303\244", FALSE },
  { "utf16-big", "\376\377\0a", 4, "a", FALSE },
  { "utf16-odd", "\377\376a\0b", 5, "a", FALSE },
  { "noise", "\200\201\202\203\204\205\206\207", 0, NULL, FALSE },
};

static void
test_sample (gconstpointer data)
{
  const SampleRow *row = data;
  gsize size = row->size != 0 ? row->size : strlen (row->data);
  g_autoptr(NexusGtkTextSample) sample = nexus_gtk_text_sample_new ((const guint8 *) row->data, size, TRUE);

  g_assert_cmpstr (sample->text, ==, row->text);
  if (row->text != NULL)
    {
      g_assert_true (g_utf8_validate (sample->text, -1, NULL));
      g_assert_cmpint (sample->repaired, ==, row->repaired);
    }
}

/* However long it is and however long its lines are, what is shown is bounded. */
static void
test_sample_bounds (void)
{
  g_autofree char *line = g_strnfill (100000, 'x');
  g_autoptr(NexusGtkTextSample) sample = nexus_gtk_text_sample_new ((const guint8 *) line, 100000, TRUE);
  g_autoptr(NexusGtkTextSample) cut = nexus_gtk_text_sample_new ((const guint8 *) "a\303\244", 2, FALSE);
  g_autofree char *notes = nexus_gtk_text_sample_dup_notes (sample);
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (line, 100000, NULL);
  g_autoptr(NexusGtkTextSample) read = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (strlen (sample->text), <, 2100);
  g_assert_true (sample->shortened);
  g_assert_cmpstr (notes, ==, "Very long lines are cut.");

  /* What is cut in the middle of a character ends before it. */
  g_assert_cmpstr (cut->text, ==, "a");
  g_assert_false (cut->repaired);
  g_assert_true (cut->truncated);

  read = nexus_gtk_text_sample_read (input, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (read->text), ==, 1000);
  g_assert_true (read->truncated);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/compare/window", test_window);
  g_test_add_func ("/compare/diff", test_diff);
  g_test_add_func ("/compare/diff-bounded", test_diff_bounded);
  for (guint i = 0; i < G_N_ELEMENTS (sample_rows); i++)
    {
      g_autofree char *path = g_strconcat ("/compare/sample/", sample_rows[i].name, NULL);

      g_test_add_data_func (path, &sample_rows[i], test_sample);
    }
  g_test_add_func ("/compare/sample-bounds", test_sample_bounds);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-direction.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

/* Texts of cells where they belong: beside their icons in a language of either direction, and in the line of their row. */

#define WIDTH 400

static const struct {
  const char *name;
  const char *text;
} rows[] = {
  { "latin", "Budget.ods" },
  { "latin-bracket", "(2) Budget.ods" },
  { "arabic", "ميزانية.ods" },
  { "neutral", "2026-11-21" },
};

/* Where the text is drawn. */
static void
measure (const char       *text,
         GtkTextDirection  direction,
         graphene_rect_t  *bounds)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *inscription = gtk_inscription_new (NULL);
  g_autoptr(GdkPaintable) paintable = NULL;
  GskRenderNode *node;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_widget_set_direction (inscription, direction);
  gtk_widget_set_size_request (inscription, WIDTH, 30);
  nexus_gtk_direction_set_text (GTK_INSCRIPTION (inscription), text);
  gtk_window_set_child (GTK_WINDOW (window), inscription);
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (gtk_widget_get_width (inscription) >= WIDTH);

  paintable = gtk_widget_paintable_new (inscription);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (inscription), gtk_widget_get_height (inscription));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, bounds);
  gsk_render_node_unref (node);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_side (gconstpointer data)
{
  const char *text = data;
  graphene_rect_t bounds;

  measure (text, GTK_TEXT_DIR_LTR, &bounds);
  g_assert_cmpfloat (bounds.size.width, >, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <, WIDTH / 2);

  measure (text, GTK_TEXT_DIR_RTL, &bounds);
  g_assert_cmpfloat (bounds.size.width, >, 0);
  g_assert_cmpfloat (bounds.origin.x, >, WIDTH / 2);
}

/* A text that goes the way of the widget, or no way, is what it was: others read it. */
static void
test_kept (void)
{
  GtkInscription *inscription = g_object_ref_sink (GTK_INSCRIPTION (gtk_inscription_new ("before")));

  gtk_widget_set_direction (GTK_WIDGET (inscription), GTK_TEXT_DIR_LTR);
  nexus_gtk_direction_set_text (inscription, "Budget.ods");
  g_assert_cmpstr (gtk_inscription_get_text (inscription), ==, "Budget.ods");
  nexus_gtk_direction_set_text (inscription, "123");
  g_assert_cmpstr (gtk_inscription_get_text (inscription), ==, "123");
  nexus_gtk_direction_set_text (inscription, NULL);
  g_assert_null (gtk_inscription_get_text (inscription));

  gtk_widget_set_direction (GTK_WIDGET (inscription), GTK_TEXT_DIR_RTL);
  nexus_gtk_direction_set_text (inscription, "ميزانية");
  g_assert_cmpstr (gtk_inscription_get_text (inscription), ==, "ميزانية");
  g_object_unref (inscription);
}

/* Of those that have a place already.  Returns how many there are. */
static guint
check_lines (GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0)
    {
      int natural;

      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (widget), NULL, &natural, NULL, NULL);
      g_assert_cmpint (gtk_widget_get_height (widget), ==, natural);
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_lines (child);

  return n;
}

/* A text that is shortened stands as high as the others only where it has no more room than a line. */
static void
test_lines (void)
{
  Fixture *fixture = fixture_new ();

  fixture_settle (fixture);
  nexus_test_spin_until (check_lines (GTK_WIDGET (fixture->browser)) > 2);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/cells/", rows[i].name, NULL);

      g_test_add_data_func (path, rows[i].text, test_side);
    }
  g_test_add_func ("/cells/kept", test_kept);

  g_test_add_func ("/cells/lines", test_lines);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every window can be as narrow as a telephone, with text half as large again as usual and in each language, and what is
 * wide then finds another place; no title of a window is cut. */
#include <libintl.h>
#include <string.h>
#include <unistd.h>

#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

#define WIDTH  360
#define HEIGHT 640

/* As large as desktops make it, and a step beyond. */
#define LARGE_DPI      120
#define VERY_LARGE_DPI 144

static const struct {
  const char *action;
  gboolean    selects_all;
  gboolean    selects_one;
  int         title_dpi;      /* with which the title is not cut; 0 if it is that of a file */
} windows[] = {
  { "win.columns", FALSE, FALSE, LARGE_DPI },
  { "win.duplicates", FALSE, FALSE, LARGE_DPI },
  { "win.health", FALSE, FALSE, LARGE_DPI },
  { "win.operations", FALSE, FALSE, LARGE_DPI },
  { "win.preview", FALSE, TRUE, 0 },
  { "win.properties", FALSE, TRUE, LARGE_DPI },
  { "win.rename", TRUE, FALSE, LARGE_DPI },
  { "win.undo-history", FALSE, FALSE, VERY_LARGE_DPI },
};

static int
get_minimum (gpointer widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* The window in front of that of the files. */
static gpointer
find_other (Fixture *fixture)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (other) == GTK_WINDOW (fixture->window) &&
          gtk_widget_get_mapped (GTK_WIDGET (other)))
        return other;
    }

  return NULL;
}

/* Not at once: what is wide moves to another place when there is less room, and only then there can be even less. */
static gboolean
becomes_narrow (GtkWindow *window)
{
  int width = gtk_widget_get_width (GTK_WIDGET (window));

  if (width > 0 && width <= WIDTH)
    return TRUE;
  gtk_window_set_default_size (window, WIDTH, HEIGHT);

  return FALSE;
}

static gboolean
is_title (GtkWidget     *widget,
          gconstpointer  title)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title") &&
         strcmp (gtk_label_get_text (GTK_LABEL (widget)), title) == 0;
}

static gboolean
shows_whole_title (GtkWindow *window)
{
  GtkLabel *label = find_widget_that (GTK_WIDGET (window), is_title, gtk_window_get_title (window));

  return label != NULL && becomes_narrow (window) &&
         gtk_widget_get_width (GTK_WIDGET (label)) > 0 && !pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

static void
try_window (Fixture *fixture,
            guint    i)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWindow *other;

  g_object_set (settings, "gtk-xft-dpi", VERY_LARGE_DPI * 1024, NULL);
  if (windows[i].selects_all)
    nexus_gtk_browser_select_all (fixture->browser);
  else if (windows[i].selects_one)
    fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (is_enabled (fixture, windows[i].action));
  activate (fixture, windows[i].action);
  nexus_test_spin_until ((other = find_other (fixture)) != NULL);
  fixture_settle (fixture);
  if (get_minimum (other) > WIDTH)
    g_error ("the window of %s cannot be narrower than %d", windows[i].action, get_minimum (other));
  if (windows[i].title_dpi > 0)
    {
      g_object_set (settings, "gtk-xft-dpi", windows[i].title_dpi * 1024, NULL);
      nexus_test_spin_until (shows_whole_title (other));
    }
  gtk_window_close (other);
  nexus_test_spin_until (find_other (fixture) == NULL);
}

/* With several of them there is more to choose; what has no room scrolls, and the buttons are in sight. */
static void
try_conflict (Fixture *fixture)
{
  g_autoptr(GFile) file = make_file (fixture, "a2.txt", "another");
  g_autoptr(GFile) other_file = make_file (fixture, "a10.txt", "another");
  GtkWidget *dialog;
  int height;

  drop (fixture, file, other_file, NULL);
  nexus_test_spin_until ((dialog = find_other (fixture)) != NULL);
  g_assert_nonnull (find_named (dialog, "apply-to-all"));
  g_assert_cmpint (get_minimum (dialog), <=, WIDTH);
  gtk_widget_measure (dialog, GTK_ORIENTATION_VERTICAL, WIDTH, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, <=, HEIGHT);
  nexus_test_spin_until (gtk_widget_get_height (dialog) > 0 && gtk_widget_get_height (dialog) <= HEIGHT);
  respond ("conflict-dialog", "cancel");
  nexus_test_spin_until (find_other (fixture) == NULL);
  fixture_settle (fixture);
}

/* The C library looks for a translation by the name of the locale only, so that its own plain one serves for each. */
static gboolean
speak (const char *locale)
{
  static const char * const plain[] = { "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8" };
  g_autofree char *folder = g_build_filename (g_get_tmp_dir (), "locales", NULL);
  g_autofree char *name = g_strconcat (locale, ".UTF-8", NULL);
  g_autofree char *link = g_build_filename (folder, name, NULL);
  g_autofree char *catalogues = g_build_filename (g_getenv ("NEXUS_BUILD_ROOT"), "po", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      if (!g_file_test (plain[i], G_FILE_TEST_IS_DIR))
        continue;
      g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
      g_assert_no_errno (symlink (plain[i], link));
      g_assert_true (g_setenv ("LOCPATH", folder, TRUE));
      g_assert_true (g_setenv ("LC_ALL", name, TRUE));
      g_assert_true (g_setenv ("LANGUAGE", "", TRUE));
      g_assert_true (g_setenv ("NEXUS_LOCALE_DIR", catalogues, TRUE));
      return TRUE;
    }

  return FALSE;
}

/* Runs the test in a process of its own, where this is true.  Only one of them at a time is the application, and the first
 * one never stops being it. */
static gboolean
is_own_process (const char *locale)
{
  if (g_test_subprocess ())
    return TRUE;

  if (locale != NULL && !speak (locale))
    {
      g_test_skip ("there is no locale here that knows UTF-8");
      return FALSE;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();

  return FALSE;
}

static void
test_windows (gconstpointer locale)
{
  Fixture *fixture;

  if (!is_own_process (locale))
    return;

  textdomain ("nexus");
  g_assert_cmpint (strcmp (gettext ("Duplicates"), "Duplicates") == 0, ==, locale == NULL);
  if (g_strcmp0 (locale, "ar_EG") == 0)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", VERY_LARGE_DPI * 1024,
                "gtk-decoration-layout", "appmenu:close", NULL);
  fixture = fixture_new ();
  nexus_test_spin_until (becomes_narrow (GTK_WINDOW (fixture->window)));
  fixture_write (fixture, "/docs/a2.txt", "two again");
  fixture_settle (fixture);
  /* As long as the window is that which somebody works in: for another one there would be a notification. */
  try_conflict (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    try_window (fixture, i);
  fixture_go (fixture, "trash:");
  fixture_settle (fixture);
  g_assert_cmpint (get_minimum (fixture->window), <=, WIDTH);
  fixture_free (fixture);
}

static gboolean
is_crumb (GtkWidget     *widget,
          gconstpointer  data)
{
  return gtk_widget_has_css_class (widget, "nexus-crumb");
}

/* The folders of the path that are seen, each as a whole; -1 if one is cut. */
static int
count_crumbs (Fixture *fixture)
{
  GtkWidget *crumb = find_widget_that (GTK_WIDGET (fixture->window->path_bar), is_crumb, NULL);
  GtkWidget *scrolled = gtk_widget_get_ancestor (crumb, GTK_TYPE_SCROLLED_WINDOW);
  int n_crumbs = 0;

  for (; crumb != NULL; crumb = gtk_widget_get_next_sibling (crumb))
    {
      graphene_rect_t bounds;

      if (!is_crumb (crumb, NULL) || gtk_widget_get_opacity (crumb) == 0)
        continue;
      if (!gtk_widget_compute_bounds (crumb, scrolled, &bounds) || bounds.size.width == 0 || bounds.origin.x < -1 ||
          bounds.origin.x + bounds.size.width > gtk_widget_get_width (scrolled) + 1)
        return -1;
      n_crumbs++;
    }

  return n_crumbs;
}

/* Nothing of the path is cut off: what has no room is in the menu alone, and a search is shortened. */
static void
test_path (void)
{
  Fixture *fixture;
  NexusGtkPathBar *bar;

  if (!is_own_process (NULL))
    return;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", LARGE_DPI * 1024,
                "gtk-decoration-layout", "appmenu:close", NULL);
  fixture = fixture_new ();
  bar = fixture->window->path_bar;
  fixture_write (fixture, "/docs/documents/what is in here/x", "x");
  nexus_test_spin_until (becomes_narrow (GTK_WINDOW (fixture->window)));
  fixture_go (fixture, "/docs/documents/what is in here");
  nexus_test_spin_until (nexus_gtk_path_bar_get_overflow (bar) != NULL && count_crumbs (fixture) == 1);
  fixture_go (fixture, "search:documents size<1M author:Ann");
  nexus_test_spin_until (nexus_gtk_path_bar_get_overflow (bar) == NULL && count_crumbs (fixture) == 1);
  fixture_go (fixture, "/docs");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 640);
  nexus_test_spin_until (nexus_gtk_path_bar_get_overflow (bar) == NULL && count_crumbs (fixture) == 2);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/narrow/path", test_path);
  g_test_add_data_func ("/narrow/windows/en", NULL, test_windows);
  g_test_add_data_func ("/narrow/windows/ar", "ar_EG", test_windows);
  g_test_add_data_func ("/narrow/windows/de", "de_DE", test_windows);
  g_test_add_data_func ("/narrow/windows/es", "es_ES", test_windows);
  g_test_add_data_func ("/narrow/windows/fr", "fr_FR", test_windows);
  g_test_add_data_func ("/narrow/windows/zh_CN", "zh_CN", test_windows);

  return g_test_run ();
}

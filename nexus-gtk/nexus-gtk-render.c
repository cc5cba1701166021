/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-browser.h"
#include "nexus-gtk-compare-window.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-render.h"

/* Looked at so often; animations and loading have ended when nothing has been going on for a few looks. */
#define LOOK_MS    100
#define REST_LOOKS 8
#define MAX_LOOKS  600

/* Half as large again as usual, a step beyond what desktops call large text. */
#define LARGE_DPI 144

static gboolean is_narrow;

typedef struct {
  NexusGtkWindow *window;
  char           *file;
  char           *page;
  guint           n_looks;
  guint           n_rest;
  gboolean        posed;
  gboolean        opened;      /* the window of the page, if it has one of its own */
  gboolean        narrowed;
  GListStore     *foreign;     /* files outside the store, which go with the picture */
} Rendering;

static void
end (Rendering *rendering)
{
  GApplication *application = g_application_get_default ();

  while (g_list_model_get_n_items (G_LIST_MODEL (rendering->foreign)) > 0)
    {
      g_autoptr(GFile) file = g_list_model_get_item (G_LIST_MODEL (rendering->foreign), 0);

      g_file_delete (file, NULL, NULL);
      g_list_store_remove (rendering->foreign, 0);
    }
  g_object_unref (rendering->foreign);
  g_object_unref (rendering->window);
  g_free (rendering->file);
  g_free (rendering->page);
  g_free (rendering);
  g_application_quit (application);
}

static NexusGtkBrowser *
find_browser (GtkWidget *widget)
{
  if (NEXUS_GTK_IS_BROWSER (widget))
    return NEXUS_GTK_BROWSER (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      NexusGtkBrowser *browser = find_browser (child);

      if (browser != NULL)
        return browser;
    }

  return NULL;
}

/* The window that another one was opened from the page, else the window itself. */
static GtkWidget *
find_posed (NexusGtkWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (other) == GTK_WINDOW (window) && gtk_widget_get_mapped (GTK_WIDGET (other)))
        return GTK_WIDGET (other);
    }

  return GTK_WIDGET (window);
}

/* Pages with a window of their own, and what opens it; some need something selected. */
static const struct {
  const char *page;
  const char *action;
  gboolean    selects;
} window_pages[] = {
  { "about", "win.about", FALSE },
  { "column-choice", "win.columns", FALSE },
  { "compare", NULL, TRUE },
  { "conflict", NULL, FALSE },
  { "duplicates", "win.duplicates", FALSE },
  { "health", "win.health", FALSE },
  { "history", "win.undo-history", FALSE },
  { "new-folder", "win.new-folder", FALSE },
  { "operations", "win.operations", FALSE },
  { "preferences", "app.preferences", FALSE },
  { "preview", "win.preview", TRUE },
  { "properties", "win.properties", TRUE },
  { "renaming", "win.rename", TRUE },
  { "select-pattern", "win.select-pattern", FALSE },
  { "shortcuts", "win.show-help-overlay", FALSE },
};

static int
find_window_page (Rendering *rendering)
{
  for (guint i = 0; i < G_N_ELEMENTS (window_pages); i++)
    {
      if (strcmp (window_pages[i].page, rendering->page) == 0)
        return i;
    }

  return -1;
}

/* Pages that are a place. */
static const struct {
  const char *page;
  const char *place;
} place_pages[] = {
  { "empty", "starred:" },
  { "missing", "/nowhere" },
  { "recent", "recent:" },
  { "search", "search:travel" },
  { "search-filters", "search:type:document size<1M author:Ann" },
  { "search-fault", "search:travel size>large" },
  { "tag", "tag:travel" },
  { "trash", "trash:" },
};

/* Three tabs, bookmarks, and a place to which there is a way. */
static void
pose_tabs (NexusGtkWindow  *window,
           NexusGtkBrowser *browser)
{
  g_autoptr(GListModel) items = g_object_ref (nexus_gtk_browser_get_items (browser));
  guint n_items = g_list_model_get_n_items (items);
  guint n_opened = 0;

  for (guint i = 0; i < n_items && n_opened < 2; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (items, i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
        continue;
      gtk_widget_activate_action (GTK_WIDGET (window), "win.go-in-tab", "s", nexus_entry_get_path (entry));
      gtk_widget_activate_action (GTK_WIDGET (window), "win.bookmark", NULL);
      n_opened++;
    }
}

/* What a person would do to see the page. */
static void
pose (Rendering *rendering)
{
  GtkWidget *widget = GTK_WIDGET (rendering->window);
  NexusGtkBrowser *browser = find_browser (widget);

  gboolean grid = strcmp (rendering->page, "grid") == 0 || strcmp (rendering->page, "dark") == 0;
  int window_page = find_window_page (rendering);

  if (is_narrow)
    gtk_window_set_default_size (GTK_WINDOW (widget), 360, 640);
  gtk_widget_activate_action (widget, "win.view", "s", grid ? "grid" : "list");
  for (guint i = 0; i < G_N_ELEMENTS (place_pages); i++)
    {
      if (strcmp (rendering->page, place_pages[i].page) == 0)
        nexus_gtk_window_go (rendering->window, place_pages[i].place);
    }
  if (strcmp (rendering->page, "tabs") == 0)
    pose_tabs (rendering->window, browser);
  if (strcmp (rendering->page, "details") == 0 || strcmp (rendering->page, "dark") == 0 ||
      strcmp (rendering->page, "several") == 0)
    gtk_widget_activate_action (widget, "win.inspector", NULL);
  if (strcmp (rendering->page, "side-by-side") == 0)
    {
      nexus_gtk_window_go (rendering->window, "/Documents/Thesis");
      gtk_widget_activate_action (widget, "win.view", "s", "columns");
    }
  if (strcmp (rendering->page, "several") == 0 || strcmp (rendering->page, "renaming") == 0)
    nexus_gtk_browser_select_all (browser);
  else if (strcmp (rendering->page, "details") == 0 || strcmp (rendering->page, "dark") == 0 ||
           (window_page >= 0 && window_pages[window_page].selects))
    {
      GListModel *items = nexus_gtk_browser_get_items (browser);
      guint n_items = g_list_model_get_n_items (items);

      if (n_items > 0)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (items), n_items - 1, TRUE);
    }
}

/* Files from elsewhere that have the names of files that are shown. */
static void
import_others (Rendering *rendering)
{
  GListModel *items = nexus_gtk_browser_get_items (find_browser (GTK_WIDGET (rendering->window)));
  guint n_items = g_list_model_get_n_items (items);
  g_autofree char *folder = g_dir_make_tmp ("nexus-render-XXXXXX", NULL);
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) root = NULL;

  if (folder == NULL)
    return;
  root = g_file_new_for_path (folder);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (items, i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);
      g_autoptr(GFile) file = NULL;

      if (entry == NULL || nexus_entry_get_kind (entry) != NEXUS_KIND_FILE)
        continue;
      file = g_file_get_child (root, nexus_entry_get_name (entry));
      if (g_file_replace_contents (file, "from elsewhere", 14, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL))
        g_list_store_append (files, file);
    }
  nexus_gtk_window_import (rendering->window, G_LIST_MODEL (files));
  /* The folder goes after what is in it. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (files)); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (G_LIST_MODEL (files), i);

      g_list_store_append (rendering->foreign, file);
    }
  g_list_store_append (rendering->foreign, root);
}

/* Once something is selected. */
static void
open_window (Rendering *rendering)
{
  GtkWidget *widget = GTK_WIDGET (rendering->window);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (find_browser (widget));
  const char *action = window_pages[find_window_page (rendering)].action;

  if (action != NULL)
    gtk_widget_activate_action (widget, action, NULL);
  else if (strcmp (rendering->page, "conflict") == 0)
    import_others (rendering);
  else if (items->len == 1)
    gtk_window_present (GTK_WINDOW (nexus_gtk_compare_window_new (GTK_WINDOW (widget),
                                                                  nexus_gtk_window_get_filesystem (rendering->window),
                                                                  g_ptr_array_index (items, 0), 0, 0)));
}

static void
write_picture (Rendering *rendering)
{
  GtkWidget *widget = find_posed (rendering->window);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (widget));
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    {
      g_printerr (_("The window could not be rendered\n"));
      return;
    }
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  if (!gdk_texture_save_to_png (texture, rendering->file))
    g_printerr (_("Could not write the picture “%s”\n"), rendering->file);
}

/* What asks a question goes on for as long as nobody answers. */
static gboolean
is_at_rest (Rendering *rendering)
{
  return nexus_gtk_window_is_settled (rendering->window) ||
         (g_list_model_get_n_items (G_LIST_MODEL (rendering->foreign)) > 0 &&
          find_posed (rendering->window) != GTK_WIDGET (rendering->window));
}

static gboolean
look_cb (gpointer user_data)
{
  Rendering *rendering = user_data;

  rendering->n_looks++;
  rendering->n_rest = is_at_rest (rendering) ? rendering->n_rest + 1 : 0;
  if (rendering->n_rest < REST_LOOKS && rendering->n_looks < MAX_LOOKS)
    return G_SOURCE_CONTINUE;

  if (!rendering->posed && nexus_gtk_window_get_filesystem (rendering->window) != NULL)
    {
      rendering->posed = TRUE;
      rendering->n_rest = 0;
      pose (rendering);
      return G_SOURCE_CONTINUE;
    }

  if (!rendering->opened && rendering->posed && find_window_page (rendering) >= 0)
    {
      rendering->opened = TRUE;
      rendering->n_rest = 0;
      open_window (rendering);
      return G_SOURCE_CONTINUE;
    }

  /* Once more: only in its narrow form does it fit.  A dialog is as large as it wants to be. */
  if (is_narrow && !rendering->narrowed)
    {
      rendering->narrowed = TRUE;
      rendering->n_rest = 0;
      if (gtk_window_get_resizable (GTK_WINDOW (find_posed (rendering->window))))
        gtk_window_set_default_size (GTK_WINDOW (find_posed (rendering->window)), 360, 640);
      return G_SOURCE_CONTINUE;
    }

  write_picture (rendering);
  end (rendering);

  return G_SOURCE_REMOVE;
}

/* How somebody else sees it, in words with commas between them; before there is a window. */
void
nexus_gtk_render_dress (const char *looks)
{
  g_auto(GStrv) list = g_strsplit (looks, ",", -1);
  GtkSettings *settings = gtk_settings_get_default ();

  if (g_strv_contains ((const char * const *) list, "dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  if (g_strv_contains ((const char * const *) list, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_strv_contains ((const char * const *) list, "large"))
    g_object_set (settings, "gtk-xft-dpi", LARGE_DPI * 1024, NULL);
  if (g_strv_contains ((const char * const *) list, "still"))
    g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  is_narrow = g_strv_contains ((const char * const *) list, "narrow");
}

void
nexus_gtk_render (NexusGtkWindow *window,
                  const char     *file,
                  const char     *page)
{
  Rendering *rendering = g_new0 (Rendering, 1);

  /* How the window poses is nothing to remember. */
  g_settings_delay (nexus_gtk_window_get_settings (window));
  rendering->foreign = g_list_store_new (G_TYPE_FILE);
  rendering->window = g_object_ref (window);
  rendering->file = g_strdup (file);
  rendering->page = g_strdup (page);
  /* As on a desktop, whatever this display says of its own accord. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", "appmenu:close", NULL);
  is_narrow = is_narrow || strcmp (page, "narrow") == 0;
  if (is_narrow)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  if (strcmp (page, "dark") == 0)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  g_timeout_add (LOOK_MS, look_cb, rendering);
}

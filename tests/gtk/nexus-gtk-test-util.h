/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

#include "nexus-gtk-browser.h"
#include "nexus-gtk-window.h"

G_BEGIN_DECLS

/* A window on a store with some files in it. */
typedef struct {
  char            *folder;
  AdwApplication  *application;
  NexusGtkWindow  *window;
  NexusFilesystem *filesystem;   /* the window's */
  NexusGtkBrowser *browser;
} Fixture;

/* Before anything that needs a display. */
void        init_toolkit       (void);

Fixture    *fixture_new        (void);
void        fixture_free       (Fixture    *fixture);
/* Closes the window and the store, and leaves the folder. */
void        fixture_stop       (Fixture    *fixture);
void        fixture_settle     (Fixture    *fixture);
/* The names in the order that is shown, separated by spaces. */
char       *fixture_dup_names  (Fixture    *fixture);
void        fixture_wait_names (Fixture    *fixture,
                                const char *names);
void        fixture_select     (Fixture    *fixture,
                                const char *name);

/* Whether it alone is selected. */
gboolean    fixture_is_selected (Fixture   *fixture,
                                const char *name);
void        fixture_go         (Fixture    *fixture,
                                const char *place);
void        fixture_write      (Fixture    *fixture,
                                const char *path,
                                const char *text);
/* And what is missing above it. */
void        fixture_make_folder (Fixture   *fixture,
                                 const char *path);
guint       fixture_count_tabs (Fixture    *fixture);

/* The first that passes the test, of a widget and all below it. */
typedef gboolean (* WidgetTest) (GtkWidget     *widget,
                                 gconstpointer  data);
gpointer    find_widget_that   (GtkWidget     *widget,
                                WidgetTest     test,
                                gconstpointer  data);
gpointer    find_widget        (GtkWidget     *widget,
                                GType          type);
/* The button that says so when it is pointed at. */
GtkWidget  *find_icon_button   (GtkWidget     *widget,
                                const char    *tooltip);
/* The first window of the type that is shown. */
gpointer    find_window        (GType          type);
/* Whether the window is still there; it need not be, to be asked for. */
gboolean    is_toplevel        (gpointer       window);

G_END_DECLS

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

Fixture    *fixture_new        (void);
void        fixture_free       (Fixture    *fixture);
void        fixture_settle     (Fixture    *fixture);
/* The names in the order that is shown, separated by spaces. */
char       *fixture_dup_names  (Fixture    *fixture);
void        fixture_wait_names (Fixture    *fixture,
                                const char *names);
void        fixture_select     (Fixture    *fixture,
                                const char *name);
/* The first widget of the type below another one. */
gpointer    find_widget        (GtkWidget  *widget,
                                GType       type);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_BROWSER (nexus_gtk_browser_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkBrowser, nexus_gtk_browser, NEXUS_GTK, BROWSER, AdwBin)

/* Shows a place as a list, as a grid, or between the folders around it.
 * Signals: "activated" (NexusEntry), "selection-changed", "renamed" (the former path, NexusEntry).
 * Properties: "show-hidden"; "loading"; and what is remembered of the place that is shown: "view" and "grid", and the order,
 * "sort-column" and "sort-descending". */
NexusGtkBrowser *nexus_gtk_browser_new           (GSettings       *settings);
void             nexus_gtk_browser_show_place    (NexusGtkBrowser *self,
                                                  NexusFilesystem *filesystem,
                                                  const char      *place);
const char      *nexus_gtk_browser_get_place     (NexusGtkBrowser *self);
/* "list", "grid" or "columns". */
void             nexus_gtk_browser_set_view      (NexusGtkBrowser *self,
                                                  const char      *view);
/* Larger or smaller icons of the grid, or, by 0, as they are at first. */
void             nexus_gtk_browser_zoom          (NexusGtkBrowser *self,
                                                  int              by);
gboolean         nexus_gtk_browser_can_zoom      (NexusGtkBrowser *self,
                                                  int              by);
/* The columns of the list in this place, whether there is room for them or not; see nexus-gtk-column.h. */
const char * const *nexus_gtk_browser_get_columns (NexusGtkBrowser *self);
void             nexus_gtk_browser_set_columns   (NexusGtkBrowser    *self,
                                                  const char * const *columns);
/* Whether somebody has changed how this place is shown. */
gboolean         nexus_gtk_browser_has_own_look  (NexusGtkBrowser *self);
void             nexus_gtk_browser_reset_look    (NexusGtkBrowser *self);
/* Shows all folders as this one that have no look of their own. */
void             nexus_gtk_browser_share_look    (NexusGtkBrowser *self);
void             nexus_gtk_browser_set_menu      (NexusGtkBrowser *self,
                                                  GMenuModel      *menu);
void             nexus_gtk_browser_reload        (NexusGtkBrowser *self);
/* All in the order that is shown. */
GListModel      *nexus_gtk_browser_get_items     (NexusGtkBrowser *self);
/* The selected items, and a reference: nobody changes them. */
GPtrArray       *nexus_gtk_browser_dup_selection (NexusGtkBrowser *self);
void             nexus_gtk_browser_select_all    (NexusGtkBrowser *self);
void             nexus_gtk_browser_select_name   (NexusGtkBrowser *self,
                                                  const char      *name);
/* All of it that is not selected, and nothing else. */
void             nexus_gtk_browser_invert_selection      (NexusGtkBrowser      *self);
/* What is called so: * stands for anything and ? for one character; without these, all that has the text in its name.
 * Returns how many; fails if something else is shown before it has ended. */
void             nexus_gtk_browser_select_pattern_async  (NexusGtkBrowser      *self,
                                                          const char           *text,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gssize           nexus_gtk_browser_select_pattern_finish (NexusGtkBrowser      *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* Lets the one that is selected be given another name, where it stands. */
void             nexus_gtk_browser_rename                (NexusGtkBrowser      *self);
/* Of the files, or else of the page that says why there are none. */
void             nexus_gtk_browser_grab_focus    (NexusGtkBrowser *self);
gboolean         nexus_gtk_browser_is_loading    (NexusGtkBrowser *self);
/* "loading", "empty", "error", "list", "grid" or "columns". */
const char      *nexus_gtk_browser_get_page      (NexusGtkBrowser *self);

G_END_DECLS

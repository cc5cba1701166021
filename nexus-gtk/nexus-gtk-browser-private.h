/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-browser-columns.h"
#include "nexus-gtk-browser.h"
#include "nexus-gtk-directory-list.h"
#include "nexus-gtk-order.h"
#include "nexus-gtk-panes.h"
#include "nexus-gtk-selection.h"
#include "nexus-gtk-slots.h"
#include "nexus-gtk-type-ahead.h"

G_BEGIN_DECLS

typedef struct _NexusGtkBrowserPattern NexusGtkBrowserPattern;

/* As many of what was found can be selected by their names: these are read for it. */
#define NEXUS_GTK_FOUND_MAX 1000

/* list → selection → slots → list and grid, which share the selection; what is in no order is sorted on the way */
struct _NexusGtkBrowser {
  AdwBin                 parent_instance;

  GSettings             *settings;
  NexusGtkDirectoryList *list;
  NexusGtkOrder         *order;
  GtkSortListModel      *sorted;
  NexusGtkSelection     *selection;
  NexusGtkSlots         *slots;        /* the selection as the view gets it that is shown */

  GtkStack              *stack;
  GtkColumnView         *column_view;
  GtkGridView           *grid_view;
  GtkListView           *pane_view;    /* the list that is between others */
  NexusGtkPanes         *panes;
  AdwStatusPage         *empty_page;
  AdwStatusPage         *error_page;
  GtkWidget             *empty_buttons;
  GtkWidget             *hidden_button;
  NexusGtkTypeAhead     *type_ahead;
  GtkWidget             *popover;
  NexusGtkColumns       *columns;
  const char            *view;         /* "list", "grid" or "columns", and the page that shows it */
  int                    icon_size;    /* of the grid */
  char                  *store;        /* where it is; NULL before something is shown */
  GCancellable          *recognizing;  /* which folder is shown; NULL before one is */
  gboolean               show_hidden;
  gboolean               wants_first;  /* to have the first item selected as soon as there is one */
  gboolean               take_focus;   /* as soon as there is something to have it */
  GStrv                  wanted_columns;
  GStrv                  fitting;      /* those that there is room for */
  char                  *wanted;    /* a name to select as soon as it is there */
  GPtrArray             *rows;      /* what is selected in a folder: kept, so that it is read and tells of changes */
  GHashTable            *chosen;    /* ids of what is selected elsewhere: an item that is replaced by a newer one stays so */
  GPtrArray             *old_rows;  /* that are about to be forgotten */
  GPtrArray             *selected_items; /* what was told of them; NULL if that is not known */
  GPtrArray             *gathered;  /* the beginning of a long one, as it was told of; NULL while nobody gathers it */
  guint                  n_gathered; /* rows that this pass has looked at */
  gboolean               gather_again;
  guint                  gather_id;
  guint                  remember_id;
  guint                  remember_from;
  guint                  forget_id;
  guint                  loading_id;
  guint                  settle_id;
  guint                  told_id;
  guint                  fit_id;
  guint                  take_id;
  guint                  widths_id;
  GTask                 *matching;     /* of names; NULL if none is at work */
  GHashTable            *name_cells;   /* cell → list item; neither is owned */
  GtkWidget             *rename_popover;
  GtkEntry              *rename_entry;
  GtkLabel              *rename_hint;
  char                  *rename_path;
  guint                  rename_position;
  guint                  rename_frames;
  guint                  rename_id;
  guint                  scroll_id;
  guint                  scroll_to;
  GtkWidget             *drop_cell;    /* weak: that of the folder over which something is held */
  char                  *spring_folder;
  guint                  spring_id;
};

/* nexus-gtk-browser.c */
NexusGtkSlots *_nexus_gtk_browser_new_slots (NexusGtkBrowser *self);

/* nexus-gtk-browser-look.c: what the place looks like, and that it is remembered */
void     _nexus_gtk_browser_init_look    (NexusGtkBrowser *self);
void     _nexus_gtk_browser_stop_look    (NexusGtkBrowser *self);
void     _nexus_gtk_browser_update_look  (NexusGtkBrowser *self);
void     _nexus_gtk_browser_set_order    (NexusGtkBrowser *self,
                                          const char      *column,
                                          gboolean         descending);
/* Shows as many columns as there is room for. */
void     _nexus_gtk_browser_fit          (NexusGtkBrowser *self,
                                          int              width);

/* nexus-gtk-browser-pages.c: which of the pages is shown */
void     _nexus_gtk_browser_add_pages    (NexusGtkBrowser *self);
void     _nexus_gtk_browser_start_page   (NexusGtkBrowser *self);
void     _nexus_gtk_browser_update_page  (NexusGtkBrowser *self);
/* Whether the files, or what is shown instead of them, have still to get the focus; once. */
gboolean _nexus_gtk_browser_take_focus   (NexusGtkBrowser *self);
gboolean _nexus_gtk_browser_is_path      (NexusGtkBrowser *self);
gboolean _nexus_gtk_browser_is_trash     (NexusGtkBrowser *self);
/* The store that is shown; NULL before there is one. */
NexusFilesystem *_nexus_gtk_browser_get_filesystem (gpointer browser);
/* The items are rows of a model that sorts them: those of a folder, and what was found. */
gboolean _nexus_gtk_browser_is_ordered   (NexusGtkBrowser *self);

/* nexus-gtk-browser-selection.c */
void     _nexus_gtk_browser_init_selection    (NexusGtkBrowser *self);
void     _nexus_gtk_browser_clear_selection   (NexusGtkBrowser *self);
void     _nexus_gtk_browser_stop_selection    (NexusGtkBrowser *self);
/* Looks again at what is selected, once the views have learned of the items. */
void     _nexus_gtk_browser_queue_settle      (NexusGtkBrowser *self);
void     _nexus_gtk_browser_emit_selected     (NexusGtkBrowser *self);
void     _nexus_gtk_browser_select_position   (NexusGtkBrowser *self,
                                               guint            position);
void     _nexus_gtk_browser_scroll_to         (NexusGtkBrowser *self,
                                               guint            position);

/* For matching: without upper case and accents; NULL if it is not known.  The user data is the browser. */
char    *_nexus_gtk_browser_dup_folded_name   (guint            position,
                                               gpointer         user_data);

/* nexus-gtk-browser-panes.c */
void     _nexus_gtk_browser_add_panes         (NexusGtkBrowser *self);
void     _nexus_gtk_browser_update_panes      (NexusGtkBrowser *self);
void     _nexus_gtk_browser_update_next       (NexusGtkBrowser *self);

/* nexus-gtk-browser-pattern.c */
void     _nexus_gtk_browser_stop_pattern      (NexusGtkBrowser *self);
void     _nexus_gtk_browser_restart_pattern   (NexusGtkBrowser *self);

/* nexus-gtk-browser-rename.c */
void     _nexus_gtk_browser_add_rename        (NexusGtkBrowser *self);
void     _nexus_gtk_browser_stop_rename       (NexusGtkBrowser *self);
void     _nexus_gtk_browser_add_name_cell     (NexusGtkBrowser *self,
                                               GtkWidget       *cell,
                                               GtkListItem     *item);

/* nexus-gtk-browser-drag.c */
void     _nexus_gtk_browser_add_drag_source (GtkWidget       *cell,
                                             GtkListItem     *item);
void     _nexus_gtk_browser_add_drop_target (NexusGtkBrowser *self);
void     _nexus_gtk_browser_stop_drag       (NexusGtkBrowser *self);

/* nexus-gtk-browser-input.c: the menu and keys */
void     _nexus_gtk_browser_add_input    (NexusGtkBrowser *self);
void     _nexus_gtk_browser_prepare_cell (GtkWidget       *cell,
                                          GtkListItem     *item,
                                          gpointer         user_data);

G_END_DECLS

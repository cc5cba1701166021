/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-browser.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-operations.h"
#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-preview-window.h"
#include "nexus-gtk-sidebar.h"
#include "nexus-gtk-stores.h"
#include "nexus-gtk-tab.h"
#include "nexus-gtk-window.h"

G_BEGIN_DECLS

typedef struct _NexusGtkRelocating NexusGtkRelocating;

struct _NexusGtkWindow {
  AdwApplicationWindow  parent_instance;

  /* Template widgets. */
  AdwToastOverlay      *toasts;
  GtkStack             *pages;           /* "connecting", "first-run", "error", "browser" */
  AdwStatusPage        *first_run_page;
  AdwStatusPage        *error_page;
  AdwHeaderBar         *header;
  GtkWidget            *sidebar_button;
  GtkWidget            *inspector_button;
  GtkBox               *start_box;
  GtkWidget            *back_button;
  GtkWidget            *forward_button;
  AdwSplitButton       *view_button;
  GtkBox               *columns;
  GtkOverlay           *overlay;
  GtkActionBar         *bottom_bar;       /* of a narrow window */
  GtkRevealer          *trash_bar;
  GtkLabel             *trash_label;
  AdwBin               *sidebar_bin;
  AdwBin               *inspector_bin;
  AdwTabBar            *tab_bar;
  AdwTabView           *tab_view;
  AdwBin               *path_bin;
  AdwBin               *operations_bin;
  GtkRevealer          *sidebar_revealer;
  GtkRevealer          *inspector_revealer;
  GMenu                *sort_found_menu;
  GMenuModel           *item_menu;
  GMenuModel           *trash_menu;
  GMenu                *recent_menu;
  GMenu                *undo_menu;

  /* Of the tab that is shown: owned through the widget tree, and NULL while there is none. */
  NexusGtkTab          *tab;
  NexusGtkBrowser      *browser;

  /* Owned through the widget tree. */
  NexusGtkSidebar      *sidebar;
  NexusGtkInspector    *inspector;
  NexusGtkPathBar      *path_bar;
  NexusGtkOperations   *operations;
  GtkWidget            *back_popover;    /* of the buttons; unparented by the window */
  GtkWidget            *forward_popover;

  /* Owned. */
  GSettings            *settings;
  NexusConfig          *config;
  NexusGtkStores       *stores;          /* NULL once the window is closed */
  NexusFilesystem      *filesystem;      /* of the tab that is shown; NULL while there is no store */
  GPtrArray            *closed_tabs;     /* the latest one is the last */
  GdkDragAction         tab_action;      /* that tabs take */
  AdwTabPage           *menu_page;       /* the tab whose menu is open */
  NexusGtkStore        *last_store;      /* that a tab had which has gone */
  guint                 empty_id;
  gboolean              closes_store;    /* with its tabs */
  GListModel           *pending;         /* files to import once the store is open */
  NexusGtkTab          *spare_tab;       /* weak: made only because there was nothing else to show yet */
  GStrv                 locations;       /* and what to show then */
  NexusGtkTransfers    *transfers;
  guint64               newest_step;     /* before a name was asked for */
  guint                 n_opening;       /* stores */
  guint                 n_requests;      /* for transfers that are not in the queue yet */
  NexusGtkPreviewWindow *preview;        /* weak: NULL when it is closed */
  AdwToast             *done_toast;      /* weak: the latest one about a transfer without problems */
  NexusGtkOpener       *opener;          /* of the store that is shown */
  NexusGtkUndo         *undo;            /* of the store that is shown */
  NexusFilesystem      *trash_filesystem; /* of the store whose trash is followed */
  guint                 describing_trash;
  AdwToast             *undo_toast;      /* weak: the latest one that offers to undo something */
  guint                 inhibit;         /* the cookie, while transfers are active */
  gboolean              asks_close;
  gboolean              asks_conflicts;
  GQueue                relocating;      /* of NexusGtkRelocating: those that have to ask */
  gint64                notify_after;    /* microseconds of work that are worth a notification */
  NexusGtkClose         closing;         /* what was answered to that */
  gboolean              narrow;
  guint                 narrow_id;
};

void nexus_gtk_window_install_actions      (GtkWidgetClass *widget_class);
void nexus_gtk_window_add_state_actions    (NexusGtkWindow *self);
/* Those that show the state of the browser, whichever it is now. */
void nexus_gtk_window_add_browser_actions  (NexusGtkWindow *self);
void nexus_gtk_window_remove_state_actions (NexusGtkWindow *self);
void nexus_gtk_window_update_actions       (NexusGtkWindow *self);
void nexus_gtk_window_toast                (NexusGtkWindow *self,
                                            const char     *text);
/* In a toast of that place of the window, with a button or NULL. */
void nexus_gtk_window_tell                 (NexusGtkWindow  *self,
                                            AdwToast       **place,
                                            const char      *text,
                                            const char      *button,
                                            const char      *action,
                                            GVariant        *target);
void nexus_gtk_window_report               (NexusGtkWindow *self,
                                            const GError   *error);
void nexus_gtk_window_step                 (NexusGtkWindow *self,
                                            int             by);
void nexus_gtk_window_open_entry           (NexusGtkWindow *self,
                                            NexusEntry     *entry,
                                            guint           version);

/* After the place of the tab that is shown has become another one. */
void nexus_gtk_window_place_changed        (NexusGtkWindow *self);

/* Follows the tab that is shown, once it is another one or has another store. */
void nexus_gtk_window_show_tab             (NexusGtkWindow *self);

/* nexus-gtk-window-tabs.c */
void         nexus_gtk_window_install_tab_actions (GtkWidgetClass *widget_class);
void         nexus_gtk_window_update_tab_actions  (NexusGtkWindow *self);
void         nexus_gtk_window_init_tabs           (NexusGtkWindow *self);
void         nexus_gtk_window_dispose_tabs        (NexusGtkWindow *self);
void         nexus_gtk_window_add_blank_tab       (NexusGtkWindow *self);
/* Beside the tab that is shown; one that waits for its store is used before. */
NexusGtkTab *nexus_gtk_window_add_tab             (NexusGtkWindow *self,
                                                   NexusGtkStore  *store,
                                                   const char     *place,
                                                   gboolean        select);

void         nexus_gtk_window_append_tab          (NexusGtkWindow *self,
                                                   NexusGtkStore  *store,
                                                   const char     *place,
                                                   gboolean        select);
/* In another window. */
void         nexus_gtk_window_open_in_window      (NexusGtkWindow *self,
                                                   const char     *place);
/* Closes all tabs of a store, and forgets those that were closed. */
void         nexus_gtk_window_close_tabs_of       (NexusGtkWindow *self,
                                                   NexusGtkStore  *store);

/* nexus-gtk-window-view.c */
void nexus_gtk_window_install_view_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_view_actions  (NexusGtkWindow *self);

/* nexus-gtk-window-inspect.c */
void nexus_gtk_window_install_inspect_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_inspect_actions  (NexusGtkWindow *self,
                                               GPtrArray      *items);
void nexus_gtk_window_init_inspect            (NexusGtkWindow *self);
/* Shows details, and the preview if it is open, of other items. */
void nexus_gtk_window_follow_selection        (NexusGtkWindow *self,
                                               GPtrArray      *items);

/* nexus-gtk-window-history.c */
void nexus_gtk_window_install_history_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_init_history            (NexusGtkWindow *self);
void nexus_gtk_window_dispose_history         (NexusGtkWindow *self);
/* New: the places that are so many steps before or after the one that is shown, the nearest first. */
GMenuModel *nexus_gtk_window_dup_history_menu (NexusGtkWindow *self,
                                               int             by);

/* nexus-gtk-window-stores.c */
void nexus_gtk_window_install_store_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_init_stores           (NexusGtkWindow *self);
/* Once there is one, after there was none. */
void nexus_gtk_window_store_is_shown        (NexusGtkWindow *self);
/* New: the configuration of the person, for a store in another folder. */
NexusConfig *nexus_gtk_window_new_config    (GFile          *folder,
                                             GError        **error);
void nexus_gtk_window_show_store            (NexusGtkWindow *self,
                                             NexusGtkStore  *store);
/* Opens the store in a folder; where there is none, asks whether to make one. */
void nexus_gtk_window_open_folder           (NexusGtkWindow *self,
                                             GFile          *folder);

/* nexus-gtk-window-places.c */
void nexus_gtk_window_install_place_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_place_actions  (NexusGtkWindow *self);
/* The store and the place that are meant; the list of stores holds it. */
NexusGtkStore *nexus_gtk_window_find_location (NexusGtkWindow  *self,
                                               const char      *text,
                                               char           **place,
                                               GError         **error);

/* nexus-gtk-window-notify.c: for those who look at something else meanwhile */
void nexus_gtk_window_init_notify          (NexusGtkWindow   *self);
void nexus_gtk_window_notify_finished      (NexusGtkWindow   *self,
                                            NexusGtkTransfer *transfer);
void nexus_gtk_window_notify_question      (NexusGtkWindow   *self,
                                            NexusGtkTransfer *transfer);

/* nexus-gtk-window-open.c */
void nexus_gtk_window_install_open_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_open_actions  (NexusGtkWindow *self,
                                            GPtrArray      *items);
/* Tells of what is saved in other applications; NULL for none. */
void nexus_gtk_window_follow_opener        (NexusGtkWindow *self,
                                            NexusGtkStore  *store);

/* nexus-gtk-window-clipboard.c */
void nexus_gtk_window_install_clipboard_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_init_clipboard            (NexusGtkWindow *self);
void nexus_gtk_window_update_clipboard_actions  (NexusGtkWindow *self);
/* Copies entries of another store into a folder of this one. */
void nexus_gtk_window_bring                     (NexusGtkWindow *self,
                                                 NexusGtkDrag   *drag,
                                                 const char     *folder);

/* nexus-gtk-window-relocate.c: moves or copies entries of the store that is shown into one of its folders, and asks about
 * what differs from something that has its name there. */
void     nexus_gtk_window_relocate           (NexusGtkWindow *self,
                                              GPtrArray      *entries,
                                              const char     *folder,
                                              gboolean        copy);
/* Asks about the next one; FALSE if none waits for that. */
gboolean nexus_gtk_window_ask_relocating     (NexusGtkWindow *self);
void     nexus_gtk_window_dispose_relocating (NexusGtkWindow *self);

/* nexus-gtk-window-undo.c */
void nexus_gtk_window_install_undo_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_init_undo            (NexusGtkWindow *self);
/* Follows the store of the tab that is shown; NULL for none. */
void nexus_gtk_window_follow_undo          (NexusGtkWindow *self,
                                            NexusGtkStore  *store);
/* To be asked before something is done that nexus_gtk_window_offer_undo() is called for. */
guint64 nexus_gtk_window_get_newest_step   (NexusGtkWindow *self);
/* Tells what was done, with a button to undo it: the step after that one with the path or description, either of which
 * may be NULL. */
void nexus_gtk_window_offer_undo           (NexusGtkWindow *self,
                                            const char     *text,
                                            guint64         after,
                                            const char     *path,
                                            const char     *description);

/* nexus-gtk-window-rename.c */
void nexus_gtk_window_rename_several         (NexusGtkWindow *self,
                                              GPtrArray      *items);

/* nexus-gtk-window-restore.c: items of the trash, to where they were. */
void nexus_gtk_window_restore                (NexusGtkWindow *self,
                                              GPtrArray      *items);

/* nexus-gtk-window-health.c: pages about the whole store. */
void nexus_gtk_window_install_health_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_health_actions  (NexusGtkWindow *self);

/* nexus-gtk-window-search.c */
void nexus_gtk_window_install_search_actions (GtkWidgetClass *widget_class);
void nexus_gtk_window_update_search_actions  (NexusGtkWindow *self,
                                              GPtrArray      *items);

/* nexus-gtk-window-trash.c */
void nexus_gtk_window_install_trash_actions (GtkWidgetClass *widget_class);
/* Says how long it is kept. */
void nexus_gtk_window_describe_trash        (NexusGtkWindow *self);
void nexus_gtk_window_follow_trash          (NexusGtkWindow *self);

/* nexus-gtk-window-transfers.c */
void     nexus_gtk_window_install_transfer_actions (GtkWidgetClass *widget_class);
void     nexus_gtk_window_init_transfers           (NexusGtkWindow *self);
/* Asks about the next conflict of a transfer, or within a store, unless one is asked about already. */
void     nexus_gtk_window_ask_next                 (NexusGtkWindow *self);
void     nexus_gtk_window_connect_rename           (NexusGtkWindow *self);
/* Into a folder of the store that is shown. */
void     nexus_gtk_window_import_to                (NexusGtkWindow *self,
                                                    GListModel     *files,
                                                    const char     *folder);
/* The same; then the files go into the trash of the computer. */
void     nexus_gtk_window_move_to                  (NexusGtkWindow *self,
                                                    GListModel     *files,
                                                    const char     *folder);
/* New. */
GListModel *nexus_gtk_window_list_files            (GdkFileList    *list);
/* Exports entries into a folder, and asks before, if something there has their names. */
void     nexus_gtk_window_export                   (NexusGtkWindow *self,
                                                    GPtrArray      *entries,
                                                    GFile          *folder);
/* TRUE if something is in progress: the window asks what to do, and closes itself later if that is the answer. */
gboolean nexus_gtk_window_hold_close               (NexusGtkWindow *self);

G_END_DECLS

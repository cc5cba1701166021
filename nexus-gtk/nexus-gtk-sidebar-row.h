/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the order of the sidebar. */
typedef enum {
  NEXUS_GTK_SIDEBAR_STORE,
  NEXUS_GTK_SIDEBAR_PLACE,
  NEXUS_GTK_SIDEBAR_BOOKMARK,
  NEXUS_GTK_SIDEBAR_SEARCH,
  NEXUS_GTK_SIDEBAR_TAG,
} NexusGtkSidebarKind;

#define NEXUS_GTK_TYPE_SIDEBAR_ROW (nexus_gtk_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSidebarRow, nexus_gtk_sidebar_row, NEXUS_GTK, SIDEBAR_ROW, GtkListBoxRow)

/* A row of the sidebar: a place, or a store by its location. */
NexusGtkSidebarRow  *nexus_gtk_sidebar_row_new        (NexusGtkSidebarKind  kind,
                                                       const char          *target);
NexusGtkSidebarKind  nexus_gtk_sidebar_row_get_kind   (NexusGtkSidebarRow  *self);
const char          *nexus_gtk_sidebar_row_get_target (NexusGtkSidebarRow  *self);
const char          *nexus_gtk_sidebar_row_get_title  (NexusGtkSidebarRow  *self);
void                 nexus_gtk_sidebar_row_set_title  (NexusGtkSidebarRow  *self,
                                                       const char          *title);
/* NULL: as an icon of its kind has. */
void                 nexus_gtk_sidebar_row_set_color  (NexusGtkSidebarRow  *self,
                                                       const char          *color);
/* 0: none is shown. */
void                 nexus_gtk_sidebar_row_set_count  (NexusGtkSidebarRow  *self,
                                                       guint64              count);
/* Of a store. */
void                 nexus_gtk_sidebar_row_set_locked (NexusGtkSidebarRow  *self,
                                                       gboolean             locked);
/* New: what can be done with it; its actions are those of the window. */
GMenuModel          *nexus_gtk_sidebar_row_dup_menu   (NexusGtkSidebarRow  *self);

G_END_DECLS

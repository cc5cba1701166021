/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TYPE_AHEAD (nexus_gtk_type_ahead_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTypeAhead, nexus_gtk_type_ahead, NEXUS_GTK, TYPE_AHEAD, AdwBin)

/* New: the name at a position as it is folded by nexus_gtk_fold(), or NULL if it is not known yet. */
typedef char *(*NexusGtkDupName) (guint    position,
                                  gpointer user_data);

/* A small entry over a view that opens when a person begins to type a name.
 * Signals: "found" (position in the model), "activated" (Enter), "closed". */
NexusGtkTypeAhead *nexus_gtk_type_ahead_new       (GListModel        *model,
                                                   NexusGtkDupName    dup_name,
                                                   gpointer           user_data);
/* From now on, what is typed into the widget opens the entry. */
void               nexus_gtk_type_ahead_watch     (NexusGtkTypeAhead *self,
                                                   GtkWidget         *widget);
void               nexus_gtk_type_ahead_open      (NexusGtkTypeAhead *self,
                                                   const char        *text);
void               nexus_gtk_type_ahead_close     (NexusGtkTypeAhead *self);
GtkWidget         *nexus_gtk_type_ahead_get_entry (NexusGtkTypeAhead *self);

G_END_DECLS

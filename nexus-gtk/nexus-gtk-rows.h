/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_ROWS (nexus_gtk_rows_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkRows, nexus_gtk_rows, NEXUS_GTK, ROWS, AdwBin)

/* A group of rows that have keys.  It is brought up to date in place:
 *
 *   begin → find or add, for each key in the order that is wanted → end, which takes away what was not named
 *
 * so that a row that stays keeps the focus, and what is half written in it. */
NexusGtkRows *nexus_gtk_rows_new   (const char                    *title);
void          nexus_gtk_rows_begin (NexusGtkRows                  *self);
/* NULL if there is none yet. */
GtkWidget    *nexus_gtk_rows_find  (NexusGtkRows                  *self,
                                    const char                    *key);
void          nexus_gtk_rows_add   (NexusGtkRows                  *self,
                                    const char                    *key,
                                    GtkWidget                     *row);
/* `keep` may be NULL; else it tells whether a row stays that was not named. */
void          nexus_gtk_rows_end   (NexusGtkRows                  *self,
                                    gboolean                     (*keep) (GtkWidget *row));
void          nexus_gtk_rows_clear (NexusGtkRows                  *self);

G_END_DECLS

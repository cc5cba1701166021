/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPERATIONS (nexus_gtk_operations_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOperations, nexus_gtk_operations, NEXUS_GTK, OPERATIONS, AdwBin)

/* A button with a popover that has every import and export, running and finished.  Hidden while there is none.
 * Signal: "finished" (title, summary: strings, good: boolean). */
NexusGtkOperations *nexus_gtk_operations_new        (void);
/* Runs the operation; `title` says what it is. */
void                nexus_gtk_operations_run        (NexusGtkOperations *self,
                                                     NexusOperation     *operation,
                                                     const char         *title);
gboolean            nexus_gtk_operations_is_active  (NexusGtkOperations *self);
void                nexus_gtk_operations_cancel_all (NexusGtkOperations *self);

G_END_DECLS

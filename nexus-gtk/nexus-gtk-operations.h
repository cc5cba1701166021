/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-transfers.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPERATIONS (nexus_gtk_operations_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOperations, nexus_gtk_operations, NEXUS_GTK, OPERATIONS, AdwBin)

/* A button with a popover that has every import and export: those that run and wait, and those that have ended.
 * Hidden while there is none. */
NexusGtkOperations *nexus_gtk_operations_new           (NexusGtkTransfers  *transfers);
void                nexus_gtk_operations_popup         (NexusGtkOperations *self);
/* The same in a window of its own, which stays while one goes on. */
void                nexus_gtk_operations_show_window   (NexusGtkOperations *self);
void                nexus_gtk_operations_show_problems (NexusGtkOperations *self,
                                                        NexusGtkTransfer   *transfer);

G_END_DECLS

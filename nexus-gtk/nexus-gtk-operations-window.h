/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-side-window.h"
#include "nexus-gtk-transfers.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPERATIONS_WINDOW (nexus_gtk_operations_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOperationsWindow, nexus_gtk_operations_window, NEXUS_GTK, OPERATIONS_WINDOW, NexusGtkSideWindow)

/* Everything that runs, waits or has ended, with a summary; beside the files, for those who want to watch. */
NexusGtkOperationsWindow *nexus_gtk_operations_window_new (GtkWindow         *parent,
                                                           NexusGtkTransfers *transfers);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-transfers.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TRANSFER_LIST (nexus_gtk_transfer_list_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTransferList, nexus_gtk_transfer_list, NEXUS_GTK, TRANSFER_LIST, AdwBin)

/* A row for each import and export, and what can be done about it.  It scrolls, and grows to so many pixels before. */
NexusGtkTransferList *nexus_gtk_transfer_list_new           (NexusGtkTransfers *transfers,
                                                             int                max_height);
/* In a window over the one that the widget is in. */
void                  nexus_gtk_transfer_list_show_problems (GtkWidget         *widget,
                                                             NexusGtkTransfer  *transfer);

G_END_DECLS

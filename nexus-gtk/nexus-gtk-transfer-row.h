/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nexus-gtk-transfer.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TRANSFER_ROW (nexus_gtk_transfer_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTransferRow, nexus_gtk_transfer_row, NEXUS_GTK, TRANSFER_ROW, GtkListBoxRow)

/* A transfer with what a person can do about it.
 * Signals: "dismissed" and "retried", of one that has ended; "show-problems". */
GtkWidget        *nexus_gtk_transfer_row_new          (NexusGtkTransfer    *transfer);
NexusGtkTransfer *nexus_gtk_transfer_row_get_transfer (NexusGtkTransferRow *self);

G_END_DECLS

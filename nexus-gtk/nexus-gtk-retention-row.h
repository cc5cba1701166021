/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_RETENTION_ROW (nexus_gtk_retention_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkRetentionRow, nexus_gtk_retention_row, NEXUS_GTK, RETENTION_ROW, AdwComboRow)

/* How long a store keeps what is in its trash: shows it, and sets it.  It cannot be chosen before it has been read, nor where
 * the configuration says it.
 *
 * Signals: "failed" (GError). */
NexusGtkRetentionRow *nexus_gtk_retention_row_new (NexusFilesystem *filesystem,
                                                   const char      *store);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_VERSION_ROW (nexus_gtk_version_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkVersionRow, nexus_gtk_version_row, NEXUS_GTK, VERSION_ROW, AdwActionRow)

/* One version of a file; a click opens it.  Signals: "open", "compare", "export", "restore". */
NexusGtkVersionRow *nexus_gtk_version_row_new         (NexusVersion       *version,
                                                       gboolean            comparable);
NexusVersion       *nexus_gtk_version_row_get_version (NexusGtkVersionRow *self);

G_END_DECLS

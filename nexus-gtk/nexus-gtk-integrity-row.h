/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_INTEGRITY_ROW (nexus_gtk_integrity_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkIntegrityRow, nexus_gtk_integrity_row, NEXUS_GTK, INTEGRITY_ROW, AdwActionRow)

/* Whether the contents of the entries are what was stored: reads them all when asked to. */
NexusGtkIntegrityRow *nexus_gtk_integrity_row_new (NexusGtkSubject *subject);

G_END_DECLS

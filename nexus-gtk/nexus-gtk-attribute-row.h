/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-attribute-value.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_ATTRIBUTE_ROW (nexus_gtk_attribute_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkAttributeRow, nexus_gtk_attribute_row, NEXUS_GTK, ATTRIBUTE_ROW, AdwEntryRow)

/* One attribute with the editor that its type needs: a field, for dates with a calendar, for yes or no a switch in its
 * place.  Signals: "applied" (GVariant), "rename", "remove"; "convert" (string, the nick of a type). */
NexusGtkAttributeRow *nexus_gtk_attribute_row_new       (const char            *key,
                                                         NexusGtkAttributeType  type,
                                                         gboolean               editable);
const char           *nexus_gtk_attribute_row_get_key   (NexusGtkAttributeRow  *self);
/* NULL if the entries have different ones; `n_with` of them have one at all. */
void                  nexus_gtk_attribute_row_set_value (NexusGtkAttributeRow  *self,
                                                         GVariant              *value,
                                                         guint                  n_with,
                                                         guint                  n_entries);
/* Whether somebody has written in it what is not stored yet. */
gboolean              nexus_gtk_attribute_row_is_edited (GtkWidget             *row);

G_END_DECLS

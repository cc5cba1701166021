/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TAG_CHIP (nexus_gtk_tag_chip_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTagChip, nexus_gtk_tag_chip, NEXUS_GTK, TAG_CHIP, GtkBox)

/* A tag with its colour.  Signals, of one that can be edited: "remove"; "complete", to give it to the entries that have
 * it not; "color" (string, NULL for none). */
NexusGtkTagChip *nexus_gtk_tag_chip_new     (const char      *tag,
                                             gboolean         editable);
const char      *nexus_gtk_tag_chip_get_tag (NexusGtkTagChip *self);
void             nexus_gtk_tag_chip_set_color (NexusGtkTagChip *self,
                                             const char      *color);
/* How many of how many entries have it. */
void             nexus_gtk_tag_chip_set_share (NexusGtkTagChip *self,
                                             guint            n_with,
                                             guint            n_entries);

G_END_DECLS

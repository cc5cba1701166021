/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PREVIEW (nexus_gtk_preview_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkPreview, nexus_gtk_preview, NEXUS_GTK, PREVIEW, AdwBin)

/* What a file looks like: a picture, the beginning of a text in its colours, else its icon, and why there is no more.
 * A large one fills the room that it has; the other is as high as a glance needs. */
NexusGtkPreview *nexus_gtk_preview_new        (gboolean         large);
/* NULL shows nothing.  What is being read for another entry is given up. */
void             nexus_gtk_preview_set_entry  (NexusGtkPreview *self,
                                               NexusFilesystem *filesystem,
                                               NexusEntry      *entry);
/* For several entries. */
void             nexus_gtk_preview_set_icon   (NexusGtkPreview *self,
                                               const char      *icon_name);
/* "icon", "picture" or "text". */
const char      *nexus_gtk_preview_get_page   (NexusGtkPreview *self);
gboolean         nexus_gtk_preview_is_settled (NexusGtkPreview *self);
/* What is said below it: why there is no more, or what is not shown; NULL if nothing. */
const char      *nexus_gtk_preview_get_note   (NexusGtkPreview *self);

G_END_DECLS

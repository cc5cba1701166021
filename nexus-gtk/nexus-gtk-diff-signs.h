/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The tags of what is different, in the texts that are compared. */
#define NEXUS_GTK_DIFF_TAG_REMOVED "removed"
#define NEXUS_GTK_DIFF_TAG_ADDED   "added"

/* Stands before the lines of a text and says what was removed and added to those who do not see it by its colour; what
 * is copied from the text is without it. */
#define NEXUS_GTK_TYPE_DIFF_SIGNS (nexus_gtk_diff_signs_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDiffSigns, nexus_gtk_diff_signs, NEXUS_GTK, DIFF_SIGNS, GtkSourceGutterRendererText)

/* Its text has both tags. */
void        nexus_gtk_diff_signs_add      (GtkSourceView *view);
/* What stands before a line; "" for one that is in both texts. */
const char *nexus_gtk_diff_signs_get_sign (GtkTextBuffer *buffer,
                                           guint          line);

G_END_DECLS

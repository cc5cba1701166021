/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* A place is a text: the path of a folder, "trash:" or "tag:NAME". */

/* What it is called, short enough for a tab. */
char       *nexus_gtk_place_dup_title (const char *place);
/* Where it is, in full. */
char       *nexus_gtk_place_dup_text  (const char *place);
const char *nexus_gtk_place_get_icon  (const char *place);
gboolean    nexus_gtk_place_is_folder (const char *place);
gboolean    nexus_gtk_place_is_trash  (const char *place);

G_END_DECLS

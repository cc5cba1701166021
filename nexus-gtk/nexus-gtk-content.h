/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-drag.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_CONTENT (nexus_gtk_content_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkContent, nexus_gtk_content, NEXUS_GTK, CONTENT, GdkContentProvider)

/* Entries on the clipboard, or being dragged: as they are within the application, as real files for other ones, which
 * are made when one asks for them, and as addresses for texts. */
GdkContentProvider *nexus_gtk_content_new          (NexusGtkDrag *drag);
/* What file managers of GNOME write beside the files, with whether they are to be moved. */
#define NEXUS_GTK_COPIED_FILES "x-special/gnome-copied-files"

/* New: the files of such a text. */
GListModel         *nexus_gtk_content_parse_copied (const char *text,
                                                    gboolean   *cut);
/* New: the addresses, a line each. */
char               *nexus_gtk_content_dup_addresses (NexusGtkDrag *drag);

G_END_DECLS

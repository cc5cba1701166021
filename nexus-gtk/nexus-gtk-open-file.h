/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPEN_FILE (nexus_gtk_open_file_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOpenFile, nexus_gtk_open_file, NEXUS_GTK, OPEN_FILE, GObject)

/* The copy of a file that another application works on.  What is saved there becomes a new version in the store.
 *
 *   the folder changes ─▶ it rests ─▶ hash ─ differs ─▶ written, if the store still has what was opened or saved here;
 *                                                       else beside it, under a name with a number
 *
 * Signals: "saved" (NexusEntry), "failed" (GError). */
NexusGtkOpenFile *nexus_gtk_open_file_new      (NexusFilesystem  *filesystem,
                                                NexusEntry       *entry,
                                                GFile            *copy);
GFile            *nexus_gtk_open_file_get_copy (NexusGtkOpenFile *self);
/* Whether it is a copy of that entry, and the store has nothing newer than it. */
gboolean          nexus_gtk_open_file_is_of    (NexusGtkOpenFile *self,
                                                NexusEntry       *entry);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-copy-record.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPEN_FILE (nexus_gtk_open_file_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOpenFile, nexus_gtk_open_file, NEXUS_GTK, OPEN_FILE, GObject)

/* The copy of a file that another application works on.  What is saved there becomes a new version in the store.
 *
 *   the folder changes ─▶ it rests ─▶ hash ─ differs ─▶ written, if the store still has what was opened or saved here;
 *                                                       else beside it, under a name with a number
 *
 * Signals: "saved" (NexusEntry), "failed" (GError). */
/* Takes the record, which is that of an earlier run of the browser perhaps. */
NexusGtkOpenFile *nexus_gtk_open_file_new      (NexusFilesystem    *filesystem,
                                                NexusGtkCopyRecord *record);
GFile            *nexus_gtk_open_file_get_copy (NexusGtkOpenFile   *self);
/* Whether it is a copy of that entry which is still there, and the store has nothing newer than it. */
gboolean          nexus_gtk_open_file_is_of    (NexusGtkOpenFile   *self,
                                                NexusEntry         *entry);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_RENAME_DIALOG (nexus_gtk_rename_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkRenameDialog, nexus_gtk_rename_dialog, NEXUS_GTK, RENAME_DIALOG, NexusGtkSideWindow)

/* Gives several entries new names, which are shown before.  Signals: "renamed" (number,
 * description of the step), "failed" (GError). */
NexusGtkRenameDialog *nexus_gtk_rename_dialog_new         (GtkWindow            *parent,
                                                           NexusFilesystem      *filesystem,
                                                           GPtrArray            *entries);
/* What it shows: a list of NexusGtkRenameRow. */
GListModel           *nexus_gtk_rename_dialog_get_preview (NexusGtkRenameDialog *self);
/* Whether all names can be given. */
gboolean              nexus_gtk_rename_dialog_is_ready    (NexusGtkRenameDialog *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-conflicts.h"

G_BEGIN_DECLS

/* Asks about one conflict (of NexusGtkConflict) after the other, or about all that are left at once.
 * `keeps_versions`: what an import replaces stays as an older version.
 * When it is cancelled, what has no answer yet is skipped, and the dialog goes. */
void                 nexus_gtk_conflict_dialog_ask_async  (GtkWindow            *parent,
                                                           GPtrArray            *conflicts,
                                                           gboolean              is_export,
                                                           gboolean              keeps_versions,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
/* New: as many answers as there are conflicts.  Without one by the person, that is NEXUS_CONFLICT_SKIP. */
NexusConflictPolicy *nexus_gtk_conflict_dialog_ask_finish (GAsyncResult         *result);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-conflicts.h"

G_BEGIN_DECLS

/* Asks once for all conflicts.  `keeps_versions`: what an import replaces stays as an older version. */
void     nexus_gtk_conflict_dialog_ask_async  (GtkWindow            *parent,
                                               NexusGtkConflicts    *conflicts,
                                               gboolean              is_export,
                                               gboolean              keeps_versions,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* FALSE if the person thought better of it. */
gboolean nexus_gtk_conflict_dialog_ask_finish (GAsyncResult         *result,
                                               NexusConflictPolicy  *policy);

G_END_DECLS

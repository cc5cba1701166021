/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-transfer.h"

G_BEGIN_DECLS

/* What has the name already that something is to get. */
typedef struct {
  GPtrArray *names;      /* of char*, as people read them */
  gboolean   merges;     /* a folder is among them, so that the answer is for what is in it too */
} NexusGtkConflicts;

void               nexus_gtk_conflicts_free        (NexusGtkConflicts    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkConflicts, nexus_gtk_conflicts_free)

/* Looks, in a thread, whether the places of the items are free: only of the items themselves, not of what is in a
 * folder.  Two items that want the same place are a conflict too. */
void               nexus_gtk_conflicts_find_async  (NexusFilesystem      *filesystem,
                                                    gboolean              is_export,
                                                    GPtrArray            *items,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* Has no names if all places are free. */
NexusGtkConflicts *nexus_gtk_conflicts_find_finish (GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS

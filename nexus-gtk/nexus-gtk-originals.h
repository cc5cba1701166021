/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Files that were cut elsewhere and pasted here, once they are imported: each item (of NexusGtkTransferItem) of which the
 * store has everything, byte for byte, goes into the trash of the computer.  What is different, or was skipped, stays
 * where it is, with all that is in the same item. */
void     nexus_gtk_originals_remove_async  (NexusFilesystem      *filesystem,
                                            GPtrArray            *items,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* How many items stay where they are. */
guint    nexus_gtk_originals_remove_finish (GAsyncResult         *result);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Moves or copies entries into a folder of their store, as one step.  What has a name already keeps it: the new one gets
 * a number.  What is moved to where it is already stays; `copy` makes a copy of it. */
void     nexus_gtk_relocate_async  (NexusFilesystem      *filesystem,
                                    GPtrArray            *entries,
                                    const char           *folder,
                                    gboolean              copy,
                                    const char           *description,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* How many were moved or copied; -1 with an error, and then none was. */
int      nexus_gtk_relocate_finish (GAsyncResult         *result,
                                    GError              **error);
/* New: a name with a number before its ending. */
char    *nexus_gtk_number_name     (const char           *name,
                                    guint                 number);

G_END_DECLS

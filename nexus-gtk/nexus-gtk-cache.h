/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Real files for other applications, in folders of their own that nobody else may look into:
 * $XDG_CACHE_HOME/nexus/KIND/XXXXXX/NAME. */
#define NEXUS_GTK_CACHE_OUT  "out"     /* copied or dragged to another application */
#define NEXUS_GTK_CACHE_OPEN "open"    /* opened in one */

/* New: a folder that is empty.  Blocks. */
GFile     *nexus_gtk_cache_make_folder   (const char           *kind,
                                          GError              **error);
/* Exports entries under their names, in a thread. */
void       nexus_gtk_cache_export_async  (NexusFilesystem      *filesystem,
                                          GPtrArray            *entries,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* New: of GFile, those that could be exported; an error if none could be. */
GPtrArray *nexus_gtk_cache_export_finish (GAsyncResult         *result,
                                          GError              **error);
/* New: of NexusGtkCopyRecord, what was opened from the store at that location.  Blocks. */
GPtrArray *nexus_gtk_cache_list_copies   (const char           *store);
/* Removes what is old, and the oldest of what is too much: another application may still work on the rest.  A copy that
 * was changed, and whose store has not been opened since, stays however old it is. */
void       nexus_gtk_cache_clean         (void);
/* The same, in this thread: with what is older than so many seconds, and the oldest of what are more bytes. */
void       nexus_gtk_cache_clean_now     (gint64                max_age,
                                          guint64               max_size);

G_END_DECLS

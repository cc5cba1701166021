/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-stores.h"

G_BEGIN_DECLS

/* What the search of the desktop finds: in the store of the configuration, if it is there, and in all others that are
 * open. */
typedef struct {
  char       *address;   /* that nexus_gtk_window_open_locations() opens */
  NexusEntry *entry;
} NexusGtkDesktopHit;

void       nexus_gtk_desktop_hit_free      (NexusGtkDesktopHit   *self);

/* Several words find what has all of them.  The best hits come first. */
void       nexus_gtk_desktop_search_async  (NexusGtkStores       *stores,
                                            const char * const   *words,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* New: of NexusGtkDesktopHit. */
GPtrArray *nexus_gtk_desktop_search_finish (GAsyncResult         *result,
                                            GError              **error);

/* Opens the store of the configuration, if it is there. */
void       nexus_gtk_desktop_open_async    (NexusGtkStores       *stores,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   nexus_gtk_desktop_open_finish   (GAsyncResult         *result,
                                            GError              **error);

/* New: what is looked for, as a person would write it. */
char      *nexus_gtk_desktop_search_text   (const char * const   *words);

G_END_DECLS

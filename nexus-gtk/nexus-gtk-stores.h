/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-store.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_STORES (nexus_gtk_stores_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkStores, nexus_gtk_stores, NEXUS_GTK, STORES, GObject)

/* All stores that the application has open: a GListModel of NexusGtkStore in the order in which they were opened.
 * Each window holds it; with the last one it goes, and closes the stores. */

/* The one that is held already, else a new one. */
NexusGtkStores *nexus_gtk_stores_ref_default   (void);
/* One that is open already is given out again. */
void            nexus_gtk_stores_open_async    (NexusGtkStores       *self,
                                                NexusConfig          *config,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
NexusGtkStore  *nexus_gtk_stores_open_finish   (NexusGtkStores       *self,
                                                GAsyncResult         *result,
                                                GError              **error);
/* NULL if none is open there. */
NexusGtkStore  *nexus_gtk_stores_find          (NexusGtkStores       *self,
                                                const char           *location);
/* For a person who is done with it; nothing shows it any more. */
void            nexus_gtk_stores_close         (NexusGtkStores       *self,
                                                NexusGtkStore        *store);

G_END_DECLS

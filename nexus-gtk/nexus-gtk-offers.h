/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OFFERS (nexus_gtk_offers_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOffers, nexus_gtk_offers, NEXUS_GTK, OFFERS, GObject)

/* The list below an entry of what its text could become.  The keyboard stays with the entry: the arrows choose, Tab and
 * Return take, Escape closes.  Signals: "taken", with the number of an offer and whether Tab took it, which asks for no more
 * than its text; "dismissed", by Escape. */
NexusGtkOffers *nexus_gtk_offers_new       (GtkEntry       *entry);
guint           nexus_gtk_offers_get_count (NexusGtkOffers *self);
const char     *nexus_gtk_offers_get_text  (NexusGtkOffers *self,
                                            guint           index);
GStrv           nexus_gtk_offers_dup_texts (NexusGtkOffers *self);
void            nexus_gtk_offers_add       (NexusGtkOffers *self,
                                            const char     *text);
void            nexus_gtk_offers_set_text  (NexusGtkOffers *self,
                                            guint           index,
                                            const char     *text);
void            nexus_gtk_offers_clear     (NexusGtkOffers *self);
/* The list shows if there is something in it, and hides if there is nothing. */
void            nexus_gtk_offers_show      (NexusGtkOffers *self);
/* There is nothing to offer any more. */
void            nexus_gtk_offers_close     (NexusGtkOffers *self);
/* Before the entry goes. */
void            nexus_gtk_offers_detach    (NexusGtkOffers *self);

G_END_DECLS

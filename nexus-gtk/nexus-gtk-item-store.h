/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Makes a store of entries or of trash items hold these.  What is the same stays the object that it was, in its place:
 * nothing that is selected, focused or in sight moves because of something else. */
void nexus_gtk_item_store_update (GListStore *store,
                                  GPtrArray  *items);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A list model of what the array holds, in its order. */
gpointer _nexus_list_new (GType      item_type,
                          GPtrArray *items);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a person types, or a program asks for: a path, with or without the first slash; a place of nexus-gtk-place.h; or an
 * address, nexus:///path or nexus://STORE/path.  Gives the place, and the name of the store or NULL for the one that is
 * meant without a name. */
gboolean    nexus_gtk_location_parse      (const char  *text,
                                           char       **store,
                                           char       **place,
                                           GError     **error);
gboolean    nexus_gtk_location_is_address (const char  *text);
/* New: the name that a store with such a title has in addresses. */
char       *nexus_gtk_location_dup_name   (const char  *title);
/* New: an address that means this store only, whatever the names of others are, see nexus_gtk_store_get_location(). */
char       *nexus_gtk_location_dup_address (const char *location,
                                            const char *path);
/* Whether a name that was parsed is the one that such an address has. */
gboolean    nexus_gtk_location_is_of      (const char  *name,
                                           const char  *location);

G_END_DECLS

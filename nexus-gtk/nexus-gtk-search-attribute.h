/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_ATTRIBUTE (nexus_gtk_search_attribute_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchAttribute, nexus_gtk_search_attribute, NEXUS_GTK, SEARCH_ATTRIBUTE, AdwBin)

/* A button with a popover to ask for the value of an attribute.  Signal: "chosen" (key, filter), both as they are written
 * in a search. */
NexusGtkSearchAttribute *nexus_gtk_search_attribute_new            (void);
void                     nexus_gtk_search_attribute_set_filesystem (NexusGtkSearchAttribute *self,
                                                                    NexusFilesystem         *filesystem);

/* New: a value as it is written in a search, whatever is in it. */
char                    *nexus_gtk_search_quote                    (const char              *value);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TAGS (nexus_gtk_tags_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTags, nexus_gtk_tags, NEXUS_GTK, TAGS, AdwBin)

/* The tags of the entries as chips, and a row to add some, which suggests those that there are. */
NexusGtkTags *nexus_gtk_tags_new (NexusGtkSubject *subject);

G_END_DECLS

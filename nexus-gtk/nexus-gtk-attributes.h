/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_ATTRIBUTES (nexus_gtk_attributes_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkAttributes, nexus_gtk_attributes, NEXUS_GTK, ATTRIBUTES, AdwBin)

/* The attributes of the entries, each with the editor of its type, and a row to add some.  What is shown is brought up to
 * date in place: somebody may be writing in it. */
NexusGtkAttributes *nexus_gtk_attributes_new (NexusGtkSubject *subject);

G_END_DECLS

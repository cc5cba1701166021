/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DETAILS (nexus_gtk_details_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDetails, nexus_gtk_details, NEXUS_GTK, DETAILS, AdwBin)

/* All that is known of a subject, one section below the other.  Signals: "open-version" (uint), "show-path" (string). */
NexusGtkDetails *nexus_gtk_details_new (NexusGtkSubject *subject);

G_END_DECLS

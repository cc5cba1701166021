/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_VERSIONS (nexus_gtk_versions_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkVersions, nexus_gtk_versions, NEXUS_GTK, VERSIONS, AdwBin)

/* The versions of a single file.  Signal: "open-version" (uint). */
NexusGtkVersions *nexus_gtk_versions_new    (NexusGtkSubject  *subject);
/* Writes a version to a file outside the store, and tells through the subject when it is there. */
void              nexus_gtk_versions_export (NexusGtkVersions *self,
                                             guint             number,
                                             GFile            *file);

G_END_DECLS

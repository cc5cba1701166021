/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_COPIES (nexus_gtk_copies_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkCopies, nexus_gtk_copies, NEXUS_GTK, COPIES, AdwBin)

/* Where else the content of a single file is; hidden if nowhere.  Signal: "show-path" (string). */
NexusGtkCopies *nexus_gtk_copies_new (NexusGtkSubject *subject);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-subject.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_FACTS (nexus_gtk_facts_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkFacts, nexus_gtk_facts, NEXUS_GTK, FACTS, AdwBin)

/* What the entries are, to be read: of one all that is known, of several what they have in common and in all. */
NexusGtkFacts *nexus_gtk_facts_new (NexusGtkSubject *subject);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_FACTS (nexus_gtk_facts_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkFacts, nexus_gtk_facts, NEXUS_GTK, FACTS, AdwBin)

/* What an entry is, to be read.  Signal: "copied", of the hash. */
NexusGtkFacts *nexus_gtk_facts_new  (void);
void           nexus_gtk_facts_show (NexusGtkFacts *self,
                                     NexusEntry    *entry);

G_END_DECLS

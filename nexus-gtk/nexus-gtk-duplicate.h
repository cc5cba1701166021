/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DUPLICATE (nexus_gtk_duplicate_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDuplicate, nexus_gtk_duplicate, NEXUS_GTK, DUPLICATE, GObject)

/* A file that has its content in common with others.  Property: "selected". */
NexusGtkDuplicate *nexus_gtk_duplicate_new          (NexusEntry        *entry,
                                                     guint              group,
                                                     guint              index,
                                                     guint              n_files);
NexusEntry        *nexus_gtk_duplicate_get_entry    (NexusGtkDuplicate *self);
/* Those with the same number have the same content. */
guint              nexus_gtk_duplicate_get_group    (NexusGtkDuplicate *self);
/* Which one it is in its group, and how many are in it. */
guint              nexus_gtk_duplicate_get_index    (NexusGtkDuplicate *self);
guint              nexus_gtk_duplicate_get_n_files  (NexusGtkDuplicate *self);
gboolean           nexus_gtk_duplicate_get_selected (NexusGtkDuplicate *self);
void               nexus_gtk_duplicate_set_selected (NexusGtkDuplicate *self,
                                                     gboolean           selected);

G_END_DECLS

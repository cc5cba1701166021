/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_COMPLETION (nexus_gtk_completion_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkCompletion, nexus_gtk_completion, NEXUS_GTK, COMPLETION, GObject)

/* Offers the names that a path in an entry could go on with, folders first, below the entry.  Tab takes the first one or
 * the one that is chosen with the arrows.  Signal: "chosen", after the text has become a whole path. */
NexusGtkCompletion *nexus_gtk_completion_new            (GtkEntry           *entry);
/* NULL: offers nothing. */
void                nexus_gtk_completion_set_filesystem (NexusGtkCompletion *self,
                                                         NexusFilesystem    *filesystem);
/* The names that are offered now. */
GStrv               nexus_gtk_completion_dup_names      (NexusGtkCompletion *self);
/* Lets go of what it knows, and hides. */
void                nexus_gtk_completion_close          (NexusGtkCompletion *self);
/* Before the entry goes. */
void                nexus_gtk_completion_detach         (NexusGtkCompletion *self);

G_END_DECLS

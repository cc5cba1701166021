/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-opener.h"
#include "nexus-gtk-undo.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_STORE (nexus_gtk_store_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkStore, nexus_gtk_store, NEXUS_GTK, STORE, GObject)

/* A store that is open in this application.  Property: "read-only", which is known a moment after it was opened. */
NexusGtkStore   *nexus_gtk_store_new            (NexusConfig     *config,
                                                 NexusFilesystem *filesystem);
NexusFilesystem *nexus_gtk_store_get_filesystem (NexusGtkStore   *self);
NexusConfig     *nexus_gtk_store_get_config     (NexusGtkStore   *self);
/* What can be undone in it. */
NexusGtkUndo    *nexus_gtk_store_get_undo       (NexusGtkStore   *self);
/* Of its files in other applications. */
NexusGtkOpener  *nexus_gtk_store_get_opener     (NexusGtkStore   *self);
/* The folder of a store on this computer, or something that stands for one elsewhere: no two open stores have the same,
 * and it may be written into the settings. */
const char      *nexus_gtk_store_get_location   (NexusGtkStore   *self);
const char      *nexus_gtk_store_get_title      (NexusGtkStore   *self);
/* Nothing can be written where it lies. */
gboolean         nexus_gtk_store_get_read_only  (NexusGtkStore   *self);
/* New: the location that a store of the configuration has, or would have. */
char            *nexus_gtk_store_locate         (NexusConfig     *config);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_STORE (nexus_gtk_store_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkStore, nexus_gtk_store, NEXUS_GTK, STORE, GObject)

/* A store that is open in this application.  Signal: "closing", before it is closed by a person: whatever shows it lets
 * go of it. */
NexusGtkStore   *nexus_gtk_store_new            (NexusConfig     *config,
                                                 NexusFilesystem *filesystem);
NexusFilesystem *nexus_gtk_store_get_filesystem (NexusGtkStore   *self);
NexusConfig     *nexus_gtk_store_get_config     (NexusGtkStore   *self);
/* The folder of a store on this computer, or the address of one elsewhere: no two open stores have the same. */
const char      *nexus_gtk_store_get_location   (NexusGtkStore   *self);
const char      *nexus_gtk_store_get_title      (NexusGtkStore   *self);
/* The location that a store of the configuration has, or would have. */
const char      *nexus_gtk_store_locate         (NexusConfig     *config);

G_END_DECLS

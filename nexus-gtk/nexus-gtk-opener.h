/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_OPENER (nexus_gtk_opener_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOpener, nexus_gtk_opener, NEXUS_GTK, OPENER, GObject)

/* Opens files of a store in other applications.  Each gets a copy of its own; what is saved in it becomes a new version.
 * An older version is opened to be read only.
 * Signals: "saved" (the NexusEntry that was written), "failed" (GError). */
NexusGtkOpener *nexus_gtk_opener_new         (NexusFilesystem      *filesystem,
                                              const char           *location);
/* Once somebody listens: what was saved in copies while the store was not open here becomes versions too. */
void            nexus_gtk_opener_resume      (NexusGtkOpener       *self);
/* A version of a file (0: the current one), with the application, or NULL for the default one. */
void            nexus_gtk_opener_open_async  (NexusGtkOpener       *self,
                                              NexusEntry           *entry,
                                              guint                 version,
                                              gboolean              read_only,
                                              GAppInfo             *application,
                                              GdkDisplay           *display,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean        nexus_gtk_opener_open_finish (NexusGtkOpener       *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_PROVIDER (nexus_gtk_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchProvider, nexus_gtk_search_provider, NEXUS_GTK, SEARCH_PROVIDER, GObject)

/* Answers the searches of the desktop, org.gnome.Shell.SearchProvider2.  Signal: "open" (GStrv locations, guint time), what a
 * person has chosen of it. */
NexusGtkSearchProvider *nexus_gtk_search_provider_new      (GApplication            *application);
gboolean                nexus_gtk_search_provider_export   (NexusGtkSearchProvider  *self,
                                                            GDBusConnection         *connection,
                                                            const char              *object_path,
                                                            GError                 **error);
void                    nexus_gtk_search_provider_unexport (NexusGtkSearchProvider  *self);
/* Gives up what it has open, until it is asked again. */
void                    nexus_gtk_search_provider_rest     (NexusGtkSearchProvider  *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-window.h"

G_BEGIN_DECLS

/* The windows and their tabs, as they were when the application was left.  In the settings, "session" has for each window
 * which tab is shown, and for each tab the location of its store and its place. */

/* Remembers those of all windows, before they are closed together. */
void     nexus_gtk_session_quit          (GtkApplication *application);
/* Remembers those of the last window, unless it is closed together with others. */
void     nexus_gtk_session_window_closes (GtkApplication *application,
                                          NexusGtkWindow *window);
/* They do not close after all. */
void     nexus_gtk_session_stays         (GtkApplication *application);
/* Opens what was remembered; FALSE if that is nothing, or if the person does not want it.  The configuration is that of
 * the store which is opened where none of the others is there any more. */
gboolean nexus_gtk_session_restore       (GtkApplication *application,
                                          NexusConfig    *config);

G_END_DECLS

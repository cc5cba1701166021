/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

/* Puts a version of a file (0: the current one) into a private folder and starts the default application on it. */
void     nexus_gtk_opener_open_async  (NexusFilesystem      *filesystem,
                                       NexusEntry           *entry,
                                       guint                 version,
                                       GdkDisplay           *display,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean nexus_gtk_opener_open_finish (GAsyncResult         *result,
                                       GError              **error);
/* Removes what earlier sessions have left. */
void     nexus_gtk_opener_clean       (void);

G_END_DECLS

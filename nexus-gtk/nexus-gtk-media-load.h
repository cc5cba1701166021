/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-media.h"

G_BEGIN_DECLS

/* Looks at the file of an entry in a thread. */
void     nexus_gtk_media_load_async  (NexusFilesystem      *filesystem,
                                      NexusEntry           *entry,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* FALSE if nothing is known, for whatever reason: nobody is told that something is not known. */
gboolean nexus_gtk_media_load_finish (GAsyncResult         *result,
                                      NexusGtkMedia        *media);

G_END_DECLS

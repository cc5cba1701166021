/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

#include "nexus-gtk-text-sample.h"

G_BEGIN_DECLS

/* What of a file can be seen at once.  Neither a texture nor a sample: it is nothing that can be looked at. */
typedef struct {
  GdkTexture         *texture;
  int                 width;       /* of the picture itself */
  int                 height;
  NexusGtkTextSample *sample;      /* its text is never NULL */
} NexusGtkPreviewContent;

void                    nexus_gtk_preview_content_free (NexusGtkPreviewContent  *self);
/* Reads in a thread, and no more than is needed for a picture of that size or the beginning of a text. */
void                    nexus_gtk_preview_load_async   (NexusFilesystem         *filesystem,
                                                        NexusEntry              *entry,
                                                        int                      size,
                                                        GCancellable            *cancellable,
                                                        GAsyncReadyCallback      callback,
                                                        gpointer                 user_data);
/* The same in a thread of the caller. */
NexusGtkPreviewContent *nexus_gtk_preview_load        (NexusFilesystem         *filesystem,
                                                       NexusEntry              *entry,
                                                       int                      size,
                                                       GCancellable            *cancellable,
                                                       GError                 **error);
/* What is broken, or too large to be shown, is an error that says so. */
NexusGtkPreviewContent *nexus_gtk_preview_load_finish  (GAsyncResult            *result,
                                                        GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkPreviewContent, nexus_gtk_preview_content_free)

G_END_DECLS

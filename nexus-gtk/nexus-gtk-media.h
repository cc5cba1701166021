/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the head of a sound or a film says of it; 0 for what it does not say. */
typedef struct {
  gint64 duration;     /* microseconds */
  guint  width;
  guint  height;
} NexusGtkMedia;

/* Whether it is worth to look. */
gboolean nexus_gtk_media_has_facts (const char     *content_type);

/* Blocks.  Never reads more than a few hundred small parts of it, whatever is in it.  FALSE if nothing is known: it is none
 * of the kinds that are known here (WAV, AVI, FLAC, Ogg, MP3, MP4 and its kin, Matroska and WebM), or broken. */
gboolean nexus_gtk_media_read      (GInputStream   *stream,
                                    guint64         size,
                                    NexusGtkMedia  *media,
                                    GCancellable   *cancellable);

G_END_DECLS

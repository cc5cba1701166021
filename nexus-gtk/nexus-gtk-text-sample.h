/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What of a content can be shown as text, whatever is in it: valid UTF-8 without NUL and without endless lines. */
typedef struct {
  char     *text;        /* NULL if it is no text */
  gboolean  truncated;   /* there is more of it */
  gboolean  repaired;    /* bytes that are no text were replaced */
  gboolean  shortened;   /* lines that are very long were cut */
} NexusGtkTextSample;

/* Reads at most that much; blocks. */
NexusGtkTextSample *nexus_gtk_text_sample_read      (GInputStream              *input,
                                                     gsize                      max_bytes,
                                                     GCancellable              *cancellable,
                                                     GError                   **error);
/* Takes the bytes; `whole` tells whether they are all that there is. */
NexusGtkTextSample *nexus_gtk_text_sample_new       (const guint8              *data,
                                                     gsize                      size,
                                                     gboolean                   whole);
void                nexus_gtk_text_sample_free      (NexusGtkTextSample        *self);
/* What a person has to know about what is shown, in sentences; NULL if nothing. */
char               *nexus_gtk_text_sample_dup_notes (const NexusGtkTextSample  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkTextSample, nexus_gtk_text_sample_free)

G_END_DECLS

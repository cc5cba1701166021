/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-media.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Whatever a sound or a film says of itself, what comes of it can be shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* Also what says that it is larger than it is, as a file that is being cut off. */
  const guint64 sizes[] = { size, size + 4096, G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
      NexusGtkMedia media = { 1, 1, 1 };
      gboolean known = nexus_gtk_media_read (stream, sizes[i], &media, NULL);

      g_assert_true (known == (media.duration > 0 || media.width > 0));
      g_assert_cmpint (media.duration, >=, 0);
      g_assert_cmpint (media.duration, <, G_TIME_SPAN_DAY * 366 * 4);
      g_assert_true ((media.width == 0) == (media.height == 0));
      g_assert_cmpuint (media.width, <=, G_MAXUINT16);
      g_assert_cmpuint (media.height, <=, G_MAXUINT16);
    }

  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Small pictures in the cache folder of the person, named by the content that they are of: the same picture in another
 * place or under another name is not made again, and one of other contents is never taken for it.  To be called from
 * threads that may wait for disks. */

/* New; NULL if there is none that can be used. */
GdkTexture *nexus_gtk_thumbnail_cache_load  (const char *etag,
                                             int         size);
/* What cannot be kept is made again the next time. */
void        nexus_gtk_thumbnail_cache_save  (const char *etag,
                                             int         size,
                                             GdkTexture *texture);
/* Removes what nobody has looked at for a long time, and the oldest of more bytes than that. */
void        nexus_gtk_thumbnail_cache_prune (guint64     max_bytes);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"

G_BEGIN_DECLS

/* Stages what is written and makes it the content of the file when it is closed.  `path` is normalised. */
gpointer _nexus_output_stream_new        (NexusFilesystem  *filesystem,
                                          const char       *path,
                                          const char       *etag,
                                          NexusWriteFlags   flags,
                                          GError          **error);

/* Before anything is written: */

/* Permission bits for the file. */
void     _nexus_output_stream_set_mode   (gpointer          stream,
                                          guint             mode);
/* What the file is before becomes a file of its own, with a ~ after its name, in the same transaction. */
void     _nexus_output_stream_set_backup (gpointer          stream);
/* Begins with this content. */
gboolean _nexus_output_stream_begin_with (gpointer          stream,
                                          GInputStream     *content,
                                          GCancellable     *cancellable,
                                          GError          **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads and writes a copy of `content` (NULL: nothing yet) that goes to `output` when it is closed; dropped or closed
 * with a cancelled cancellable it leaves nothing. */
gpointer _nexus_io_stream_new (GFileOutputStream  *output,
                               GInputStream       *content,
                               GCancellable       *cancellable,
                               GError            **error);

G_END_DECLS

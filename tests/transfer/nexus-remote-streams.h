/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Streams over others, which fail when they are told to. */

#define NEXUS_TYPE_REMOTE_INPUT (nexus_remote_input_get_type ())
G_DECLARE_FINAL_TYPE (NexusRemoteInput, nexus_remote_input, NEXUS, REMOTE_INPUT, GFileInputStream)

#define NEXUS_TYPE_REMOTE_OUTPUT (nexus_remote_output_get_type ())
G_DECLARE_FINAL_TYPE (NexusRemoteOutput, nexus_remote_output, NEXUS, REMOTE_OUTPUT, GFileOutputStream)

/* Fails with the code of G_IO_ERROR after two bytes, or never for -1. */
GFileInputStream  *nexus_remote_input_new  (GFileInputStream  *base,
                                            int                code);
/* Finds after two bytes that there is no more room, or fails when it is closed. */
GFileOutputStream *nexus_remote_output_new (GFileOutputStream *base,
                                            gboolean           is_full,
                                            gboolean           breaks_on_close);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NEXUS_UUID_SIZE 16
#define NEXUS_UUID_STRING_SIZE 37

/* A new UUID of version 7 (RFC 9562): ordered by time, so that an index over them grows at its end. */
void     _nexus_uuid_generate  (guint8     *uuid);

/* The usual form of 36 lower-case characters; `string` has room for NEXUS_UUID_STRING_SIZE. */
void     _nexus_uuid_to_string (const guint8 *uuid,
                                char         *string);
gboolean _nexus_uuid_parse     (const char   *string,
                                guint8       *uuid);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"

G_BEGIN_DECLS

/* Records as lines of JSON and back.  A line has the ten keys of the original Nexus for Python in its order:
 *
 *   path, backend_name, physical_path, size, etag, mime_type, created_at, modified_at, version, custom_metadata
 *
 * and behind them what only we know.  Nothing here asks a store anything: text in, text out. */

/* What is longer is refused before it is held in memory. */
#define NEXUS_JSONL_LINE_MAX (16 * 1024 * 1024)

/* --- nexus-jsonl-write.c --- */

/* Appends the line of a record with its line feed.  FALSE if it is none of those that the format takes. */
gboolean     _nexus_jsonl_write       (GString            *line,
                                       const NexusRecord  *record,
                                       NexusDumpFormat     format,
                                       NexusContentHash    hash);

/* --- nexus-jsonl-read.c --- */

/* Fills an empty record from a line, which ends with a NUL at line[length].  A record that comes back is one that a
 * store can hold, but for what only the store knows.  G_IO_ERROR_INVALID_DATA says what is wrong, without the number of the
 * line; what the record has by then is cleared. */
gboolean     _nexus_jsonl_read        (const char         *line,
                                       gsize               length,
                                       NexusRecord        *record,
                                       GError            **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <nexus-glib.h>

#include "nexus-test-util.h"

G_BEGIN_DECLS

NexusFilesystem *nexus_jsonl_test_connect (const char       *folder);
/* Writes a text with the directories above it. */
void             nexus_jsonl_test_write   (NexusFilesystem  *filesystem,
                                           const char       *path,
                                           const char       *text);
/* The dump as text. */
char            *nexus_jsonl_test_dump    (NexusFilesystem  *filesystem,
                                           NexusDumpFormat   format);
/* Its lines, each parsed by another reader than ours. */
GPtrArray       *nexus_jsonl_test_parse   (const char       *dump);
/* The line of the path, or NULL; `nth` counts those of one path. */
JsonObject      *nexus_jsonl_test_find    (GPtrArray        *lines,
                                           const char       *path,
                                           guint             nth);
/* Closes the store and removes its folder. */
void             nexus_jsonl_test_finish  (NexusFilesystem  *filesystem,
                                           char             *folder);

G_END_DECLS

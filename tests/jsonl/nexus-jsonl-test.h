/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "nexus-lib-test.h"

G_BEGIN_DECLS

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
/* Loads a text; the operation has ended when this returns. */
NexusLoad       *nexus_jsonl_test_load    (NexusFilesystem    *filesystem,
                                           const char         *text,
                                           const char         *contents,   /* nullable: a folder */
                                           NexusLoadConflict   conflict,
                                           NexusLoadFlags      flags,
                                           GError            **error);
/* Puts a content into a folder at such as "cas/AB/CD/HASH"; returns its hash. */
char            *nexus_jsonl_test_put     (const char         *folder,
                                           const char         *layout,
                                           GChecksumType       type,
                                           const char         *text);
/* A store that names its contents as the original does. */
NexusFilesystem *nexus_jsonl_test_connect_sha256 (const char     *folder);
/* A line as the original writes it, with more members such as ", \"tags\": []". */
char            *nexus_jsonl_test_make_line (const char         *path,
                                           const char         *text,
                                           const char         *rest);
/* Loads what has nothing wrong in it. */
NexusLoad       *nexus_jsonl_test_load_good (NexusFilesystem    *filesystem,
                                           const char         *text,
                                           const char         *contents,
                                           NexusLoadConflict   conflict);
void             nexus_jsonl_test_assert_counts (NexusLoad      *load,
                                           guint64             created,
                                           guint64             updated,
                                           guint64             skipped,
                                           guint64             remapped);

G_END_DECLS

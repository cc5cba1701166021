/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-test-util.h"

G_BEGIN_DECLS

NexusContentStore *nexus_content_test_open   (const char         *folder);
/* Bytes that look like nothing else and do not compress to a pattern; the same for the same seed. */
GBytes            *nexus_content_test_bytes  (guint               seed,
                                              gsize               size);
/* Through stage(), with the hash made beforehand. */
NexusContentRef   *nexus_content_test_stage  (NexusContentStore  *store,
                                              GBytes             *bytes);
/* Through a writer, in pieces. */
NexusContentRef   *nexus_content_test_write  (NexusContentStore  *store,
                                              GBytes             *bytes,
                                              gsize               piece);
void               nexus_content_test_sync   (NexusContentStore  *store);
void               nexus_content_test_assert (NexusContentStore  *store,
                                              NexusContentRef    *content,
                                              GBytes             *bytes);
/* The paths of all regular files below the folder. */
GPtrArray         *nexus_content_test_files  (const char         *folder);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* A store, and a folder for what is outside of it. */
typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  char            *outside;
} NexusTrustFixture;

void             nexus_trust_test_set_up       (NexusTrustFixture *fixture,
                                                gconstpointer      user_data);
void             nexus_trust_test_tear_down    (NexusTrustFixture *fixture,
                                                gconstpointer      user_data);

/* Bytes that differ for each seed, and that are the same each time. */
GBytes          *nexus_trust_test_make_bytes   (guint             seed,
                                                gsize             size);
/* Writes such bytes; fails the test if that fails. */
void             nexus_trust_test_put          (NexusFilesystem  *filesystem,
                                                const char       *path,
                                                guint             seed,
                                                gsize             size);
/* The same, and an error if that fails. */
gboolean         nexus_trust_test_try_put      (NexusFilesystem  *filesystem,
                                                const char       *path,
                                                gsize             size,
                                                GError          **error);
/* Hard limits. */
void             nexus_trust_test_set_quota    (NexusFilesystem  *filesystem,
                                                const char       *path,
                                                guint64           bytes,
                                                guint64           entries);
void             nexus_trust_test_assert_file  (NexusFilesystem  *filesystem,
                                                const char       *path,
                                                guint             seed,
                                                gsize             size);
void             nexus_trust_test_delete       (NexusFilesystem  *filesystem,
                                                const char       *path,
                                                NexusDeleteFlags  flags);
/* Runs the operation, which must go well. */
void             nexus_trust_test_run          (NexusOperation   *operation);
/* Collects garbage; the number of contents, and of bytes of the disk. */
guint64          nexus_trust_test_collect      (NexusFilesystem  *filesystem,
                                                NexusGarbageFlags flags,
                                                guint             grace,
                                                guint64          *bytes);
/* Bytes of the disk that the contents take. */
guint64          nexus_trust_test_disk_usage   (const char       *folder);
/* Connects with further lines of configuration. */
NexusFilesystem *nexus_trust_test_connect      (const char       *folder,
                                                const char       *more);
void             nexus_trust_test_close        (NexusFilesystem  *filesystem);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-error.h>
#include <nexus-change.h>
#include <nexus-mutation-private.h>
#include <nexus-sqlite-checksum-private.h>
#include <nexus-sqlite-store-private.h>
#include <nexus-tag.h>
#include <nexus-trash-item.h>
#include <nexus-version.h>

#include "nexus-test-util.h"

/* A store in a folder of its own, and one line for each thing that tests do with it. */
typedef struct {
  char                    *dir;
  char                    *path;
  NexusMetadataStore      *store;
  NexusSqliteStoreOptions  options;
} Fixture;

void             fixture_set_up          (Fixture               *fixture,
                                          gconstpointer          data);
void             fixture_tear_down       (Fixture               *fixture,
                                          gconstpointer          data);
void             fixture_reopen          (Fixture               *fixture);

/* A content that nobody has staged: the store only looks at the reference.  Equal texts are equal contents. */
NexusContentRef *fixture_content         (const char            *text);

NexusMutation   *fixture_put             (const char            *path,
                                          const char            *text);
NexusMutation   *fixture_mutation        (NexusMutationKind      kind,
                                          const char            *path,
                                          const char            *destination,
                                          const char            *key);

NexusMutation   *fixture_attribute       (const char            *path,
                                          const char            *key,
                                          GVariant              *value);

/* Applies one mutation (taken); the entry if it wanted one. */
gboolean         fixture_apply           (Fixture               *fixture,
                                          NexusMutation         *mutation,
                                          GError               **error);
void             fixture_must            (Fixture               *fixture,
                                          NexusMutation         *mutation);
void             fixture_fails           (Fixture               *fixture,
                                          NexusMutation         *mutation,
                                          GQuark                 domain,
                                          int                    code,
                                          const char            *in_message);
NexusEntry      *fixture_entry           (Fixture               *fixture,
                                          NexusMutation         *mutation);

NexusEntry      *fixture_query           (Fixture               *fixture,
                                          const char            *path);
gboolean         fixture_exists          (Fixture               *fixture,
                                          const char            *path);
/* The names in a directory, joined by spaces. */
char            *fixture_names           (Fixture               *fixture,
                                          const char            *path);
/* The tags of an entry, joined by commas, and the bytes of a version. */
void             fixture_assert_tags     (Fixture               *fixture,
                                          const char            *path,
                                          const char            *expected);
void             fixture_assert_content  (Fixture               *fixture,
                                          const char            *path,
                                          guint                  version,
                                          const char            *expected);
/* The id of the only thing in the trash that was at the path. */
char            *fixture_trashed         (Fixture               *fixture,
                                          const char            *original_path);
/* Compares the totals that are kept with those that are there. */
void             fixture_check_totals    (Fixture               *fixture);
/* Integrity and foreign keys, by a connection of its own. */
void             fixture_check_database  (const char            *path);

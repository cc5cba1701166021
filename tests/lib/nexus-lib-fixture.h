/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* A store of its own for each test. */
typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
} Fixture;

void fixture_set_up    (Fixture       *fixture,
                        gconstpointer  data);
void fixture_tear_down (Fixture       *fixture,
                        gconstpointer  data);

/* Each fails the test if it fails. */
void fixture_put       (Fixture       *fixture,
                        const char    *path,
                        const char    *text);
void fixture_move      (Fixture       *fixture,
                        const char    *source,
                        const char    *destination);
void fixture_delete    (Fixture       *fixture,
                        const char    *path);
void fixture_set       (Fixture       *fixture,
                        const char    *path,
                        const char    *key,
                        GVariant      *value);
void fixture_tag       (Fixture       *fixture,
                        const char    *path,
                        const char    *tag);

G_END_DECLS

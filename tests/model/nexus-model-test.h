/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* Waits until the model has loaded. */
void       nexus_model_test_wait_loaded   (NexusDirectoryModel  *model);
/* Waits until all rows have their entries; the names in the order of the list, joined by spaces. */
char      *nexus_model_test_names         (GListModel           *model);
/* Waits until the names are these. */
void       nexus_model_test_wait_names    (GListModel           *model,
                                           const char           *expected);
void       nexus_model_test_make_folder   (NexusFilesystem      *filesystem,
                                           const char           *path);

/* Writes down what `items-changed` says (“0-0+3 1-1+0”), and keeps a copy of the list by what it says; asserts each
 * time that the copy and the list hold the same rows. */
typedef struct {
  GListModel *model;
  GPtrArray  *rows;
  GString    *log;
  gulong      handler;
} NexusModelTestShadow;

void       nexus_model_test_shadow_init   (NexusModelTestShadow *self,
                                           GListModel           *model);
void       nexus_model_test_shadow_clear  (NexusModelTestShadow *self);
/* What was said since the last time. */
char      *nexus_model_test_shadow_take   (NexusModelTestShadow *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* Waits until the model, of whichever kind, has loaded. */
void       nexus_model_test_wait_loaded   (gpointer              model);
/* Waits until all rows have their entries; the names in the order of the list, joined by spaces. */
char      *nexus_model_test_names         (GListModel           *model);
/* Waits until the names are these. */
void       nexus_model_test_wait_names    (GListModel           *model,
                                           const char           *expected);
void       nexus_model_test_make_folder   (NexusFilesystem      *filesystem,
                                           const char           *path);
/* Makes many empty files at once, the number of each in the place of “#”. */
void       nexus_model_test_write_many    (NexusFilesystem      *filesystem,
                                           const char           *format,
                                           guint                 n_files);
/* One row a line, with all that can be seen of it; NULL while one is empty.  `kept` holds the rows until the next time. */
char      *nexus_model_test_try_describe  (GListModel           *model,
                                           GPtrArray            *kept);

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

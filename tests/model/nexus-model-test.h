/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-lib-fixture.h"

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
/* Waits until that is this. */
void       nexus_model_test_wait_described (GListModel          *model,
                                            const char          *expected);
/* Sorts one that was just made as another one is sorted, and waits for what it then shows. */
char      *nexus_model_test_describe_like (gpointer              model,
                                           gpointer              like);
/* By the key, in one direction or the other, with folders first or among the rest. */
void       nexus_model_test_sort_somehow  (gpointer              model,
                                           const char           *key);
/* Some times, and now and then looks in between what there is to follow. */
void       nexus_model_test_repeat        (Fixture              *fixture,
                                           void                (*something) (Fixture *fixture));
/* For nexus_filesystem_write_async(), with a count of what is under way. */
void       nexus_model_test_on_written    (GObject              *object,
                                           GAsyncResult         *result,
                                           gpointer              user_data);

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
/* Waits until the list has followed after the generation, and says what it said. */
void       nexus_model_test_shadow_assert (NexusModelTestShadow *self,
                                           guint                *generation,
                                           const char           *expected);

G_END_DECLS

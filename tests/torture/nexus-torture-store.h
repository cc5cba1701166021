/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-torture-model.h"

G_BEGIN_DECLS

NexusFilesystem *torture_connect      (const char        *folder,
                                       NexusDurability    durability,
                                       GError           **error);
/* Does one operation of a model; it has to go well. */
gboolean         torture_perform      (NexusFilesystem   *filesystem,
                                       const TortureOp   *op,
                                       GError           **error);
/* Everything in the store that belongs to a thread, as torture_model_describe() has it; all bytes are read and have
 * to have the hash that the store says. */
char            *torture_describe     (NexusFilesystem   *filesystem,
                                       guint              thread);
/* Everything in the store, but for what differs each time the same is done: ids and times. */
char            *torture_describe_all (NexusFilesystem   *filesystem);
/* Verifies all of the store; nothing may be found. */
void             torture_verify       (NexusFilesystem   *filesystem);
/* Nothing half done is left in the folder of a store that is closed. */
void             torture_assert_clean (const char        *folder);
void             torture_close        (NexusFilesystem   *filesystem);
/* Fails the test with what differs. */
void             torture_assert_same  (const char        *is,
                                       const char        *expected,
                                       const char        *what);

/* A folder in memory, if there is room for that, because what is tested with it does not depend on a disk. */
char            *torture_make_dir     (void);
void             torture_copy_tree    (const char        *from,
                                       const char        *to);

G_END_DECLS

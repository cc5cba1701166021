/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/stat.h>

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-operation-private.h"
#include "nexus-transfer-dir-private.h"

G_BEGIN_DECLS

/* A file up to this size is read and written in one piece. */
#define NEXUS_TRANSFER_WHOLE (1024 * 1024)

/* `name` with a number before its ending: "a (2).txt". */
char             *_nexus_transfer_number_name (const char       *name,
                                               guint             number);
/* Whether a file outside the store has what the entry has, byte for byte: for places that do not keep times, where
 * nothing else tells.  What cannot be read is not the same. */
gboolean          _nexus_transfer_is_same_content (NexusFilesystem         *filesystem,
                                                   NexusEntry              *entry,
                                                   NexusTransferDir        *dir,
                                                   const char              *name,
                                                   const NexusTransferInfo *info,
                                                   GCancellable            *cancellable);
/* The id of a file that only GIO reaches, if it has one: what is in a store has that of its entry. */
char             *_nexus_transfer_get_id      (GFile            *file,
                                               GCancellable     *cancellable);
/* Whether an error is not about one thing but about the disk, the connection or the whole transfer, so that all that
 * comes after would fail the same way. */
gboolean          _nexus_transfer_is_fatal    (const GError     *error);

/* --- nexus-transfer-pool.c: jobs on several threads, with a bound on how many wait --- */

typedef struct _NexusTransferPool NexusTransferPool;

NexusTransferPool *_nexus_transfer_pool_new  (GFunc              func,
                                              gpointer           user_data,
                                              guint              n_threads,
                                              guint              max_waiting);
/* Waits while too many are waiting. */
void               _nexus_transfer_pool_push (NexusTransferPool *self,
                                              gpointer           job);
/* Waits for all jobs. */
void               _nexus_transfer_pool_free (NexusTransferPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusTransferPool, _nexus_transfer_pool_free)

/* --- nexus-import-committer.c: gathers mutations and applies them in large transactions --- */

typedef struct _NexusCommitter NexusCommitter;

NexusCommitter *_nexus_committer_new    (NexusFilesystem  *filesystem,
                                         NexusOperation   *operation,
                                         NexusStepGroup   *group,        /* taken: what undo calls all of it */
                                         GCancellable     *cancellable);
/* The mutations (taken) belong together: all or none of them.  `files` and `bytes` are counted as done when they
 * are committed; `display` names the item if they fail.  May be called from any thread; waits while too much is
 * waiting. */
void            _nexus_committer_add    (NexusCommitter   *self,
                                         GPtrArray        *mutations,
                                         const char       *display,
                                         guint64           files,
                                         guint64           bytes);
/* Commits what is left.  FALSE if the store failed as a whole; single items are failures of the operation. */
gboolean        _nexus_committer_finish (NexusCommitter   *self,
                                         GError          **error);
/* Says that the store has failed as a whole; the first reason counts.  What waits is dropped. */
void            _nexus_committer_fail   (NexusCommitter   *self,
                                         const GError     *error);
/* Says that nothing more can be read, say for want of space.  What waits is still committed. */
void            _nexus_committer_stop   (NexusCommitter   *self,
                                         const GError     *error);
/* Either was said: there is no use in going on. */
gboolean        _nexus_committer_has_ended (NexusCommitter *self);
void            _nexus_committer_free   (NexusCommitter   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCommitter, _nexus_committer_free)

G_END_DECLS

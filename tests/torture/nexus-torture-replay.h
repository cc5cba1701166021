/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "nexus-torture-preload.h"

G_BEGIN_DECLS

/* What a disk may have after a power cut.  A replay begins with a folder that is all on the disk and goes through what the
 * preloaded library noted.  What was synced is on the disk.  Of the rest any part may be:
 *
 *   - of the bytes of a file, each page of 4 KiB by itself, and sometimes half of one
 *   - of the names in a folder, what was done to them up to any moment.  Syncing a file does not sync its name, as it
 *     does on some file systems and not on others; and a name that moves from one folder to another may be in both or in
 *     none until both are synced.
 */

typedef enum {
  TORTURE_LOSE_ALL,       /* nothing but what was synced is there */
  TORTURE_LOSE_NOTHING,   /* everything is there, as after a kill */
  TORTURE_LOSE_NAMES,     /* all bytes, no name */
  TORTURE_LOSE_DATA,      /* all names, no byte */
  TORTURE_LOSE_TO_ZEROS,  /* all names and lengths; bytes that came are zeros */
  TORTURE_LOSE_AT_RANDOM,
  TORTURE_N_LOSSES,
} TortureLoss;

typedef struct _TortureReplay TortureReplay;

/* Takes what is in the folder, which is the one that will be worked on. */
TortureReplay *torture_replay_new      (const char    *folder);
void           torture_replay_free     (TortureReplay *self);
/* Reads the log, or what was added to it since. */
void           torture_replay_read     (TortureReplay *self,
                                        const char    *log);
guint          torture_replay_get_length (TortureReplay *self);
/* Goes on to the record; never back. */
void           torture_replay_go       (TortureReplay *self,
                                        guint          position);
/* What was acknowledged from one record to another: the bytes of all marks. */
char          *torture_replay_get_marks (TortureReplay *self,
                                        guint          from,
                                        guint          to);
/* Is there anything that can be lost at this moment? */
gboolean       torture_replay_is_safe  (TortureReplay *self);
/* Makes the folder anew as it may be after losing power at this moment. */
void           torture_replay_write    (TortureReplay *self,
                                        TortureLoss    loss,
                                        GRand         *random,
                                        const char    *folder);
const char    *torture_loss_describe   (TortureLoss    loss);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TortureReplay, torture_replay_free)

G_END_DECLS

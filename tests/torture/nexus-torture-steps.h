/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Single things that can be done to a store, for tests that interrupt them at each of their calls.  `folder` holds a
 * "store", "files" to import and to load, and whatever else the thing writes to. */

typedef enum {
  TORTURE_STEP_NONE      = 0,
  /* What it has done when it is interrupted stays: entries are there or not, each whole. */
  TORTURE_STEP_PARTLY    = 1 << 0,
  /* It can be done to what it has made, with the same result. */
  TORTURE_STEP_REPEAT    = 1 << 1,
  /* If nobody was told that it is done, doing it again may say that the result exists. */
  TORTURE_STEP_ONCE      = 1 << 2,
  /* It makes "exported", outside of the store, of which nothing is promised when the power fails. */
  TORTURE_STEP_OUTSIDE   = 1 << 3,
} TortureStepFlags;

typedef struct {
  const char        *name;
  TortureStepFlags   flags;
  /* Makes the store be as the step finds it, beyond what all have; may be NULL. */
  gboolean         (*prepare) (NexusFilesystem *filesystem, const char *folder, GError **error);
  gboolean         (*run)     (NexusFilesystem *filesystem, const char *folder, GError **error);
  /* Instead of both, for what is done while the store is closed. */
  gboolean         (*closed)  (const char *folder, GError **error);
} TortureStep;

guint              torture_step_get_count (void);
const TortureStep *torture_step_get       (guint              index);
/* Makes the files, and the store with something of everything in it, in a folder that is there. */
void               torture_step_prepare   (const TortureStep *step,
                                           const char        *folder);
/* In the worker: does it, and writes what came of it to standard output, one line each:
 *
 *   done                                 as the first line, or
 *   failed DOMAIN CODE MESSAGE           and then, done again with the same object:
 *   again done, or again failed …
 *   left PATH                            a descriptor that is open after closing
 */
int                torture_step_run       (const char        *name,
                                           const char        *folder);

G_END_DECLS

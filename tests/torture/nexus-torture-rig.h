/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-torture-preload.h"
#include "nexus-torture-steps.h"

G_BEGIN_DECLS

/* Runs steps in the worker, with its calls counted, killed or made to fail by the preloaded library. */

typedef struct {
  const TortureStep *step;
  char              *model;     /* a folder as torture_step_prepare() makes it, of which each run gets a copy */
  char              *folder;    /* that copy */
  char              *before;    /* what the store is, without and with the step */
  char              *after;
  char              *exported;  /* what the step leaves outside of the store, or NULL */
  TortureCounter    *counter;   /* of the last run */
  char              *counter_path;
  char              *output;    /* of the last run */
  GSubprocess       *worker;    /* of which each run forks a process */
  GDataInputStream  *answers;
} TortureRig;

TortureRig *torture_rig_new      (const TortureStep *step);
void        torture_rig_free     (TortureRig        *self);
/* A copy of the model, as if nothing had been done. */
void        torture_rig_reset    (TortureRig        *self);
/* Of the files alone, with their times. */
void        torture_rig_reset_files (TortureRig     *self);
/* Runs the step on the copy; `variable` with its value is what makes calls fail, or NULL.  TRUE if it was not killed. */
gboolean    torture_rig_run      (TortureRig        *self,
                                  guint              kinds,
                                  const char        *variable,
                                  const char        *value);
/* How many calls of these kinds there are. */
guint       torture_rig_count    (TortureRig        *self,
                                  guint              kinds);
/* Something half done is left outside of the store. */
gboolean    torture_rig_has_leavings (TortureRig    *self);
gboolean    torture_rig_has_line (TortureRig        *self,
                                  const char        *prefix);
/* The store is sound, and as it was or as it has to become; TRUE if it is as it was, so that the step can be done. */
gboolean    torture_rig_check    (TortureRig        *self,
                                  const char        *what);
/* What was acknowledged is there, a backup too. */
void        torture_rig_check_done (TortureRig      *self,
                                  const char        *what);
/* The step is done without anything in its way; the store becomes as it has to. */
void        torture_rig_finish   (TortureRig        *self,
                                  gboolean           as_it_was,
                                  const char        *what);
/* A number from the environment. */
guint       torture_get_number   (const char        *name,
                                  guint              otherwise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TortureRig, torture_rig_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NexusGtkSteps NexusGtkSteps;

typedef void (*NexusGtkStep)      (gpointer element,
                                   gpointer user_data);
typedef void (*NexusGtkStepsDone) (gpointer user_data);

/* Goes through all elements of an array, and then calls `done`: at once if they are few, and then NULL is returned, else
 * in steps, so that it holds nothing up.  Nobody changes the array meanwhile. */
NexusGtkSteps *nexus_gtk_steps_start (GPtrArray         *elements,
                                      NexusGtkStep       step,
                                      NexusGtkStepsDone  done,
                                      gpointer           user_data);
/* Nothing is called after this, and its memory is freed, which has to be done also when all is done. */
void           nexus_gtk_steps_stop  (NexusGtkSteps     *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_UNDO_STEP (nexus_undo_step_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusUndoStep, nexus_undo_step, NEXUS, UNDO_STEP, GObject)

NEXUS_AVAILABLE_IN_0_1
guint64         nexus_undo_step_get_id          (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
NexusUndoState  nexus_undo_step_get_state       (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
const char     *nexus_undo_step_get_description (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
const char     *nexus_undo_step_get_path        (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
guint64         nexus_undo_step_get_count       (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
gint64          nexus_undo_step_get_time_ns     (NexusUndoStep *self);
NEXUS_AVAILABLE_IN_0_1
GDateTime      *nexus_undo_step_dup_time        (NexusUndoStep *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_MODEL_ROW (nexus_model_row_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusModelRow, nexus_model_row, NEXUS, MODEL_ROW, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_model_row_get_entry (NexusModelRow *self);

G_END_DECLS

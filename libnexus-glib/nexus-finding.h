/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_FINDING (nexus_finding_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusFinding, nexus_finding, NEXUS, FINDING, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusFindingKind    nexus_finding_get_kind    (NexusFinding *self);
NEXUS_AVAILABLE_IN_0_1
NexusFindingState   nexus_finding_get_state   (NexusFinding *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_finding_get_message (NexusFinding *self);
NEXUS_AVAILABLE_IN_0_1
const char         *nexus_finding_get_hash    (NexusFinding *self);
NEXUS_AVAILABLE_IN_0_1
const char * const *nexus_finding_get_paths   (NexusFinding *self);

G_END_DECLS

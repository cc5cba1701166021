/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_FAILURE (nexus_failure_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusFailure, nexus_failure, NEXUS, FAILURE, GObject)

NEXUS_AVAILABLE_IN_0_1
const char   *nexus_failure_get_path       (NexusFailure *self);
NEXUS_AVAILABLE_IN_0_1
const GError *nexus_failure_get_error      (NexusFailure *self);
NEXUS_AVAILABLE_IN_0_1
const char   *nexus_failure_get_message    (NexusFailure *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation.h"
#include "nexus-report.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_VERIFY (nexus_verify_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusVerify, nexus_verify, NEXUS, VERIFY, NexusOperation)

NEXUS_AVAILABLE_IN_0_1
void         nexus_verify_set_since  (NexusVerify *self,
                                      GDateTime   *since);
NEXUS_AVAILABLE_IN_0_1
void         nexus_verify_set_budget (NexusVerify *self,
                                      guint        seconds,
                                      guint64      bytes);
NEXUS_AVAILABLE_IN_0_1
NexusReport *nexus_verify_get_report (NexusVerify *self);

G_END_DECLS

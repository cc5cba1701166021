/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-config.h"
#include "nexus-operation.h"
#include "nexus-report.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_REPAIR (nexus_repair_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusRepair, nexus_repair, NEXUS, REPAIR, NexusOperation)

NEXUS_AVAILABLE_IN_0_1
NexusRepair *nexus_repair_new         (NexusConfig *config);
NEXUS_AVAILABLE_IN_0_1
void         nexus_repair_add_source  (NexusRepair *self,
                                       GFile       *source);
NEXUS_AVAILABLE_IN_0_1
void         nexus_repair_set_dry_run (NexusRepair *self,
                                       gboolean     dry_run);
NEXUS_AVAILABLE_IN_0_1
NexusReport *nexus_repair_get_report  (NexusRepair *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-repair.h"
#include "nexus-verify.h"

G_BEGIN_DECLS

/* Normalises the paths; a bad one is told when the operation runs. */
NexusVerify *_nexus_verify_new (NexusFilesystem    *filesystem,
                                const char * const *paths);
NexusRepair *_nexus_repair_new (NexusFilesystem    *filesystem);

G_END_DECLS

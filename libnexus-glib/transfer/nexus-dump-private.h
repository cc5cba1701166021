/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem-private.h"

G_BEGIN_DECLS

NexusOperation *_nexus_dump_new (NexusFilesystem *filesystem,
                                 GOutputStream   *stream,
                                 NexusDumpFormat  format);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-entry.h"

G_BEGIN_DECLS

/* Reads one version of a file; `entry` describes it. */
gpointer _nexus_input_stream_new (NexusContentReader *reader,
                                  NexusEntry         *entry);

G_END_DECLS

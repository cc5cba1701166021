/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/**
 * NEXUS_ERROR:
 *
 * The domain of the conditions that are Nexus' own; conditions that any file
 * system knows are reported in %G_IO_ERROR.
 *
 * Since: 0.1
 */
#define NEXUS_ERROR (nexus_error_quark ())

/**
 * NexusError:
 * @NEXUS_ERROR_CONFIG: the configuration is broken; the message has file, line and column
 * @NEXUS_ERROR_CORRUPT: stored data does not match its checksum or cannot be parsed
 * @NEXUS_ERROR_SCHEMA_TOO_NEW: the store was written by a newer version of Nexus
 * @NEXUS_ERROR_UNAVAILABLE: the configured kind of store cannot be reached or is not part of this version
 * @NEXUS_ERROR_CONFLICT: something has changed since, so that the operation would undo another's work
 * @NEXUS_ERROR_NOT_A_STORE: the folder or database holds something that is not a Nexus store
 * @NEXUS_ERROR_CONTENT_MISSING: the entry is known, its content is not there
 * @NEXUS_ERROR_PARTIAL: the operation went through to the end, but some of its items failed
 *
 * Errors of Nexus.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_ERROR_CONFIG,
  NEXUS_ERROR_CORRUPT,
  NEXUS_ERROR_SCHEMA_TOO_NEW,
  NEXUS_ERROR_UNAVAILABLE,
  NEXUS_ERROR_CONFLICT,
  NEXUS_ERROR_NOT_A_STORE,
  NEXUS_ERROR_CONTENT_MISSING,
  NEXUS_ERROR_PARTIAL,
} NexusError;

NEXUS_AVAILABLE_IN_0_1
GQuark nexus_error_quark (void);

G_END_DECLS

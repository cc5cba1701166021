/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-error.h"

/**
 * nexus_error_quark:
 *
 * Gets the domain of the errors that are Nexus' own, %NEXUS_ERROR.
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
G_DEFINE_QUARK (nexus-error-quark, nexus_error)

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-error.h"

G_DEFINE_QUARK (nexus-error-quark, nexus_error)

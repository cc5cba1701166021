/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#if !defined(NEXUS_GLIB_INSIDE) && !defined(NEXUS_COMPILATION)
# error "Only <nexus-glib.h> can be included directly."
#endif

#include <glib.h>

#ifndef _NEXUS_EXTERN
# define _NEXUS_EXTERN __attribute__((visibility ("default"))) extern
#endif

/* One macro per released minor version, so that an API's age is part of its declaration. */
#define NEXUS_AVAILABLE_IN_0_1 _NEXUS_EXTERN

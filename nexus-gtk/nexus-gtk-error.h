/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence or two that a person can act on. */
char *nexus_gtk_error_describe (const GError *error);

G_END_DECLS

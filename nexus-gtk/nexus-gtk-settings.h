/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether there are settings to be had.  GSettings itself ends the program where its schema, or a key of it, is
 * missing. */
gboolean nexus_gtk_settings_check (GError **error);

G_END_DECLS

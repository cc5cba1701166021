/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_COMPARE_WINDOW (nexus_gtk_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkCompareWindow, nexus_gtk_compare_window, NEXUS_GTK, COMPARE_WINDOW, NexusGtkSideWindow)

/* Two versions of a text side by side, or one below the other with what was removed and added.  A new version of 0 is
 * the current one, an old version of 0 the one before the new one. */
NexusGtkCompareWindow *nexus_gtk_compare_window_new        (GtkWindow             *parent,
                                                            NexusFilesystem       *filesystem,
                                                            NexusEntry            *entry,
                                                            guint                  old_version,
                                                            guint                  new_version);
/* Whether nothing is being read any more. */
gboolean               nexus_gtk_compare_window_is_settled (NexusGtkCompareWindow *self);

G_END_DECLS

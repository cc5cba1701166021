/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the fraction, or, as long as it is not known, that something goes on. */
void nexus_gtk_progress_bar_show (GtkProgressBar *bar,
                                  gboolean        known,
                                  double          fraction);

G_END_DECLS

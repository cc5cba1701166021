/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sets the text of an inscription so that it begins where the widget begins, whichever way it is written. */
void nexus_gtk_direction_set_text (GtkInscription *inscription,
                                   const char     *text);   /* or NULL */
/* Scrolls to where lines end: to the right, or to the left. */
void nexus_gtk_direction_scroll_to_end (GtkScrolledWindow *scrolled);

G_END_DECLS

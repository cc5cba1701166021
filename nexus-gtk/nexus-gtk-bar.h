/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What stands at the bottom of a window: a text that says how things are, or none, and buttons.
 *
 *   ┌────────────────────────────────────┐   ┌──────────────────┐
 *   │ 3 files are selected.   [ Delete ] │   │ 3 files are      │
 *   └────────────────────────────────────┘   │ selected.        │
 *                                            │ [     Delete   ] │
 *                                            └──────────────────┘
 *
 * Where they do not fit side by side, each has a line of its own. */
GtkWidget *nexus_gtk_bar_new         (GtkLabel  *text);
void       nexus_gtk_bar_add         (GtkWidget *bar,
                                      GtkWidget *button);
/* So that what it says is written in several lines where one is too narrow. */
void       nexus_gtk_bar_wrap_button (GtkWidget *button);
/* The same for all buttons in a widget. */
void       nexus_gtk_bar_wrap_all    (GtkWidget *widget);

G_END_DECLS

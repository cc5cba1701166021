/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives each button below the widget the name that people see: its label, else its tooltip.  GTK 4.8 tells assistive
 * technologies the former with its underscore, and the latter not as a name. */
void nexus_gtk_name_buttons (GtkWidget *widget);
/* For one that gets children later, such as a toast overlay: names the buttons of each of them. */
void nexus_gtk_name_new_buttons (GtkWidget *widget);

G_END_DECLS

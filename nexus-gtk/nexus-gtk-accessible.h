/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Makes what is in the widget fit for people who work with the keyboard or do not see it.
 *
 * Each button gets the name that others see: its label, else its tooltip.  GTK 4.8 tells assistive technologies the
 * former with its underscore, and the latter not as a name.  So do lists, tabs and the items of menus that GTK or
 * libadwaita leave without one.  What only scrolls is no stop of the keyboard any more: it follows the focus of what is
 * in it. */
void nexus_gtk_name_buttons             (GtkWidget     *widget);
/* For one that gets children later, such as a toast overlay: does so with each of them. */
void nexus_gtk_name_new_buttons         (GtkWidget     *widget);
/* Lets a page that only says something take the focus and be scrolled by keys.  Its name is its title; its description
 * is told as well.  To be called when it has both, and again when it says something else. */
void nexus_gtk_accessible_describe_page (AdwStatusPage *page);

G_END_DECLS

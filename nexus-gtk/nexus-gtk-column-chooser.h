/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-browser.h"
#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_COLUMN_CHOOSER (nexus_gtk_column_chooser_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkColumnChooser, nexus_gtk_column_chooser, NEXUS_GTK, COLUMN_CHOOSER, NexusGtkSideWindow)

/* Which columns the list of a place has, and in which order; what is chosen is seen at once.  It offers all attributes
 * that something in the store has. */
GtkWindow *nexus_gtk_column_chooser_new (GtkWindow       *parent,
                                         NexusFilesystem *filesystem,
                                         NexusGtkBrowser *browser);

G_END_DECLS

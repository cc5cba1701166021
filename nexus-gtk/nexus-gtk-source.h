/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* A view of text that cannot be changed, in colours that follow the system's. */
GtkSourceView   *nexus_gtk_source_view_new       (void);
GtkSourceBuffer *nexus_gtk_source_view_get_buffer (GtkSourceView *view);
/* Colours the text by what the name and the type say that it is. */
void             nexus_gtk_source_view_set_type  (GtkSourceView  *view,
                                                  const char     *name,
                                                  const char     *content_type);

G_END_DECLS

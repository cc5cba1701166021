/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows what failed, each with its path and its reason; all of it can be copied as text. */
GtkWindow *nexus_gtk_problems_dialog_new  (GtkWindow  *parent,
                                           const char *title,
                                           GListModel *problems);
/* The same as text, for the clipboard. */
char      *nexus_gtk_problems_dup_text    (GListModel *problems);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-gtk-test-util.h"
#include "nexus-gtk-window-private.h"

G_BEGIN_DECLS

/* What a person does to get files in and out, and how it is seen what became of it. */

/* A file outside the store, and one so big that its import cannot have ended before the statement after the one that
 * began it. */
GFile   *make_file       (Fixture    *fixture,
                          const char *name,
                          const char *text);
GFile   *make_big_file   (Fixture    *fixture,
                          const char *name);
/* When it was modified. */
void     set_year        (GFile      *file,
                          int         year);
void     assert_file     (GFile      *file,
                          const char *text);
void     assert_stored   (Fixture    *fixture,
                          const char *path,
                          const char *text);
gboolean is_stored       (Fixture    *fixture,
                          const char *path);
guint    count_transfers (Fixture    *fixture);

/* A window, and something in it, by the name of the widget. */
gpointer find_toplevel   (const char *name);
gpointer find_named      (GtkWidget  *widget,
                          const char *name);
/* Whether a label that is not hidden has the text in it. */
gboolean shows_text      (GtkWidget  *widget,
                          const char *text);
void     activate        (Fixture    *fixture,
                          const char *action);
gboolean is_enabled      (Fixture    *fixture,
                          const char *action);
/* The button with that text. */
GtkWidget *find_button   (GtkWidget  *widget,
                          const char *label);
/* Opens the entry for the name where the name stands, and gives it. */
GtkWidget *fixture_start_rename (Fixture    *fixture,
                                 const char *name);
/* The text that is in it. */
char    *read_clipboard  (GdkClipboard *clipboard);
/* As another application reads it: all of the bytes of a type. */
char    *read_clipboard_as (GdkClipboard *clipboard,
                            const char   *mime_type);
/* Presses the button of the response in the dialog of that name. */
void     respond         (const char *name,
                          const char *response);
/* Drops files on the browser; NULL-terminated.  What happens is real from the drop target on. */
void     drop            (Fixture    *fixture,
                          GFile      *first,
                          ...) G_GNUC_NULL_TERMINATED;

/* New: an application for texts that writes the path it was started on into a file, which is returned; the folders are
 * those of the test alone. */
char    *install_viewer  (void);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <X11/Xlib.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a hand does with the pointer, which is moved in the X server, and what an eye sees of it.  Nothing takes a
 * certain time: each step waits until it can be seen what the step before it has done. */

/* Before any window is there: nothing moves by itself, and nothing opens by itself under what is held still. */
void     hand_init          (void);

/* What a window manager does: windows stand side by side. */
#define HAND_HEIGHT 900
void     hand_place         (Window         window,
                             int            x,
                             int            width);
void     hand_place_window  (GtkWidget     *window,
                             int            x,
                             int            width);

void     hand_move_to       (int            x,
                             int            y);
void     hand_hold_button   (gboolean       down);
void     hand_hold_control  (gboolean       down);
/* For conditions that are waited for while something is held. */
gboolean hand_tremble       (void);

/* The label, or inscription, with that text, once it rests under the point that is returned. */
GtkWidget *hand_find        (gpointer       root,
                             const char    *text,
                             int           *x,
                             int           *y);
/* Of the widget, or of one that it is in. */
gpointer hand_find_controller (GtkWidget   *widget,
                               GType        type);

/* Begins a drag of what has that label. */
void     hand_pick_up       (gpointer       root,
                             const char    *text);
/* What dropping it would do where the pointer is now; none if it would not be taken. */
GdkDragAction hand_get_action (void);
/* Moves to where the label is now, for conditions as above; NULL if it is not there. */
GtkWidget *hand_aim         (gpointer       root,
                             const char    *text);
/* The same, and whether a drop there would be for what has the label. */
gboolean hand_is_over       (gpointer       root,
                             const char    *text);
/* To what has that label, until it is seen that it would be taken there; with Ctrl to copy it. */
void     hand_carry_to      (gpointer       root,
                             const char    *text,
                             gboolean       copy);
/* Until the drag is over; whether there was somebody to give it to. */
gboolean hand_let_go        (void);

G_END_DECLS

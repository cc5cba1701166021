/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* How places are shown, kept in the settings: of each place what somebody has changed there, and of all others what the
 * settings say.  Not kept in the store: to look at files is no change of them, nothing to undo, and nothing that other
 * people want to share.
 *
 * The keys: "view" (s), "sort-column" (s), "sort-descending" (b), "columns" (as). */

/* New; a value is always valid. */
GVariant *nexus_gtk_look_get         (GSettings  *settings,
                                      const char *store,
                                      const char *place,
                                      const char *key);
/* Takes the value if it is floating. */
void      nexus_gtk_look_set         (GSettings  *settings,
                                      const char *store,
                                      const char *place,
                                      const char *key,
                                      GVariant   *value);
gboolean  nexus_gtk_look_is_own      (GSettings  *settings,
                                      const char *store,
                                      const char *place);
/* Shows the place as others again. */
void      nexus_gtk_look_reset       (GSettings  *settings,
                                      const char *store,
                                      const char *place);
/* Folders that were moved, and what is in them, take their looks along.  The moves are NexusChange, in their order; what
 * was at their ends before is elsewhere now, or is forgotten if it was never recognized. */
void      nexus_gtk_look_follow      (GSettings  *settings,
                                      const char *store,
                                      GPtrArray  *moves);
/* Asks which folder is at the place: it gets its look back if it had that elsewhere before, that of another folder is not
 * shown there any more, and one that nobody has is its own from then on.  This changes the settings a moment later,
 * unless it is cancelled. */
void      nexus_gtk_look_recognize   (GSettings       *settings,
                                      NexusFilesystem *filesystem,
                                      const char      *store,
                                      const char      *place,
                                      GCancellable    *cancellable);
/* Shows all places as this one that have no look of their own. */
void      nexus_gtk_look_make_common (GSettings  *settings,
                                      const char *store,
                                      const char *place);

G_END_DECLS

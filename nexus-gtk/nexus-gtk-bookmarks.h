/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Places of stores to which a person wants to come back, in the order that the person gave them.  They are kept in the
 * settings, each with the location of its store. */
typedef struct {
  char *place;
  char *name;   /* that the person gave it; empty if it is called like the place */
} NexusGtkBookmark;

/* New: those of a store. */
GPtrArray *nexus_gtk_bookmarks_list     (GSettings  *settings,
                                         const char *location);
gboolean   nexus_gtk_bookmarks_contain  (GSettings  *settings,
                                         const char *location,
                                         const char *place);
/* What is there already stays as it is. */
void       nexus_gtk_bookmarks_add      (GSettings  *settings,
                                         const char *location,
                                         const char *place);
void       nexus_gtk_bookmarks_remove   (GSettings  *settings,
                                         const char *location,
                                         const char *place);
void       nexus_gtk_bookmarks_rename   (GSettings  *settings,
                                         const char *location,
                                         const char *place,
                                         const char *name);
/* To the position that another one has. */
void       nexus_gtk_bookmarks_move     (GSettings  *settings,
                                         const char *location,
                                         const char *place,
                                         const char *other);
/* After a folder was moved: its bookmark, and those of what is in it, go with it. */
void       nexus_gtk_bookmarks_follow   (GSettings  *settings,
                                         const char *location,
                                         const char *old_path,
                                         const char *path);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* A place is a text: the path of a folder, or one of the places below, with what comes after the colon. */
#define NEXUS_GTK_PLACE_HOME    "/"
#define NEXUS_GTK_PLACE_TRASH   "trash:"
#define NEXUS_GTK_PLACE_RECENT  "recent:"   /* files that were changed lately */
#define NEXUS_GTK_PLACE_STARRED "starred:"  /* what has the tag NEXUS_GTK_STAR */
#define NEXUS_GTK_PLACE_TAG     "tag:"      /* + the tag */
#define NEXUS_GTK_PLACE_SEARCH  "search:"   /* + what is looked for */
#define NEXUS_GTK_PLACE_SAVED   "saved:"    /* + the name of a search that the store keeps */

/* A star is a tag, so that it is kept, found, undone, exported and seen by all programs like any other. */
#define NEXUS_GTK_STAR "starred"

/* What it is called, short enough for a tab. */
char       *nexus_gtk_place_dup_title  (const char *place);
/* Where it is, in full. */
char       *nexus_gtk_place_dup_text   (const char *place);
const char *nexus_gtk_place_get_icon   (const char *place);
gboolean    nexus_gtk_place_is_folder  (const char *place);
gboolean    nexus_gtk_place_is_trash   (const char *place);
/* What comes after the colon. */
const char *nexus_gtk_place_get_rest   (const char *place);
/* The tag whose files are there; NULL for other places. */
const char *nexus_gtk_place_get_tag    (const char *place);
/* Whether it is what a search finds. */
gboolean    nexus_gtk_place_is_search  (const char *place);
/* Whether such a place can be: it may come from outside. */
gboolean    nexus_gtk_place_is_valid   (const char *place);

G_END_DECLS

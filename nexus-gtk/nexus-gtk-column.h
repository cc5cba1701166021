/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* What can be known of a file, and what files can be sorted by: one of the texts below, or NEXUS_GTK_COLUMN_ATTRIBUTE and
 * the key of an attribute. */
#define NEXUS_GTK_COLUMN_NAME      "name"
#define NEXUS_GTK_COLUMN_FOLDER    "folder"
#define NEXUS_GTK_COLUMN_SIZE      "size"
#define NEXUS_GTK_COLUMN_TYPE      "type"
#define NEXUS_GTK_COLUMN_MODIFIED  "modified"
#define NEXUS_GTK_COLUMN_CREATED   "created"
#define NEXUS_GTK_COLUMN_VERSION   "version"
#define NEXUS_GTK_COLUMN_TAGS      "tags"
#define NEXUS_GTK_COLUMN_ETAG      "etag"
#define NEXUS_GTK_COLUMN_MODE      "mode"
#define NEXUS_GTK_COLUMN_DELETED   "deleted"
#define NEXUS_GTK_COLUMN_EXPIRES   "expires"
#define NEXUS_GTK_COLUMN_ATTRIBUTE "attribute:"
/* Not to be seen, but an order of what a search has found: what matches best first. */
#define NEXUS_GTK_COLUMN_RELEVANCE "relevance"

/* All that can be seen but attributes, ended by NULL. */
const char * const *nexus_gtk_column_list          (void);
gboolean            nexus_gtk_column_is_valid      (const char *column);
/* Whether files can be sorted by it. */
gboolean            nexus_gtk_column_is_sortable   (const char *column);
/* Whether it says something about what is in such a place. */
gboolean            nexus_gtk_column_suits         (const char *column,
                                                    const char *place);
/* The key; NULL if it is no attribute. */
const char         *nexus_gtk_column_get_attribute (const char *column);
/* New. */
char               *nexus_gtk_column_dup_title     (const char *column);
/* What is shown of an item whose entry has been read; new. */
char               *nexus_gtk_column_format        (const char *column,
                                                    gpointer    item);
/* What has no such attribute, no tags or no etag comes last in any order. */
gboolean            nexus_gtk_column_has_value     (const char *column,
                                                    gpointer    item);
/* Of such items in ascending order; by relevance all are the same. */
int                 nexus_gtk_column_compare       (const char *column,
                                                    gpointer    a,
                                                    gpointer    b);
/* As wide as it is at first; 0: as there is room. */
int                 nexus_gtk_column_get_width     (const char *column);
/* Where there is no room for all, those that are worth less are not shown. */
int                 nexus_gtk_column_get_worth     (const char *column);

G_END_DECLS

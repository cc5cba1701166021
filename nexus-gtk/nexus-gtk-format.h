/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* How facts are written for people.  An item is an entry, an item of the trash, or a row of a list, which has no entry (NULL)
 * until it has been read. */
NexusEntry *nexus_gtk_item_get_entry   (gpointer    item);
char       *nexus_gtk_format_size      (NexusEntry *entry);
char       *nexus_gtk_format_type      (NexusEntry *entry);
char       *nexus_gtk_format_time      (GDateTime  *time);   /* short: today's by the clock */
char       *nexus_gtk_format_full_time (GDateTime  *time);
/* To the second, on two lines. */
char       *nexus_gtk_format_tall_time (GDateTime  *time);
/* From the earliest to the latest one, in full. */
char       *nexus_gtk_format_times     (gint64      first_ns,
                                        gint64      last_ns);
/* Of something that is played; of microseconds. */
char       *nexus_gtk_format_duration  (gint64      duration);
/* How long the trash is kept; 0: for ever. */
char       *nexus_gtk_format_days      (guint       days);
/* How much longer that is. */
char       *nexus_gtk_format_kept      (NexusTrashItem *item);
GIcon      *nexus_gtk_get_icon         (NexusEntry *entry);
/* Natural order of names, as people count: "a2" before "a10". */
int         nexus_gtk_compare_names    (NexusEntry *a,
                                        NexusEntry *b);
/* The keys of a table, which are the table's, in the order of the language. */
GPtrArray  *nexus_gtk_sort_keys        (GHashTable *table);
/* New: without upper case and accents, as people search. */
char       *nexus_gtk_fold             (const char *text);

G_END_DECLS

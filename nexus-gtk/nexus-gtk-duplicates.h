/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-duplicate.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DUPLICATES (nexus_gtk_duplicates_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDuplicates, nexus_gtk_duplicates, NEXUS_GTK, DUPLICATES, GObject)

/* Which files of groups with the same content a person would rather not have. */
typedef enum {
  NEXUS_GTK_DUPLICATES_NONE,
  NEXUS_GTK_DUPLICATES_ALL_BUT_NEWEST,
  NEXUS_GTK_DUPLICATES_ALL_BUT_OLDEST,
  NEXUS_GTK_DUPLICATES_IN_FOLDER,       /* and below it, but one of each group stays */
} NexusGtkDuplicatesChoice;

/* The files of a store that have their content in common with others: a GListModel of NexusGtkDuplicate, those with the
 * same content one after the other.  It reads page after page until it has them all.
 * Properties: "loading".  Signal: "changed", for what is selected. */
NexusGtkDuplicates *nexus_gtk_duplicates_new            (NexusFilesystem          *filesystem);
/* Reads no more. */
void                nexus_gtk_duplicates_stop           (NexusGtkDuplicates       *self);
gboolean            nexus_gtk_duplicates_get_loading    (NexusGtkDuplicates       *self);
const GError       *nexus_gtk_duplicates_get_error      (NexusGtkDuplicates       *self);
/* There are more than are shown. */
gboolean            nexus_gtk_duplicates_is_cut         (NexusGtkDuplicates       *self);
guint               nexus_gtk_duplicates_get_n_groups   (NexusGtkDuplicates       *self);
/* What all but one of each group would take if they were not stored once. */
guint64             nexus_gtk_duplicates_get_saved      (NexusGtkDuplicates       *self);
void                nexus_gtk_duplicates_select         (NexusGtkDuplicates       *self,
                                                         NexusGtkDuplicatesChoice  choice,
                                                         const char               *folder);
/* New: the entries that are selected. */
GPtrArray          *nexus_gtk_duplicates_dup_selected   (NexusGtkDuplicates       *self);
/* Of some group nothing would be left. */
gboolean            nexus_gtk_duplicates_selects_a_whole_group (NexusGtkDuplicates *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SUBJECT (nexus_gtk_subject_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSubject, nexus_gtk_subject, NEXUS_GTK, SUBJECT, GObject)

/* What details are shown of: one entry or several, kept as they are in the store while they change.
 *
 *   selection ─ set_items ─▶ subject ─ "changed" ─▶ the sections, which read the entries
 *       store ─ changes ────▶    ▲                       │
 *                                └──── commit ◀──────────┘   one batch for all entries, so one step to undo
 *
 * Signals: "changed" (TRUE if it is about other entries than before), "toast" (string), "failed" (GError). */
NexusGtkSubject *nexus_gtk_subject_new            (void);
void             nexus_gtk_subject_set_filesystem (NexusGtkSubject *self,
                                                   NexusFilesystem *filesystem);
/* Entries, or items of the trash, which can only be looked at: all of one kind.  Nobody changes the array. */
void             nexus_gtk_subject_set_items      (NexusGtkSubject *self,
                                                   GPtrArray       *items);
NexusFilesystem *nexus_gtk_subject_get_filesystem (NexusGtkSubject *self);
/* Of NexusEntry. */
GPtrArray       *nexus_gtk_subject_get_entries    (NexusGtkSubject *self);
/* The entry if it is a single one, else NULL. */
NexusEntry      *nexus_gtk_subject_get_entry      (NexusGtkSubject *self);
/* The same if it is a file. */
NexusEntry      *nexus_gtk_subject_get_file       (NexusGtkSubject *self);
/* What it is in the trash if it is a single one there, else NULL. */
NexusTrashItem  *nexus_gtk_subject_get_trashed    (NexusGtkSubject *self);
/* Whether it is something in the tree, neither in the trash nor too many. */
gboolean         nexus_gtk_subject_is_editable    (NexusGtkSubject *self);
gboolean         nexus_gtk_subject_is_too_many    (NexusGtkSubject *self);
/* NULL-terminated, for as long as the entries stay. */
char           **nexus_gtk_subject_dup_paths      (NexusGtkSubject *self);

/* Takes the batch; the description is what the history of the store calls it. */
void             nexus_gtk_subject_commit         (NexusGtkSubject *self,
                                                   NexusBatch      *batch,
                                                   const char      *description);
void             nexus_gtk_subject_toast          (NexusGtkSubject *self,
                                                   const char      *text);
void             nexus_gtk_subject_report         (NexusGtkSubject *self,
                                                   const GError    *error);

G_END_DECLS

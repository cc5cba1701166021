/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-conflicts.h"

G_BEGIN_DECLS

/* Entries that are moved or copied into a folder of their store.
 *
 * Nothing is replaced unasked, and nothing waits for an answer that it does not need: what can be done is done at once,
 * and what differs from something that has its name is told of.  What was answered is done then; both together are one
 * step.  Folders are merged, files with the same content are left where they are, and what is copied to where it is gets
 * a number. */
typedef struct _NexusGtkRelocation NexusGtkRelocation;

void                nexus_gtk_relocation_free             (NexusGtkRelocation         *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkRelocation, nexus_gtk_relocation_free)

void                nexus_gtk_relocate_async              (NexusFilesystem            *filesystem,
                                                           GPtrArray                  *entries,
                                                           const char                 *folder,
                                                           gboolean                    copy,
                                                           const char                 *description,
                                                           GAsyncReadyCallback         callback,
                                                           gpointer                    user_data);
/* New; NULL with an error, and then nothing was done. */
NexusGtkRelocation *nexus_gtk_relocate_finish             (GAsyncResult               *result,
                                                           GError                    **error);
/* Of NexusGtkConflict, each with a source. */
GPtrArray          *nexus_gtk_relocation_get_conflicts    (NexusGtkRelocation         *self);
/* The answers, as many as there are conflicts.  Only once, and the relocation is left alone until it is finished. */
void                nexus_gtk_relocation_resolve_async    (NexusGtkRelocation         *self,
                                                           const NexusConflictPolicy  *answers,
                                                           GAsyncReadyCallback         callback,
                                                           gpointer                    user_data);
gboolean            nexus_gtk_relocation_resolve_finish   (GAsyncResult               *result,
                                                           GError                    **error);
/* So many were moved or copied until now. */
guint               nexus_gtk_relocation_get_n_done       (NexusGtkRelocation         *self);
/* So many have the same name and content there. */
guint               nexus_gtk_relocation_get_n_identical  (NexusGtkRelocation         *self);
/* Of what could not be done while the rest was; NULL if there is none. */
const GError       *nexus_gtk_relocation_get_error        (NexusGtkRelocation         *self);
/* New: a name with a number before its ending. */
char               *nexus_gtk_number_name                 (const char                 *name,
                                                           guint                       number);

G_END_DECLS

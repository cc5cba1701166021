/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-diff.h"

G_BEGIN_DECLS

/* The texts of two versions and what is different. */
typedef struct {
  char   **old_lines;
  char   **new_lines;
  GArray  *runs;        /* of NexusGtkDiffRun; NULL if at least one is no text */
  guint    n_removed;
  guint    n_added;
  char    *notes;       /* what a person has to know about it, or NULL */
} NexusGtkComparison;

void                nexus_gtk_comparison_free        (NexusGtkComparison   *self);
/* Reads and compares them in a thread. */
void                nexus_gtk_comparison_read_async  (NexusFilesystem      *filesystem,
                                                      const char           *path,
                                                      guint                 old_version,
                                                      guint                 new_version,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
NexusGtkComparison *nexus_gtk_comparison_read_finish (GAsyncResult         *result,
                                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkComparison, nexus_gtk_comparison_free)

G_END_DECLS

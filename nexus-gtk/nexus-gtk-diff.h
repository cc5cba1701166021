/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  NEXUS_GTK_DIFF_SAME,
  NEXUS_GTK_DIFF_REMOVED,
  NEXUS_GTK_DIFF_ADDED,
} NexusGtkDiffKind;

/* Lines that belong together; what was removed comes before what was added in its place. */
typedef struct {
  NexusGtkDiffKind kind;
  guint            old_line;   /* the first one, from 0 on */
  guint            new_line;
  guint            n_lines;
} NexusGtkDiffRun;

/* What makes the new lines of the old ones, as NexusGtkDiffRun: the fewest lines that do, as long as they are not too
 * different; else all between the first and the last difference. */
GArray *nexus_gtk_diff (const char * const *old_lines,
                        const char * const *new_lines);

G_END_DECLS

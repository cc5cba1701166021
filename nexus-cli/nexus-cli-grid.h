/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names side by side, column by column, in as few lines as the width of a terminal allows.  After some thousand
 * names they are printed, so that a directory of any size is listed in bounded memory. */
typedef struct _NexusCliGrid NexusCliGrid;

NexusCliGrid *nexus_cli_grid_new       (guint          width);
void          nexus_cli_grid_free      (NexusCliGrid  *self);
void          nexus_cli_grid_add       (NexusCliGrid  *self,
                                        const char    *name);
/* Prints what was added. */
void          nexus_cli_grid_print     (NexusCliGrid  *self);
/* How many characters fit into a line of the terminal that standard output is. */
guint         nexus_cli_grid_get_width (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliGrid, nexus_cli_grid_free)

G_END_DECLS

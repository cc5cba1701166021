/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of cells in aligned columns.  After some thousand rows they are printed and the widths kept, so that a
 * directory of any size is listed in bounded memory. */
typedef struct _NexusCliTable NexusCliTable;

NexusCliTable *nexus_cli_table_new        (guint           n_columns);
void           nexus_cli_table_free       (NexusCliTable  *self);
/* Numbers stand at the right of their column. */
void           nexus_cli_table_align_right (NexusCliTable *self,
                                           guint           column);
/* As many strings as there are columns; they are copied. */
void           nexus_cli_table_add        (NexusCliTable  *self,
                                           ...);
void           nexus_cli_table_append_to  (NexusCliTable  *self,
                                           GString        *text);
/* Prints what was added; the widths stay. */
void           nexus_cli_table_print      (NexusCliTable  *self);
/* How many places of a terminal a text takes. */
guint          nexus_cli_table_get_width  (const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliTable, nexus_cli_table_free)

G_END_DECLS

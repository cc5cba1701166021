/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-cli-table.h"
#include "nexus-cli.h"

G_BEGIN_DECLS

/* Entries from anywhere in the store, printed as they come: a path a line, a table, or JSON. */
typedef struct _NexusCliEntries NexusCliEntries;

NexusCliEntries *nexus_cli_entries_new     (NexusCli         *cli,
                                            gboolean          details,
                                            gboolean          exact);
void             nexus_cli_entries_free    (NexusCliEntries  *self);
void             nexus_cli_entries_add     (NexusCliEntries  *self,
                                            NexusEntry       *entry);
/* Prints an error, below the entries that came before it. */
void             nexus_cli_entries_fail    (NexusCliEntries  *self,
                                            const GError     *error);
/* Prints what is left. */
void             nexus_cli_entries_end     (NexusCliEntries  *self);

/* Calls the function with each entry that is left, until nothing can be printed any more.  FALSE with an error if not all could
 * be read; it was called with those that were. */
typedef void   (* NexusCliEntryFunc)       (NexusEntry           *entry,
                                            gpointer              user_data);
gboolean         nexus_cli_each_entry      (NexusEntryEnumerator *enumerator,
                                            NexusCliEntryFunc     function,
                                            gpointer              user_data,
                                            GError              **error);

/* A table of mode, version, size, time of modification and the label, and one row of it. */
NexusCliTable   *nexus_cli_new_details     (void);
void             nexus_cli_add_details     (NexusCliTable    *table,
                                            NexusEntry       *entry,
                                            const char       *label,
                                            gboolean          exact);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusCliEntries, nexus_cli_entries_free)

G_END_DECLS

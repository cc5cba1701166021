/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_ENTRY_ENUMERATOR (nexus_entry_enumerator_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusEntryEnumerator, nexus_entry_enumerator, NEXUS, ENTRY_ENUMERATOR, GObject)

NEXUS_AVAILABLE_IN_0_1
GPtrArray *nexus_entry_enumerator_next        (NexusEntryEnumerator  *self,
                                               guint                  max_entries,
                                               GCancellable          *cancellable,
                                               GError               **error);
NEXUS_AVAILABLE_IN_0_1
void       nexus_entry_enumerator_next_async  (NexusEntryEnumerator  *self,
                                               guint                  max_entries,
                                               GCancellable          *cancellable,
                                               GAsyncReadyCallback    callback,
                                               gpointer               user_data);
NEXUS_AVAILABLE_IN_0_1
GPtrArray *nexus_entry_enumerator_next_finish (NexusEntryEnumerator  *self,
                                               GAsyncResult          *result,
                                               GError               **error);

G_END_DECLS

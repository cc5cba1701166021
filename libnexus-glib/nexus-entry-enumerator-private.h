/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry-enumerator.h"
#include "nexus-filesystem.h"

G_BEGIN_DECLS

struct _NexusEntryEnumerator {
  GObject parent_instance;
};

struct _NexusEntryEnumeratorClass {
  GObjectClass parent_class;

  /* At most max_entries in the order of names (bytewise) within each directory; an empty array is the end.
   * Called from one thread at a time.  Holds no transaction between calls: an entry that moves meanwhile may
   * be seen in both places or in neither, an entry that stays is seen exactly once. */
  GPtrArray *(*next) (NexusEntryEnumerator  *self,
                      guint                  max_entries,
                      GCancellable          *cancellable,
                      GError               **error);
};

/* next_async() runs on this filesystem's workers; set once, right after construction. */
void _nexus_entry_enumerator_set_filesystem (NexusEntryEnumerator *self,
                                             NexusFilesystem      *filesystem);
NexusFilesystem *_nexus_entry_enumerator_get_filesystem (NexusEntryEnumerator *self);

G_END_DECLS

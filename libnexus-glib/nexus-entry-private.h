/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry.h"

G_BEGIN_DECLS

/* What a store knows of an entry; borrowed for the length of the constructor call. */
typedef struct {
  guint8              uuid[16];
  const char         *path;         /* absolute, normalised */
  NexusKind           kind;
  guint64             size;         /* of the content; 0 for directories; length of target for links */
  const guint8       *hash;         /* 32 bytes, or NULL for what has no content */
  const char         *content_type; /* NULL: guessed from name and kind by the constructor */
  gint64              created_ns;   /* since 1970 UTC; may be negative */
  gint64              modified_ns;
  guint               version;
  guint               mode;         /* permission bits 07777 */
  const char         *target;       /* of a symbolic link */
  const char * const *tags;         /* sorted, NULL for none */
  GVariant           *attributes;   /* a{sv}, NULL for none; sunk by the entry */
  guint64             total_size;
  guint64             total_count;
} NexusEntryInit;

NexusEntry *_nexus_entry_new (const NexusEntryInit *init);

/* UTC with microseconds; NULL outside the years 1 to 9999. */
GDateTime  *_nexus_date_time_new (gint64 ns);

/* The same entry under another path: for caches that key by parent. */
NexusEntry *_nexus_entry_with_path (NexusEntry *self,
                                    const char *path);

G_END_DECLS

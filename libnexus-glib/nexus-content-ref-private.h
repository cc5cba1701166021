/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_HASH_SIZE 32

/* Names one content: by hash, size, and the locator with which the content store finds it again.
 * The locator belongs to the content store and is opaque to everyone else; metadata keeps it beside the hash.
 * A reference without a locator says "the content with this hash that the store has already".
 * Immutable, counted atomically. */
typedef struct _NexusContentRef NexusContentRef;

struct _NexusContentRef {
  gatomicrefcount  ref_count;
  guint8           hash[NEXUS_HASH_SIZE];
  guint64          size;
  GBytes          *locator;
  gpointer         hold;      /* keeps the content in the content store until metadata refers to it */
  GDestroyNotify   let_go;
};

NexusContentRef *_nexus_content_ref_new   (const guint8    *hash,
                                           guint64          size,
                                           GBytes          *locator);
NexusContentRef *_nexus_content_ref_ref   (NexusContentRef *self);
void             _nexus_content_ref_unref (NexusContentRef *self);
/* Has let_go (hold) called with the last reference, or before; to be said before anybody else has one, and once. */
void             _nexus_content_ref_hold  (NexusContentRef *self,
                                           gpointer         hold,
                                           GDestroyNotify   let_go);
/* Metadata refers to the content now, so that it stays by itself. */
void             _nexus_content_ref_let_go (NexusContentRef *self);

/* Lower-case hex of a hash, which is also the etag.  `hex` has room for 65 bytes. */
void             _nexus_hash_to_hex       (const guint8    *hash,
                                           char            *hex);
gboolean         _nexus_hash_from_hex     (const char      *hex,
                                           guint8          *hash);
/* Hashes as the keys of a GHashTable. */
guint            _nexus_hash_hash         (gconstpointer    hash);
gboolean         _nexus_hash_equal        (gconstpointer    a,
                                           gconstpointer    b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusContentRef, _nexus_content_ref_unref)

G_END_DECLS

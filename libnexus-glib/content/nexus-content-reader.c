/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-content-store-private.h"

#define NEXUS_TYPE_CONTENT_READER (_nexus_content_reader_get_type ())
#define GET_CLASS(self) (G_TYPE_INSTANCE_GET_CLASS ((self), NEXUS_TYPE_CONTENT_READER, NexusContentReaderClass))

G_DEFINE_ABSTRACT_TYPE (NexusContentReader, _nexus_content_reader, G_TYPE_OBJECT)

static void
_nexus_content_reader_class_init (NexusContentReaderClass *klass)
{
}

static void
_nexus_content_reader_init (NexusContentReader *self)
{
}

gssize
_nexus_content_reader_pread (NexusContentReader  *self,
                             void                *buffer,
                             gsize                size,
                             guint64              offset,
                             GCancellable        *cancellable,
                             GError             **error)
{
  return GET_CLASS (self)->pread (self, buffer, size, offset, cancellable, error);
}

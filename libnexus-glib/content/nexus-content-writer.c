/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-content-store-private.h"

#define NEXUS_TYPE_CONTENT_WRITER (_nexus_content_writer_get_type ())
#define GET_CLASS(self) (G_TYPE_INSTANCE_GET_CLASS ((self), NEXUS_TYPE_CONTENT_WRITER, NexusContentWriterClass))

G_DEFINE_ABSTRACT_TYPE (NexusContentWriter, _nexus_content_writer, G_TYPE_OBJECT)

static void
_nexus_content_writer_class_init (NexusContentWriterClass *klass)
{
}

static void
_nexus_content_writer_init (NexusContentWriter *self)
{
}

gboolean
_nexus_content_writer_write (NexusContentWriter  *self,
                             const void          *data,
                             gsize                size,
                             GError             **error)
{
  return GET_CLASS (self)->write (self, data, size, error);
}

NexusContentRef *
_nexus_content_writer_finish (NexusContentWriter  *self,
                              GError             **error)
{
  return GET_CLASS (self)->finish (self, error);
}

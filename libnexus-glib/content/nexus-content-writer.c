/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

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

void *
_nexus_content_writer_prepare (NexusContentWriter *self,
                               gsize              *room)
{
  return GET_CLASS (self)->prepare (self, room);
}

gboolean
_nexus_content_writer_commit (NexusContentWriter  *self,
                              gsize                size,
                              GError             **error)
{
  return GET_CLASS (self)->commit (self, size, error);
}

/* For what lies somewhere already; what is read for it is read to where it belongs. */
gboolean
_nexus_content_writer_write (NexusContentWriter  *self,
                             const void          *data,
                             gsize                size,
                             GError             **error)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gsize room;
      void *place = _nexus_content_writer_prepare (self, &room);
      gsize part = MIN (size, room);

      memcpy (place, bytes, part);
      if (!_nexus_content_writer_commit (self, part, error))
        return FALSE;
      bytes += part;
      size -= part;
    }

  return TRUE;
}

NexusContentRef *
_nexus_content_writer_finish (NexusContentWriter  *self,
                              GError             **error)
{
  return GET_CLASS (self)->finish (self, error);
}

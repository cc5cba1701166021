/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-record-private.h"

G_DEFINE_QUARK (nexus-record-dry-run, _nexus_record_dry_run)

static void
clear_version (gpointer data)
{
  NexusRecordVersion *version = data;

  g_clear_pointer (&version->content.ref, _nexus_content_ref_unref);
}

GArray *
_nexus_record_versions_new (void)
{
  GArray *versions = g_array_new (FALSE, TRUE, sizeof (NexusRecordVersion));

  g_array_set_clear_func (versions, clear_version);

  return versions;
}

void
_nexus_record_clear (NexusRecord *self)
{
  g_free (self->path);
  g_clear_pointer (&self->content.ref, _nexus_content_ref_unref);
  g_free (self->content_type);
  g_free (self->target);
  g_strfreev (self->tags);
  g_strfreev (self->attributes);
  g_clear_pointer (&self->versions, g_array_unref);
  g_strfreev (self->store_tags);
  memset (self, 0, sizeof *self);
}

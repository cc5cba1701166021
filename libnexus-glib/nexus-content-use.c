/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-content-use-private.h"

NexusContentUse *
_nexus_content_use_new (const char *path,
                        guint       version,
                        gboolean    trashed)
{
  NexusContentUse *self = g_new0 (NexusContentUse, 1);

  self->path = g_strdup (path);
  self->version = version;
  self->trashed = trashed;

  return self;
}

void
_nexus_content_use_free (NexusContentUse *self)
{
  g_free (self->path);
  g_free (self);
}

GPtrArray *
_nexus_content_uses_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_use_free);
}

char *
_nexus_content_use_dup_text (const NexusContentUse *self)
{
  if (self->version != 0 && self->trashed)
    return g_strdup_printf (_("%s (version %u, in the trash)"), self->path, self->version);
  if (self->version != 0)
    return g_strdup_printf (_("%s (version %u)"), self->path, self->version);
  if (self->trashed)
    return g_strdup_printf (_("%s (in the trash)"), self->path);

  return g_strdup (self->path);
}

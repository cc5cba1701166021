/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Where a content is used: a file, an older version of it, or either of what is in the trash. */
typedef struct {
  char     *path;      /* of what is in the trash: where it was */
  guint     version;   /* 0: the current one */
  gboolean  trashed;
} NexusContentUse;

NexusContentUse *_nexus_content_use_new  (const char      *path,
                                          guint            version,
                                          gboolean         trashed);
void             _nexus_content_use_free (NexusContentUse *self);
GPtrArray       *_nexus_content_uses_new (void);
/* "/a/b", "/a/b (version 3)", "/a/b (in the trash)". */
char            *_nexus_content_use_dup_text (const NexusContentUse *self);

G_END_DECLS

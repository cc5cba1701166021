/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"

G_BEGIN_DECLS

/* The data folder of the original Nexus for Python, versions 0.1.x, read and never written to: its files by their
 * paths, from one snapshot.  What was deleted there is left out, since its content is gone. */
typedef struct _NexusOriginal NexusOriginal;

/* NOT_A_STORE if it is something else. */
NexusOriginal *_nexus_original_open (const char     *data_dir,
                                     GCancellable   *cancellable,
                                     GError        **error);
/* Fills an empty record; *more is FALSE after the last one.  *content_path is where in the folder its content lies, or
 * NULL if it is called by its hash.  An error names the path. */
gboolean       _nexus_original_next (NexusOriginal  *self,
                                     NexusRecord    *record,
                                     char          **content_path,
                                     gboolean       *more,
                                     GError        **error);
void           _nexus_original_free (NexusOriginal  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusOriginal, _nexus_original_free)

G_END_DECLS

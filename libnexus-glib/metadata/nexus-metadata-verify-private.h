/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"
#include "nexus-content-use-private.h"
#include "nexus-report-private.h"

G_BEGIN_DECLS

/* When the bytes of a content were last looked at, and whether they were good. */
typedef struct {
  gint64   content;      /* the store's own number of it */
  gint64   checked_ns;
  gboolean good;
} NexusContentNote;

/* Called while nobody else can write to the metadata; FALSE with an error leaves everything as it is. */
typedef gboolean (*NexusRelocateFunc) (gpointer   user_data,
                                       GError   **error);

G_END_DECLS

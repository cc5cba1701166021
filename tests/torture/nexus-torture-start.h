/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A process of `nexus-torture-worker` that goes on where each thread was, until somebody kills it. */
GSubprocess *torture_start_worker         (const char   *folder,
                                           const char   *durability,
                                           guint32       seed,
                                           guint         n_threads,
                                           const guint  *n_done);
/* What it says next of what its threads have done; FALSE at the end. */
gboolean     torture_read_acknowledgements (GSubprocess *process,
                                            guint       *n_done,
                                            guint       *n_seen);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation-private.h"

G_BEGIN_DECLS

/* An operation that is one function. */
typedef gboolean (*NexusJobFunc) (NexusOperation  *operation,
                                  gpointer         user_data,
                                  GCancellable    *cancellable,
                                  GError         **error);

/* Takes user_data. */
NexusOperation *_nexus_job_new (NexusJobFunc    func,
                                gpointer        user_data,
                                GDestroyNotify  free_user_data);

G_END_DECLS

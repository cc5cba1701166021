/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* A person chooses where the store lives; that is remembered in the configuration file of theirs, which the other
 * programs read as well. */

/* Where a store in a folder would be: in the folder itself if that is empty or has a store already, else in a new one
 * inside.  With a configuration it fails if the choice could not be remembered, because something else says where the
 * store is. */
void     nexus_gtk_store_choice_check_async     (NexusConfig          *config,
                                                 GFile                *folder,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GFile   *nexus_gtk_store_choice_check_finish    (GAsyncResult         *result,
                                                 gboolean             *is_new,
                                                 GError              **error);
/* Writes nexus.yaml; never over one that is there. */
void     nexus_gtk_store_choice_remember_async  (GFile                *store,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean nexus_gtk_store_choice_remember_finish (GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS

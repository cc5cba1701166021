/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-config.h"

G_BEGIN_DECLS

/* A private copy, so that a later change of the caller's object does not reach an open store. */
NexusConfig *_nexus_config_copy          (NexusConfig  *self);

/* The path of the SQLite database: the `database` key (a path or sqlite:/// URL), by default
 * DATA_DIR/metadata.db.  A kind of database that is not built in is NEXUS_ERROR_UNAVAILABLE, its URL printed
 * without user and password. */
char        *_nexus_config_dup_sqlite_path (NexusConfig  *self,
                                          GError      **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-store-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_SQLITE_STORE (_nexus_sqlite_store_get_type ())

typedef struct _NexusSqliteStore      NexusSqliteStore;
typedef struct _NexusSqliteStoreClass NexusSqliteStoreClass;

typedef struct {
  NexusContentHash content_hash;   /* for a new database */
  NexusDurability  durability;
  guint            history_limit;  /* older versions kept per file; 0 keeps none */
  guint            undo_limit;     /* steps that can be undone; 0: the default */
  guint            undo_days;      /* for how long; 0: no limit */
  guint            readers;        /* read-only connections at most */
  gboolean         index_text;     /* whether searches look into the texts of files */
} NexusSqliteStoreOptions;

GType               _nexus_sqlite_store_get_type (void) G_GNUC_CONST;

/* Opens the database, makes a new one if there is no file, and upgrades an older schema after a backup copy
 * (`metadata.db.v<N>.bak` beside it).  *content_hash tells the hash function that the store was created with.
 * Errors: NEXUS_ERROR_NOT_A_STORE, SCHEMA_TOO_NEW, CORRUPT; G_IO_ERROR_PERMISSION_DENIED, NO_SPACE … */
NexusMetadataStore *_nexus_sqlite_store_open     (const char                     *path,
                                                  const NexusSqliteStoreOptions  *options,
                                                  NexusContentHash               *content_hash,
                                                  GCancellable                   *cancellable,
                                                  GError                        **error);

/* For NexusSchema: the newest version that this library knows, a line about each, where a database stands
 * (-1 with an error; 0 for no file or an empty one), and a move to another version after a backup copy. */
guint               _nexus_sqlite_schema_latest   (void);
const char         *_nexus_sqlite_schema_describe (guint              version);
int                 _nexus_sqlite_schema_query    (const char        *path,
                                                   GError           **error);
gboolean            _nexus_sqlite_schema_migrate  (const char        *path,
                                                   NexusContentHash   content_hash,   /* for a new database */
                                                   guint              version,
                                                   GCancellable      *cancellable,
                                                   GError           **error);

G_END_DECLS

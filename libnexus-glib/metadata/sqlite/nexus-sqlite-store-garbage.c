/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-backup-private.h"
#include "nexus-sqlite-garbage-private.h"

/* What the store does with the database as a whole, each time through a connection of its own. */

static gboolean
nexus_sqlite_store_prune (NexusMetadataStore   *store,
                          GCancellable         *cancellable,
                          GError              **error)
{
  return _nexus_sqlite_garbage_prune (_nexus_sqlite_store_get_path (store), _nexus_sqlite_store_get_history_limit (store),
                                      cancellable, error);
}

static gboolean
nexus_sqlite_store_mark (NexusMetadataStore   *store,
                         const NexusMarkRules *rules,
                         NexusMarkBegun        begun,
                         NexusMarkContent      func,
                         gpointer              user_data,
                         GCancellable         *cancellable,
                         GError              **error)
{
  return _nexus_sqlite_garbage_mark (_nexus_sqlite_store_get_path (store), _nexus_sqlite_store_get_history_limit (store),
                                     rules, begun, func, user_data, cancellable, error);
}

static gboolean
nexus_sqlite_store_forget (NexusMetadataStore   *store,
                           NexusContentRef     **contents,
                           guint                 n_contents,
                           gint64                added_before_ns,
                           guint                *n_forgotten,
                           GCancellable         *cancellable,
                           GError              **error)
{
  return _nexus_sqlite_garbage_forget (_nexus_sqlite_store_get_path (store), contents, n_contents, added_before_ns, n_forgotten, cancellable, error);
}

static gboolean
nexus_sqlite_store_relocate (NexusMetadataStore   *store,
                             GPtrArray            *from,
                             GPtrArray            *to,
                             GCancellable         *cancellable,
                             GError              **error)
{
  return _nexus_sqlite_garbage_relocate (_nexus_sqlite_store_get_path (store), from, to, cancellable, error);
}

static gboolean
nexus_sqlite_store_shrink (NexusMetadataStore   *store,
                           GCancellable         *cancellable,
                           GError              **error)
{
  return _nexus_sqlite_garbage_shrink (_nexus_sqlite_store_get_path (store), cancellable, error);
}

static gboolean
nexus_sqlite_store_backup (NexusMetadataStore  *store,
                           const char          *folder,
                           NexusBackupContent   func,
                           gpointer             user_data,
                           GCancellable        *cancellable,
                           GError             **error)
{
  g_autofree char *copy = g_build_filename (folder, "metadata.db.part", NULL);
  g_autofree char *former = g_build_filename (folder, "metadata.db", NULL);

  return _nexus_sqlite_backup (_nexus_sqlite_store_get_path (store), copy, former, func, user_data, cancellable, error);
}

static gboolean
nexus_sqlite_store_settle_backup (NexusMetadataStore  *store,
                                  const char          *folder,
                                  GError             **error)
{
  g_autofree char *copy = g_build_filename (folder, "metadata.db.part", NULL);
  g_autofree char *former = g_build_filename (folder, "metadata.db", NULL);

  return _nexus_sqlite_backup_settle (copy, former, error);
}

static char *
nexus_sqlite_store_dup_uuid (NexusMetadataStore  *store,
                             GError             **error)
{
  return _nexus_sqlite_backup_dup_uuid (_nexus_sqlite_store_get_path (store), error);
}

void
_nexus_sqlite_garbage_class_init (NexusMetadataStoreClass *klass)
{
  klass->prune = nexus_sqlite_store_prune;
  klass->mark = nexus_sqlite_store_mark;
  klass->forget = nexus_sqlite_store_forget;
  klass->relocate = nexus_sqlite_store_relocate;
  klass->shrink = nexus_sqlite_store_shrink;
  klass->backup = nexus_sqlite_store_backup;
  klass->settle_backup = nexus_sqlite_store_settle_backup;
  klass->dup_uuid = nexus_sqlite_store_dup_uuid;
}

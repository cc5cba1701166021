/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-config-private.h"
#include "nexus-schema.h"
#include "nexus-sqlite-store-private.h"

/**
 * NexusSchema:
 *
 * The schema of the metadata database that a configuration names: which version
 * it has, and how to bring it to another one.
 *
 * Opening a store upgrades it by itself. This class is for going back to an
 * older version of Nexus, for looking at a store without opening it, and for
 * those who want to upgrade at a time of their own choice.
 *
 * Before an existing database is changed, a copy named `metadata.db.v<N>.bak`
 * is written beside it, where `<N>` is the version that it had. Each step is one
 * transaction: an interrupted migration leaves the version before or after it.
 *
 * An object may be used from any thread.
 *
 * Since: 0.1
 */
struct _NexusSchema {
  GObject      parent_instance;

  NexusConfig *config;
};

enum {
  PROP_0,
  PROP_CONFIG,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (NexusSchema, nexus_schema, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
nexus_schema_finalize (GObject *object)
{
  NexusSchema *self = NEXUS_SCHEMA (object);

  g_clear_object (&self->config);

  G_OBJECT_CLASS (nexus_schema_parent_class)->finalize (object);
}

static void
nexus_schema_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  NexusSchema *self = NEXUS_SCHEMA (object);

  switch (prop_id)
    {
    case PROP_CONFIG:
      g_value_set_object (value, self->config);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_schema_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  NexusSchema *self = NEXUS_SCHEMA (object);
  NexusConfig *config;

  switch (prop_id)
    {
    case PROP_CONFIG:
      config = g_value_get_object (value);
      self->config = config != NULL ? _nexus_config_copy (config) : nexus_config_new ();
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_schema_class_init (NexusSchemaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_schema_finalize;
  object_class->get_property = nexus_schema_get_property;
  object_class->set_property = nexus_schema_set_property;

  /**
   * NexusSchema:config:
   *
   * A copy of the configuration that names the database.
   *
   * Since: 0.1
   */
  properties[PROP_CONFIG] =
    g_param_spec_object ("config", NULL, NULL,
                         NEXUS_TYPE_CONFIG,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_schema_init (NexusSchema *self)
{
}

/**
 * nexus_schema_new:
 * @config: the configuration of the store; it is copied
 *
 * Makes an object for the metadata database of a configuration. Nothing is
 * opened yet.
 *
 * Returns: (transfer full): a new schema object
 *
 * Since: 0.1
 */
NexusSchema *
nexus_schema_new (NexusConfig *config)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (config), NULL);

  return g_object_new (NEXUS_TYPE_SCHEMA, "config", config, NULL);
}

/**
 * nexus_schema_get_latest:
 *
 * Tells the newest version that this library knows, which is the one that it
 * works with.
 *
 * Returns: a version, at least 1
 *
 * Since: 0.1
 */
guint
nexus_schema_get_latest (void)
{
  return _nexus_sqlite_schema_latest ();
}

/**
 * nexus_schema_describe:
 * @version: a version
 *
 * Says in one translated line what a version brought.
 *
 * Returns: (nullable): the description, or %NULL for a version that this library
 *   does not know
 *
 * Since: 0.1
 */
const char *
nexus_schema_describe (guint version)
{
  return _nexus_sqlite_schema_describe (version);
}

/**
 * nexus_schema_query_version:
 * @self: a schema object
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Looks up the version of the database. The file is not changed.
 *
 * Fails with %NEXUS_ERROR_NOT_A_STORE if the file is something else,
 * %NEXUS_ERROR_CORRUPT if it is damaged, %NEXUS_ERROR_UNAVAILABLE if the
 * configuration names a kind of database that this library does not have, and
 * the conditions of %G_IO_ERROR for a file that cannot be read.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: the version, 0 if there is no database yet, -1 on error
 *
 * Since: 0.1
 */
int
nexus_schema_query_version (NexusSchema   *self,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (NEXUS_IS_SCHEMA (self), -1);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  path = _nexus_config_dup_sqlite_path (self->config, error);
  if (path == NULL)
    return -1;

  return _nexus_sqlite_schema_query (path, error);
}

static void
query_version_in_thread (GTask        *task,
                         gpointer      source_object,
                         gpointer      task_data,
                         GCancellable *cancellable)
{
  GError *error = NULL;
  int version = nexus_schema_query_version (source_object, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, version);
}

/**
 * nexus_schema_query_version_async:
 * @self: a schema object
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable) (scope async): called when it is done
 * @user_data: for @callback
 *
 * The asynchronous form of [method@Nexus.Schema.query_version].
 *
 * Since: 0.1
 */
void
nexus_schema_query_version_async (NexusSchema         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (NEXUS_IS_SCHEMA (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_schema_query_version_async);
  g_task_run_in_thread (task, query_version_in_thread);
}

/**
 * nexus_schema_query_version_finish:
 * @self: a schema object
 * @result: what the callback got
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Schema.query_version_async].
 *
 * Returns: the version, 0 if there is no database yet, -1 on error
 *
 * Since: 0.1
 */
int
nexus_schema_query_version_finish (NexusSchema   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (NEXUS_IS_SCHEMA (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_schema_query_version_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

/**
 * nexus_schema_migrate:
 * @self: a schema object
 * @version: the version to go to; 0 takes everything away
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Brings the database to a version, upwards or downwards, after a copy of it was
 * written beside it. A database that is not there yet is made, the folder that
 * it is in is not.
 *
 * Going down loses what the older version has no place for; the copy keeps it.
 * The store must not be open meanwhile, in this process or any other.
 *
 * Fails with %NEXUS_ERROR_SCHEMA_TOO_NEW if this library does not know @version
 * or the version of the database, and as
 * [method@Nexus.Schema.query_version] does; also with %G_IO_ERROR_NO_SPACE,
 * %G_IO_ERROR_PERMISSION_DENIED and %G_IO_ERROR_BUSY. After a failure the
 * database has the version that it had, or that of the last step that was
 * finished.
 *
 * @cancellable is looked at before each step. Blocks; may be called from any
 * thread.
 *
 * Returns: whether the database has that version now
 *
 * Since: 0.1
 */
gboolean
nexus_schema_migrate (NexusSchema   *self,
                      guint          version,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (NEXUS_IS_SCHEMA (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  path = _nexus_config_dup_sqlite_path (self->config, error);
  if (path == NULL)
    return FALSE;

  return _nexus_sqlite_schema_migrate (path, nexus_config_get_content_hash (self->config), version, cancellable, error);
}

static void
migrate_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  GError *error = NULL;

  if (nexus_schema_migrate (source_object, GPOINTER_TO_UINT (task_data), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * nexus_schema_migrate_async:
 * @self: a schema object
 * @version: the version to go to
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable) (scope async): called when it is done
 * @user_data: for @callback
 *
 * The asynchronous form of [method@Nexus.Schema.migrate].
 *
 * Since: 0.1
 */
void
nexus_schema_migrate_async (NexusSchema         *self,
                            guint                version,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (NEXUS_IS_SCHEMA (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_schema_migrate_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (version), NULL);
  /* A step that was committed is reported as done, even if it was cancelled late. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, migrate_in_thread);
}

/**
 * nexus_schema_migrate_finish:
 * @self: a schema object
 * @result: what the callback got
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Schema.migrate_async].
 *
 * Returns: whether the database has that version now
 *
 * Since: 0.1
 */
gboolean
nexus_schema_migrate_finish (NexusSchema   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (NEXUS_IS_SCHEMA (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_schema_migrate_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

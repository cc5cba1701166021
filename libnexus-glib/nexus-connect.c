/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-config-private.h"
#include "nexus-error.h"
#include "nexus-filesystem-private.h"

static NexusFilesystem *
open_store (NexusConfig   *config,
            GCancellable  *cancellable,
            GError       **error)
{
  const char *mode = nexus_config_get_mode (config) == NEXUS_MODE_MONOLITHIC ? "monolithic" : "distributed";

  if (nexus_config_get_mode (config) == NEXUS_MODE_EMBEDDED)
    return _nexus_embedded_new (config, cancellable, error);

  if (nexus_config_get_url (config) == NULL)
    g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG,
                 _("The mode “%s” needs the key “url”, the address of the server"), mode);
  else
    g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_UNAVAILABLE,
                 _("The mode “%s” is not part of this version of Nexus; use the mode “embedded”"), mode);

  return NULL;
}

NexusFilesystem *
_nexus_connect_in (NexusConfig   *config,
                   GMainContext  *context,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(NexusConfig) own = NULL;
  NexusFilesystem *filesystem;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  own = config != NULL ? _nexus_config_copy (config) : nexus_config_discover (error);
  if (own == NULL)
    return NULL;

  filesystem = open_store (own, cancellable, error);
  if (filesystem != NULL)
    _nexus_filesystem_set_context (filesystem, context);

  return filesystem;
}

/**
 * nexus_connect:
 * @config: (nullable): the configuration, or %NULL to look for one as [func@Nexus.Config.discover] does
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Opens a store, and makes it if its data folder is missing or empty.
 *
 * Fails with %NEXUS_ERROR_CONFIG for a broken configuration, %NEXUS_ERROR_NOT_A_STORE if the folder holds something
 * else, %NEXUS_ERROR_SCHEMA_TOO_NEW if a newer version of Nexus wrote it, %NEXUS_ERROR_CORRUPT if it is damaged,
 * %NEXUS_ERROR_UNAVAILABLE for a kind of store that this version does not have, and with %G_IO_ERROR for what the
 * file system says. Nothing is changed on disk when it fails.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the filesystem
 *
 * Since: 0.1
 */
NexusFilesystem *
nexus_connect (NexusConfig   *config,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(GMainContext) context = NULL;

  g_return_val_if_fail (config == NULL || NEXUS_IS_CONFIG (config), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  context = g_main_context_ref_thread_default ();

  return _nexus_connect_in (config, context, cancellable, error);
}

static void
connect_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  NexusFilesystem *filesystem;
  GError *error = NULL;

  filesystem = _nexus_connect_in (task_data, g_task_get_context (task), cancellable, &error);
  if (filesystem != NULL)
    g_task_return_pointer (task, filesystem, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * nexus_connect_async:
 * @config: (nullable): the configuration, or %NULL to look for one
 * @cancellable: (nullable): a cancellable
 * @callback: called when the store is open
 * @user_data: data for @callback
 *
 * The asynchronous form of [func@Nexus.connect].
 *
 * Since: 0.1
 */
void
nexus_connect_async (NexusConfig         *config,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (config == NULL || NEXUS_IS_CONFIG (config));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_connect_async);
  if (config != NULL)
    g_task_set_task_data (task, _nexus_config_copy (config), g_object_unref);
  g_task_run_in_thread (task, connect_thread);
}

/**
 * nexus_connect_finish:
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [func@Nexus.connect_async].
 *
 * Returns: (transfer full): the filesystem
 *
 * Since: 0.1
 */
NexusFilesystem *
nexus_connect_finish (GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_connect_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

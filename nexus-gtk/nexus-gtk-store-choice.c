/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-store-choice.h"

static char *
build_config_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "nexus", "nexus.yaml", NULL);
}

/* --- Whether, and where --- */

/* What says already where the store is; NULL if nothing does. */
static const char *
get_obstacle (NexusConfig *config)
{
  static const char * const keys[] = { "data_dir", "database", "mode" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *origin = nexus_config_get_origin (config, keys[i]);

      if (strcmp (origin, "default") != 0)
        return strcmp (origin, "api") == 0 ? _("the command line") : origin;
    }

  return NULL;
}

/* What is looked for, and what was found. */
typedef struct {
  GFile    *folder;
  gboolean  remember;
  gboolean  is_new;
} Check;

static void
check_free (Check *check)
{
  g_object_unref (check->folder);
  g_free (check);
}

static void
check_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  Check *check = task_data;
  GFile *folder = check->folder;
  g_autofree char *config_path = build_config_path ();
  g_autoptr(GFile) database = g_file_get_child (folder, "metadata.db");
  g_autoptr(GFileEnumerator) children = NULL;
  g_autoptr(GError) error = NULL;
  GFileInfo *info;

  if (check->remember && g_file_test (config_path, G_FILE_TEST_EXISTS))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS,
                               _("The configuration file “%s” exists already. Write the folder into it as data_dir, then "
                                 "start Nexus again."), config_path);
      return;
    }
  if (g_file_query_exists (database, cancellable))
    {
      g_task_return_pointer (task, g_object_ref (folder), g_object_unref);
      return;
    }

  children = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable,
                                        &error);
  if (children == NULL || !g_file_enumerator_iterate (children, &info, NULL, cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  check->is_new = TRUE;
  /* A store among other files would be lost among them, and would close their folder to others. */
  g_task_return_pointer (task, info == NULL ? g_object_ref (folder) : g_file_get_child (folder, "Nexus"),
                         g_object_unref);
}

void
nexus_gtk_store_choice_check_async (NexusConfig         *config,
                                    GFile               *folder,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  const char *obstacle = config != NULL ? get_obstacle (config) : NULL;
  Check *check = g_new0 (Check, 1);

  check->folder = g_object_ref (folder);
  check->remember = config != NULL;
  g_task_set_source_tag (task, nexus_gtk_store_choice_check_async);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);
  if (g_file_peek_path (folder) == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _("A store must be on this computer. Choose a folder of a local disk."));
  else if (obstacle != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_EXISTS,
                             _("Where the store is, is set already: by %s. Change it there, then start Nexus again."),
                             obstacle);
  else
    g_task_run_in_thread (task, check_in_thread);
}

GFile *
nexus_gtk_store_choice_check_finish (GAsyncResult  *result,
                                     gboolean      *is_new,
                                     GError       **error)
{
  Check *check;

  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_store_choice_check_async), NULL);

  check = g_task_get_task_data (G_TASK (result));
  if (is_new != NULL)
    *is_new = check->is_new;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Remembering it --- */

/* In double quotes, YAML takes whatever a name can have in it. */
static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (quoted, '\\');
      if ((guchar) *at < 0x20 || *at == 0x7f)
        g_string_append_printf (quoted, "\\x%02x", *at);
      else
        g_string_append_c (quoted, *at);
    }

  return g_string_free (g_string_append_c (quoted, '"'), FALSE);
}

static void
remember_in_thread (GTask        *task,
                    gpointer      source,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  const char *path = g_file_peek_path (task_data);
  g_autofree char *config_path = build_config_path ();
  g_autofree char *folder = g_path_get_dirname (config_path);
  g_autoptr(GFile) file = g_file_new_for_path (config_path);
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_utf8_validate (path, -1, NULL))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                               _("The name of the folder is not valid UTF-8, so it cannot be written into “%s”."),
                               config_path);
      return;
    }

  quoted = quote (path);
  /* Translators: a comment in a configuration file; keep the # */
  text = g_strdup_printf ("%s\ndata_dir: %s\n", _("# Where Nexus keeps its store; chosen in the browser."), quoted);
  g_mkdir_with_parents (folder, 0700);
  /* Never over one that is there. */
  stream = g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, &error);
  if (stream == NULL ||
      !g_output_stream_write_all (G_OUTPUT_STREAM (stream), text, strlen (text), NULL, cancellable, &error) ||
      !g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &error))
    {
      if (stream != NULL)
        g_file_delete (file, NULL, NULL);
      g_prefix_error (&error, _("The choice of the folder could not be remembered in “%s”: "), config_path);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

void
nexus_gtk_store_choice_remember_async (GFile               *store,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, nexus_gtk_store_choice_remember_async);
  g_task_set_task_data (task, g_object_ref (store), g_object_unref);
  g_task_run_in_thread (task, remember_in_thread);
}

gboolean
nexus_gtk_store_choice_remember_finish (GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_store_choice_remember_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

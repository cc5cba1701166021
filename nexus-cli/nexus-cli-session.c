/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli.h"

void
nexus_cli_error (const char *message)
{
  g_autofree char *shown = nexus_path_display (message);

  /* What was printed before the error is to stand before it. */
  fflush (stdout);
  g_printerr ("nexus: %s\n", shown);
}

int
nexus_cli_fail (NexusCli     *cli,
                const GError *error)
{
  cli->failed = TRUE;
  nexus_cli_error (error->message);

  return NEXUS_CLI_FAILED;
}

GFile *
nexus_cli_dup_file (const char *argument)
{
  const char *scheme = g_uri_peek_scheme (argument);

  /* Not what only looks like a scheme: there are files called "Notes: one.txt". */
  return scheme != NULL && strstr (argument, "://") == argument + strlen (scheme)
         ? g_file_new_for_commandline_arg (argument) : g_file_new_for_path (argument);
}

/* The keys of the file named on the command line come first, then the environment, then the defaults. */
static NexusConfig *
load_named (const char  *name,
            GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (name);
  g_autoptr(NexusConfig) config = nexus_config_new_from_file (file, error);
  g_autoptr(NexusConfig) environment = NULL;
  g_autofree GParamSpec **specs = NULL;
  guint n_specs = 0;

  if (config == NULL)
    return NULL;

  g_setenv ("NEXUS_CONFIG", name, TRUE);
  environment = nexus_config_discover (error);
  if (environment == NULL)
    return NULL;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (config), &n_specs);
  for (guint i = 0; i < n_specs; i++)
    {
      const char *origin = nexus_config_get_origin (environment, specs[i]->name);
      g_auto(GValue) value = G_VALUE_INIT;

      if (g_strcmp0 (nexus_config_get_origin (config, specs[i]->name), "default") != 0 ||
          origin == NULL || !g_str_has_prefix (origin, "environment variable "))
        continue;
      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (G_OBJECT (environment), specs[i]->name, &value);
      g_object_set_property (G_OBJECT (config), specs[i]->name, &value);
    }

  return g_steal_pointer (&config);
}

NexusConfig *
nexus_cli_get_config (NexusCli *cli)
{
  g_autoptr(GError) error = NULL;
  const char * const *warnings;

  if (cli->config != NULL)
    return cli->config;

  cli->config = cli->config_file != NULL ? load_named (cli->config_file, &error) : nexus_config_discover (&error);
  if (cli->config == NULL)
    {
      nexus_cli_fail (cli, error);
      return NULL;
    }

  /* A folder named here is the whole store: a database named elsewhere belongs to another one. */
  if (cli->data_dir != NULL)
    {
      nexus_config_set_data_dir (cli->config, cli->data_dir);
      nexus_config_set_database (cli->config, NULL);
    }

  warnings = nexus_config_get_warnings (cli->config);
  for (guint i = 0; !cli->quiet && warnings[i] != NULL; i++)
    nexus_cli_error (warnings[i]);

  return cli->config;
}

NexusFilesystem *
nexus_cli_connect (NexusCli *cli)
{
  NexusConfig *config = nexus_cli_get_config (cli);
  g_autoptr(GError) error = NULL;

  if (config == NULL)
    return NULL;
  if (cli->filesystem != NULL)
    return cli->filesystem;

  cli->filesystem = nexus_connect (config, NULL, &error);
  if (cli->filesystem == NULL)
    nexus_cli_fail (cli, error);
  else
    nexus_cli_watch_quotas (cli);

  return cli->filesystem;
}

/* Closes the store, makes sure that all was printed, and says how the program ends. */
int
nexus_cli_finish (NexusCli *cli,
                  int       status)
{
  g_autoptr(GError) error = NULL;

  if (cli->filesystem != NULL)
    nexus_cli_warn_of_quotas (cli);
  if (cli->filesystem != NULL && !nexus_filesystem_close (cli->filesystem, NULL, &error))
    nexus_cli_fail (cli, error);
  g_clear_object (&cli->filesystem);

  errno = 0;
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      cli->failed = TRUE;
      /* Whoever reads has seen enough; there is nothing to complain about. */
      if (errno != EPIPE)
        {
          g_autofree char *text = g_strdup_printf (_("could not write to the standard output: %s"),
                                                   errno != 0 ? g_strerror (errno) : _("an earlier write failed"));

          g_printerr ("nexus: %s\n", text);
        }
    }

  return status == NEXUS_CLI_DONE && cli->failed ? NEXUS_CLI_FAILED : status;
}

void
nexus_cli_clear (NexusCli *cli)
{
  g_clear_object (&cli->filesystem);
  g_clear_object (&cli->config);
  g_clear_pointer (&cli->exceeded, g_hash_table_unref);
  g_clear_pointer (&cli->config_file, g_free);
  g_clear_pointer (&cli->data_dir, g_free);
}

char *
nexus_cli_dup_shown (NexusCli   *cli,
                     const char *name)
{
  return cli->terminal ? nexus_path_display (name) : g_strdup (name);
}

void
nexus_cli_print_line (NexusCli   *cli,
                      const char *name)
{
  g_autofree char *shown = nexus_cli_dup_shown (cli, name);

  puts (shown);
}

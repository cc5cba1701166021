/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-cli.h"

int
nexus_cli_each (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv,
                const char             *description,
                NexusCliEach            function)
{
  g_auto(GStrv) names = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, description, 1, -1, &names))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!function (cli->filesystem, names[i], NULL, &error))
        nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_each_of (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv,
                   NexusCliEachOf          function)
{
  g_auto(GStrv) paths = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 2, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  for (guint i = 1; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!function (cli->filesystem, paths[0], paths[i], NULL, &error))
        nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}

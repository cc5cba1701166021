/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>
#include <time.h>

G_BEGIN_DECLS

/* What measurements begin and end with; whatever fails ends them. */

static inline NexusFilesystem *
nexus_bench_open_config (NexusConfig *config,
                         const char  *data_dir)
{
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, data_dir);
  filesystem = nexus_connect (config, NULL, &error);
  if (filesystem == NULL)
    g_error ("%s", error->message);

  return filesystem;
}

static inline NexusFilesystem *
nexus_bench_open (const char *data_dir)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();

  return nexus_bench_open_config (config, data_dir);
}

static inline void
nexus_bench_close (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;

  if (!nexus_filesystem_close (filesystem, NULL, &error))
    g_error ("%s", error->message);
  g_object_unref (filesystem);
}

/* Milliseconds of this process, which other programs on the machine do not change. */
static inline double
nexus_bench_get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

G_END_DECLS

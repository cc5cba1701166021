/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-statistics.h"

G_BEGIN_DECLS

typedef struct {
  guint64 n_files;        /* live */
  guint64 n_directories;  /* live, without the root */
  guint64 n_links;        /* live */
  guint64 n_contents;     /* distinct contents */
  guint64 n_versions;     /* older versions kept */
  guint64 n_trashed;      /* items in the trash */
  guint64 n_tags;
  guint64 logical_size;   /* sum of the sizes of live files */
  guint64 content_size;   /* sum of the sizes of distinct contents */
  guint64 history_size;   /* sum of the sizes of older versions */
  guint64 trash_size;     /* sum of the sizes of files in the trash */
  guint64 saved_size;     /* what equal contents of files would take if they were stored for each */
  guint64 disk_size;      /* bytes on disk: contents, packs, database */
  guint64 n_verified;     /* contents that were good when they were last read to be verified … */
  gint64  oldest_verified_ns; /* … and when that was, of the first and of the last of them; 0: there are none */
  gint64  newest_verified_ns;
  guint   schema_version;
} NexusStatisticsInit;

NexusStatistics *_nexus_statistics_new (const NexusStatisticsInit *init);

G_END_DECLS

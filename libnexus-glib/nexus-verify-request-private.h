/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation-private.h"
#include "nexus-report-private.h"

G_BEGIN_DECLS

/* What is to be verified. */
typedef struct {
  const char * const *paths;           /* normalised; NULL: everything */
  gint64              good_before_ns;  /* leave out contents that were good then or later; G_MAXINT64: none */
  guint64             max_bytes;       /* 0: any number */
  gint64              max_time;        /* microseconds; 0: as long as it takes */
  NexusOperation     *operation;       /* whose progress it is */
  NexusReport        *report;
} NexusVerifyRequest;

/* What is to be repaired. */
typedef struct {
  GPtrArray          *sources;         /* of host paths: where lost contents may be found */
  gboolean            dry_run;
  gboolean            rescue;          /* contents that nothing is known of come into /lost+found */
  NexusOperation     *operation;
  NexusReport        *report;
} NexusRepairRequest;

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-finding-private.h"
#include "nexus-report.h"

G_BEGIN_DECLS

typedef struct {
  guint64  n_contents;          /* contents whose bytes were read and hashed … */
  guint64  n_bytes;             /* … and how many bytes that were */
  guint64  n_entries;           /* entries whose rows were looked at */
  guint64  n_unreferenced;      /* contents on the disk that the database does not know */
  guint64  unreferenced_size;
  gboolean complete;            /* everything that was asked for was looked at */
} NexusReportCounts;

NexusReport       *_nexus_report_new        (void);
/* From any thread, before the report is handed out. */
void               _nexus_report_add        (NexusReport        *self,
                                             NexusFinding       *finding);   /* taken */
void               _nexus_report_add_counts (NexusReport        *self,
                                             guint64             n_contents,
                                             guint64             n_bytes);
/* For the one thread that leads. */
NexusReportCounts *_nexus_report_get_counts (NexusReport        *self);
guint              _nexus_report_get_n_problems (NexusReport    *self);
/* Puts what was found in an order that does not depend on threads. */
void               _nexus_report_seal       (NexusReport        *self);
/* Does that, and puts the report where its operation hands it out. */
void               _nexus_report_publish    (NexusReport        *self,
                                             GMutex             *lock,
                                             NexusReport       **place);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-finding.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_REPORT (nexus_report_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusReport, nexus_report, NEXUS, REPORT, GObject)

NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_report_is_good               (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_report_is_complete           (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_report_get_n_contents        (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_report_get_n_bytes           (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_report_get_n_entries         (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_report_get_n_unreferenced    (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_report_get_unreferenced_size (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_report_get_findings          (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
char       *nexus_report_to_text               (NexusReport *self);
NEXUS_AVAILABLE_IN_0_1
char       *nexus_report_to_json               (NexusReport *self);

G_END_DECLS

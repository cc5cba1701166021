/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PROBLEM (nexus_gtk_problem_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkProblem, nexus_gtk_problem, NEXUS_GTK, PROBLEM, GObject)

/* What could not be transferred, and why, with what to do about it.  It never changes. */
NexusGtkProblem *nexus_gtk_problem_new        (const char      *path,
                                               const GError    *error);
const char      *nexus_gtk_problem_get_path   (NexusGtkProblem *self);
const char      *nexus_gtk_problem_get_reason (NexusGtkProblem *self);

G_END_DECLS

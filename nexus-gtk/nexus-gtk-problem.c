/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <nexus-glib.h>

#include "nexus-gtk-error.h"
#include "nexus-gtk-problem.h"

struct _NexusGtkProblem {
  GObject  parent_instance;

  char    *path;
  char    *reason;
};

G_DEFINE_FINAL_TYPE (NexusGtkProblem, nexus_gtk_problem, G_TYPE_OBJECT)

static void
nexus_gtk_problem_finalize (GObject *object)
{
  NexusGtkProblem *self = NEXUS_GTK_PROBLEM (object);

  g_free (self->path);
  g_free (self->reason);

  G_OBJECT_CLASS (nexus_gtk_problem_parent_class)->finalize (object);
}

static void
nexus_gtk_problem_class_init (NexusGtkProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_problem_finalize;
}

static void
nexus_gtk_problem_init (NexusGtkProblem *self)
{
}

NexusGtkProblem *
nexus_gtk_problem_new (const char   *path,
                       const GError *error)
{
  NexusGtkProblem *self = g_object_new (NEXUS_GTK_TYPE_PROBLEM, NULL);

  self->path = nexus_path_display (path);
  self->reason = nexus_gtk_error_describe (error);

  return self;
}

const char *
nexus_gtk_problem_get_path (NexusGtkProblem *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PROBLEM (self), NULL);

  return self->path;
}

const char *
nexus_gtk_problem_get_reason (NexusGtkProblem *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PROBLEM (self), NULL);

  return self->reason;
}

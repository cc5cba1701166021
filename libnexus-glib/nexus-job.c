/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-job-private.h"

#define NEXUS_TYPE_JOB (_nexus_job_get_type ())

typedef struct {
  NexusOperation parent_instance;

  NexusJobFunc   func;
  gpointer       user_data;
  GDestroyNotify free_user_data;
} NexusJob;

typedef struct {
  NexusOperationClass parent_class;
} NexusJobClass;

GType _nexus_job_get_type (void);

G_DEFINE_FINAL_TYPE (NexusJob, _nexus_job, NEXUS_TYPE_OPERATION)

static gboolean
nexus_job_execute (NexusOperation  *operation,
                   GCancellable    *cancellable,
                   GError         **error)
{
  NexusJob *self = (NexusJob *) operation;

  return _nexus_operation_checkpoint (operation, cancellable, error) &&
         self->func (operation, self->user_data, cancellable, error);
}

static void
nexus_job_finalize (GObject *object)
{
  NexusJob *self = (NexusJob *) object;

  self->free_user_data (self->user_data);

  G_OBJECT_CLASS (_nexus_job_parent_class)->finalize (object);
}

static void
_nexus_job_class_init (NexusJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_job_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_job_execute;
}

static void
_nexus_job_init (NexusJob *self)
{
}

NexusOperation *
_nexus_job_new (NexusJobFunc   func,
                gpointer       user_data,
                GDestroyNotify free_user_data)
{
  NexusJob *self = g_object_new (NEXUS_TYPE_JOB, NULL);

  self->func = func;
  self->user_data = user_data;
  self->free_user_data = free_user_data;

  return NEXUS_OPERATION (self);
}

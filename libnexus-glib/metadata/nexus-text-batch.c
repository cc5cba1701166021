/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-text-batch-private.h"

static void
job_free (gpointer data)
{
  NexusTextJob *self = data;

  g_clear_pointer (&self->content, _nexus_content_ref_unref);
  g_free (self->words);
  g_free (self);
}

NexusTextBatch *
_nexus_text_batch_new (gint64 after)
{
  NexusTextBatch *self = g_new0 (NexusTextBatch, 1);

  self->after = after;
  self->jobs = g_ptr_array_new_with_free_func (job_free);

  return self;
}

NexusTextJob *
_nexus_text_batch_add (NexusTextBatch  *self,
                       gint64           id,
                       NexusContentRef *content)
{
  NexusTextJob *job = g_new0 (NexusTextJob, 1);

  job->id = id;
  job->content = content;
  g_ptr_array_add (self->jobs, job);

  return job;
}

void
_nexus_text_batch_free (NexusTextBatch *self)
{
  g_ptr_array_unref (self->jobs);
  g_free (self);
}

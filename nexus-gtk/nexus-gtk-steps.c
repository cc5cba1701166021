/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-steps.h"

/* Some milliseconds' worth. */
#define STEP     4000
#define AT_ONCE 10000

struct _NexusGtkSteps {
  GPtrArray         *elements;
  guint              position;
  NexusGtkStep       step;
  NexusGtkStepsDone  done;
  gpointer           user_data;
  guint              idle_id;
};

static gboolean
step_cb (gpointer user_data)
{
  NexusGtkSteps *self = user_data;

  for (guint i = 0; i < STEP && self->position < self->elements->len; i++, self->position++)
    self->step (g_ptr_array_index (self->elements, self->position), self->user_data);
  if (self->position < self->elements->len)
    return G_SOURCE_CONTINUE;

  self->idle_id = 0;
  self->done (self->user_data);

  return G_SOURCE_REMOVE;
}

NexusGtkSteps *
nexus_gtk_steps_start (GPtrArray         *elements,
                       NexusGtkStep       step,
                       NexusGtkStepsDone  done,
                       gpointer           user_data)
{
  NexusGtkSteps *self;

  g_return_val_if_fail (elements != NULL, NULL);

  if (elements->len <= AT_ONCE)
    {
      g_ptr_array_foreach (elements, step, user_data);
      done (user_data);
      return NULL;
    }

  self = g_new0 (NexusGtkSteps, 1);
  self->elements = g_ptr_array_ref (elements);
  self->step = step;
  self->done = done;
  self->user_data = user_data;
  self->idle_id = g_idle_add (step_cb, self);

  return self;
}

void
nexus_gtk_steps_stop (NexusGtkSteps *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_ptr_array_unref (self->elements);
  g_free (self);
}

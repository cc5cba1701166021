/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-health-task.h"

struct _NexusGtkHealthTask {
  AdwActionRow    parent_instance;

  NexusOperation *operation;   /* that goes on, or NULL */
  char           *text;
  char           *verb;
  GtkWidget      *button;
};

enum {
  SIGNAL_BEGIN,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkHealthTask, nexus_gtk_health_task, ADW_TYPE_ACTION_ROW)

static void
update (NexusGtkHealthTask *self)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (self->operation != NULL)
    {
      double fraction = nexus_operation_get_fraction (self->operation);

      text = g_strdup_printf (_("Working… %d%%"), (int) (CLAMP (fraction, 0, 1) * 100));
    }
  markup = g_markup_escape_text (text != NULL ? text : self->text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_button_set_label (GTK_BUTTON (self->button), self->operation != NULL ? _("_Stop") : self->verb);
  nexus_gtk_name_buttons (self->button);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(NexusGtkHealthTask) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_operation_run_finish (NEXUS_OPERATION (object), result, &error);
  /* The row is gone. */
  if (self->operation != NEXUS_OPERATION (object))
    return;
  g_clear_object (&self->operation);
  update (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, object, error);
}

void
nexus_gtk_health_task_run (NexusGtkHealthTask *self,
                           NexusOperation     *operation)
{
  g_return_if_fail (NEXUS_GTK_IS_HEALTH_TASK (self));
  g_return_if_fail (NEXUS_IS_OPERATION (operation));
  g_return_if_fail (self->operation == NULL);

  self->operation = g_object_ref (operation);
  g_signal_connect_object (operation, "notify::fraction", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  nexus_operation_run_async (operation, NULL, ran_cb, g_object_ref (self));
}

static void
clicked_cb (NexusGtkHealthTask *self)
{
  if (self->operation != NULL)
    nexus_operation_cancel (self->operation);
  else
    g_signal_emit (self, signals[SIGNAL_BEGIN], 0);
}

void
nexus_gtk_health_task_set_text (NexusGtkHealthTask *self,
                                const char         *text)
{
  g_return_if_fail (NEXUS_GTK_IS_HEALTH_TASK (self));
  g_return_if_fail (text != NULL);

  g_free (self->text);
  self->text = g_strdup (text);
  update (self);
}

gboolean
nexus_gtk_health_task_is_running (NexusGtkHealthTask *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_HEALTH_TASK (self), FALSE);

  return self->operation != NULL;
}

void
nexus_gtk_health_task_stop (NexusGtkHealthTask *self)
{
  g_return_if_fail (NEXUS_GTK_IS_HEALTH_TASK (self));

  if (self->operation != NULL)
    nexus_operation_cancel (self->operation);
}

static void
nexus_gtk_health_task_dispose (GObject *object)
{
  NexusGtkHealthTask *self = NEXUS_GTK_HEALTH_TASK (object);

  if (self->operation != NULL)
    nexus_operation_cancel (self->operation);
  g_clear_object (&self->operation);

  G_OBJECT_CLASS (nexus_gtk_health_task_parent_class)->dispose (object);
}

static void
nexus_gtk_health_task_finalize (GObject *object)
{
  NexusGtkHealthTask *self = NEXUS_GTK_HEALTH_TASK (object);

  g_free (self->text);
  g_free (self->verb);

  G_OBJECT_CLASS (nexus_gtk_health_task_parent_class)->finalize (object);
}

static void
nexus_gtk_health_task_class_init (NexusGtkHealthTaskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_health_task_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_health_task_finalize;

  signals[SIGNAL_BEGIN] = g_signal_new ("begin", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 2, NEXUS_TYPE_OPERATION, G_TYPE_ERROR);
}

static void
nexus_gtk_health_task_init (NexusGtkHealthTask *self)
{
  self->text = g_strdup ("");
  self->button = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  /* The button is what can be done with it. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

NexusGtkHealthTask *
nexus_gtk_health_task_new (const char *title,
                           const char *verb)
{
  NexusGtkHealthTask *self = g_object_new (NEXUS_GTK_TYPE_HEALTH_TASK, "title", title, NULL);

  self->verb = g_strdup (verb);
  update (self);

  return self;
}

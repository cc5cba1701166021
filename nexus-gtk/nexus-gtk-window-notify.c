/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-window-private.h"

/* What takes less is seen by whoever has just asked for it. */
#define NOTIFY_AFTER (5 * G_TIME_SPAN_SECOND)

/* One for a window: what is new replaces what was told before. */
static char *
dup_id (NexusGtkWindow *self)
{
  return g_strdup_printf ("operations-%u", gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self)));
}

/* Somebody looks at this window, or at one that belongs to it. */
static gboolean
is_looked_at (NexusGtkWindow *self)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_is_active (window) &&
          (window == GTK_WINDOW (self) || gtk_window_get_transient_for (window) == GTK_WINDOW (self)))
        return TRUE;
    }

  return FALSE;
}

static void
notify (NexusGtkWindow        *self,
        const char            *title,
        const char            *body,
        GNotificationPriority  priority)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  guint window = gtk_application_window_get_id (GTK_APPLICATION_WINDOW (self));
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (application == NULL || !g_application_get_is_registered (application))
    return;
  notification = g_notification_new (title);
  id = dup_id (self);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, priority);
  g_notification_set_default_action_and_target (notification, "app.show-operations", "u", window);
  g_notification_add_button_with_target (notification, _("Show"), "app.show-operations", "u", window);
  g_application_send_notification (application, id, notification);
}

void
nexus_gtk_window_notify_finished (NexusGtkWindow   *self,
                                  NexusGtkTransfer *transfer)
{
  gboolean failed = g_list_model_get_n_items (nexus_gtk_transfer_get_problems (transfer)) > 0;
  g_autofree char *summary = NULL;

  /* Who has cancelled it knows. */
  if (is_looked_at (self) || nexus_gtk_transfer_get_worked (transfer) < self->notify_after ||
      nexus_gtk_transfer_get_state (transfer) == NEXUS_GTK_TRANSFER_CANCELLED)
    return;
  summary = nexus_gtk_transfer_describe (transfer);
  notify (self, nexus_gtk_transfer_get_title (transfer), summary,
          failed ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL);
}

/* It cannot end before somebody answers. */
void
nexus_gtk_window_notify_question (NexusGtkWindow   *self,
                                  NexusGtkTransfer *transfer)
{
  g_autofree char *summary = NULL;

  if (is_looked_at (self))
    return;
  summary = nexus_gtk_transfer_describe (transfer);
  notify (self, nexus_gtk_transfer_get_title (transfer), summary, G_NOTIFICATION_PRIORITY_HIGH);
}

static void
active_cb (NexusGtkWindow *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autofree char *id = NULL;

  if (application == NULL || !gtk_window_is_active (GTK_WINDOW (self)))
    return;
  id = dup_id (self);
  g_application_withdraw_notification (application, id);
}

void
nexus_gtk_window_init_notify (NexusGtkWindow *self)
{
  self->notify_after = NOTIFY_AFTER;
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
}

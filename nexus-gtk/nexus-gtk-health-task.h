/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_HEALTH_TASK (nexus_gtk_health_task_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkHealthTask, nexus_gtk_health_task, NEXUS_GTK, HEALTH_TASK, AdwActionRow)

/* A row for something that can be done with a store, with a button to begin it, and while it goes on its progress and a
 * button to stop it.  Signals: "begin", when a person wants to; "ended" (operation, error or NULL). */
NexusGtkHealthTask *nexus_gtk_health_task_new        (const char         *title,
                                                      const char         *verb);
/* What is known of it, while it is not going on. */
void                nexus_gtk_health_task_set_text   (NexusGtkHealthTask *self,
                                                      const char         *text);
void                nexus_gtk_health_task_run        (NexusGtkHealthTask *self,
                                                      NexusOperation     *operation);
gboolean            nexus_gtk_health_task_is_running (NexusGtkHealthTask *self);
void                nexus_gtk_health_task_stop       (NexusGtkHealthTask *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-pulse.h"

#define PULSE_KEY  "nexus-gtk-pulse"
#define PULSE_MS   60
#define PULSE_STEP 0.03

typedef struct {
  guint  tick_id;
  gint64 last;        /* microseconds */
} Pulse;

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Pulse *pulse = user_data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - pulse->last >= PULSE_MS * G_TIME_SPAN_MILLISECOND)
    {
      pulse->last = now;
      gtk_progress_bar_pulse (GTK_PROGRESS_BAR (widget));
    }

  return G_SOURCE_CONTINUE;
}

void
nexus_gtk_progress_bar_show (GtkProgressBar *bar,
                             gboolean        known,
                             double          fraction)
{
  Pulse *pulse;

  g_return_if_fail (GTK_IS_PROGRESS_BAR (bar));

  pulse = g_object_get_data (G_OBJECT (bar), PULSE_KEY);
  if (known)
    {
      if (pulse != NULL)
        gtk_widget_remove_tick_callback (GTK_WIDGET (bar), pulse->tick_id);
      g_object_set_data (G_OBJECT (bar), PULSE_KEY, NULL);
      gtk_progress_bar_set_fraction (bar, fraction);
      return;
    }
  if (pulse != NULL)
    return;

  /* Only while it is seen: a widget that is not has no frames. */
  pulse = g_new0 (Pulse, 1);
  g_object_set_data_full (G_OBJECT (bar), PULSE_KEY, pulse, g_free);
  gtk_progress_bar_set_pulse_step (bar, PULSE_STEP);
  gtk_progress_bar_pulse (bar);
  pulse->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (bar), tick_cb, pulse, NULL);
}

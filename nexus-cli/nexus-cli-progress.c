/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-cli-progress.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_WIDTH 24

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

typedef struct {
  NexusCliProgress *progress;
  int               number;
} Watch;

struct _NexusCliProgress {
  gboolean        visible;
  gboolean        drawn;
  NexusOperation *operation;    /* the running one */
  GMainLoop      *loop;
  gboolean        done;
  GError         *error;
  int             caught;
  Watch           watches[G_N_ELEMENTS (signals)];
  guint           sources[G_N_ELEMENTS (signals)];
};

static gboolean
signal_cb (gpointer user_data)
{
  Watch *watch = user_data;
  NexusCliProgress *self = watch->progress;

  self->caught = watch->number;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      /* The next one has its usual effect, should the operation not end soon. */
      if (self->sources[i] != 0 && signals[i] != watch->number)
        g_source_remove (self->sources[i]);
      self->sources[i] = 0;
    }
  if (self->operation != NULL)
    nexus_operation_cancel (self->operation);

  return G_SOURCE_REMOVE;
}

NexusCliProgress *
nexus_cli_progress_new (gboolean visible)
{
  NexusCliProgress *self = g_new0 (NexusCliProgress, 1);

  self->visible = visible && isatty (STDERR_FILENO);
  self->loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      struct sigaction action;

      /* What nohup and the like have switched off stays off. */
      if (sigaction (signals[i], NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        continue;
      self->watches[i].progress = self;
      self->watches[i].number = signals[i];
      self->sources[i] = g_unix_signal_add (signals[i], signal_cb, &self->watches[i]);
    }

  return self;
}

void
nexus_cli_progress_free (NexusCliProgress *self)
{
  nexus_cli_progress_clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      if (self->sources[i] != 0)
        g_source_remove (self->sources[i]);
    }
  g_main_loop_unref (self->loop);
  g_clear_error (&self->error);
  g_free (self);
}

int
nexus_cli_progress_get_signal (NexusCliProgress *self)
{
  return self->caught;
}

void
nexus_cli_progress_clear (NexusCliProgress *self)
{
  if (!self->drawn)
    return;

  fputs ("\r\033[K", stderr);
  fflush (stderr);
  self->drawn = FALSE;
}

static guint
get_columns (void)
{
  struct winsize size = { 0 };

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* "1:02:03", "2:03". */
static char *
dup_duration (guint64 seconds)
{
  guint hours = (guint) (seconds / 3600);

  return hours > 0 ? g_strdup_printf ("%u:%02u:%02u", hours, (guint) (seconds / 60 % 60), (guint) (seconds % 60))
                   : g_strdup_printf ("%u:%02u", (guint) (seconds / 60), (guint) (seconds % 60));
}

static void
draw (NexusCliProgress *self)
{
  guint64 done = nexus_operation_get_bytes_done (self->operation);
  guint64 total = MAX (nexus_operation_get_bytes_total (self->operation), done);
  double rate = nexus_operation_get_rate (self->operation);
  double fraction = CLAMP (nexus_operation_get_fraction (self->operation), 0.0, 1.0);
  /* Not while what there is to do is still being counted: nobody knows how long it takes. */
  gboolean measured = fraction > 0.0;
  guint columns = get_columns ();
  guint filled = (guint) (fraction * BAR_WIDTH);
  g_autofree char *current = nexus_operation_dup_current_path (self->operation);
  g_autofree char *shown = nexus_path_display (current != NULL ? current : "");
  g_autofree char *done_text = g_format_size (done);
  g_autofree char *total_text = g_format_size (total);
  g_autofree char *rate_text = g_format_size ((guint64) MAX (rate, 0.0));
  g_autoptr(GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%3u%% [", (guint) (fraction * 100));
  for (guint i = 0; i < BAR_WIDTH; i++)
    g_string_append_c (line, i < filled ? '#' : '.');
  if (measured)
    /* Translators: bytes done, bytes in all, bytes a second */
    g_string_append_printf (line, _("] %s of %s, %s/s"), done_text, total_text, rate_text);
  else
    /* Translators: bytes done, bytes a second */
    g_string_append_printf (line, _("] %s, %s/s"), done_text, rate_text);
  if (measured && rate >= 1.0 && total > done)
    {
      g_autofree char *duration = dup_duration ((guint64) ((total - done) / rate));

      /* Translators: the time left, such as 2:03 */
      g_string_append_printf (line, _(", %s left"), duration);
    }
  if (*shown != '\0')
    g_string_append_printf (line, "  %s", shown);

  /* One line of the screen, whatever the name is. */
  if ((guint) g_utf8_strlen (line->str, -1) >= columns)
    g_string_truncate (line, g_utf8_offset_to_pointer (line->str, columns - 1) - line->str);
  fprintf (stderr, "\r\033[K%s", line->str);
  fflush (stderr);
  self->drawn = TRUE;
}

static gboolean
draw_cb (gpointer user_data)
{
  draw (user_data);

  return G_SOURCE_CONTINUE;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  NexusCliProgress *self = user_data;

  self->done = nexus_operation_run_finish (NEXUS_OPERATION (object), result, &self->error);
  g_main_loop_quit (self->loop);
}

gboolean
nexus_cli_progress_run (NexusCliProgress  *self,
                        NexusOperation    *operation,
                        GError           **error)
{
  guint timer;

  self->operation = operation;
  /* The first picture comes late, so that what takes a moment does not flicker. */
  timer = self->visible ? g_timeout_add (150, draw_cb, self) : 0;
  nexus_operation_run_async (operation, NULL, done_cb, self);
  g_main_loop_run (self->loop);
  if (timer != 0)
    g_source_remove (timer);
  nexus_cli_progress_clear (self);
  self->operation = NULL;

  if (!self->done)
    g_propagate_error (error, g_steal_pointer (&self->error));

  return self->done;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-conflict-dialog.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-relocate.h"
#include "nexus-gtk-window-private.h"

/* What is moved or copied within its store: at once, but for what has to be asked about. */
struct _NexusGtkRelocating {
  NexusGtkWindow     *window;
  NexusFilesystem    *filesystem;
  char               *folder;
  char               *description;
  gboolean            copy;
  guint64             newest;         /* step before it */
  NexusGtkRelocation *relocation;     /* once all is done that could be */
  GCancellable       *cancellable;    /* of the question */
};

static void
relocating_free (NexusGtkRelocating *self)
{
  self->window->n_requests--;
  g_object_unref (self->window);
  g_object_unref (self->filesystem);
  g_free (self->folder);
  g_free (self->description);
  g_clear_pointer (&self->relocation, nexus_gtk_relocation_free);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkRelocating, relocating_free)

static void
tell (NexusGtkRelocating *self)
{
  guint n_done = nexus_gtk_relocation_get_n_done (self->relocation);
  guint n_identical = nexus_gtk_relocation_get_n_identical (self->relocation);
  g_autofree char *shown = nexus_gtk_place_dup_title (self->folder);
  g_autofree char *text = NULL;

  if (self->window->filesystem != self->filesystem)
    return;
  if (n_done > 0)
    {
      text = g_strdup_printf (self->copy ? ngettext ("%u item copied to “%s”", "%u items copied to “%s”", n_done)
                                         : ngettext ("%u item moved to “%s”", "%u items moved to “%s”", n_done),
                              n_done, shown);
      nexus_gtk_window_offer_undo (self->window, text, self->newest, NULL, self->description);
    }
  else if (n_identical > 0)
    {
      /* Translators: of what was to be moved or copied to a folder, %s, which has files of the same name and content */
      text = g_strdup_printf (ngettext ("%u item is in “%s” already", "%u items are in “%s” already", n_identical),
                              n_identical, shown);
      nexus_gtk_window_toast (self->window, text);
    }
}

/* --- What has to be asked --- */

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkRelocating) self = user_data;
  g_autoptr(GError) error = NULL;

  if (nexus_gtk_relocation_resolve_finish (result, &error))
    tell (self);
  else
    nexus_gtk_window_report (self->window, error);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(NexusGtkRelocating) self = user_data;
  NexusGtkWindow *window = self->window;
  guint n_conflicts = nexus_gtk_relocation_get_conflicts (self->relocation)->len;
  g_autofree NexusConflictPolicy *answers = nexus_gtk_conflict_dialog_ask_finish (result);
  gboolean any = FALSE;

  window->asks_conflicts = FALSE;
  g_signal_handlers_disconnect_by_func (window, g_cancellable_cancel, self->cancellable);
  for (guint i = 0; i < n_conflicts; i++)
    any |= answers[i] != NEXUS_CONFLICT_SKIP;
  if (any)
    {
      NexusGtkRelocation *relocation = self->relocation;

      nexus_gtk_relocation_resolve_async (relocation, answers, resolved_cb, g_steal_pointer (&self));
    }
  nexus_gtk_window_ask_next (window);
}

gboolean
nexus_gtk_window_ask_relocating (NexusGtkWindow *window)
{
  NexusGtkRelocating *self = g_queue_pop_head (&window->relocating);
  NexusConfig *config;

  if (self == NULL)
    return FALSE;
  config = nexus_filesystem_get_config (self->filesystem);
  window->asks_conflicts = TRUE;
  /* The dialog goes with its window; so that somebody hears of it, it is closed before. */
  g_signal_connect_swapped (window, "unrealize", G_CALLBACK (g_cancellable_cancel), self->cancellable);
  nexus_gtk_conflict_dialog_ask_async (GTK_WINDOW (window), nexus_gtk_relocation_get_conflicts (self->relocation), FALSE,
                                       !self->copy || nexus_config_get_history_limit (config) > 0, self->cancellable,
                                       asked_cb, self);

  return TRUE;
}

/* --- What has not --- */

static void
relocated_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkRelocating) self = user_data;
  NexusGtkWindow *window = self->window;
  g_autoptr(GError) error = NULL;

  self->relocation = nexus_gtk_relocate_finish (result, &error);
  if (self->relocation == NULL)
    {
      nexus_gtk_window_report (window, error);
      return;
    }
  tell (self);
  if (nexus_gtk_relocation_get_error (self->relocation) != NULL)
    nexus_gtk_window_report (window, nexus_gtk_relocation_get_error (self->relocation));
  if (nexus_gtk_relocation_get_conflicts (self->relocation)->len == 0 ||
      gtk_widget_in_destruction (GTK_WIDGET (window)) || !gtk_widget_get_realized (GTK_WIDGET (window)))
    return;
  g_queue_push_tail (&window->relocating, g_steal_pointer (&self));
  nexus_gtk_window_ask_next (window);
}

void
nexus_gtk_window_relocate (NexusGtkWindow *window,
                           GPtrArray      *entries,
                           const char     *folder,
                           gboolean        copy)
{
  NexusGtkRelocating *self = g_new0 (NexusGtkRelocating, 1);
  g_autofree char *shown = nexus_gtk_place_dup_title (folder);

  self->window = g_object_ref (window);
  self->filesystem = g_object_ref (window->filesystem);
  self->folder = g_strdup (folder);
  /* Translators: the name of a step that can be undone; %s is a folder. */
  self->description = g_strdup_printf (copy ? _("Copy to “%s”") : _("Move to “%s”"), shown);
  self->copy = copy;
  self->newest = nexus_gtk_window_get_newest_step (window);
  self->cancellable = g_cancellable_new ();
  window->n_requests++;
  nexus_gtk_relocate_async (window->filesystem, entries, folder, copy, self->description, relocated_cb, self);
}

void
nexus_gtk_window_dispose_relocating (NexusGtkWindow *window)
{
  NexusGtkRelocating *self;

  while ((self = g_queue_pop_head (&window->relocating)) != NULL)
    relocating_free (self);
}

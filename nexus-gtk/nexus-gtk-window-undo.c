/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-undo-window.h"
#include "nexus-gtk-window-private.h"

/* So much of the name of a step is in a menu. */
#define MAX_CHARS 40

/* --- The menu --- */

/* A menu takes the first underscore for a mnemonic. */
static char *
make_label (NexusUndoStep *step,
            gboolean       redo)
{
  const char *description = nexus_undo_step_get_description (step);
  g_autoptr(GString) text = g_string_new (description);

  if (g_utf8_strlen (description, -1) > MAX_CHARS)
    {
      g_string_truncate (text, g_utf8_offset_to_pointer (description, MAX_CHARS - 1) - description);
      g_string_append (text, "…");
    }
  g_string_replace (text, "_", "__", 0);

  /* Translators: %s is what was done, such as “Rename “a” to “b””. */
  return redo ? g_strdup_printf (_("Re_do: %s"), text->str) : g_strdup_printf (_("_Undo: %s"), text->str);
}

static void
append (NexusGtkWindow *self,
        const char     *label,
        const char     *action,
        const char     *accel)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (self->undo_menu, item);
}

static void
update (NexusGtkWindow *self)
{
  NexusUndoStep *undo = self->undo != NULL ? nexus_gtk_undo_get_next (self->undo, FALSE) : NULL;
  NexusUndoStep *redo = self->undo != NULL ? nexus_gtk_undo_get_next (self->undo, TRUE) : NULL;
  g_autofree char *undo_label = NULL;
  g_autofree char *redo_label = NULL;

  undo_label = undo != NULL ? make_label (undo, FALSE) : g_strdup (_("_Undo"));
  redo_label = redo != NULL ? make_label (redo, TRUE) : g_strdup (_("Re_do"));
  g_menu_remove_all (self->undo_menu);
  append (self, undo_label, "win.undo", "<primary>z");
  append (self, redo_label, "win.redo", "<primary><shift>z");
  g_menu_append (self->undo_menu, _("_History of Changes"), "win.undo-history");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", redo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo-history", self->undo != NULL);
}

void
nexus_gtk_window_follow_undo (NexusGtkWindow *self,
                              NexusGtkStore  *store)
{
  NexusGtkUndo *undo = store != NULL ? nexus_gtk_store_get_undo (store) : NULL;

  if (self->undo == undo)
    return;
  if (self->undo != NULL)
    g_signal_handlers_disconnect_by_func (self->undo, update, self);
  g_set_object (&self->undo, undo);
  if (undo != NULL)
    g_signal_connect_object (undo, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* Not in a window that is being closed. */
  if (!gtk_widget_in_destruction (GTK_WIDGET (self)))
    update (self);
}

/* --- Toasts --- */

static void
add_toast (NexusGtkWindow *self,
           const char     *text,
           const char     *button,
           const char     *action,
           guint64         id)
{
  nexus_gtk_window_tell (self, &self->undo_toast, text, button, action, g_variant_new_uint64 (id));
}

guint64
nexus_gtk_window_get_newest_step (NexusGtkWindow *self)
{
  return self->undo != NULL ? nexus_gtk_undo_get_newest (self->undo) : 0;
}

typedef struct {
  NexusGtkWindow *window;
  char           *text;
} Offer;

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Offer *offer = user_data;
  NexusGtkWindow *self = offer->window;
  g_autoptr(NexusUndoStep) step = nexus_gtk_undo_find_finish (NEXUS_GTK_UNDO (object), result);

  /* The window may have been closed, or show another store. */
  if (self->undo == NEXUS_GTK_UNDO (object) && step != NULL)
    add_toast (self, offer->text, _("Undo"), "win.undo-step", nexus_undo_step_get_id (step));
  else if (self->undo != NULL)
    nexus_gtk_window_toast (self, offer->text);
  g_object_unref (self);
  g_free (offer->text);
  g_free (offer);
}

void
nexus_gtk_window_offer_undo (NexusGtkWindow *self,
                             const char     *text,
                             guint64         after,
                             const char     *path,
                             const char     *description)
{
  Offer *offer;

  if (self->undo == NULL)
    return;
  offer = g_new0 (Offer, 1);
  offer->window = g_object_ref (self);
  offer->text = g_strdup (text);
  nexus_gtk_undo_find_async (self->undo, after, path, description, found_cb, offer);
}

/* --- Undoing --- */

typedef struct {
  NexusGtkWindow *window;
  gboolean        redo;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->window);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* What is in the way is told in full: a person has to understand it to do something about it. */
static void
tell_conflict (Run          *run,
               const GError *error)
{
  nexus_gtk_dialogs_show_message (GTK_WINDOW (run->window),
                                  run->redo ? _("This Cannot Be Done Again") : _("This Cannot Be Undone"),
                                  error->message);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  NexusGtkWindow *self = run->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_gtk_undo_run_finish (NEXUS_GTK_UNDO (object), result, &error);
  g_autofree char *text = NULL;

  if (self->undo == NULL)
    return;
  if (step == NULL)
    {
      if (g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT) ||
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        tell_conflict (run, error);
      else
        nexus_gtk_window_report (self, error);
      return;
    }

  /* Translators: %s is what was done, such as “Rename “a” to “b””. */
  text = g_strdup_printf (run->redo ? _("Done again: %s") : _("Undone: %s"), nexus_undo_step_get_description (step));
  add_toast (self, text, run->redo ? _("Undo") : _("Redo"), run->redo ? "win.undo-step" : "win.redo-step",
             nexus_undo_step_get_id (step));
}

static void
run_step (NexusGtkWindow *self,
          guint64         id,
          gboolean        redo)
{
  Run *run;

  if (self->undo == NULL)
    return;
  run = g_new0 (Run, 1);
  run->window = g_object_ref (self);
  run->redo = redo;
  nexus_gtk_undo_run_async (self->undo, id, redo, ran_cb, run);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  run_step (NEXUS_GTK_WINDOW (widget), 0, FALSE);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  run_step (NEXUS_GTK_WINDOW (widget), 0, TRUE);
}

static void
undo_step_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  run_step (NEXUS_GTK_WINDOW (widget), g_variant_get_uint64 (parameter), FALSE);
}

static void
redo_step_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  run_step (NEXUS_GTK_WINDOW (widget), g_variant_get_uint64 (parameter), TRUE);
}

static void
run_cb (NexusGtkWindow *self,
        guint64         id,
        gboolean        redo)
{
  run_step (self, id, redo);
}

static void
history_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  GtkWidget *window;

  if (self->undo == NULL)
    return;
  window = GTK_WIDGET (nexus_gtk_undo_window_new (GTK_WINDOW (self), self->undo));
  g_signal_connect_object (window, "run", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* A text that is being written has its own history, even when that is empty. */
static gboolean
key_cb (GtkWidget *widget,
        GVariant  *arguments,
        gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  return !GTK_IS_EDITABLE (focus) && !GTK_IS_TEXT_VIEW (focus) &&
         gtk_widget_activate_action (widget, user_data, NULL);
}

void
nexus_gtk_window_install_undo_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.undo-step", "t", undo_step_action);
  gtk_widget_class_install_action (widget_class, "win.redo-step", "t", redo_step_action);
  gtk_widget_class_install_action (widget_class, "win.undo-history", NULL, history_action);
}

void
nexus_gtk_window_init_undo (NexusGtkWindow *self)
{
  static const struct {
    const char *trigger;
    const char *action;
  } keys[] = {
    { "<primary>z", "win.undo" },
    { "<primary><shift>z|<primary>y", "win.redo" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                            gtk_callback_action_new (key_cb, (gpointer) keys[i].action,
                                                                                     NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  update (self);
}

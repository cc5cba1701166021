/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-problem.h"
#include "nexus-gtk-problems-dialog.h"
#include "nexus-gtk-window-private.h"

/* Several calls that are told of together, when the last one has ended. */
typedef struct {
  NexusGtkWindow *window;
  const char     *title;       /* of what failed */
  gboolean        can_undo;    /* what was done is told of, with a button to undo it */
  GPtrArray      *done;        /* the ids of what was done */
  char           *name;        /* of the first one of these */
  GListStore     *problems;
  guint           n_left;
} Several;

/* One of them. */
typedef struct {
  Several *several;
  char    *id;
  char    *path;               /* or the id again, where no more is known */
} Call;

static Several *
several_new (NexusGtkWindow *self,
             const char     *title,
             gboolean        can_undo)
{
  Several *several = g_new0 (Several, 1);

  several->window = g_object_ref (self);
  several->title = title;
  several->can_undo = can_undo;
  several->done = g_ptr_array_new_with_free_func (g_free);
  several->problems = g_list_store_new (NEXUS_GTK_TYPE_PROBLEM);

  return several;
}

static void
several_free (Several *several)
{
  g_object_unref (several->window);
  g_ptr_array_unref (several->done);
  g_object_unref (several->problems);
  g_free (several->name);
  g_free (several);
}

static Call *
call_new (Several    *several,
          const char *id,
          const char *path)
{
  Call *call = g_new0 (Call, 1);

  call->several = several;
  call->id = g_strdup (id);
  call->path = g_strdup (path);
  several->n_left++;

  return call;
}

/* Of an entry, or of an item of the trash by where it was. */
static Call *
call_new_for_item (Several  *several,
                   gpointer  item)
{
  if (NEXUS_IS_TRASH_ITEM (item))
    return call_new (several, nexus_trash_item_get_id (item), nexus_trash_item_get_original_path (item));

  return call_new (several, nexus_entry_get_id (item), nexus_entry_get_path (item));
}

/* --- Telling --- */

static void
tell_done (Several *several)
{
  guint n_done = several->done->len;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;

  if (n_done == 1)
    text = g_strdup_printf (_("“%s” moved to trash"), several->name);
  else
    text = g_strdup_printf (ngettext ("%u item moved to trash", "%u items moved to trash", n_done), n_done);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_action_name (toast, "win.undo-delete");
  adw_toast_set_action_target_value (toast, g_variant_new_strv ((const char * const *) several->done->pdata, n_done));
  adw_toast_overlay_add_toast (several->window->toasts, toast);
}

static void
details_cb (AdwToast   *toast,
            GListModel *problems)
{
  NexusGtkWindow *window = g_object_get_data (G_OBJECT (toast), "window");

  gtk_window_present (nexus_gtk_problems_dialog_new (GTK_WINDOW (window), adw_toast_get_title (toast), problems));
}

/* A single one is told in full; more of them have a list of their own. */
static void
tell_problems (Several *several)
{
  GListModel *problems = G_LIST_MODEL (several->problems);
  guint n_problems = g_list_model_get_n_items (problems);
  g_autoptr(NexusGtkProblem) first = g_list_model_get_item (problems, 0);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;

  if (n_problems == 1)
    text = g_strdelimit (g_strdup (nexus_gtk_problem_get_reason (first)), "\n", ' ');
  else
    text = g_strdup_printf (ngettext ("%u problem: %s", "%u problems: %s", n_problems), n_problems, several->title);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, 8);
  if (n_problems > 1)
    {
      adw_toast_set_button_label (toast, _("Details"));
      /* It is one of the window's own, so that the window outlives it. */
      g_object_set_data (G_OBJECT (toast), "window", several->window);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (details_cb), problems, 0);
      g_object_set_data_full (G_OBJECT (toast), "problems", g_object_ref (problems), g_object_unref);
    }
  adw_toast_overlay_add_toast (several->window->toasts, toast);
}

/* Takes the call. */
static void
call_end (Call         *call,
          const GError *error)
{
  Several *several = call->several;

  if (error == NULL)
    {
      if (several->can_undo && several->name == NULL)
        {
          g_autofree char *name = nexus_path_dup_name (call->path);

          several->name = nexus_path_display (name);
        }
      g_ptr_array_add (several->done, g_steal_pointer (&call->id));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr(NexusGtkProblem) problem = nexus_gtk_problem_new (call->path, error);

      g_list_store_append (several->problems, problem);
    }
  g_free (call->id);
  g_free (call->path);
  g_free (call);

  if (--several->n_left > 0)
    return;
  /* Nobody is there to be told once the window is closed. */
  if (several->window->filesystem != NULL)
    {
      if (several->can_undo && several->done->len > 0)
        tell_done (several);
      if (g_list_model_get_n_items (G_LIST_MODEL (several->problems)) > 0)
        tell_problems (several);
    }
  several_free (several);
}

/* --- To the trash and back --- */

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete_finish (NEXUS_FILESYSTEM (object), result, &error);
  call_end (user_data, error);
}

/* One after another: what cannot be deleted is told of, and does not keep the others. */
static void
delete_each (NexusGtkWindow *self,
             GPtrArray      *items)
{
  Several *several = several_new (self, _("Move to Trash"), TRUE);

  for (guint i = 0; i < items->len; i++)
    {
      Call *call = call_new_for_item (several, g_ptr_array_index (items, i));

      nexus_filesystem_delete_async (self->filesystem, call->path, NULL, NEXUS_DELETE_RECURSIVE, NULL, deleted_cb,
                                     call);
    }
}

typedef struct {
  NexusGtkWindow *window;
  GPtrArray      *items;
  guint64         newest;     /* step before it */
} Deletion;

static void
deletion_free (Deletion *deletion)
{
  g_object_unref (deletion->window);
  g_ptr_array_unref (deletion->items);
  g_free (deletion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, deletion_free)

static void
deleted_together_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Deletion) deletion = user_data;
  NexusGtkWindow *self = deletion->window;
  NexusEntry *first = nexus_gtk_item_get_entry (g_ptr_array_index (deletion->items, 0));
  guint n_items = deletion->items->len;
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (first));
  g_autofree char *text = NULL;

  if (nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    {
      if (n_items == 1)
        text = g_strdup_printf (_("“%s” moved to trash"), shown);
      else
        text = g_strdup_printf (ngettext ("%u item moved to trash", "%u items moved to trash", n_items), n_items);
      nexus_gtk_window_offer_undo (self, text, deletion->newest, NULL,
                                   nexus_batch_get_description (NEXUS_BATCH (object)));
      return;
    }

  if (n_items == 1)
    nexus_gtk_window_report (self, error);
  else if (self->filesystem == nexus_batch_get_filesystem (NEXUS_BATCH (object)))
    delete_each (self, deletion->items);
}

/* Together, so that they are one step to be undone. */
static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  g_autoptr(NexusBatch) batch = NULL;
  g_autofree char *description = NULL;
  Deletion *deletion;

  if (items->len == 0)
    return;
  batch = nexus_batch_new (self->filesystem);
  for (guint i = 0; i < items->len; i++)
    nexus_batch_delete (batch, nexus_entry_get_path (nexus_gtk_item_get_entry (g_ptr_array_index (items, i))), NULL,
                        NEXUS_DELETE_RECURSIVE);
  if (items->len == 1)
    {
      const char *only = nexus_entry_get_name (nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)));
      g_autofree char *shown = nexus_path_display (only);

      /* Translators: the name of a step that can be undone */
      description = g_strdup_printf (_("Move “%s” to Trash"), shown);
    }
  else
    {
      description = g_strdup_printf (ngettext ("Move %u Item to Trash", "Move %u Items to Trash", items->len),
                                     items->len);
    }
  nexus_batch_set_description (batch, description);
  deletion = g_new0 (Deletion, 1);
  deletion->window = g_object_ref (self);
  deletion->items = g_steal_pointer (&items);
  deletion->newest = nexus_gtk_window_get_newest_step (self);
  nexus_batch_commit_async (batch, NULL, deleted_together_cb, deletion);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry G_GNUC_UNUSED = nexus_filesystem_restore_finish (NEXUS_FILESYSTEM (object), result,
                                                                               &error);

  call_end (user_data, error);
}

static void
undo_delete_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);
  Several *several;

  if (ids[0] == NULL)
    return;
  several = several_new (self, _("Undo"), FALSE);
  for (guint i = 0; ids[i] != NULL; i++)
    nexus_filesystem_restore_async (self->filesystem, ids[i], NULL, NEXUS_CONFLICT_KEEP_BOTH, NULL, restored_cb,
                                    call_new (several, ids[i], ids[i]));
}

static void
restore_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (items->len > 0)
    nexus_gtk_window_restore (self, items);
}

/* --- For good --- */

static void
purged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete_trashed_finish (NEXUS_FILESYSTEM (object), result, &error);
  call_end (user_data, error);
}

static void
purge_confirmed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autoptr(GPtrArray) items = user_data;
  Several *several;

  if (!nexus_gtk_dialogs_confirm_finish (result) || self->filesystem == NULL)
    return;

  several = several_new (self, _("Delete Permanently"), FALSE);
  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      Call *call = call_new_for_item (several, item);

      if (NEXUS_IS_TRASH_ITEM (item))
        nexus_filesystem_delete_trashed_async (self->filesystem, call->id, NULL, purged_cb, call);
      else
        nexus_filesystem_delete_async (self->filesystem, call->path, NULL,
                                       NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, deleted_cb, call);
    }
}

static void
delete_permanently_action (GtkWidget  *widget,
                           const char *name,
                           GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  g_autofree char *heading = NULL;

  if (items->len == 0)
    return;
  if (items->len == 1)
    {
      const char *only = nexus_entry_get_name (nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)));
      g_autofree char *shown = nexus_path_display (only);

      heading = g_strdup_printf (_("Delete “%s” Permanently?"), shown);
    }
  else
    {
      heading = g_strdup_printf (ngettext ("Delete %u Item Permanently?", "Delete %u Items Permanently?", items->len),
                                 items->len);
    }
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (self), heading,
                                   _("Versions, tags and attributes go with what is deleted. This cannot be undone."),
                                   _("_Delete"), purge_confirmed_cb, g_ptr_array_ref (items));
}

static void
emptied_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_filesystem_empty_trash_finish (NEXUS_FILESYSTEM (object), result, &error))
    nexus_gtk_window_report (self, error);
}

static void
empty_confirmed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);

  if (nexus_gtk_dialogs_confirm_finish (result) && self->filesystem != NULL)
    nexus_filesystem_empty_trash_async (self->filesystem, NULL, emptied_cb, g_object_ref (self));
}

static void
empty_trash_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (widget), _("Empty the Trash?"),
                                   _("Everything in it is deleted for good, with its versions, tags and attributes."),
                                   _("_Empty Trash"), empty_confirmed_cb, NULL);
}

/* --- How long it is kept --- */

static void
trash_days_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  int n_days = nexus_filesystem_get_trash_days_finish (NEXUS_FILESYSTEM (object), result, &error);
  gboolean again = self->describing_trash > 1;

  self->describing_trash = 0;
  if (self->filesystem == NULL)
    return;
  if (again || self->filesystem != NEXUS_FILESYSTEM (object))
    {
      nexus_gtk_window_describe_trash (self);
      return;
    }

  if (n_days > 0)
    text = g_strdup_printf (ngettext ("What is in the trash is deleted for good after %u day.",
                                      "What is in the trash is deleted for good after %u days.", (guint) n_days),
                            (guint) n_days);
  else if (n_days == 0)
    text = g_strdup (_("What is in the trash stays until it is emptied."));
  else
    text = nexus_gtk_error_describe (error);
  gtk_label_set_text (self->trash_label, text);
}

void
nexus_gtk_window_describe_trash (NexusGtkWindow *self)
{
  /* While it is asked for it may become something else, once or often: then it is asked for once more. */
  if (self->describing_trash++ == 0)
    nexus_filesystem_get_trash_days_async (self->filesystem, NULL, trash_days_cb, g_object_ref (self));
}

static void
trash_changed_cb (NexusGtkWindow *self,
                  NexusChange    *change)
{
  if (nexus_change_get_kind (change) == NEXUS_CHANGE_TRASH && gtk_revealer_get_reveal_child (self->trash_bar))
    nexus_gtk_window_describe_trash (self);
}

/* Any program may say something else about the store that is shown now. */
void
nexus_gtk_window_follow_trash (NexusGtkWindow *self)
{
  if (self->trash_filesystem != NULL)
    g_signal_handlers_disconnect_by_func (self->trash_filesystem, trash_changed_cb, self);
  g_set_object (&self->trash_filesystem, self->filesystem);
  g_signal_connect_object (self->filesystem, "changed", G_CALLBACK (trash_changed_cb), self, G_CONNECT_SWAPPED);
}

void
nexus_gtk_window_install_trash_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "win.undo-delete", "as", undo_delete_action);
  gtk_widget_class_install_action (widget_class, "win.restore", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "win.delete-permanently", NULL, delete_permanently_action);
  gtk_widget_class_install_action (widget_class, "win.empty-trash", NULL, empty_trash_action);
}

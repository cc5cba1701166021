/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-window-private.h"

/* Items of the trash that go back to where they were.  What is there now is looked at first, so that one question is
 * asked about all of it, and one step done. */
typedef struct {
  NexusGtkWindow  *window;
  NexusFilesystem *filesystem;
  GPtrArray       *items;       /* of NexusTrashItem */
  GHashTable      *taken;       /* of them: something has their path */
  guint            n_left;      /* to look at, and the one who asks for it */
  guint64          newest;      /* step before */
  char            *description;
} Restoring;

static void
restoring_free (Restoring *restoring)
{
  g_object_unref (restoring->window);
  g_object_unref (restoring->filesystem);
  g_ptr_array_unref (restoring->items);
  g_hash_table_unref (restoring->taken);
  g_free (restoring->description);
  g_free (restoring);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Restoring, restoring_free)

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Restoring) restoring = user_data;
  NexusGtkWindow *self = restoring->window;
  guint n_items = nexus_batch_get_n_operations (NEXUS_BATCH (object));
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  if (self->filesystem != restoring->filesystem)
    return;
  text = g_strdup_printf (ngettext ("%u item restored", "%u items restored", n_items), n_items);
  nexus_gtk_window_offer_undo (self, text, restoring->newest, NULL, restoring->description);
}

/* Takes it.  The policy is for those whose path is taken; the others may only be in each other's way. */
static void
restore (Restoring           *restoring,
         NexusConflictPolicy  policy)
{
  g_autoptr(Restoring) owned = restoring;
  g_autoptr(NexusBatch) batch = nexus_batch_new (restoring->filesystem);

  for (guint i = 0; i < restoring->items->len; i++)
    {
      NexusTrashItem *item = g_ptr_array_index (restoring->items, i);
      gboolean taken = g_hash_table_contains (restoring->taken, item);

      if (!taken || policy != NEXUS_CONFLICT_SKIP)
        nexus_batch_restore (batch, nexus_trash_item_get_id (item), NULL, taken ? policy : NEXUS_CONFLICT_KEEP_BOTH);
    }
  if (nexus_batch_get_n_operations (batch) == 0)
    return;
  if (restoring->items->len == 1)
    {
      NexusTrashItem *only = g_ptr_array_index (restoring->items, 0);
      g_autofree char *shown = nexus_path_display (nexus_trash_item_get_name (only));

      /* Translators: the name of a step that can be undone */
      restoring->description = g_strdup_printf (_("Restore “%s”"), shown);
    }
  else
    {
      guint n_items = nexus_batch_get_n_operations (batch);

      restoring->description = g_strdup_printf (ngettext ("Restore %u Item", "Restore %u Items", n_items), n_items);
    }
  nexus_batch_set_description (batch, restoring->description);
  nexus_batch_commit_async (batch, NULL, restored_cb, g_steal_pointer (&owned));
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Restoring        *restoring)
{
  if (strcmp (response, "skip") == 0)
    restore (restoring, NEXUS_CONFLICT_SKIP);
  else if (strcmp (response, "both") == 0)
    restore (restoring, NEXUS_CONFLICT_KEEP_BOTH);
  else if (strcmp (response, "replace") == 0)
    restore (restoring, NEXUS_CONFLICT_REPLACE);
  else
    restoring_free (restoring);
}

/* Takes it. */
static void
ask (Restoring *restoring)
{
  guint n_taken = g_hash_table_size (restoring->taken);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  if (n_taken == 1)
    {
      GHashTableIter iter;
      gpointer item;
      g_autofree char *shown = NULL;

      g_hash_table_iter_init (&iter, restoring->taken);
      g_hash_table_iter_next (&iter, &item, NULL);
      shown = nexus_path_display (nexus_trash_item_get_name (item));
      heading = g_strdup_printf (_("Something Is Called “%s” There"), shown);
    }
  else
    {
      heading = g_strdup_printf (ngettext ("%u Name Is Taken", "%u Names Are Taken", n_taken), n_taken);
    }
  dialog = nexus_gtk_dialogs_new_message (GTK_WINDOW (restoring->window), heading,
                                          _("What was deleted can get another name, or take the place of what is there, "
                                            "which goes into the trash."), NULL);
  gtk_widget_set_name (dialog, "restore-dialog");
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "skip", _("_Skip"),
                                    "replace", _("_Replace"), "both", _("_Keep Both"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "both", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "both");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), restoring);
  nexus_gtk_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
looked_at (Restoring *restoring)
{
  if (--restoring->n_left > 0)
    return;
  /* Nobody is there to be asked once the window is closed. */
  if (restoring->window->filesystem == NULL)
    restoring_free (restoring);
  else if (g_hash_table_size (restoring->taken) > 0)
    ask (restoring);
  else
    restore (restoring, NEXUS_CONFLICT_KEEP_BOTH);
}

typedef struct {
  Restoring      *restoring;
  NexusTrashItem *item;
} Look;

static void
exists_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Look *look = user_data;

  /* What cannot be looked at is told of when it is restored. */
  if (nexus_filesystem_exists_finish (NEXUS_FILESYSTEM (object), result, NULL))
    g_hash_table_add (look->restoring->taken, look->item);
  looked_at (look->restoring);
}

void
nexus_gtk_window_restore (NexusGtkWindow *self,
                          GPtrArray      *items)
{
  Restoring *restoring = g_new0 (Restoring, 1);

  restoring->window = g_object_ref (self);
  restoring->filesystem = g_object_ref (self->filesystem);
  restoring->items = g_ptr_array_ref (items);
  restoring->taken = g_hash_table_new (NULL, NULL);
  restoring->newest = nexus_gtk_window_get_newest_step (self);
  restoring->n_left = 1;
  for (guint i = 0; i < items->len; i++)
    {
      Look *look = g_new0 (Look, 1);

      look->restoring = restoring;
      look->item = g_ptr_array_index (items, i);
      restoring->n_left++;
      nexus_filesystem_exists_async (self->filesystem, nexus_trash_item_get_original_path (look->item), NULL, exists_cb,
                                     look);
    }
  looked_at (restoring);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-rename-dialog.h"
#include "nexus-gtk-window-private.h"

static void
renamed_cb (NexusGtkWindow       *self,
            guint                 count,
            const char           *description,
            NexusGtkRenameDialog *dialog)
{
  guint64 *newest = g_object_get_data (G_OBJECT (dialog), "newest-step");
  g_autofree char *text = NULL;

  /* The window may be closing. */
  if (self->filesystem == NULL)
    return;
  text = g_strdup_printf (ngettext ("%u item renamed", "%u items renamed", count), count);
  nexus_gtk_window_offer_undo (self, text, *newest, NULL, description);
}

void
nexus_gtk_window_rename_several (NexusGtkWindow *self,
                                 GPtrArray      *items)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  NexusGtkRenameDialog *dialog;
  guint64 newest = nexus_gtk_window_get_newest_step (self);

  for (guint i = 0; i < items->len; i++)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (items, i));

      if (entry != NULL)
        g_ptr_array_add (entries, g_object_ref (entry));
    }
  if (entries->len == 0)
    return;
  dialog = nexus_gtk_rename_dialog_new (GTK_WINDOW (self), self->filesystem, entries);
  g_object_set_data_full (G_OBJECT (dialog), "newest-step", g_memdup2 (&newest, sizeof newest), g_free);
  g_signal_connect_object (dialog, "renamed", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

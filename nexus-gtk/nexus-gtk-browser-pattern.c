/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-format.h"

/* So many names are looked at before the loop has its turn again. */
#define STEP 2000

/* What is selected by its name, in steps, so that a long folder holds nothing up. */
struct _NexusGtkBrowserPattern {
  NexusGtkBrowser *browser;
  GPatternSpec    *spec;
  GtkBitset       *matches;
  guint            position;   /* the next that is looked at */
  guint            idle_id;
};

static gboolean
match_cb (gpointer user_data)
{
  GTask *task = user_data;
  NexusGtkBrowserPattern *pattern = g_task_get_task_data (task);
  NexusGtkBrowser *self = pattern->browser;
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr(GtkBitset) all = NULL;

  for (guint i = 0; i < STEP && pattern->position < n_items; i++, pattern->position++)
    {
      g_autofree char *name = _nexus_gtk_browser_dup_folded_name (pattern->position, self);

      if (name != NULL && g_pattern_spec_match_string (pattern->spec, name))
        gtk_bitset_add (pattern->matches, pattern->position);
    }
  if (pattern->position < n_items)
    return G_SOURCE_CONTINUE;

  pattern->idle_id = 0;
  self->matching = NULL;
  all = gtk_bitset_new_range (0, n_items);
  gtk_selection_model_set_selection (model, pattern->matches, all);
  if (!gtk_bitset_is_empty (pattern->matches))
    _nexus_gtk_browser_scroll_to (self, gtk_bitset_get_minimum (pattern->matches));
  g_task_return_int (task, (gssize) gtk_bitset_get_size (pattern->matches));
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

static void
pattern_free (NexusGtkBrowserPattern *pattern)
{
  g_clear_handle_id (&pattern->idle_id, g_source_remove);
  g_pattern_spec_free (pattern->spec);
  gtk_bitset_unref (pattern->matches);
  g_free (pattern);
}

void
_nexus_gtk_browser_stop_pattern (NexusGtkBrowser *self)
{
  GTask *task = g_steal_pointer (&self->matching);

  if (task == NULL)
    return;

  g_clear_handle_id (&((NexusGtkBrowserPattern *) g_task_get_task_data (task))->idle_id, g_source_remove);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Something else is shown."));
  g_object_unref (task);
}

/* Other positions have other names now. */
void
_nexus_gtk_browser_restart_pattern (NexusGtkBrowser *self)
{
  NexusGtkBrowserPattern *pattern = self->matching != NULL ? g_task_get_task_data (self->matching) : NULL;

  if (pattern == NULL)
    return;

  gtk_bitset_remove_all (pattern->matches);
  pattern->position = 0;
}

void
nexus_gtk_browser_select_pattern_async (NexusGtkBrowser     *self,
                                        const char          *text,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  NexusGtkBrowserPattern *pattern = g_new0 (NexusGtkBrowserPattern, 1);
  g_autofree char *folded = nexus_gtk_fold (text);
  g_autofree char *around = strpbrk (folded, "*?") == NULL ? g_strconcat ("*", folded, "*", NULL) : NULL;

  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  _nexus_gtk_browser_stop_pattern (self);
  pattern->browser = self;
  pattern->spec = g_pattern_spec_new (around != NULL ? around : folded);
  pattern->matches = gtk_bitset_new_empty ();
  self->matching = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->matching, nexus_gtk_browser_select_pattern_async);
  g_task_set_task_data (self->matching, pattern, (GDestroyNotify) pattern_free);
  pattern->idle_id = g_idle_add (match_cb, self->matching);
}

gssize
nexus_gtk_browser_select_pattern_finish (NexusGtkBrowser  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

void
nexus_gtk_browser_invert_selection (NexusGtkBrowser *self)
{
  g_autoptr(GtkBitset) selected = NULL;
  g_autoptr(GtkBitset) all = NULL;
  g_autoptr(GtkBitset) rest = NULL;

  g_return_if_fail (NEXUS_GTK_IS_BROWSER (self));

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->selection)));
  rest = gtk_bitset_copy (all);
  gtk_bitset_subtract (rest, selected);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), rest, all);
}

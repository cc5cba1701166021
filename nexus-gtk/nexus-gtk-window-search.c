/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  if (self->filesystem != NULL)
    nexus_gtk_search_bar_open (nexus_gtk_tab_get_search_bar (self->tab));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  if (self->filesystem != NULL && nexus_gtk_tab_search (self->tab, g_variant_get_string (parameter, NULL)))
    nexus_gtk_window_place_changed (self);
}

static void
show_in_folder_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  NexusEntry *entry = items->len == 1 ? nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)) : NULL;
  g_autofree char *parent = entry != NULL ? nexus_path_dup_parent (nexus_entry_get_path (entry)) : NULL;
  g_autofree char *child = NULL;

  if (parent == NULL)
    return;
  child = g_strdup (nexus_entry_get_name (entry));
  nexus_gtk_window_go (self, parent);
  nexus_gtk_browser_select_name (self->browser, child);
}

/* --- Searches that the store keeps --- */

/* One that is to be kept. */
typedef struct {
  NexusGtkWindow  *window;
  NexusFilesystem *filesystem;
  NexusQuery      *query;        /* NULL: the one that it had */
  char            *former_name;  /* that it has no more then; may be NULL */
  char            *name;
} Saving;

static Saving *
saving_new (NexusGtkWindow *self,
            NexusQuery     *query,
            const char     *former_name)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self);
  saving->filesystem = g_object_ref (self->filesystem);
  saving->query = query != NULL ? g_object_ref (query) : NULL;
  saving->former_name = g_strdup (former_name);

  return saving;
}

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->window);
  g_object_unref (saving->filesystem);
  g_clear_object (&saving->query);
  g_free (saving->former_name);
  g_free (saving->name);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static gboolean
renames (const Saving *saving)
{
  return saving->former_name != NULL && strcmp (saving->former_name, saving->name) != 0;
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  NexusGtkWindow *self = saving->window;
  g_autofree char *former = g_strconcat (NEXUS_GTK_PLACE_SAVED, saving->former_name, NULL);
  g_autofree char *place = g_strconcat (NEXUS_GTK_PLACE_SAVED, saving->name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  if (self->filesystem != saving->filesystem)
    return;

  /* Whoever looks at it goes with its name. */
  if (!renames (saving) || strcmp (nexus_gtk_tab_get_place (self->tab), former) == 0)
    nexus_gtk_window_go (self, place);
  if (renames (saving))
    return;
  text = g_strdup_printf (_("“%s” was added to the saved searches"), saving->name);
  nexus_gtk_window_toast (self, text);
}

/* One step, which can be undone as such.  Takes it. */
static void
save (Saving *saving)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (saving->filesystem);

  if (renames (saving))
    nexus_batch_remove_search (batch, saving->former_name);
  nexus_batch_save_search (batch, saving->name, saving->query);
  nexus_batch_set_description (batch, renames (saving) ? _("Rename Search") : _("Save Search"));
  nexus_batch_commit_async (batch, NULL, saved_cb, saving);
}

static void
replace_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;

  if (nexus_gtk_dialogs_confirm_finish (result))
    save (g_steal_pointer (&saving));
}

static NexusSavedSearch *
find_search (GListModel *searches,
             const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (searches, i);

      if (strcmp (nexus_saved_search_get_name (search), name) == 0)
        return g_steal_pointer (&search);
    }

  return NULL;
}

/* Nothing that has the name goes without a question. */
static void
check_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) searches = nexus_filesystem_list_searches_finish (NEXUS_FILESYSTEM (object), result, &error);
  g_autoptr(NexusSavedSearch) former = NULL;
  g_autoptr(NexusSavedSearch) other = NULL;
  g_autofree char *heading = NULL;

  if (searches == NULL)
    {
      nexus_gtk_window_report (saving->window, error);
      return;
    }
  if (saving->query == NULL)
    {
      former = find_search (searches, saving->former_name);
      if (former == NULL)
        return;
      saving->query = g_object_ref (nexus_saved_search_get_query (former));
    }
  other = find_search (searches, saving->name);
  if (other == NULL || g_strcmp0 (saving->former_name, saving->name) == 0)
    {
      save (g_steal_pointer (&saving));
      return;
    }

  heading = g_strdup_printf (_("Replace “%s”?"), saving->name);
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (saving->window), heading,
                                   _("The store keeps a search with this name already."), _("_Replace"), replace_cb,
                                   saving);
  saving = NULL;
}

static void
name_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autofree char *name = nexus_gtk_dialogs_text_finish (result);

  if (name == NULL || (saving->query == NULL && strcmp (saving->former_name, name) == 0))
    return;
  saving->name = g_steal_pointer (&name);
  nexus_filesystem_list_searches_async (saving->filesystem, NULL, check_cb, saving);
  saving = NULL;
}

static void
save_search_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  NexusGtkSearchBar *bar = nexus_gtk_tab_get_search_bar (self->tab);
  const char *former = nexus_gtk_search_bar_get_name (bar);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (nexus_gtk_search_bar_get_text (bar), &error);

  if (query == NULL)
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  /* One that is edited may get another name as well, and then there are two of them. */
  nexus_gtk_dialogs_text_async (GTK_WINDOW (self), _("Save Search"), _("_Save"),
                                former != NULL ? former : nexus_query_to_string (query), name_cb,
                                saving_new (self, query, NULL));
}

static void
rename_search_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *former = g_variant_get_string (parameter, NULL);

  if (self->filesystem != NULL)
    nexus_gtk_dialogs_text_async (GTK_WINDOW (self), _("Rename Saved Search"), _("_Rename"), former, name_cb,
                                  saving_new (self, NULL, former));
}

static void
edit_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  NexusGtkWindow *self = saving->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) searches = nexus_filesystem_list_searches_finish (NEXUS_FILESYSTEM (object), result, &error);
  g_autoptr(NexusSavedSearch) search = searches != NULL ? find_search (searches, saving->former_name) : NULL;
  g_autofree char *place = NULL;
  NexusGtkSearchBar *bar;

  if (search == NULL || self->filesystem != saving->filesystem)
    {
      if (error != NULL)
        nexus_gtk_window_report (self, error);
      return;
    }
  place = g_strconcat (NEXUS_GTK_PLACE_SEARCH, nexus_query_to_string (nexus_saved_search_get_query (search)), NULL);
  nexus_gtk_window_go (self, place);
  bar = nexus_gtk_tab_get_search_bar (self->tab);
  nexus_gtk_search_bar_set_name (bar, saving->former_name);
  nexus_gtk_search_bar_open (bar);
}

static void
edit_search_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  if (self->filesystem != NULL)
    nexus_filesystem_list_searches_async (self->filesystem, NULL, edit_cb,
                                          saving_new (self, NULL, g_variant_get_string (parameter, NULL)));
}

/* --- Actions --- */

void
nexus_gtk_window_update_search_actions (NexusGtkWindow *self,
                                        GPtrArray      *items)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->filesystem != NULL;
  const char *place = open ? nexus_gtk_tab_get_place (self->tab) : NEXUS_GTK_PLACE_HOME;

  gtk_widget_action_set_enabled (widget, "win.find", open);
  gtk_widget_action_set_enabled (widget, "win.save-search", open && g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH));
  gtk_widget_action_set_enabled (widget, "win.show-in-folder",
                                 open && items->len == 1 && !nexus_gtk_place_is_folder (place) &&
                                 !nexus_gtk_place_is_trash (place));
}

void
nexus_gtk_window_install_search_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char                  *name;
    const char                  *type;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.find", NULL, find_action },
    { "win.search", "s", search_action },
    { "win.show-in-folder", NULL, show_in_folder_action },
    { "win.save-search", NULL, save_search_action },
    { "win.rename-search", "s", rename_search_action },
    { "win.edit-search", "s", edit_search_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
}

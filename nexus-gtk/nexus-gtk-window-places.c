/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-bookmarks.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-location.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

static const char *
get_location (NexusGtkWindow *self)
{
  return nexus_gtk_store_get_location (nexus_gtk_window_get_store (self));
}

/* --- Going there --- */

static void
go_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  nexus_gtk_window_go (NEXUS_GTK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
home_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  nexus_gtk_window_go (NEXUS_GTK_WINDOW (widget), NEXUS_GTK_PLACE_HOME);
}

static void
go_elsewhere_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *place = g_variant_get_string (parameter, NULL);

  if (self->filesystem == NULL)
    return;
  if (strcmp (name, "win.go-in-window") == 0)
    nexus_gtk_window_open_in_window (self, place);
  else
    nexus_gtk_window_add_tab (self, nexus_gtk_window_get_store (self), place, TRUE);
}

/* Of those that are open; what has no name is the first one. */
static NexusGtkStore *
find_store (NexusGtkWindow *self,
            const char     *name)
{
  guint n_stores = g_list_model_get_n_items (G_LIST_MODEL (self->stores));

  for (guint i = 0; i < n_stores; i++)
    {
      g_autoptr(NexusGtkStore) store = g_list_model_get_item (G_LIST_MODEL (self->stores), i);
      g_autofree char *own = nexus_gtk_location_dup_name (nexus_gtk_store_get_title (store));

      /* The list holds it. */
      if (name == NULL || strcmp (own, name) == 0 ||
          nexus_gtk_location_is_of (name, nexus_gtk_store_get_location (store)))
        return store;
    }

  return NULL;
}

NexusGtkStore *
nexus_gtk_window_find_location (NexusGtkWindow  *self,
                                const char      *text,
                                char           **place,
                                GError         **error)
{
  g_autofree char *name = NULL;
  NexusGtkStore *store;

  if (!nexus_gtk_location_parse (text, &name, place, error))
    return NULL;
  store = name != NULL || nexus_gtk_location_is_address (text) ? find_store (self, name) : nexus_gtk_window_get_store (self);
  if (store == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("No store with the name “%s” is open. Open it from the main menu, then try again."),
                 name != NULL ? name : "");

  return store;
}

gboolean
nexus_gtk_window_open_location (NexusGtkWindow  *self,
                                const char      *text,
                                GError         **error)
{
  g_autofree char *place = NULL;
  NexusGtkStore *store;

  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  store = nexus_gtk_window_find_location (self, text, &place, error);
  if (store == NULL)
    return FALSE;
  if (store == nexus_gtk_window_get_store (self))
    nexus_gtk_window_go (self, place);
  else
    nexus_gtk_window_add_tab (self, store, place, TRUE);

  return TRUE;
}

/* --- Bookmarks --- */

static void
bookmark_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *place = nexus_gtk_tab_get_place (self->tab);
  g_autofree char *title = nexus_gtk_place_dup_title (place);
  g_autofree char *text = NULL;

  if (nexus_gtk_bookmarks_contain (self->settings, get_location (self), place))
    return;
  nexus_gtk_bookmarks_add (self->settings, get_location (self), place);
  text = g_strdup_printf (_("“%s” was added to the bookmarks"), title);
  nexus_gtk_window_toast (self, text);
  nexus_gtk_window_update_actions (self);
}

static void
remove_bookmark_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  nexus_gtk_bookmarks_remove (self->settings, get_location (self), g_variant_get_string (parameter, NULL));
  nexus_gtk_window_update_actions (self);
}

static void
bookmark_name_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autofree char *place = user_data;
  g_autofree char *name = nexus_gtk_dialogs_name_finish (result);

  if (name != NULL && self->filesystem != NULL)
    nexus_gtk_bookmarks_rename (self->settings, get_location (self), place, name);
}

static void
rename_bookmark_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *place = g_variant_get_string (parameter, NULL);
  g_autoptr(GPtrArray) bookmarks = nexus_gtk_bookmarks_list (self->settings, get_location (self));
  g_autofree char *title = nexus_gtk_place_dup_title (place);

  for (guint i = 0; i < bookmarks->len; i++)
    {
      NexusGtkBookmark *bookmark = g_ptr_array_index (bookmarks, i);

      if (strcmp (bookmark->place, place) != 0)
        continue;
      nexus_gtk_dialogs_name_async (GTK_WINDOW (self), _("Rename Bookmark"), _("_Rename"),
                                    *bookmark->name != '\0' ? bookmark->name : title, bookmark_name_cb,
                                    g_strdup (place));
    }
}

/* With the keyboard, what dragging does with the pointer. */
static void
move_bookmark_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *place = g_variant_get_string (parameter, NULL);
  g_autoptr(GPtrArray) bookmarks = nexus_gtk_bookmarks_list (self->settings, get_location (self));
  int by = strcmp (name, "win.raise-bookmark") == 0 ? -1 : 1;

  for (int i = 0; i < (int) bookmarks->len; i++)
    {
      NexusGtkBookmark *bookmark = g_ptr_array_index (bookmarks, i);

      if (strcmp (bookmark->place, place) == 0 && i + by >= 0 && i + by < (int) bookmarks->len)
        {
          NexusGtkBookmark *other = g_ptr_array_index (bookmarks, i + by);

          nexus_gtk_bookmarks_move (self->settings, get_location (self), place, other->place);
          return;
        }
    }
}

/* --- Tags and searches --- */

static void
tag_renamed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_filesystem_rename_tag_finish (NEXUS_FILESYSTEM (object), result, &error))
    nexus_gtk_window_report (self, error);
}

static void
tag_name_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autofree char *tag = user_data;
  g_autofree char *name = nexus_gtk_dialogs_name_finish (result);

  if (name != NULL && self->filesystem != NULL)
    nexus_filesystem_rename_tag_async (self->filesystem, tag, name, NULL, tag_renamed_cb, g_object_ref (self));
}

static void
rename_tag_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  const char *tag = g_variant_get_string (parameter, NULL);

  nexus_gtk_dialogs_name_async (GTK_WINDOW (widget), _("Rename Tag"), _("_Rename"), tag, tag_name_cb, g_strdup (tag));
}

static void
search_removed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_filesystem_remove_search_finish (NEXUS_FILESYSTEM (object), result, &error))
    nexus_gtk_window_report (self, error);
}

static void
remove_search_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  if (self->filesystem != NULL)
    nexus_filesystem_remove_search_async (self->filesystem, g_variant_get_string (parameter, NULL), NULL,
                                          search_removed_cb, g_object_ref (self));
}

/* --- What is done with several entries at once: one step, which can be undone as such --- */

typedef struct {
  NexusGtkWindow *window;
  char           *text;       /* to be told of with a button to undo it; NULL for what is seen anyway */
  guint64         newest;     /* step before it */
} Commit;

static void
commit_free (Commit *commit)
{
  g_object_unref (commit->window);
  g_free (commit->text);
  g_free (commit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commit, commit_free)

static void
committed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Commit) commit = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    nexus_gtk_window_report (commit->window, error);
  else if (commit->text != NULL)
    nexus_gtk_window_offer_undo (commit->window, commit->text, commit->newest, NULL,
                                 nexus_batch_get_description (NEXUS_BATCH (object)));
}

static void
commit (NexusGtkWindow *self,
        NexusBatch     *batch,
        const char     *text)
{
  Commit *commit;

  if (nexus_batch_get_n_operations (batch) == 0)
    return;
  commit = g_new0 (Commit, 1);
  commit->window = g_object_ref (self);
  commit->text = g_strdup (text);
  commit->newest = nexus_gtk_window_get_newest_step (self);
  nexus_batch_commit_async (batch, NULL, committed_cb, commit);
}

static gboolean
has_star (gpointer item)
{
  NexusEntry *entry = nexus_gtk_item_get_entry (item);

  return entry != NULL && g_strv_contains (nexus_entry_get_tags (entry), NEXUS_GTK_STAR);
}

static void
star_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  g_autoptr(NexusBatch) batch = nexus_batch_new (self->filesystem);
  gboolean star = strcmp (name, "win.star") == 0;

  for (guint i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);
      const char *path = nexus_entry_get_path (nexus_gtk_item_get_entry (item));

      if (star && !has_star (item))
        nexus_batch_add_tag (batch, path, NEXUS_GTK_STAR);
      else if (!star && has_star (item))
        nexus_batch_remove_tag (batch, path, NEXUS_GTK_STAR);
    }
  nexus_batch_set_description (batch, star ? _("Star") : _("Unstar"));
  commit (self, batch, NULL);
}

/* FALSE if it is there already, or would be put into itself. */
static gboolean
can_go_into (NexusEntry *entry,
             const char *folder)
{
  const char *path = nexus_entry_get_path (entry);
  gsize length = strlen (path);

  return !(g_str_has_prefix (folder, path) && (folder[length] == '/' || folder[length] == '\0'));
}

static gboolean
drop_into_folder (NexusGtkWindow *self,
                  const char     *folder,
                  GPtrArray      *entries,
                  gboolean        copy)
{
  g_autoptr(GPtrArray) going = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));

      if (can_go_into (entry, folder) && g_strcmp0 (parent, folder) != 0)
        g_ptr_array_add (going, g_object_ref (entry));
    }
  if (going->len == 0)
    return FALSE;
  nexus_gtk_window_relocate (self, going, folder, copy);

  return TRUE;
}

static gboolean
drop_entries (NexusGtkWindow *self,
              const char     *place,
              GPtrArray      *entries,
              gboolean        copy)
{
  const char *tag = nexus_gtk_place_get_tag (place);
  g_autoptr(NexusBatch) batch = NULL;
  g_autofree char *text = NULL;

  if (nexus_gtk_place_is_folder (place))
    return drop_into_folder (self, place, entries, copy);
  if (tag == NULL && !nexus_gtk_place_is_trash (place))
    return FALSE;

  batch = nexus_batch_new (self->filesystem);
  for (guint i = 0; i < entries->len; i++)
    {
      const char *path = nexus_entry_get_path (g_ptr_array_index (entries, i));

      if (tag != NULL)
        nexus_batch_add_tag (batch, path, tag);
      else
        nexus_batch_delete (batch, path, NULL, NEXUS_DELETE_RECURSIVE);
    }
  nexus_batch_set_description (batch, tag != NULL ? _("Add Tag") : _("Move to Trash"));
  text = g_strdup_printf (ngettext ("%u item moved to trash", "%u items moved to trash", entries->len), entries->len);
  commit (self, batch, tag == NULL ? text : NULL);

  return TRUE;
}

gboolean
nexus_gtk_window_drop (NexusGtkWindow *self,
                       const char     *place,
                       const GValue   *value,
                       gboolean        copy)
{
  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  if (self->filesystem == NULL)
    return FALSE;

  if (G_VALUE_HOLDS (value, NEXUS_GTK_TYPE_DRAG))
    {
      NexusGtkDrag *drag = g_value_get_object (value);

      if (nexus_gtk_drag_get_filesystem (drag) == self->filesystem)
        return drop_entries (self, place, nexus_gtk_drag_get_entries (drag), copy);
      if (!nexus_gtk_place_is_folder (place))
        return FALSE;
      nexus_gtk_window_bring (self, drag, place);
      return TRUE;
    }
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) && nexus_gtk_place_is_folder (place))
    {
      g_autoptr(GListModel) files = nexus_gtk_window_list_files (g_value_get_boxed (value));

      nexus_gtk_window_import_to (self, files, place);
      return TRUE;
    }

  return FALSE;
}

/* --- Actions --- */

void
nexus_gtk_window_update_place_actions (NexusGtkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->filesystem != NULL;
  const char *place = open ? nexus_gtk_tab_get_place (self->tab) : NEXUS_GTK_PLACE_HOME;
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  guint n_items = nexus_gtk_place_is_trash (place) ? 0 : items->len;
  guint n_stars = 0;

  for (guint i = 0; i < n_items; i++)
    n_stars += has_star (g_ptr_array_index (items, i));

  /* The sidebar has the others of its own accord. */
  gtk_widget_action_set_enabled (widget, "win.bookmark",
                                 open && (g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH) ||
                                          (nexus_gtk_place_is_folder (place) && place[1] != '\0')) &&
                                 !nexus_gtk_bookmarks_contain (self->settings, get_location (self), place));
  gtk_widget_action_set_enabled (widget, "win.home", open);
  gtk_widget_action_set_enabled (widget, "win.star", open && n_stars < n_items);
  gtk_widget_action_set_enabled (widget, "win.unstar", open && n_stars > 0);
}

void
nexus_gtk_window_install_place_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char                  *name;
    const char                  *type;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.go", "s", go_action },
    { "win.go-in-tab", "s", go_elsewhere_action },
    { "win.go-in-window", "s", go_elsewhere_action },
    { "win.home", NULL, home_action },
    { "win.star", NULL, star_action },
    { "win.unstar", NULL, star_action },
    { "win.bookmark", NULL, bookmark_action },
    { "win.remove-bookmark", "s", remove_bookmark_action },
    { "win.rename-bookmark", "s", rename_bookmark_action },
    { "win.raise-bookmark", "s", move_bookmark_action },
    { "win.lower-bookmark", "s", move_bookmark_action },
    { "win.rename-tag", "s", rename_tag_action },
    { "win.remove-search", "s", remove_search_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-duplicates.h"

/* So many are read at a time, and at most so many of all. */
#define PAGE 500
#define FILES_MAX 20000

struct _NexusGtkDuplicates {
  GObject             parent_instance;

  NexusFilesystem    *filesystem;
  NexusSearchResults *results;
  GCancellable       *cancellable;
  GListStore         *items;
  GPtrArray          *pending;       /* the entries of a group that may go on with the next page */
  guint               n_groups;
  guint64             saved;
  GError             *error;
  gboolean            loading;
  gboolean            cut;
};

enum {
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkDuplicates, nexus_gtk_duplicates, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
nexus_gtk_duplicates_get_item_type (GListModel *model)
{
  return NEXUS_GTK_TYPE_DUPLICATE;
}

static guint
nexus_gtk_duplicates_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (NEXUS_GTK_DUPLICATES (model)->items));
}

static gpointer
nexus_gtk_duplicates_get_item (GListModel *model,
                               guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (NEXUS_GTK_DUPLICATES (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_duplicates_get_item_type;
  iface->get_n_items = nexus_gtk_duplicates_get_n_items;
  iface->get_item = nexus_gtk_duplicates_get_item;
}

/* --- Reading --- */

static void read_page (NexusGtkDuplicates *self);

static void
end (NexusGtkDuplicates *self)
{
  self->loading = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
selected_cb (NexusGtkDuplicates *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Something may have been changed since it was found, so that only one is left. */
static void
add_group (NexusGtkDuplicates *self,
           GPtrArray          *added)
{
  for (guint i = 0; self->pending->len > 1 && i < self->pending->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (self->pending, i);
      NexusGtkDuplicate *item = nexus_gtk_duplicate_new (entry, self->n_groups, i, self->pending->len);

      g_signal_connect_object (item, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (added, item);
      self->saved += i > 0 ? nexus_entry_get_size (entry) : 0;
    }
  self->n_groups += self->pending->len > 1;
  g_ptr_array_set_size (self->pending, 0);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkDuplicates) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next_finish (NEXUS_ENTRY_ENUMERATOR (object), result, &error);
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      NexusEntry *former = self->pending->len > 0 ? g_ptr_array_index (self->pending, 0) : NULL;

      if (former != NULL && g_strcmp0 (nexus_entry_get_etag (former), nexus_entry_get_etag (entry)) != 0)
        add_group (self, added);
      g_ptr_array_add (self->pending, g_object_ref (entry));
    }
  self->cut = entries != NULL && entries->len > 0 && n_items + added->len >= FILES_MAX;
  if (entries == NULL || entries->len == 0)
    add_group (self, added);
  g_list_store_splice (self->items, n_items, 0, added->pdata, added->len);
  g_list_model_items_changed (G_LIST_MODEL (self), n_items, 0, added->len);

  self->error = g_steal_pointer (&error);
  if (entries != NULL && entries->len > 0 && !self->cut)
    read_page (self);
  else
    end (self);
}

static void
read_page (NexusGtkDuplicates *self)
{
  nexus_entry_enumerator_next_async (NEXUS_ENTRY_ENUMERATOR (self->results), PAGE, self->cancellable, read_cb,
                                     g_object_ref (self));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(NexusGtkDuplicates) self = user_data;
  g_autoptr(GError) error = NULL;

  self->results = nexus_filesystem_find_duplicates_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->results != NULL)
    {
      read_page (self);
      return;
    }
  self->error = g_steal_pointer (&error);
  end (self);
}

/* --- What is selected --- */

static NexusGtkDuplicate *
get_item (NexusGtkDuplicates *self,
          guint               position)
{
  g_autoptr(NexusGtkDuplicate) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  /* The store holds it. */
  return item;
}

static gboolean
is_below (NexusEntry *entry,
          const char *folder)
{
  const char *path = nexus_entry_get_path (entry);
  gsize length = strlen (folder);

  /* The root is above everything. */
  return folder[1] == '\0' || (g_str_has_prefix (path, folder) && path[length] == '/');
}

/* The one of a group that stays: of several at the same time, the first one. */
static guint
find_kept (NexusGtkDuplicates       *self,
           guint                     start,
           guint                     n,
           NexusGtkDuplicatesChoice  choice,
           const char               *folder)
{
  guint kept = start;

  for (guint i = start + 1; i < start + n; i++)
    {
      NexusEntry *entry = nexus_gtk_duplicate_get_entry (get_item (self, i));
      NexusEntry *best = nexus_gtk_duplicate_get_entry (get_item (self, kept));
      gint64 time = nexus_entry_get_modified_ns (entry);
      gint64 best_time = nexus_entry_get_modified_ns (best);

      if ((choice == NEXUS_GTK_DUPLICATES_ALL_BUT_NEWEST && time > best_time) ||
          (choice == NEXUS_GTK_DUPLICATES_ALL_BUT_OLDEST && time < best_time) ||
          (choice == NEXUS_GTK_DUPLICATES_IN_FOLDER && is_below (best, folder) && !is_below (entry, folder)))
        kept = i;
    }

  return kept;
}

void
nexus_gtk_duplicates_select (NexusGtkDuplicates       *self,
                             NexusGtkDuplicatesChoice  choice,
                             const char               *folder)
{
  guint n_items;
  guint n;

  g_return_if_fail (NEXUS_GTK_IS_DUPLICATES (self));
  g_return_if_fail (choice != NEXUS_GTK_DUPLICATES_IN_FOLDER || folder != NULL);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  for (guint start = 0; start < n_items; start += n)
    {
      guint kept;

      n = nexus_gtk_duplicate_get_n_files (get_item (self, start));
      kept = find_kept (self, start, n, choice, folder);
      for (guint i = start; i < start + n; i++)
        {
          NexusGtkDuplicate *item = get_item (self, i);
          gboolean wanted = choice != NEXUS_GTK_DUPLICATES_IN_FOLDER ||
                            is_below (nexus_gtk_duplicate_get_entry (item), folder);

          nexus_gtk_duplicate_set_selected (item, choice != NEXUS_GTK_DUPLICATES_NONE && wanted && i != kept);
        }
    }
}

GPtrArray *
nexus_gtk_duplicates_dup_selected (NexusGtkDuplicates *self)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      NexusGtkDuplicate *item = get_item (self, i);

      if (nexus_gtk_duplicate_get_selected (item))
        g_ptr_array_add (entries, g_object_ref (nexus_gtk_duplicate_get_entry (item)));
    }

  return g_steal_pointer (&entries);
}

gboolean
nexus_gtk_duplicates_selects_a_whole_group (NexusGtkDuplicates *self)
{
  guint n_selected = 0;

  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      NexusGtkDuplicate *item = get_item (self, i);

      n_selected = nexus_gtk_duplicate_get_index (item) == 0 ? 0 : n_selected;
      n_selected += nexus_gtk_duplicate_get_selected (item);
      if (n_selected == nexus_gtk_duplicate_get_n_files (item))
        return TRUE;
    }

  return FALSE;
}

/* --- The object --- */

void
nexus_gtk_duplicates_stop (NexusGtkDuplicates *self)
{
  g_return_if_fail (NEXUS_GTK_IS_DUPLICATES (self));

  g_cancellable_cancel (self->cancellable);
}

gboolean
nexus_gtk_duplicates_get_loading (NexusGtkDuplicates *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), FALSE);

  return self->loading;
}

const GError *
nexus_gtk_duplicates_get_error (NexusGtkDuplicates *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), NULL);

  return self->error;
}

gboolean
nexus_gtk_duplicates_is_cut (NexusGtkDuplicates *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), FALSE);

  return self->cut;
}

guint
nexus_gtk_duplicates_get_n_groups (NexusGtkDuplicates *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), 0);

  return self->n_groups;
}

guint64
nexus_gtk_duplicates_get_saved (NexusGtkDuplicates *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DUPLICATES (self), 0);

  return self->saved;
}

static void
nexus_gtk_duplicates_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, NEXUS_GTK_DUPLICATES (object)->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_duplicates_dispose (GObject *object)
{
  NexusGtkDuplicates *self = NEXUS_GTK_DUPLICATES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->results);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_duplicates_parent_class)->dispose (object);
}

static void
nexus_gtk_duplicates_finalize (GObject *object)
{
  NexusGtkDuplicates *self = NEXUS_GTK_DUPLICATES (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->items);
  g_ptr_array_unref (self->pending);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (nexus_gtk_duplicates_parent_class)->finalize (object);
}

static void
nexus_gtk_duplicates_class_init (NexusGtkDuplicatesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = nexus_gtk_duplicates_dispose;
  object_class->finalize = nexus_gtk_duplicates_finalize;
  object_class->get_property = nexus_gtk_duplicates_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_duplicates_init (NexusGtkDuplicates *self)
{
  self->items = g_list_store_new (NEXUS_GTK_TYPE_DUPLICATE);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

NexusGtkDuplicates *
nexus_gtk_duplicates_new (NexusFilesystem *filesystem)
{
  NexusGtkDuplicates *self = g_object_new (NEXUS_GTK_TYPE_DUPLICATES, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->loading = TRUE;
  /* An empty file takes nothing away. */
  nexus_filesystem_find_duplicates_async (filesystem, 1, self->cancellable, found_cb, g_object_ref (self));

  return self;
}

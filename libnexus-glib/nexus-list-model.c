/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-list-model-private.h"

/**
 * NexusListModel:
 *
 * A live, sorted list for a view, also of a million entries: what [class@Nexus.DirectoryModel] and
 * [class@Nexus.SearchModel] have in common.
 *
 * Items are [class@Nexus.ModelRow] objects, whose [property@Nexus.ModelRow:entry] is filled in a moment after the row
 * has been asked for. The first rows and the number of all are there a few hundredths of a second after the model was
 * made, the complete order follows in the background, and [property@Nexus.ListModel:loading] tells until when. Rows
 * that are known by their number only are part of the list from the beginning; they too get their entries.
 *
 * The list follows the store. What changes in an entry is told by its row; `items-changed` is emitted for what comes,
 * goes or gets another place, with nothing said of what stays (unless more than 64 separate places are concerned:
 * then those nearest to each other are told together). [property@Nexus.ListModel:generation] grows each time.
 *
 * The model sorts by itself, in the background; it needs no `GtkSortListModel`. Names are in natural order: letters
 * without regard to case and accents, numbers by their value, in the same way in all languages. Equal values are
 * ordered by name.
 *
 * Nothing ever blocks the thread of the model. Use it, and its rows, in one thread only; `items-changed` and all
 * notifications come in the main context that was the thread-default one when it was made.
 *
 * Since: 0.1
 */

enum {
  PROP_0,
  PROP_FILESYSTEM,
  PROP_SORT_KEY,
  PROP_SORT_DESCENDING,
  PROP_FOLDERS_FIRST,
  PROP_LOADING,
  PROP_ERROR,
  PROP_GENERATION,
  PROP_ITEM_TYPE,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (NexusListModel, nexus_list_model, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- The list --- */

static NexusModelList *
get_list (GListModel *model)
{
  return _nexus_model_engine_get_list (NEXUS_LIST_MODEL (model)->engine);
}

static GType
nexus_list_model_get_item_type (GListModel *model)
{
  return NEXUS_TYPE_MODEL_ROW;
}

static guint
nexus_list_model_get_n_items (GListModel *model)
{
  return _nexus_model_list_get_n_items (get_list (model));
}

static gpointer
nexus_list_model_get_item (GListModel *model,
                                guint       position)
{
  return _nexus_model_list_get_item (get_list (model), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_list_model_get_item_type;
  iface->get_n_items = nexus_list_model_get_n_items;
  iface->get_item = nexus_list_model_get_item;
}

/* --- Making and dropping --- */

/* A key that can be used is one that no error is left of. */
static void
update_sort (NexusListModel *self)
{
  g_autoptr(NexusSort) sort = NULL;
  GError *error = NULL;

  if (!self->is_open)
    return;

  sort = _nexus_sort_new (self->sort_key, self->sort_descending, self->folders_first, self->show_hidden,
                          self->is_search, &error);
  if (sort != NULL)
    _nexus_model_engine_set_sort (self->engine, sort);
  else
    _nexus_model_engine_take_error (self->engine, error);
}

void
_nexus_list_model_open (NexusListModel *self,
                        const char     *path)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self->filesystem));

  self->is_open = TRUE;
  self->is_search = path == NULL;
  _nexus_model_engine_open (self->engine, self->filesystem, path);
  update_sort (self);
}

void
_nexus_list_model_set_switch (NexusListModel *self,
                              gboolean       *value,
                              gboolean        new_value,
                              GParamSpec     *property)
{
  if (*value == !!new_value)
    return;

  *value = !!new_value;
  update_sort (self);
  g_object_notify_by_pspec (G_OBJECT (self), property);
}

static void
nexus_list_model_dispose (GObject *object)
{
  _nexus_model_engine_shut (NEXUS_LIST_MODEL (object)->engine);

  G_OBJECT_CLASS (nexus_list_model_parent_class)->dispose (object);
}

static void
nexus_list_model_finalize (GObject *object)
{
  NexusListModel *self = NEXUS_LIST_MODEL (object);

  _nexus_model_engine_free (self->engine);
  g_clear_object (&self->filesystem);
  g_free (self->sort_key);

  G_OBJECT_CLASS (nexus_list_model_parent_class)->finalize (object);
}

static void
nexus_list_model_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  NexusListModel *self = NEXUS_LIST_MODEL (object);

  switch (prop_id)
    {
    case PROP_FILESYSTEM:
      g_value_set_object (value, self->filesystem);
      break;
    case PROP_SORT_KEY:
      g_value_set_string (value, self->sort_key);
      break;
    case PROP_SORT_DESCENDING:
      g_value_set_boolean (value, self->sort_descending);
      break;
    case PROP_FOLDERS_FIRST:
      g_value_set_boolean (value, self->folders_first);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, _nexus_model_engine_get_loading (self->engine));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, _nexus_model_engine_get_error (self->engine));
      break;
    case PROP_GENERATION:
      g_value_set_uint (value, _nexus_model_engine_get_generation (self->engine));
      break;
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, NEXUS_TYPE_MODEL_ROW);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, _nexus_model_list_get_n_items (get_list (G_LIST_MODEL (self))));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_list_model_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  NexusListModel *self = NEXUS_LIST_MODEL (object);

  switch (prop_id)
    {
    case PROP_FILESYSTEM:
      self->filesystem = g_value_dup_object (value);
      break;
    case PROP_SORT_KEY:
      nexus_list_model_set_sort_key (self, g_value_get_string (value));
      break;
    case PROP_SORT_DESCENDING:
      nexus_list_model_set_sort_descending (self, g_value_get_boolean (value));
      break;
    case PROP_FOLDERS_FIRST:
      nexus_list_model_set_folders_first (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_list_model_class_init (NexusListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = nexus_list_model_dispose;
  object_class->finalize = nexus_list_model_finalize;
  object_class->get_property = nexus_list_model_get_property;
  object_class->set_property = nexus_list_model_set_property;

  /**
   * NexusListModel:filesystem: (getter get_filesystem)
   *
   * The store.
   *
   * Since: 0.1
   */
  properties[PROP_FILESYSTEM] = g_param_spec_object ("filesystem", NULL, NULL, NEXUS_TYPE_FILESYSTEM, fixed);
  /**
   * NexusListModel:sort-key: (getter get_sort_key) (setter set_sort_key)
   *
   * What the list is sorted by: `name`, `size` (of a folder all that is in it), `modified`, `created`, `type`,
   * `version`, `tags`, `etag`, `mode`, or `attribute:` and the key of an attribute; what a search has found also by
   * `relevance` (see [enum@Nexus.SearchOrder]) and by `folder`, the path of what it is in. A directory is sorted by
   * `name` at first, what was found by `relevance`.
   *
   * Tags are compared one after the other, in the order of their names. `tags-but:` and the name of a tag leaves out
   * that one, for a view that shows it in another way.
   *
   * Entries without the attribute, tags or an etag come last, whichever way it is sorted. Of the values of an attribute
   * truth values come before numbers and numbers before texts.
   *
   * Anything else is reported in [property@Nexus.ListModel:error], and the list stays as it is.
   *
   * Since: 0.1
   */
  properties[PROP_SORT_KEY] = g_param_spec_string ("sort-key", NULL, NULL, NULL, writable);
  /**
   * NexusListModel:sort-descending: (getter get_sort_descending) (setter set_sort_descending)
   *
   * Whether the largest comes first. Folders that come first still do.
   *
   * Since: 0.1
   */
  properties[PROP_SORT_DESCENDING] = g_param_spec_boolean ("sort-descending", NULL, NULL, FALSE, writable);
  /**
   * NexusListModel:folders-first: (getter get_folders_first) (setter set_folders_first)
   *
   * Whether directories come before everything else. At first they do in a directory; of what was found by relevance
   * they never do.
   *
   * Since: 0.1
   */
  properties[PROP_FOLDERS_FIRST] = g_param_spec_boolean ("folders-first", NULL, NULL, FALSE, writable);
  /**
   * NexusListModel:loading: (getter get_loading)
   *
   * Whether the order is not complete yet. Following changes is not loading.
   *
   * Since: 0.1
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);
  /**
   * NexusListModel:error: (getter get_error)
   *
   * Why the list could not be loaded or does not follow the store any more, or %NULL. When the directory has gone
   * this is %G_IO_ERROR_NOT_FOUND and the list is empty; it fills again if the directory comes back.
   *
   * Since: 0.1
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  /**
   * NexusListModel:generation: (getter get_generation)
   *
   * A number that grows whenever the list has followed a change.
   *
   * Since: 0.1
   */
  properties[PROP_GENERATION] = g_param_spec_uint ("generation", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * NexusListModel:item-type:
   *
   * The type of the items, [class@Nexus.ModelRow].
   *
   * Since: 0.1
   */
  properties[PROP_ITEM_TYPE] = g_param_spec_gtype ("item-type", NULL, NULL, G_TYPE_OBJECT, readable);
  /**
   * NexusListModel:n-items:
   *
   * How many rows there are.
   *
   * Since: 0.1
   */
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_list_model_init (NexusListModel *self)
{
  self->engine = _nexus_model_engine_new (G_OBJECT (self));
}

/**
 * nexus_list_model_get_filesystem:
 * @self: a list
 *
 * Gets the store.
 *
 * Returns: (transfer none): the filesystem
 *
 * Since: 0.1
 */
NexusFilesystem *
nexus_list_model_get_filesystem (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), NULL);

  return self->filesystem;
}

/**
 * nexus_list_model_get_sort_key:
 * @self: a list
 *
 * Gets what the list is sorted by.
 *
 * Returns: (transfer none): the key
 *
 * Since: 0.1
 */
const char *
nexus_list_model_get_sort_key (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), NULL);

  return self->sort_key;
}

/**
 * nexus_list_model_set_sort_key:
 * @self: a list
 * @sort_key: see [property@Nexus.ListModel:sort-key]
 *
 * Sets what the list is sorted by. The order changes a moment later, in one piece.
 *
 * Since: 0.1
 */
void
nexus_list_model_set_sort_key (NexusListModel *self,
                                    const char          *sort_key)
{
  g_return_if_fail (NEXUS_IS_LIST_MODEL (self));
  g_return_if_fail (sort_key != NULL);

  if (strcmp (self->sort_key, sort_key) == 0)
    return;

  g_free (self->sort_key);
  self->sort_key = g_strdup (sort_key);
  update_sort (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_KEY]);
}

/**
 * nexus_list_model_get_sort_descending:
 * @self: a list
 *
 * Gets whether the largest comes first.
 *
 * Returns: %TRUE if it does
 *
 * Since: 0.1
 */
gboolean
nexus_list_model_get_sort_descending (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), FALSE);

  return self->sort_descending;
}

/**
 * nexus_list_model_set_sort_descending:
 * @self: a list
 * @sort_descending: whether the largest comes first
 *
 * Sets whether the largest comes first.
 *
 * Since: 0.1
 */
void
nexus_list_model_set_sort_descending (NexusListModel *self,
                                           gboolean             sort_descending)
{
  g_return_if_fail (NEXUS_IS_LIST_MODEL (self));

  _nexus_list_model_set_switch (self, &self->sort_descending, sort_descending, properties[PROP_SORT_DESCENDING]);
}

/**
 * nexus_list_model_get_folders_first:
 * @self: a list
 *
 * Gets whether directories come before everything else.
 *
 * Returns: %TRUE if they do
 *
 * Since: 0.1
 */
gboolean
nexus_list_model_get_folders_first (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), FALSE);

  return self->folders_first;
}

/**
 * nexus_list_model_set_folders_first:
 * @self: a list
 * @folders_first: whether directories come before everything else
 *
 * Sets whether directories come before everything else.
 *
 * Since: 0.1
 */
void
nexus_list_model_set_folders_first (NexusListModel *self,
                                         gboolean             folders_first)
{
  g_return_if_fail (NEXUS_IS_LIST_MODEL (self));

  _nexus_list_model_set_switch (self, &self->folders_first, folders_first, properties[PROP_FOLDERS_FIRST]);
}

/**
 * nexus_list_model_get_loading:
 * @self: a list
 *
 * Gets whether the order is not complete yet.
 *
 * Returns: %TRUE if it is not
 *
 * Since: 0.1
 */
gboolean
nexus_list_model_get_loading (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), FALSE);

  return _nexus_model_engine_get_loading (self->engine);
}

/**
 * nexus_list_model_get_error:
 * @self: a list
 *
 * Gets why the list could not be loaded or does not follow the store any more.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if all is well
 *
 * Since: 0.1
 */
const GError *
nexus_list_model_get_error (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), NULL);

  return _nexus_model_engine_get_error (self->engine);
}

/**
 * nexus_list_model_get_generation:
 * @self: a list
 *
 * Gets a number that grows whenever the list has followed a change.
 *
 * Returns: the generation
 *
 * Since: 0.1
 */
guint
nexus_list_model_get_generation (NexusListModel *self)
{
  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), 0);

  return _nexus_model_engine_get_generation (self->engine);
}

/**
 * nexus_list_model_reload:
 * @self: a list
 *
 * Loads everything again, for instance after an error. What is shown stays until it is there.
 *
 * Since: 0.1
 */
void
nexus_list_model_reload (NexusListModel *self)
{
  g_return_if_fail (NEXUS_IS_LIST_MODEL (self));

  _nexus_model_engine_reload (self->engine);
}

/**
 * nexus_list_model_find:
 * @self: a list
 * @row: a row of it
 * @position: (out) (optional): its position
 *
 * Finds out where a row is now, for instance to select again what was selected when the order has changed.
 *
 * It goes through the list, which takes a millisecond for a million rows.
 *
 * Returns: %TRUE if it is in the list
 *
 * Since: 0.1
 */
gboolean
nexus_list_model_find (NexusListModel *self,
                       NexusModelRow  *row,
                       guint          *position)
{
  guint found;

  g_return_val_if_fail (NEXUS_IS_LIST_MODEL (self), FALSE);
  g_return_val_if_fail (NEXUS_IS_MODEL_ROW (row), FALSE);

  if (!_nexus_model_list_find_row (get_list (G_LIST_MODEL (self)), row, &found))
    return FALSE;
  if (position != NULL)
    *position = found;

  return TRUE;
}

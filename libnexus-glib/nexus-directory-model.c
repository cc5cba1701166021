/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-directory-model.h"
#include "nexus-list-model-private.h"
#include "nexus-path.h"

/**
 * NexusDirectoryModel:
 *
 * The entries of a directory as a live, sorted list for a view, also when there are a million of them.
 *
 * [class@Nexus.ListModel] says how it works.
 *
 * Since: 0.1
 */

struct _NexusDirectoryModel {
  NexusListModel  parent_instance;

  char           *path;
};

struct _NexusDirectoryModelClass {
  NexusListModelClass parent_class;
};

enum {
  PROP_0,
  PROP_PATH,
  PROP_SHOW_HIDDEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusDirectoryModel, nexus_directory_model, NEXUS_TYPE_LIST_MODEL)

static void
nexus_directory_model_constructed (GObject *object)
{
  NexusDirectoryModel *self = NEXUS_DIRECTORY_MODEL (object);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  G_OBJECT_CLASS (nexus_directory_model_parent_class)->constructed (object);

  g_return_if_fail (self->path != NULL);

  path = nexus_path_normalize (self->path, &error);
  if (path == NULL)
    {
      _nexus_model_engine_take_error (NEXUS_LIST_MODEL (self)->engine, g_steal_pointer (&error));
      return;
    }
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  _nexus_list_model_open (NEXUS_LIST_MODEL (self), self->path);
}

static void
nexus_directory_model_finalize (GObject *object)
{
  NexusDirectoryModel *self = NEXUS_DIRECTORY_MODEL (object);

  g_free (self->path);

  G_OBJECT_CLASS (nexus_directory_model_parent_class)->finalize (object);
}

static void
nexus_directory_model_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  NexusDirectoryModel *self = NEXUS_DIRECTORY_MODEL (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_SHOW_HIDDEN:
      g_value_set_boolean (value, NEXUS_LIST_MODEL (self)->show_hidden);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_directory_model_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  NexusDirectoryModel *self = NEXUS_DIRECTORY_MODEL (object);

  switch (prop_id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    case PROP_SHOW_HIDDEN:
      nexus_directory_model_set_show_hidden (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_directory_model_class_init (NexusDirectoryModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = nexus_directory_model_constructed;
  object_class->finalize = nexus_directory_model_finalize;
  object_class->get_property = nexus_directory_model_get_property;
  object_class->set_property = nexus_directory_model_set_property;

  /**
   * NexusDirectoryModel:path: (getter get_path)
   *
   * The directory.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * NexusDirectoryModel:show-hidden: (getter get_show_hidden) (setter set_show_hidden)
   *
   * Whether names that begin with a point are in the list.
   *
   * Since: 0.1
   */
  properties[PROP_SHOW_HIDDEN] = g_param_spec_boolean ("show-hidden", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                       G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_directory_model_init (NexusDirectoryModel *self)
{
  NEXUS_LIST_MODEL (self)->sort_key = g_strdup ("name");
  NEXUS_LIST_MODEL (self)->folders_first = TRUE;
}

/**
 * nexus_directory_model_new:
 * @filesystem: a filesystem
 * @path: a directory
 *
 * Makes a list of what is in a directory, sorted by name, and begins to fill it.
 *
 * A path with nothing there, or with no directory, makes a list that is empty and says so in
 * [property@Nexus.ListModel:error].
 *
 * Returns: (transfer full): a new list
 *
 * Since: 0.1
 */
NexusDirectoryModel *
nexus_directory_model_new (NexusFilesystem *filesystem,
                           const char      *path)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return g_object_new (NEXUS_TYPE_DIRECTORY_MODEL, "filesystem", filesystem, "path", path, NULL);
}

/**
 * nexus_directory_model_get_path:
 * @self: a list
 *
 * Gets the directory.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_directory_model_get_path (NexusDirectoryModel *self)
{
  g_return_val_if_fail (NEXUS_IS_DIRECTORY_MODEL (self), NULL);

  return self->path;
}

/**
 * nexus_directory_model_get_show_hidden:
 * @self: a list
 *
 * Gets whether names that begin with a point are in the list.
 *
 * Returns: %TRUE if they are
 *
 * Since: 0.1
 */
gboolean
nexus_directory_model_get_show_hidden (NexusDirectoryModel *self)
{
  g_return_val_if_fail (NEXUS_IS_DIRECTORY_MODEL (self), FALSE);

  return NEXUS_LIST_MODEL (self)->show_hidden;
}

/**
 * nexus_directory_model_set_show_hidden:
 * @self: a list
 * @show_hidden: whether names that begin with a point are in the list
 *
 * Sets whether names that begin with a point are in the list.
 *
 * Since: 0.1
 */
void
nexus_directory_model_set_show_hidden (NexusDirectoryModel *self,
                                       gboolean             show_hidden)
{
  g_return_if_fail (NEXUS_IS_DIRECTORY_MODEL (self));

  _nexus_list_model_set_switch (NEXUS_LIST_MODEL (self), &NEXUS_LIST_MODEL (self)->show_hidden, show_hidden,
                                properties[PROP_SHOW_HIDDEN]);
}

/**
 * nexus_directory_model_find_name:
 * @self: a list
 * @name: a name
 * @position: (out) (optional): its position
 *
 * Finds out where an entry is.
 *
 * In the order of names that takes nothing, in another one about ten milliseconds for a million rows. While the list
 * is loading it may be there without being found.
 *
 * Returns: %TRUE if it was found
 *
 * Since: 0.1
 */
gboolean
nexus_directory_model_find_name (NexusDirectoryModel *self,
                                 const char          *name,
                                 guint               *position)
{
  guint found;

  g_return_val_if_fail (NEXUS_IS_DIRECTORY_MODEL (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (strlen (name) > NEXUS_NAME_MAX ||
      !_nexus_model_engine_find_name (NEXUS_LIST_MODEL (self)->engine, name, &found))
    return FALSE;
  if (position != NULL)
    *position = found;

  return TRUE;
}

/**
 * nexus_directory_model_dup_name:
 * @self: a list
 * @position: a position
 *
 * Gets the name of an entry, which is known before the entry has been read: for whoever looks through the names of a
 * long list.
 *
 * Returns: (transfer full) (nullable): the name, or %NULL if the position is not in the list or what is there is not
 *   known yet
 *
 * Since: 0.1
 */
char *
nexus_directory_model_dup_name (NexusDirectoryModel *self,
                                guint                position)
{
  const guint8 *key;
  guint key_size;

  g_return_val_if_fail (NEXUS_IS_DIRECTORY_MODEL (self), NULL);

  key = _nexus_model_list_get_key (_nexus_model_engine_get_list (NEXUS_LIST_MODEL (self)->engine), position, &key_size);

  return key != NULL ? _nexus_sort_key_dup_name (key, key_size) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-entry-private.h"
#include "nexus-enums.h"
#include "nexus-mutation-private.h"
#include "nexus-path.h"
#include "nexus-undo-step-private.h"

/**
 * NexusUndoStep:
 *
 * Something that was done to a store: what, when, and whether it can be undone.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusUndoStep {
  GObject         parent_instance;

  guint64         id;
  NexusUndoState  state;
  char           *description;
  char           *path;
  guint64         count;
  gint64          time_ns;
};

enum {
  PROP_0,
  PROP_ID,
  PROP_STATE,
  PROP_DESCRIPTION,
  PROP_PATH,
  PROP_COUNT,
  PROP_TIME,
  PROP_TIME_NS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusUndoStep, nexus_undo_step, G_TYPE_OBJECT)

static void
nexus_undo_step_finalize (GObject *object)
{
  NexusUndoStep *self = NEXUS_UNDO_STEP (object);

  g_free (self->description);
  g_free (self->path);

  G_OBJECT_CLASS (nexus_undo_step_parent_class)->finalize (object);
}

static void
nexus_undo_step_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  NexusUndoStep *self = NEXUS_UNDO_STEP (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_uint64 (value, self->id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_COUNT:
      g_value_set_uint64 (value, self->count);
      break;
    case PROP_TIME:
      g_value_take_boxed (value, nexus_undo_step_dup_time (self));
      break;
    case PROP_TIME_NS:
      g_value_set_int64 (value, self->time_ns);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_undo_step_class_init (NexusUndoStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_undo_step_finalize;
  object_class->get_property = nexus_undo_step_get_property;

  /**
   * NexusUndoStep:id:
   *
   * The number of the step, by which it is undone; later ones have greater numbers.
   *
   * Since: 0.1
   */
  properties[PROP_ID] = g_param_spec_uint64 ("id", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusUndoStep:state:
   *
   * Whether it can be undone or done again.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, NEXUS_TYPE_UNDO_STATE, NEXUS_UNDO_STATE_DONE, flags);
  /**
   * NexusUndoStep:description:
   *
   * What was done, in words that go behind “Undo” in a menu.
   *
   * Since: 0.1
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  /**
   * NexusUndoStep:path:
   *
   * The path that it was done to, as it was then; %NULL if it was done to no single one.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusUndoStep:count:
   *
   * How many operations it has been.
   *
   * Since: 0.1
   */
  properties[PROP_COUNT] = g_param_spec_uint64 ("count", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusUndoStep:time:
   *
   * When it was done, in UTC with microseconds.
   *
   * Since: 0.1
   */
  properties[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  /**
   * NexusUndoStep:time-ns:
   *
   * When it was done, in nanoseconds since 1970 UTC.
   *
   * Since: 0.1
   */
  properties[PROP_TIME_NS] = g_param_spec_int64 ("time-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_undo_step_init (NexusUndoStep *self)
{
}

/* --- Descriptions --- */

/* The last name of a path, for eyes. */
static char *
show_name (const char *path)
{
  g_autofree char *name = NULL;

  if (path == NULL)
    return g_strdup ("?");

  name = nexus_path_dup_name (path);

  return nexus_path_display (name != NULL && name[0] != '\0' ? name : path);
}

static char *
describe_move (const NexusUndoStepInit *init,
               const char              *name)
{
  g_autofree char *from = init->path != NULL ? nexus_path_dup_parent (init->path) : NULL;
  g_autofree char *to = init->other != NULL ? nexus_path_dup_parent (init->other) : NULL;
  g_autofree char *new_name = show_name (init->other);
  g_autofree char *directory = nexus_path_display (to != NULL ? to : "/");

  if (g_strcmp0 (from, to) == 0)
    return g_strdup_printf (_("Rename “%s” to “%s”"), name, new_name);
  if (strcmp (name, new_name) == 0)
    return g_strdup_printf (_("Move “%s” to “%s”"), name, directory);

  return g_strdup_printf (_("Move “%s” to “%s” as “%s”"), name, directory, new_name);
}

static char *
describe_copy (const NexusUndoStepInit *init,
               const char              *name)
{
  g_autofree char *to = init->other != NULL ? nexus_path_dup_parent (init->other) : NULL;
  g_autofree char *new_name = show_name (init->other);
  g_autofree char *directory = nexus_path_display (to != NULL ? to : "/");

  if (strcmp (name, new_name) == 0)
    return g_strdup_printf (_("Copy “%s” to “%s”"), name, directory);

  return g_strdup_printf (_("Copy “%s” to “%s” as “%s”"), name, directory, new_name);
}

static char *
describe (const NexusUndoStepInit *init)
{
  g_autofree char *name = show_name (init->path);
  g_autofree char *other = nexus_path_display (init->other != NULL ? init->other : "?");
  g_autofree char *key = nexus_path_display (init->key != NULL ? init->key : "?");

  switch (init->kind)
    {
    case NEXUS_MUTATION_PUT_FILE:
      return g_strdup_printf (_("Write “%s”"), name);
    case NEXUS_MUTATION_MAKE_DIRECTORY:
      return g_strdup_printf (_("Make the directory “%s”"), name);
    case NEXUS_MUTATION_MAKE_LINK:
      return g_strdup_printf (_("Make the link “%s”"), name);
    case NEXUS_MUTATION_MOVE:
      return describe_move (init, name);
    case NEXUS_MUTATION_COPY:
      return describe_copy (init, name);
    case NEXUS_MUTATION_DELETE:
      return g_strdup_printf (_("Delete “%s”"), name);
    case NEXUS_MUTATION_SET_FACTS:
      return g_strdup_printf (_("Change the properties of “%s”"), name);
    case NEXUS_MUTATION_SET_ATTRIBUTE:
      return g_strdup_printf (_("Set the attribute “%s” of “%s”"), key, name);
    case NEXUS_MUTATION_REMOVE_ATTRIBUTE:
      return g_strdup_printf (_("Remove the attribute “%s” of “%s”"), key, name);
    case NEXUS_MUTATION_ADD_TAG:
      return g_strdup_printf (_("Tag “%s” with “%s”"), name, key);
    case NEXUS_MUTATION_REMOVE_TAG:
      return g_strdup_printf (_("Remove the tag “%s” from “%s”"), key, name);
    case NEXUS_MUTATION_RENAME_TAG:
      return g_strdup_printf (_("Rename the tag “%s” to “%s”"), key, other);
    case NEXUS_MUTATION_SET_TAG_COLOR:
      return g_strdup_printf (_("Change the color of the tag “%s”"), key);
    case NEXUS_MUTATION_DELETE_TAG:
      return g_strdup_printf (_("Delete the tag “%s”"), key);
    case NEXUS_MUTATION_RESTORE_VERSION:
      return g_strdup_printf (_("Restore version %u of “%s”"), (guint) init->count, name);
    case NEXUS_MUTATION_RESTORE_TRASH:
      return g_strdup_printf (_("Restore “%s”"), name);
    case NEXUS_MUTATION_DELETE_TRASH:
      return g_strdup_printf (_("Delete “%s” for good"), name);
    case NEXUS_MUTATION_EMPTY_TRASH:
      return g_strdup (_("Empty the trash"));
    case NEXUS_MUTATION_SAVE_SEARCH:
      return g_strdup_printf (_("Keep the search “%s”"), key);
    case NEXUS_MUTATION_REMOVE_SEARCH:
      return g_strdup_printf (_("Remove the search “%s”"), key);
    case NEXUS_MUTATION_SET_QUOTA:
      return g_strdup_printf (_("Set the quota of “%s”"), name);
    case NEXUS_STEP_BATCH:
      if (init->key != NULL && init->key[0] != '\0')
        return g_steal_pointer (&key);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u change", "%u changes", (gulong) init->count),
                              (guint) init->count);
    case NEXUS_STEP_IMPORT:
      return g_strdup_printf (_("Import “%s”"), other);
    case NEXUS_MUTATION_RESTORE_SNAPSHOT:
      return g_strdup_printf (_("Restore the snapshot “%s”"), key);
    case NEXUS_MUTATION_LOAD:
      return g_strdup (_("Load a dump"));
    default:
      return g_strdup_printf (_("Change “%s”"), name);
    }
}

NexusUndoStep *
_nexus_undo_step_new (const NexusUndoStepInit *init)
{
  NexusUndoStep *self = g_object_new (NEXUS_TYPE_UNDO_STEP, NULL);

  self->id = init->id;
  self->state = init->state;
  self->description = describe (init);
  self->path = g_strdup (init->path);
  self->count = init->kind < NEXUS_STEP_BATCH ? 1 : init->count;
  self->time_ns = init->time_ns;

  return self;
}

/**
 * nexus_undo_step_get_id:
 * @self: a step
 *
 * Gets the number of the step.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_undo_step_get_id (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), 0);

  return self->id;
}

/**
 * nexus_undo_step_get_state:
 * @self: a step
 *
 * Gets whether the step can be undone or done again.
 *
 * Returns: the state
 *
 * Since: 0.1
 */
NexusUndoState
nexus_undo_step_get_state (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), NEXUS_UNDO_STATE_FINAL);

  return self->state;
}

/**
 * nexus_undo_step_get_description:
 * @self: a step
 *
 * Gets what was done, in words.
 *
 * Returns: (transfer none): the description
 *
 * Since: 0.1
 */
const char *
nexus_undo_step_get_description (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), NULL);

  return self->description;
}

/**
 * nexus_undo_step_get_path:
 * @self: a step
 *
 * Gets the path that it was done to, as it was then.
 *
 * Returns: (transfer none) (nullable): the path, or %NULL if it was no single one
 *
 * Since: 0.1
 */
const char *
nexus_undo_step_get_path (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), NULL);

  return self->path;
}

/**
 * nexus_undo_step_get_count:
 * @self: a step
 *
 * Gets how many operations it has been.
 *
 * Returns: the number of operations
 *
 * Since: 0.1
 */
guint64
nexus_undo_step_get_count (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), 0);

  return self->count;
}

/**
 * nexus_undo_step_get_time_ns:
 * @self: a step
 *
 * Gets when it was done, in nanoseconds since 1970 UTC.
 *
 * Returns: the time
 *
 * Since: 0.1
 */
gint64
nexus_undo_step_get_time_ns (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), 0);

  return self->time_ns;
}

/**
 * nexus_undo_step_dup_time:
 * @self: a step
 *
 * Gets when it was done, in UTC.
 *
 * Returns: (transfer full) (nullable): the time
 *
 * Since: 0.1
 */
GDateTime *
nexus_undo_step_dup_time (NexusUndoStep *self)
{
  g_return_val_if_fail (NEXUS_IS_UNDO_STEP (self), NULL);

  return _nexus_date_time_new (self->time_ns);
}

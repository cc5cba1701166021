/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-column.h"
#include "nexus-gtk-look.h"
#include "nexus-gtk-place.h"

/* A list of the places that somebody has changed, the latest first; those that were changed longest ago are forgotten.
 *
 * A look belongs to a folder, which takes it along wherever it goes.  Most moves are followed as the store tells of them;
 * but very many at once are not told one by one, folders that change places when a step is undone are told of as if one
 * came after the other, and nobody is told of what was done before.  So a look has the number that the store gave the
 * folder, which stays the same, and when the folder is shown, the look is found by it. */
#define KEY       "looks"
#define TYPE      "a(ssa{sv})"
#define ID        "folder"
#define LOOKS_MAX 300

/* Of a folder of which it is not known where it is. */
#define NOWHERE ""

static const char * const keys[] = { "view", "sort-column", "sort-descending", "columns" };

/* What is looked for changes all the time, and is shown in one way. */
static const char *
get_kind (const char *place)
{
  return g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH) ? NEXUS_GTK_PLACE_SEARCH : place;
}

/* New, or NULL. */
static GVariant *
find (GVariant   *looks,
      const char *store,
      const char *place)
{
  GVariantIter iter;
  const char *other_store;
  const char *other_place;
  GVariant *look;

  g_variant_iter_init (&iter, looks);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &other_store, &other_place, &look))
    {
      if (strcmp (other_store, store) == 0 && strcmp (other_place, place) == 0)
        return look;
      g_variant_unref (look);
    }

  return NULL;
}

/* The number of its folder; NULL if it is not known yet. */
static const char *
get_id (GVariant *look)
{
  const char *id = NULL;

  return g_variant_lookup (look, ID, "&s", &id) ? id : NULL;
}

/* Puts the place first; without a look it is forgotten. */
static void
put (GSettings  *settings,
     const char *store,
     const char *place,
     GVariant   *look)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (TYPE));
  GVariantIter iter;
  const char *other_store;
  const char *other_place;
  GVariant *other;
  guint n_looks = 0;

  if (look != NULL)
    {
      g_variant_builder_add (&builder, "(ss@a{sv})", store, place, look);
      n_looks++;
    }
  g_variant_iter_init (&iter, looks);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &other_store, &other_place, &other))
    {
      if (n_looks < LOOKS_MAX && (strcmp (other_store, store) != 0 || strcmp (other_place, place) != 0))
        {
          g_variant_builder_add (&builder, "(ss@a{sv})", other_store, other_place, other);
          n_looks++;
        }
      g_variant_unref (other);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/* --- Values --- */

static gboolean
has_text (GVariant           *value,
          const char * const *texts)
{
  return g_strv_contains (texts, g_variant_get_string (value, NULL));
}

/* Settings can be edited by other programs, and by other versions of this one. */
static gboolean
is_valid (const char *key,
          GVariant   *value)
{
  static const char * const views[] = { "list", "grid", "columns", NULL };
  g_autofree const char **columns = NULL;

  if (strcmp (key, "sort-descending") == 0)
    return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN);
  if (strcmp (key, "view") == 0)
    return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) && has_text (value, views);
  if (strcmp (key, "sort-column") == 0)
    return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) &&
           nexus_gtk_column_is_sortable (g_variant_get_string (value, NULL));
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return FALSE;

  columns = g_variant_get_strv (value, NULL);
  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (!nexus_gtk_column_is_valid (columns[i]))
        return FALSE;
    }

  return g_strv_contains (columns, NEXUS_GTK_COLUMN_NAME);
}

static GVariant *
get_fallback (const char *key)
{
  static const char * const columns[] = { NEXUS_GTK_COLUMN_NAME, NEXUS_GTK_COLUMN_SIZE, NEXUS_GTK_COLUMN_MODIFIED, NULL };

  if (strcmp (key, "columns") == 0)
    return g_variant_new_strv (columns, -1);
  if (strcmp (key, "sort-descending") == 0)
    return g_variant_new_boolean (FALSE);

  return g_variant_new_string (strcmp (key, "view") == 0 ? "list" : NEXUS_GTK_COLUMN_NAME);
}

/* What is not in one folder shows where it is. */
static GVariant *
add_folder (GVariant *columns)
{
  g_autofree const char **names = g_variant_get_strv (columns, NULL);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) added = NULL;

  if (g_strv_contains (names, NEXUS_GTK_COLUMN_FOLDER))
    return g_variant_ref (columns);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_strv_builder_add (builder, names[i]);
      if (strcmp (names[i], NEXUS_GTK_COLUMN_NAME) == 0)
        g_strv_builder_add (builder, NEXUS_GTK_COLUMN_FOLDER);
    }
  added = g_strv_builder_end (builder);

  return g_variant_ref_sink (g_variant_new_strv ((const char * const *) added, -1));
}

static const char *
get_order (const char *place)
{
  if (nexus_gtk_place_is_trash (place))
    return NEXUS_GTK_COLUMN_DELETED;
  if (strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0)
    return NEXUS_GTK_COLUMN_MODIFIED;
  if (nexus_gtk_place_is_search (place))
    return NEXUS_GTK_COLUMN_RELEVANCE;

  return NEXUS_GTK_COLUMN_NAME;
}

/* What was deleted or changed last comes first, and what a search is about. */
static GVariant *
get_common (GSettings  *settings,
            const char *place,
            const char *key)
{
  static const char * const trash[] = {
    NEXUS_GTK_COLUMN_NAME, NEXUS_GTK_COLUMN_FOLDER, NEXUS_GTK_COLUMN_SIZE, NEXUS_GTK_COLUMN_DELETED,
    NEXUS_GTK_COLUMN_EXPIRES, NULL
  };
  gboolean is_trash = nexus_gtk_place_is_trash (place);
  gboolean is_recent = strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0;
  g_autoptr(GVariant) value = NULL;

  if (is_trash && strcmp (key, "columns") == 0)
    return g_variant_ref_sink (g_variant_new_strv (trash, -1));
  if (strcmp (key, "sort-column") == 0 && !nexus_gtk_place_is_folder (place))
    return g_variant_ref_sink (g_variant_new_string (get_order (place)));
  if (strcmp (key, "sort-descending") == 0 && !nexus_gtk_place_is_folder (place))
    return g_variant_ref_sink (g_variant_new_boolean (is_trash || is_recent));

  value = g_settings_get_value (settings, key);
  if (!is_valid (key, value))
    {
      g_variant_unref (value);
      value = g_variant_ref_sink (get_fallback (key));
    }
  if (strcmp (key, "columns") == 0 && !nexus_gtk_place_is_folder (place))
    return add_folder (value);

  return g_steal_pointer (&value);
}

/* --- Looks --- */

GVariant *
nexus_gtk_look_get (GSettings  *settings,
                    const char *store,
                    const char *place,
                    const char *key)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_autoptr(GVariant) look = find (looks, store, get_kind (place));
  g_autoptr(GVariant) value = look != NULL ? g_variant_lookup_value (look, key, NULL) : NULL;

  if (value != NULL && is_valid (key, value))
    return g_steal_pointer (&value);

  return get_common (settings, place, key);
}

void
nexus_gtk_look_set (GSettings  *settings,
                    const char *store,
                    const char *place,
                    const char *key,
                    GVariant   *value)
{
  g_autoptr(GVariant) taken = g_variant_ref_sink (value);
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_autoptr(GVariant) look = find (looks, store, get_kind (place));
  g_autoptr(GVariant) former = nexus_gtk_look_get (settings, store, place, key);
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (look);

  if (!is_valid (key, taken) || g_variant_equal (taken, former))
    return;

  g_variant_dict_insert_value (&dict, key, taken);
  put (settings, store, get_kind (place), g_variant_dict_end (&dict));
}

gboolean
nexus_gtk_look_is_own (GSettings  *settings,
                       const char *store,
                       const char *place)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_autoptr(GVariant) look = find (looks, store, get_kind (place));

  return look != NULL;
}

void
nexus_gtk_look_reset (GSettings  *settings,
                      const char *store,
                      const char *place)
{
  put (settings, store, get_kind (place), NULL);
}

/* Whether the place is that folder, or in it. */
static gboolean
is_in (const char *place,
       const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (place, folder, length) == 0 && (place[length] == '/' || place[length] == '\0');
}

/* Where a place is after the moves; NULL if something else took its path.  New. */
static char *
follow (const char *place,
        GPtrArray  *moves)
{
  g_autofree char *now = g_strdup (place);

  for (guint i = 0; i < moves->len; i++)
    {
      NexusChange *move = g_ptr_array_index (moves, i);
      const char *from = nexus_change_get_old_path (move);
      const char *to = nexus_change_get_path (move);

      if (is_in (now, from))
        {
          char *next = g_strconcat (to, now + strlen (from), NULL);

          g_free (now);
          now = next;
        }
      else if (is_in (now, to))
        {
          return NULL;
        }
    }

  return g_steal_pointer (&now);
}

void
nexus_gtk_look_follow (GSettings  *settings,
                       const char *store,
                       GPtrArray  *moves)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (TYPE));
  gboolean changed = FALSE;
  GVariantIter iter;
  const char *other_store;
  const char *place;
  GVariant *look;

  g_variant_iter_init (&iter, looks);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &other_store, &place, &look))
    {
      g_autoptr(GVariant) taken = look;
      g_autofree char *now = strcmp (other_store, store) == 0 ? follow (place, moves) : g_strdup (place);

      changed |= g_strcmp0 (now, place) != 0;
      if (now != NULL || get_id (taken) != NULL)
        g_variant_builder_add (&builder, "(ss@a{sv})", other_store, now != NULL ? now : NOWHERE, taken);
    }
  if (changed)
    g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/* --- Folders --- */

static GVariant *
add_id (GVariant   *look,
        const char *id)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (look);

  g_variant_dict_insert (&dict, ID, "s", id);

  return g_variant_dict_end (&dict);
}

/* That folder is at the place.  The look that is there and has no number is its own; that of another folder is not. */
static void
recognize (GSettings  *settings,
           const char *store,
           const char *place,
           const char *id)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  g_autoptr(GVariant) here = find (looks, store, place);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (TYPE));
  gboolean found = here != NULL && (get_id (here) == NULL || strcmp (get_id (here), id) == 0);
  gboolean changed = FALSE;
  GVariantIter iter;
  const char *other_store;
  const char *other_place;
  GVariant *other;

  g_variant_iter_init (&iter, looks);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &other_store, &other_place, &other))
    {
      g_autoptr(GVariant) look = other;
      const char *other_id = get_id (look);
      gboolean is_here = strcmp (other_store, store) == 0 && strcmp (other_place, place) == 0;
      gboolean is_own = strcmp (other_store, store) == 0 && g_strcmp0 (other_id, id) == 0;

      if (is_here == is_own)
        {
          g_variant_builder_add (&builder, "(ss@a{sv})", other_store, other_place, look);
          continue;
        }

      changed = TRUE;
      if (is_here && other_id == NULL)
        {
          g_variant_builder_add (&builder, "(ss@a{sv})", store, place, add_id (look, id));
        }
      else if (is_here)
        {
          g_variant_builder_add (&builder, "(ss@a{sv})", store, NOWHERE, look);
        }
      else if (!found)
        {
          g_variant_builder_add (&builder, "(ss@a{sv})", store, place, look);
          found = TRUE;
        }
    }
  if (changed)
    g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/* Whether a folder of the store has a look, or had one before it went elsewhere. */
static gboolean
has_folders (GSettings  *settings,
             const char *store)
{
  g_autoptr(GVariant) looks = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  const char *other_store;
  const char *place;

  g_variant_iter_init (&iter, looks);
  while (g_variant_iter_next (&iter, "(&s&s@a{sv})", &other_store, &place, NULL))
    {
      if (strcmp (other_store, store) == 0 && (strcmp (place, NOWHERE) == 0 || nexus_gtk_place_is_folder (place)))
        return TRUE;
    }

  return FALSE;
}

typedef struct {
  GSettings    *settings;
  GCancellable *cancellable;
  char         *store;
  char         *place;
} Recognition;

static void
recognition_free (Recognition *self)
{
  g_object_unref (self->settings);
  g_object_unref (self->cancellable);
  g_free (self->store);
  g_free (self->place);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Recognition, recognition_free)

static void
queried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Recognition) self = user_data;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, NULL);

  if (entry != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY &&
      !g_cancellable_is_cancelled (self->cancellable))
    recognize (self->settings, self->store, self->place, nexus_entry_get_id (entry));
}

void
nexus_gtk_look_recognize (GSettings       *settings,
                          NexusFilesystem *filesystem,
                          const char      *store,
                          const char      *place,
                          GCancellable    *cancellable)
{
  Recognition *self;

  /* The root directory cannot go anywhere. */
  if (!nexus_gtk_place_is_folder (place) || strcmp (place, NEXUS_GTK_PLACE_HOME) == 0 || !has_folders (settings, store))
    return;

  self = g_new0 (Recognition, 1);
  self->settings = g_object_ref (settings);
  self->cancellable = g_object_ref (cancellable);
  self->store = g_strdup (store);
  self->place = g_strdup (place);
  nexus_filesystem_query_async (filesystem, place, cancellable, queried_cb, self);
}

/* --- The common look --- */

void
nexus_gtk_look_make_common (GSettings  *settings,
                            const char *store,
                            const char *place)
{
  GVariant *values[G_N_ELEMENTS (keys)];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    values[i] = nexus_gtk_look_get (settings, store, place, keys[i]);
  nexus_gtk_look_reset (settings, store, place);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_settings_set_value (settings, keys[i], values[i]);
      g_variant_unref (values[i]);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-bookmarks.h"

#define KEY "bookmarks"

typedef struct {
  char *location;
  char *place;
  char *name;
} Item;

static Item *
item_new (const char *location,
          const char *place,
          const char *name)
{
  Item *item = g_new0 (Item, 1);

  item->location = g_strdup (location);
  item->place = g_strdup (place);
  item->name = g_strdup (name);

  return item;
}

static void
item_free (Item *item)
{
  g_free (item->location);
  g_free (item->place);
  g_free (item->name);
  g_free (item);
}

static GPtrArray *
load (GSettings *settings)
{
  g_autoptr(GVariant) value = g_settings_get_value (settings, KEY);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  GVariantIter iter;
  const char *location;
  const char *place;
  const char *name;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &location, &place, &name))
    g_ptr_array_add (items, item_new (location, place, name));

  return items;
}

static void
save (GSettings *settings,
      GPtrArray *items)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      g_variant_builder_add (&builder, "(sss)", item->location, item->place, item->name);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

static gboolean
find (GPtrArray  *items,
      const char *location,
      const char *place,
      guint      *position)
{
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      *position = i;
      if (strcmp (item->location, location) == 0 && strcmp (item->place, place) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
bookmark_free (NexusGtkBookmark *bookmark)
{
  g_free (bookmark->place);
  g_free (bookmark->name);
  g_free (bookmark);
}

GPtrArray *
nexus_gtk_bookmarks_list (GSettings  *settings,
                          const char *location)
{
  g_autoptr(GPtrArray) items = load (settings);
  GPtrArray *bookmarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bookmark_free);

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);
      NexusGtkBookmark *bookmark;

      if (strcmp (item->location, location) != 0)
        continue;
      bookmark = g_new0 (NexusGtkBookmark, 1);
      bookmark->place = g_strdup (item->place);
      bookmark->name = g_strdup (item->name);
      g_ptr_array_add (bookmarks, bookmark);
    }

  return bookmarks;
}

gboolean
nexus_gtk_bookmarks_contain (GSettings  *settings,
                             const char *location,
                             const char *place)
{
  g_autoptr(GPtrArray) items = load (settings);
  guint position;

  return find (items, location, place, &position);
}

void
nexus_gtk_bookmarks_add (GSettings  *settings,
                         const char *location,
                         const char *place)
{
  g_autoptr(GPtrArray) items = load (settings);
  guint position;

  if (find (items, location, place, &position))
    return;
  g_ptr_array_add (items, item_new (location, place, ""));
  save (settings, items);
}

void
nexus_gtk_bookmarks_remove (GSettings  *settings,
                            const char *location,
                            const char *place)
{
  g_autoptr(GPtrArray) items = load (settings);
  guint position;

  if (!find (items, location, place, &position))
    return;
  g_ptr_array_remove_index (items, position);
  save (settings, items);
}

void
nexus_gtk_bookmarks_rename (GSettings  *settings,
                            const char *location,
                            const char *place,
                            const char *name)
{
  g_autoptr(GPtrArray) items = load (settings);
  guint position;
  Item *item;

  if (!find (items, location, place, &position))
    return;
  item = g_ptr_array_index (items, position);
  g_free (item->name);
  item->name = g_strdup (name);
  save (settings, items);
}

void
nexus_gtk_bookmarks_move (GSettings  *settings,
                          const char *location,
                          const char *place,
                          const char *other)
{
  g_autoptr(GPtrArray) items = load (settings);
  guint from;
  guint to;

  if (!find (items, location, place, &from) || !find (items, location, other, &to) || from == to)
    return;
  g_ptr_array_insert (items, to, g_ptr_array_steal_index (items, from));
  save (settings, items);
}

void
nexus_gtk_bookmarks_follow (GSettings  *settings,
                            const char *location,
                            const char *old_path,
                            const char *path)
{
  g_autoptr(GPtrArray) items = load (settings);
  gsize length = strlen (old_path);
  gboolean changed = FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);
      char *place;

      if (strcmp (item->location, location) != 0 || !g_str_has_prefix (item->place, old_path) ||
          (item->place[length] != '/' && item->place[length] != '\0'))
        continue;
      place = g_strconcat (path, item->place + length, NULL);
      g_free (item->place);
      item->place = place;
      changed = TRUE;
    }
  if (changed)
    save (settings, items);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-place.h"

gboolean
nexus_gtk_place_is_folder (const char *place)
{
  return place[0] == '/';
}

gboolean
nexus_gtk_place_is_trash (const char *place)
{
  return strcmp (place, NEXUS_GTK_PLACE_TRASH) == 0;
}

const char *
nexus_gtk_place_get_rest (const char *place)
{
  const char *colon = strchr (place, ':');

  return colon != NULL ? colon + 1 : "";
}

const char *
nexus_gtk_place_get_tag (const char *place)
{
  if (strcmp (place, NEXUS_GTK_PLACE_STARRED) == 0)
    return NEXUS_GTK_STAR;

  return g_str_has_prefix (place, NEXUS_GTK_PLACE_TAG) ? nexus_gtk_place_get_rest (place) : NULL;
}

gboolean
nexus_gtk_place_is_search (const char *place)
{
  return strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0 || g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH) ||
         g_str_has_prefix (place, NEXUS_GTK_PLACE_SAVED);
}

gboolean
nexus_gtk_place_is_valid (const char *place)
{
  if (nexus_gtk_place_is_folder (place))
    {
      g_autofree char *path = nexus_path_normalize (place, NULL);

      return g_strcmp0 (path, place) == 0;
    }
  if (nexus_gtk_place_is_trash (place) || strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0 ||
      strcmp (place, NEXUS_GTK_PLACE_STARRED) == 0)
    return TRUE;

  return (nexus_gtk_place_get_tag (place) != NULL || nexus_gtk_place_is_search (place)) &&
         *nexus_gtk_place_get_rest (place) != '\0';
}

char *
nexus_gtk_place_dup_title (const char *place)
{
  g_autofree char *name = NULL;

  if (nexus_gtk_place_is_trash (place))
    return g_strdup (_("Trash"));
  if (strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0)
    return g_strdup (_("Recent"));
  if (strcmp (place, NEXUS_GTK_PLACE_STARRED) == 0)
    return g_strdup (_("Starred"));
  if (strcmp (place, NEXUS_GTK_PLACE_HOME) == 0)
    return g_strdup (_("Files"));
  if (!nexus_gtk_place_is_folder (place))
    return nexus_path_display (nexus_gtk_place_get_rest (place));
  name = nexus_path_dup_name (place);

  return nexus_path_display (name);
}

char *
nexus_gtk_place_dup_text (const char *place)
{
  return nexus_gtk_place_is_folder (place) ? nexus_path_display (place) : nexus_gtk_place_dup_title (place);
}

const char *
nexus_gtk_place_get_icon (const char *place)
{
  if (nexus_gtk_place_is_trash (place))
    return "user-trash-symbolic";
  if (strcmp (place, NEXUS_GTK_PLACE_RECENT) == 0)
    return "document-open-recent-symbolic";
  if (strcmp (place, NEXUS_GTK_PLACE_STARRED) == 0)
    return "starred-symbolic";
  if (g_str_has_prefix (place, NEXUS_GTK_PLACE_SAVED))
    return "folder-saved-search-symbolic";
  if (g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH))
    return "system-search-symbolic";
  if (nexus_gtk_place_get_tag (place) != NULL)
    return "bookmark-new-symbolic";
  if (strcmp (place, NEXUS_GTK_PLACE_HOME) == 0)
    return "user-home-symbolic";

  return "folder-symbolic";
}

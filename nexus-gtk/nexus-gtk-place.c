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
  return strcmp (place, "trash:") == 0;
}

char *
nexus_gtk_place_dup_title (const char *place)
{
  g_autofree char *name = NULL;

  if (nexus_gtk_place_is_trash (place))
    return g_strdup (_("Trash"));
  if (g_str_has_prefix (place, "tag:"))
    return nexus_path_display (place + strlen ("tag:"));
  if (strcmp (place, "/") == 0)
    return g_strdup (_("Files"));
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
  if (g_str_has_prefix (place, "tag:"))
    return "bookmark-new-symbolic";

  return "folder-symbolic";
}

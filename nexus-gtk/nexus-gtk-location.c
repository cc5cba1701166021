/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-location.h"
#include "nexus-gtk-place.h"

#define SCHEME "nexus:"

/* The characters of a name in an address are few: nexus_vfs_add() has the list. */
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789._-"
#define STORE_NAME_MAX 63

gboolean
nexus_gtk_location_is_address (const char *text)
{
  return g_ascii_strncasecmp (text, SCHEME, strlen (SCHEME)) == 0;
}

char *
nexus_gtk_location_dup_name (const char *title)
{
  char *name = g_ascii_strdown (title, -1);

  g_strcanon (name, NAME_CHARACTERS, '-');
  if (strlen (name) > STORE_NAME_MAX)
    name[STORE_NAME_MAX] = '\0';

  return name;
}

/* Longer than a name can be, so that it is none. */
static char *
dup_id (const char *location)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, location, -1);
}

char *
nexus_gtk_location_dup_address (const char *location,
                                const char *path)
{
  g_autofree char *id = dup_id (location);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

  return g_strconcat (SCHEME "//", id, escaped, NULL);
}

gboolean
nexus_gtk_location_is_of (const char *name,
                          const char *location)
{
  g_autofree char *id = dup_id (location);

  return strcmp (name, id) == 0;
}

static gboolean
parse_address (const char  *text,
               char       **store,
               char       **place,
               GError     **error)
{
  const char *rest = text + strlen (SCHEME);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *normal = NULL;
  gsize length = 0;

  if (g_str_has_prefix (rest, "//"))
    {
      rest += 2;
      length = strcspn (rest, "/");
      name = g_ascii_strdown (rest, length);
    }
  /* A store knows no queries and fragments; the characters of a path are escaped. */
  if (strpbrk (rest, "?#") != NULL || (path = g_uri_unescape_string (rest + length, NULL)) == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not an address of a store: it begins with nexus:///, and “%%”, “?” and “#” in names are "
                     "written as %%25, %%3F and %%23."), text);
      return FALSE;
    }
  normal = nexus_path_normalize (*path != '\0' ? path : NEXUS_GTK_PLACE_HOME, error);
  if (normal == NULL)
    return FALSE;

  *store = name != NULL && *name != '\0' ? g_steal_pointer (&name) : NULL;
  *place = g_steal_pointer (&normal);

  return TRUE;
}

gboolean
nexus_gtk_location_parse (const char  *text,
                          char       **store,
                          char       **place,
                          GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  g_return_val_if_fail (store != NULL && place != NULL, FALSE);

  *store = NULL;
  if (nexus_gtk_location_is_address (stripped))
    return parse_address (stripped, store, place, error);

  if (!nexus_gtk_place_is_folder (stripped) && nexus_gtk_place_is_valid (stripped))
    *place = g_steal_pointer (&stripped);
  else
    /* Blanks may belong to a name. */
    *place = nexus_path_normalize (text, error);

  return *place != NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-path.h"
#include "nexus-uri-private.h"

/* What RFC 3986 lets stand in a path as it is; everything else is percent-encoded. */
#define PATH_CHARACTERS "/!$&'()*+,;=:@"

#define STORE_MAX 63

/* So much of an offending URI is printed. */
#define DISPLAY_MAX 200

static gboolean
set_invalid (GError     **error,
             const char  *uri,
             const char  *reason)
{
  g_autofree char *head = g_strndup (uri, DISPLAY_MAX);
  g_autofree char *shown = nexus_path_display (head);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _("“%s%s”: %s"),
               shown, strlen (uri) > DISPLAY_MAX ? "…" : "", reason);

  return FALSE;
}

static gboolean
is_store_character (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || (c != '\0' && strchr ("._-", c) != NULL);
}

gboolean
_nexus_uri_check_store (const char  *name,
                        GError     **error)
{
  gsize length = strlen (name);
  gboolean valid = length >= 1 && length <= STORE_MAX && (g_ascii_islower (name[0]) || g_ascii_isdigit (name[0]));
  g_autofree char *head = NULL;
  g_autofree char *shown = NULL;

  for (gsize i = 0; valid && i < length; i++)
    valid = is_store_character (name[i]);
  if (valid)
    return TRUE;

  head = g_strndup (name, DISPLAY_MAX);
  shown = nexus_path_display (head);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("“%s%s” cannot be the name of a store: it takes 1 to %d of the characters a-z, 0-9, “.”, “_” and “-”, "
                 "beginning with a letter or a digit"),
               shown, length > DISPLAY_MAX ? "…" : "", STORE_MAX);

  return FALSE;
}

/* The name between the slashes, in lower case.  A leading ~ is of a name that the library made up. */
static char *
parse_store (const char  *uri,
             const char  *begin,
             gsize        length,
             GError     **error)
{
  g_autofree char *name = g_ascii_strdown (begin, length);
  const char *checked = name[0] == '~' ? name + 1 : name;

  if (length == 0 || _nexus_uri_check_store (checked, NULL))
    return g_steal_pointer (&name);

  set_invalid (error, uri, _("what stands between “//” and “/” is not the name of a store"));

  return NULL;
}

/* Decodes percent-encoding, bytes for bytes. */
static char *
decode_path (const char  *uri,
             const char  *encoded,
             GError     **error)
{
  g_autoptr(GString) path = g_string_sized_new (strlen (encoded));

  for (const char *c = encoded; *c != '\0'; c++)
    {
      int high, low;

      if (*c == '?' || *c == '#')
        {
          set_invalid (error, uri, _("a store knows no queries and fragments; write %3F for “?” and %23 for “#”"));
          return NULL;
        }
      if (*c != '%')
        {
          g_string_append_c (path, *c);
          continue;
        }

      high = g_ascii_xdigit_value (c[1]);
      low = high >= 0 ? g_ascii_xdigit_value (c[2]) : -1;
      if (low < 0)
        {
          set_invalid (error, uri, _("“%” is not followed by two hexadecimal digits"));
          return NULL;
        }
      if (high == 0 && low == 0)
        {
          set_invalid (error, uri, _("invalid character: a name cannot hold a NUL"));
          return NULL;
        }
      if ((high << 4 | low) == '/')
        {
          set_invalid (error, uri, _("invalid character: “/” is not allowed in a name, not even as %2F"));
          return NULL;
        }
      g_string_append_c (path, (char) (high << 4 | low));
      c += 2;
    }

  return g_string_free (g_steal_pointer (&path), FALSE);
}

gboolean
_nexus_uri_parse (const char  *uri,
                  char       **store,
                  char       **path,
                  GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *decoded = NULL;
  const char *rest;

  if (g_ascii_strncasecmp (uri, NEXUS_URI_SCHEME ":", strlen (NEXUS_URI_SCHEME ":")) != 0)
    return set_invalid (error, uri, _("an address in a store begins with “nexus://”"));

  rest = uri + strlen (NEXUS_URI_SCHEME ":");
  if (rest[0] == '/' && rest[1] == '/')
    {
      gsize length = strcspn (rest + 2, "/?#");

      name = parse_store (uri, rest + 2, length, error);
      rest += 2 + length;
    }
  else if (rest[0] == '/')
    {
      name = g_strdup ("");
    }
  else
    {
      return set_invalid (error, uri, _("an address in a store begins with “nexus://”"));
    }
  if (name == NULL)
    return FALSE;

  decoded = decode_path (uri, rest[0] != '\0' ? rest : "/", error);
  if (decoded == NULL)
    return FALSE;

  *path = _nexus_uri_normalize (decoded, error);
  if (*path == NULL)
    return FALSE;
  *store = g_steal_pointer (&name);

  return TRUE;
}

char *
_nexus_uri_build (const char *store,
                  const char *path,
                  gboolean    ascii)
{
  g_autofree char *escaped = g_uri_escape_string (path, PATH_CHARACTERS, !ascii);

  return g_strconcat (NEXUS_URI_SCHEME "://", store, escaped, NULL);
}

char *
_nexus_uri_escape_invalid (const char *uri)
{
  GString *text = g_string_sized_new (strlen (uri) + 16);
  gsize scheme = strlen (NEXUS_URI_SCHEME);

  /* Schemes have no case, and equal files need equal texts. */
  if (g_ascii_strncasecmp (uri, NEXUS_URI_SCHEME ":", scheme + 1) == 0)
    {
      g_string_append (text, NEXUS_URI_SCHEME);
      uri += scheme;
    }
  for (const char *c = uri; *c != '\0'; c++)
    {
      if (g_ascii_isgraph (*c))
        g_string_append_c (text, *c);
      else
        g_string_append_printf (text, "%%%02X", (guint8) *c);
    }

  return g_string_free (text, FALSE);
}

char *
_nexus_uri_normalize (const char  *path,
                      GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *head = NULL;
  gboolean too_long = strlen (path) > NEXUS_PATH_MAX;
  char *normal = nexus_path_normalize (path, &local_error);

  if (normal != NULL)
    return normal;

  for (const char *name = path; *name != '\0' && !too_long;)
    {
      gsize length = strcspn (name, "/");

      too_long = length > NEXUS_NAME_MAX;
      name += length + (name[length] == '/' ? 1 : 0);
    }
  if (!too_long)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  head = g_strndup (path, DISPLAY_MAX);
  shown = nexus_path_display (head);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
               _("“%s…” is too long: a name takes up to %d bytes and a path up to %d"), shown, NEXUS_NAME_MAX, NEXUS_PATH_MAX);

  return NULL;
}

char *
_nexus_uri_resolve (const char *base,
                    const char *relative)
{
  g_autofree char *whole = g_strconcat (relative[0] == '/' ? "" : base, "/", relative, NULL);
  GString *path = g_string_sized_new (strlen (whole) + 1);

  for (const char *name = whole; *name != '\0';)
    {
      gsize length = strcspn (name, "/");

      if (length == 2 && name[0] == '.' && name[1] == '.')
        {
          const char *slash = strrchr (path->str, '/');

          g_string_truncate (path, slash != NULL ? slash - path->str : 0);
        }
      else if (length > 0 && !(length == 1 && name[0] == '.'))
        {
          g_string_append_c (path, '/');
          g_string_append_len (path, name, length);
        }
      name += length + (name[length] == '/' ? 1 : 0);
    }
  if (path->len == 0)
    g_string_append_c (path, '/');

  return g_string_free (path, FALSE);
}

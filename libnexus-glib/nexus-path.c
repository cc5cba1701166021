/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-path.h"

/* So much of an offending path is printed; the rest helps nobody. */
#define DISPLAY_MAX 200

/* Characters that would turn the direction of, or hide, what stands around them on a screen. */
static gboolean
is_deceptive (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200e || c == 0x200f || c == 0x061c || c == 0xfeff || c == 0x2028 || c == 0x2029;
}

/**
 * nexus_path_display:
 * @path: (type filename): a path or name, which may be anything
 *
 * Makes a text that can be shown to a person: bytes that are not valid UTF-8,
 * control characters and marks that change the direction of text are written as
 * `\xHH` or `\u{HHHH}`, a backslash stays as it is.
 *
 * The result is for eyes only, it cannot be turned back.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
nexus_path_display (const char *path)
{
  GString *text;

  g_return_val_if_fail (path != NULL, NULL);

  text = g_string_sized_new (strlen (path) + 16);
  while (*path != '\0')
    {
      gunichar c = g_utf8_get_char_validated (path, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (text, "\\x%02x", (guint8) *path);
          path++;
          continue;
        }

      if (g_unichar_iscntrl (c))
        g_string_append_printf (text, "\\x%02x", c);
      else if (is_deceptive (c))
        g_string_append_printf (text, "\\u{%04x}", c);
      else
        g_string_append_unichar (text, c);
      path = g_utf8_next_char (path);
    }

  return g_string_free (text, FALSE);
}

/* "“…”: reason", with the path escaped and cut to a length that fits on a screen. */
static void
set_invalid (GError     **error,
             const char  *path,
             const char  *reason)
{
  g_autofree char *head = g_strndup (path, DISPLAY_MAX);
  g_autofree char *shown = NULL;
  const char *end;

  /* Do not cut a character in two, which would be printed as broken bytes. */
  if (strlen (path) > DISPLAY_MAX && !g_utf8_validate (head, -1, &end) && head + strlen (head) - end < 4)
    head[end - head] = '\0';
  shown = nexus_path_display (head);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _("“%s%s”: %s"),
               shown, strlen (path) > DISPLAY_MAX ? "…" : "", reason);
}

static const char *
find_fault (const char *name,
            gsize       length)
{
  if (length > NEXUS_NAME_MAX)
    return _("a name is longer than 255 bytes");
  if (length == 2 && name[0] == '.' && name[1] == '.')
    return _("“..” is not allowed in a path");
  if (memchr (name, '\n', length) != NULL || memchr (name, '\r', length) != NULL)
    return _("invalid character: a line break is not allowed in a name");
  return NULL;
}

/**
 * nexus_path_validate_name:
 * @name: (type filename): a name
 * @error: return location for an error
 *
 * Looks whether a store can hold something under the name.
 *
 * A name is valid UTF-8 of 1 to 255 bytes without `/`, line breaks and NUL, and
 * neither `.` nor `..`. Anything else is a name; it is stored as given.
 *
 * Returns: %TRUE if it can; %FALSE with %G_IO_ERROR_INVALID_FILENAME, and a message that says why, if not
 *
 * Since: 0.1
 */
gboolean
nexus_path_validate_name (const char  *name,
                          GError     **error)
{
  const char *fault = NULL;

  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (*name == '\0')
    fault = _("a name cannot be empty");
  else if (!g_utf8_validate (name, -1, NULL))
    fault = _("the name is not valid UTF-8");
  else if (strchr (name, '/') != NULL)
    fault = _("invalid character: “/” is not allowed in a name");
  else if (strcmp (name, ".") == 0)
    fault = _("“.” cannot be a name");
  else
    fault = find_fault (name, strlen (name));

  if (fault != NULL)
    {
      set_invalid (error, name, fault);
      return FALSE;
    }

  return TRUE;
}

/**
 * nexus_path_normalize:
 * @path: (type filename): a path as a person or program gave it
 * @error: return location for an error
 *
 * Brings a path into the one form that a store uses: absolute, without `.`
 * segments, doubled or trailing slashes. A missing leading `/` is added. The root
 * is `/`.
 *
 * A `..` segment is refused rather than resolved, since it is more often an
 * attack or a mistake than a wish; `/a..b` is an ordinary path.
 *
 * Returns: (transfer full): the normalised path, or %NULL with %G_IO_ERROR_INVALID_FILENAME
 *
 * Since: 0.1
 */
char *
nexus_path_normalize (const char  *path,
                      GError     **error)
{
  g_autofree char *result = NULL;
  gsize length;
  gsize used = 0;
  const char *segment;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  length = strlen (path);
  if (length == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                           _("“”: a path cannot be empty; the top folder is “/”"));
      return NULL;
    }
  if (!g_utf8_validate_len (path, length, NULL))
    {
      set_invalid (error, path, _("the path is not valid UTF-8"));
      return NULL;
    }

  result = g_malloc (length + 2);
  for (segment = path; *segment != '\0';)
    {
      gsize size = strcspn (segment, "/");

      if (size > 0 && !(size == 1 && segment[0] == '.'))
        {
          const char *fault = find_fault (segment, size);

          if (fault != NULL)
            {
              set_invalid (error, path, fault);
              return NULL;
            }
          result[used++] = '/';
          memcpy (result + used, segment, size);
          used += size;
        }
      segment += size;
      while (*segment == '/')
        segment++;
    }

  if (used == 0)
    result[used++] = '/';
  result[used] = '\0';

  if (used > NEXUS_PATH_MAX)
    {
      set_invalid (error, path, _("the path is longer than 4096 bytes"));
      return NULL;
    }

  return g_steal_pointer (&result);
}

/**
 * nexus_path_join:
 * @directory: (type filename): the path of a directory
 * @name: (type filename): the name of something in it
 * @error: return location for an error
 *
 * Makes the path of something in a directory.
 *
 * Returns: (transfer full): the normalised path, or %NULL with %G_IO_ERROR_INVALID_FILENAME
 *
 * Since: 0.1
 */
char *
nexus_path_join (const char  *directory,
                 const char  *name,
                 GError     **error)
{
  g_autofree char *joined = NULL;

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!nexus_path_validate_name (name, error))
    return NULL;

  joined = g_strconcat (directory, "/", name, NULL);

  return nexus_path_normalize (joined, error);
}

/**
 * nexus_path_dup_parent:
 * @path: (type filename): a normalised path
 *
 * Gets the path of the directory that holds the path.
 *
 * Returns: (transfer full) (nullable): the parent's path, or %NULL for the root
 *
 * Since: 0.1
 */
char *
nexus_path_dup_parent (const char *path)
{
  const char *slash;

  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);

  if (path[1] == '\0')
    return NULL;

  slash = strrchr (path, '/');

  return slash == path ? g_strdup ("/") : g_strndup (path, slash - path);
}

/**
 * nexus_path_dup_name:
 * @path: (type filename): a normalised path
 *
 * Gets the last name of a path.
 *
 * Returns: (transfer full): the name; `/` for the root
 *
 * Since: 0.1
 */
char *
nexus_path_dup_name (const char *path)
{
  g_return_val_if_fail (path != NULL && path[0] == '/', NULL);

  return g_strdup (path[1] == '\0' ? "/" : strrchr (path, '/') + 1);
}

/**
 * nexus_path_is_below:
 * @path: (type filename): a normalised path
 * @directory: (type filename): a normalised path
 *
 * Tells whether @path is somewhere below @directory; nothing is below itself.
 *
 * Returns: %TRUE if it is
 *
 * Since: 0.1
 */
gboolean
nexus_path_is_below (const char *path,
                     const char *directory)
{
  gsize length;

  g_return_val_if_fail (path != NULL && directory != NULL, FALSE);

  if (strcmp (directory, "/") == 0)
    return strcmp (path, "/") != 0;

  length = strlen (directory);

  return strncmp (path, directory, length) == 0 && path[length] == '/';
}

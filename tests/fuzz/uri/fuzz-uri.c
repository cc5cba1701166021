/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-file-private.h"
#include "nexus-path.h"
#include "nexus-uri-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_IO_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_rooted (const char *path)
{
  g_assert_cmpint (path[0], ==, '/');
  g_assert_null (strstr (path, "//"));
  g_assert_null (strstr (path, "/../"));
  g_assert_null (strstr (path, "/./"));
  g_assert_false (g_str_has_suffix (path, "/.."));
  g_assert_false (g_str_has_suffix (path, "/."));
}

/* What was taken apart and is put together again says the same, in ASCII and in the letters of people. */
static void
check_valid (const char *store,
             const char *path)
{
  check_rooted (path);
  g_assert_true (g_utf8_validate (path, -1, NULL));
  g_assert_cmpuint (strlen (path), <=, NEXUS_PATH_MAX);
  if (store[0] != '\0')
    g_assert_true (_nexus_uri_check_store (store[0] == '~' ? store + 1 : store, NULL));

  for (guint ascii = 0; ascii < 2; ascii++)
    {
      g_autofree char *uri = _nexus_uri_build (store, path, ascii != 0);
      g_autofree char *store_again = NULL;
      g_autofree char *path_again = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (ascii ? g_str_is_ascii (uri) : g_utf8_validate (uri, -1, NULL));
      g_assert_true (_nexus_uri_parse (uri, &store_again, &path_again, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (store_again, ==, store);
      g_assert_cmpstr (path_again, ==, path);
    }
}

/* A file is always made; its address is printable and means the same file, and no way from it leads out of the top. */
static void
check_file (GFile      *file,
            gboolean    valid,
            const char *relative)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *parse_name = g_file_get_parse_name (file);
  g_autoptr(GFile) again = _nexus_file_new_for_uri (uri);
  g_autofree char *uri_again = g_file_get_uri (again);
  g_autoptr(GFile) copy = g_file_dup (file);
  g_autoptr(GFile) parent = g_file_get_parent (file);
  g_autoptr(GFile) below = g_file_resolve_relative_path (file, relative);
  g_autofree char *below_uri = g_file_get_uri (below);
  g_autoptr(GError) error = NULL;

  for (const char *c = uri; *c != '\0'; c++)
    g_assert_true (g_ascii_isgraph (*c));
  g_assert_true (g_str_is_ascii (below_uri));
  g_assert_cmpstr (uri, ==, uri_again);
  g_assert_true (g_file_equal (file, again));
  g_assert_true (g_file_equal (file, copy));
  g_assert_cmpuint (g_file_hash (file), ==, g_file_hash (again));
  g_assert_true (g_utf8_validate (parse_name, -1, NULL));
  g_assert_true (g_utf8_validate (name, -1, NULL));

  g_assert_cmpint (_nexus_file_check (NEXUS_FILE (file), &error), ==, valid);
  if (!valid)
    {
      check_error (error);
      g_assert_null (parent);
      return;
    }
  g_assert_no_error (error);
  if (parent != NULL)
    {
      g_autoptr(GFile) child = g_file_get_child (parent, name);
      g_autofree char *back = g_file_get_relative_path (parent, file);

      g_assert_true (g_file_has_prefix (file, parent));
      g_assert_true (g_file_equal (child, file));
      g_assert_cmpstr (back, ==, name);
    }
}

/* The bytes up to the first line feed are an address and the name of a store, the others a relative path. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  char *line = strchr (text, '\n');
  const char *relative = line != NULL ? line + 1 : "a";
  g_autofree char *store = NULL;
  g_autofree char *path = NULL;
  g_autofree char *resolved = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) store_error = NULL;
  gboolean valid;

  if (line != NULL)
    *line = '\0';

  if (!_nexus_uri_check_store (text, &store_error))
    check_error (store_error);
  resolved = _nexus_uri_resolve ("/a/b", relative);
  check_rooted (resolved);

  valid = _nexus_uri_parse (text, &store, &path, &error);
  if (valid)
    check_valid (store, path);
  else
    check_error (error);

  /* What GIO hands over has the scheme; without it nothing is promised but an answer. */
  file = _nexus_file_new_for_uri (text);
  if (g_ascii_strncasecmp (text, NEXUS_URI_SCHEME ":", strlen (NEXUS_URI_SCHEME ":")) == 0)
    check_file (file, valid, relative);

  return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>
#include <string.h>

/* Paths: what is refused, what is brought into one form, and what is shown of it. */

static void
test_normalize (void)
{
  static const struct { const char *path; const char *expected; } cases[] = {
    { "/", "/" },
    { "//", "/" },
    { ".", "/" },
    { "./", "/" },
    { "/a", "/a" },
    { "a", "/a" },
    { "a/b/", "/a/b" },
    { "//a///b//", "/a/b" },
    { "/./a/././b/.", "/a/b" },
    { "/a..b", "/a..b" },
    { "/...", "/..." },
    { "/..dots/dots..", "/..dots/dots.." },
    { "/.hidden", "/.hidden" },
    { "/ a b ", "/ a b " },
    { "/tab\there", "/tab\there" },
    { "/back\\slash", "/back\\slash" },
    { "/*?[%_';--", "/*?[%_';--" },
    { "/é", "/é" },
    { "/e\314\201", "/e\314\201" },
    { "/日本語/👩‍👩‍👧", "/日本語/👩‍👩‍👧" },
    { "/\342\200\256gpj", "/\342\200\256gpj" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *path = nexus_path_normalize (cases[i].path, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (path, ==, cases[i].expected);
    }
}

static void
test_refuse (void)
{
  static const struct { const char *path; const char *reason; } cases[] = {
    { "", "empty" },
    { "..", "“..”" },
    { "/..", "“..”" },
    { "/../etc/passwd", "“..”" },
    { "/a/../b", "“..”" },
    { "a/..", "“..”" },
    { "/a\nb", "invalid character" },
    { "/a\rb", "invalid character" },
    { "/\377", "UTF-8" },
    { "/\300\257", "UTF-8" },            /* an overlong slash */
    { "/\300\256\300\256/x", "UTF-8" },  /* overlong dots */
    { "/\355\240\200", "UTF-8" },        /* a surrogate */
    { "/\364\220\200\200", "UTF-8" },    /* above U+10FFFF */
    { "/cut\342\202", "UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (nexus_path_normalize (cases[i].path, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
      g_assert_nonnull (strstr (error->message, cases[i].reason));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strpbrk (error->message, "\n\r"));
    }
}

static void
test_lengths (void)
{
  g_autofree char *longest_name = g_strnfill (NEXUS_NAME_MAX, 'n');
  g_autofree char *long_name = g_strnfill (NEXUS_NAME_MAX + 1, 'n');
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autofree char *same = NULL;
  g_autoptr(GError) error = NULL;

  path = nexus_path_normalize (longest_name, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (path), ==, NEXUS_NAME_MAX + 1);
  g_assert_null (nexus_path_normalize (long_name, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_assert_nonnull (strstr (error->message, "255"));
  g_clear_error (&error);

  /* Bytes count, not characters. */
  for (guint i = 0; i < 128; i++)
    g_string_append (text, "é");
  g_assert_null (nexus_path_normalize (text->str, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);

  g_string_truncate (text, 0);
  for (guint i = 0; i < NEXUS_PATH_MAX / 2; i++)
    g_string_append (text, "/x");
  same = nexus_path_normalize (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same, ==, text->str);

  g_string_append (text, "y");
  g_assert_null (nexus_path_normalize (text->str, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_assert_nonnull (strstr (error->message, "4096"));
  g_assert_cmpuint (strlen (error->message), <, 400);
  g_clear_error (&error);

  /* What is left of it counts. */
  g_string_truncate (text, 0);
  for (guint i = 0; i < NEXUS_PATH_MAX; i++)
    g_string_append (text, "/.");
  g_string_append (text, "/a");
  g_free (g_steal_pointer (&same));
  same = nexus_path_normalize (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (same, ==, "/a");
}

static void
test_names (void)
{
  static const char * const good[] = { "a", " ", "...", "a..b", "-rf", "\t", "日本" };
  static const char * const bad[] = { "", ".", "..", "/", "a/b", "a\nb", "a\rb", "\377", "\300\257" };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (nexus_path_validate_name (good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (nexus_path_validate_name (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
      g_clear_error (&error);
    }
}

static void
assert_parts (const char *directory,
              const char *name,
              const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *joined = nexus_path_join (directory, name, &error);
  g_autofree char *parent = NULL;
  g_autofree char *last = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (joined, ==, path);
  parent = nexus_path_dup_parent (joined);
  last = nexus_path_dup_name (joined);
  g_assert_cmpstr (parent, ==, directory);
  g_assert_cmpstr (last, ==, name);
}

static void
test_parts (void)
{
  g_autofree char *top = nexus_path_dup_name ("/");
  g_autoptr(GError) error = NULL;

  assert_parts ("/", "a", "/a");
  assert_parts ("/a", "b", "/a/b");
  assert_parts ("/a/b", "c d", "/a/b/c d");
  g_assert_cmpstr (top, ==, "/");
  g_assert_null (nexus_path_dup_parent ("/"));

  g_assert_null (nexus_path_join ("/a", "..", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_null (nexus_path_join ("/a", "b/c", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);

  g_assert_true (nexus_path_is_below ("/a/b", "/a"));
  g_assert_true (nexus_path_is_below ("/a/b/c", "/a"));
  g_assert_true (nexus_path_is_below ("/a", "/"));
  g_assert_false (nexus_path_is_below ("/a", "/a"));
  g_assert_false (nexus_path_is_below ("/", "/"));
  g_assert_false (nexus_path_is_below ("/ab", "/a"));
  g_assert_false (nexus_path_is_below ("/a", "/a/b"));
}

static void
test_display (void)
{
  static const struct { const char *path; const char *expected; } cases[] = {
    { "/plain é 日本", "/plain é 日本" },
    { "/\033[2J", "/\\x1b[2J" },
    { "/a\nb\tc\177", "/a\\x0ab\\x09c\\x7f" },
    { "/\302\233m", "/\\x9bm" },                       /* the one-byte form of ESC [ */
    { "/\342\200\256gpj.exe", "/\\u{202e}gpj.exe" },
    { "/\342\201\246x", "/\\u{2066}x" },
    { "/\377\300\257", "/\\xff\\xc0\\xaf" },
    { "/cut\342\202", "/cut\\xe2\\x82" },
    { "\\", "\\" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = nexus_path_display (cases[i].path);

      g_assert_cmpstr (shown, ==, cases[i].expected);
    }
}

/* Of whatever bytes: what is accepted keeps its form, and what is shown is harmless text. */
static void
test_random (void)
{
  static const char * const pieces[] = {
    "/", "/", "/", ".", "..", "a", "bc", "é", "日", "\n", "\033", "\377", "\342\200\256", " ", "%", "\342\202",
  };
  guint n_accepted = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *once = NULL;
      g_autofree char *shown = NULL;
      g_autoptr(GError) error = NULL;

      for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      shown = nexus_path_display (text->str);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      for (const char *p = shown; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));

      once = nexus_path_normalize (text->str, &error);
      g_assert_true ((once == NULL) == (error != NULL));
      if (once != NULL)
        {
          g_autofree char *twice = nexus_path_normalize (once, &error);

          n_accepted++;
          g_assert_no_error (error);
          g_assert_cmpstr (twice, ==, once);
          g_assert_true (once[0] == '/' && g_utf8_validate (once, -1, NULL));
          g_assert_true (once[1] == '\0' || !g_str_has_suffix (once, "/"));
          g_assert_null (strstr (once, "//"));
          g_assert_null (strpbrk (once, "\n\r"));
        }
    }

  g_assert_cmpuint (n_accepted, >, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/path/normalize", test_normalize);
  g_test_add_func ("/path/refuse", test_refuse);
  g_test_add_func ("/path/lengths", test_lengths);
  g_test_add_func ("/path/names", test_names);
  g_test_add_func ("/path/parts", test_parts);
  g_test_add_func ("/path/display", test_display);
  g_test_add_func ("/path/random", test_random);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <gio/gio.h>
#include <locale.h>

#include "nexus-attribute-json-private.h"
#include "nexus-number-private.h"
#include "nexus-query.h"

static guint n_locales;
static const char *self_path;

/* GLib makes its locale when the first number is read.  What that leaves in errno is not about the number. */
locale_t
newlocale (int         mask,
           const char *name,
           locale_t    base)
{
  locale_t (*real) (int, const char *, locale_t) = (locale_t (*) (int, const char *, locale_t)) dlsym (RTLD_NEXT, "newlocale");
  locale_t locale = real (mask, name, base);

  n_locales++;
  errno = EAGAIN;

  return locale;
}

/* In a process of its own, whose first number it is: g_test_init() reads some. */
static int
read_first (const char *what)
{
  g_autoptr(GError) error = NULL;

  if (g_str_equal (what, "attribute"))
    {
      g_autoptr(GVariant) value = _nexus_attribute_from_json ("42", &error);

      g_assert_no_error (error);
      g_assert_cmpint (g_variant_get_int64 (value), ==, 42);
    }
  else
    {
      g_autoptr(NexusQuery) query = nexus_query_new_parse ("modified<30d", &error);

      g_assert_no_error (error);
      g_assert_nonnull (query);
    }
  g_assert_cmpuint (n_locales, ==, 1);

  return 0;
}

static void
test_first (gconstpointer what)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self_path, what, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_bounds (void)
{
  static const struct {
    const char *text;
    gboolean    good;
    guint64     value;
  } cases[] = {
    { "0", TRUE, 0 }, { "007", TRUE, 7 }, { "1000", TRUE, 1000 },
    { "1001", FALSE, 0 }, { "", FALSE, 0 }, { " 1", FALSE, 0 }, { "+1", FALSE, 0 }, { "-1", FALSE, 0 },
    { "1 ", FALSE, 0 }, { "0x10", FALSE, 0 }, { "18446744073709551616", FALSE, 0 },
  };
  guint64 value;
  gint64 number;
  char *end;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      value = 12345;
      g_assert_cmpint (_nexus_number_parse_unsigned (cases[i].text, 0, 1000, &value), ==, cases[i].good);
      g_assert_cmpuint (value, ==, cases[i].good ? cases[i].value : 12345);
    }
  g_assert_true (_nexus_number_parse_unsigned ("18446744073709551615", 5, G_MAXUINT64, &value));
  g_assert_cmpuint (value, ==, G_MAXUINT64);
  g_assert_false (_nexus_number_parse_unsigned ("4", 5, G_MAXUINT64, &value));

  g_assert_true (_nexus_number_scan_signed ("-9223372036854775808,", &end, &number));
  g_assert_cmpint (number, ==, G_MININT64);
  g_assert_cmpstr (end, ==, ",");
  g_assert_false (_nexus_number_scan_signed ("9223372036854775808", &end, &number));
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 2 && argv[1][0] != '-')
    return read_first (argv[1]);

  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/number/first-of-a-process/attribute", "attribute", test_first);
  g_test_add_data_func ("/number/first-of-a-process/query", "query", test_first);
  g_test_add_func ("/number/bounds", test_bounds);

  return g_test_run ();
}

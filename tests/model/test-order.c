/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-model-order-private.h>
#include <gio/gio.h>
#include <string.h>

#include "nexus-test-util.h"

static NexusSort *
make_sort (const char *key,
           gboolean    descending)
{
  g_autoptr(GError) error = NULL;
  NexusSort *sort = _nexus_sort_new (key, descending, TRUE, TRUE, FALSE, &error);

  g_assert_no_error (error);

  return sort;
}

static void
make_key (NexusSortKey    *key,
          const NexusSort *sort,
          gboolean         folder,
          const char      *name)
{
  _nexus_sort_key_begin (key, sort, folder);
  _nexus_sort_key_end (key, name, strlen (name));
}

static const char * const names[] = {
  "!", "(1)", "-", "0", "1", "01", "001", "1a", "01b", "2", "9", "10", "100", "099a0", "99999999999999999999",
  "100000000000000000000", "a", "A", "Á", "á", "A1", "a2", "a10", "A11", "ab", "Äb", "ac", "file", "File", "file-",
  "file-1", "file-1.txt", "file-2", "file-10", "file1", "file01", "file 1000", "straße", "strasse0", "z", "Ω", "ω1",
  "Ж", "日", "日本",
};

typedef struct {
  const char *first;
  const char *second;
} Pair;

static void
test_pairs (void)
{
  static const Pair pairs[] = {
    { "a2", "a10" }, { "a", "b" }, { "B", "c" }, { "b", "C" }, { "a", "A" }, { "a1", "a01" }, { "a01", "a2" },
    { "a001", "a1b" }, { "a-9", "a-10" }, { "9", "10" }, { "a", "a1" }, { "a.txt", "ab.txt" }, { "Äa", "ab" },
    { "äb", "az" }, { "e", "é" }, { "é", "f" }, { "straße", "strasse0" }, { "z", "Ω" }, { "Ω", "ω1" },
    { "99999999999999999999", "100000000000000000000" }, { "1.2.9", "1.2.10" }, { "0", "00" }, { "00", "1" },
    { "x0y", "x0z" }, { "x00y", "x1" }, { "-1", "1" }, { "1", "a" }, { "日", "日本" }, { "ﬁ", "fj" },
  };
  g_autoptr(NexusSort) sort = make_sort ("name", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      NexusSortKey first, second;

      make_key (&first, sort, FALSE, pairs[i].first);
      make_key (&second, sort, FALSE, pairs[i].second);
      g_test_message ("%s < %s", pairs[i].first, pairs[i].second);
      g_assert_cmpint (_nexus_sort_compare (first.data, first.size, second.data, second.size, FALSE), <, 0);
      g_assert_cmpint (_nexus_sort_compare (first.data, first.size, second.data, second.size, TRUE), >, 0);
      g_assert_cmpint (_nexus_sort_compare (first.data, first.size, first.data, first.size, FALSE), ==, 0);

      /* A folder is first whichever way round, and its name decides nothing. */
      make_key (&second, sort, TRUE, pairs[i].second);
      g_assert_cmpint (_nexus_sort_compare (second.data, second.size, first.data, first.size, FALSE), <, 0);
      g_assert_cmpint (_nexus_sort_compare (second.data, second.size, first.data, first.size, TRUE), <, 0);
    }
}

static void
assert_bounds (const char *name,
               gboolean    descending)
{
  g_autoptr(NexusSort) sort = make_sort ("name", descending);
  NexusSortKey key, bound;

  make_key (&key, sort, FALSE, name);
  for (const char *end = name; ; end = g_utf8_next_char (end))
    {
      _nexus_sort_key_set_bound (&bound, sort, FALSE, name, (gsize) (end - name));
      g_assert_cmpint (_nexus_sort_compare (bound.data, bound.size, key.data, key.size, descending), <, 0);
      if (*end == '\0')
        break;
    }
}

/* What finds the first rows relies on it: nothing that begins so comes before the beginning's bound. */
static void
test_bounds (void)
{
  g_autofree char *digits = g_strnfill (255, '9');
  g_autoptr(GString) wide = g_string_new (NULL);

  /* One character that is four when it is folded, so that the key is cut. */
  for (guint i = 0; i < 85; i++)
    g_string_append (wide, "\357\267\272");

  for (guint descending = 0; descending < 2; descending++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        assert_bounds (names[i], (gboolean) descending);
      assert_bounds (digits, (gboolean) descending);
      assert_bounds (wide->str, (gboolean) descending);
    }
}

/* The name can be got back from the key. */
static void
test_names (void)
{
  static const char * const kinds[] = { "name", "size", "attribute:x" };

  for (guint i = 0; i < G_N_ELEMENTS (names) * G_N_ELEMENTS (kinds); i++)
    {
      const char *name = names[i % G_N_ELEMENTS (names)];
      g_autoptr(NexusSort) sort = make_sort (kinds[i / G_N_ELEMENTS (names)], FALSE);
      g_autofree char *read = NULL;
      NexusSortKey key;

      _nexus_sort_key_begin (&key, sort, i % 2);
      if (sort->by == NEXUS_SORT_SIZE)
        _nexus_sort_key_add_int (&key, i);
      if (sort->by == NEXUS_SORT_ATTRIBUTE)
        _nexus_sort_key_add_json (&key, "\"a0\"");
      _nexus_sort_key_end (&key, name, strlen (name));
      read = _nexus_sort_key_dup_name (key.data, key.size);
      g_assert_cmpstr (read, ==, name);
    }
}

static void
assert_name (const char *name)
{
  g_autoptr(NexusSort) sort = make_sort ("name", FALSE);
  g_autofree char *read = NULL;
  NexusSortKey key;

  make_key (&key, sort, FALSE, name);
  read = _nexus_sort_key_dup_name (key.data, key.size);
  g_assert_cmpstr (read, ==, name);
}

static void
test_long_names (void)
{
  g_autoptr(NexusSort) sort = make_sort ("name", FALSE);
  g_autofree char *digits = g_strnfill (255, '9');
  g_autoptr(GString) wide = g_string_new (NULL);
  g_autoptr(GString) mixed = g_string_new (NULL);
  NexusSortKey first, second;

  /* U+FDFA is the character that becomes longest. */
  while (wide->len + 3 <= 255)
    g_string_append (wide, "\xef\xb7\xba");
  while (mixed->len + 2 <= 255)
    g_string_append (mixed, "a1");

  assert_name (digits);
  assert_name (mixed->str);
  assert_name (wide->str);
  /* Cut off in the middle of a number. */
  for (guint i = 200; i < 250; i += 2)
    {
      g_autoptr(GString) cut = g_string_new_len (wide->str, 54);

      while (cut->len < i)
        g_string_append (cut, "1a");
      assert_name (cut->str);
    }

  make_key (&first, sort, FALSE, digits);
  digits[254] = '8';
  make_key (&second, sort, FALSE, digits);
  g_assert_cmpint (_nexus_sort_compare (second.data, second.size, first.data, first.size, FALSE), <, 0);

  make_key (&first, sort, FALSE, mixed->str);
  g_string_overwrite (mixed, mixed->len - 1, "2");
  make_key (&second, sort, FALSE, mixed->str);
  g_assert_cmpint (_nexus_sort_compare (first.data, first.size, second.data, second.size, FALSE), <, 0);

  make_key (&first, sort, FALSE, wide->str);
  g_string_overwrite (wide, wide->len - 3, "\xef\xb7\xbb");
  make_key (&second, sort, FALSE, wide->str);
  g_assert_cmpint (_nexus_sort_compare (first.data, first.size, second.data, second.size, FALSE), !=, 0);
}

static void
test_values (void)
{
  static const char * const json[] = {
    "false", "true", "-1.5e300", "-7", "-0.5", "0", "0.5", "1", "1.5", "9007199254740992", "9007199254740993",
    "9223372036854775807", "\"\"", "\"a2\"", "\"A10\"", "\"b\"", "[\"a\",\"b\"]",
  };
  g_autoptr(NexusSort) sort = make_sort ("attribute:x", FALSE);
  NexusSortKey before, key;

  for (guint i = 0; i < G_N_ELEMENTS (json); i++)
    {
      _nexus_sort_key_begin (&key, sort, FALSE);
      _nexus_sort_key_add_json (&key, json[i]);
      _nexus_sort_key_end (&key, "n", 1);
      if (i > 0)
        g_assert_cmpint (_nexus_sort_compare (before.data, before.size, key.data, key.size, FALSE), <, 0);
      before = key;
    }

  /* Without a value always last. */
  _nexus_sort_key_begin (&key, sort, FALSE);
  _nexus_sort_key_add_json (&key, NULL);
  _nexus_sort_key_end (&key, "a", 1);
  g_assert_cmpint (_nexus_sort_compare (before.data, before.size, key.data, key.size, FALSE), <, 0);
  g_assert_cmpint (_nexus_sort_compare (before.data, before.size, key.data, key.size, TRUE), <, 0);

  /* Minus zero is zero: the name decides. */
  _nexus_sort_key_begin (&before, sort, FALSE);
  _nexus_sort_key_add_json (&before, "0.0");
  _nexus_sort_key_end (&before, "a", 1);
  _nexus_sort_key_begin (&key, sort, FALSE);
  _nexus_sort_key_add_json (&key, "-0.0");
  _nexus_sort_key_end (&key, "b", 1);
  g_assert_cmpint (_nexus_sort_compare (before.data, before.size, key.data, key.size, FALSE), <, 0);
}

/* As lists, in whichever order they come. */
static void
test_tags (void)
{
  static const char * const lists[] = { "a", "a,b", "a b", "A2", "a10,b", "a10,c", "b", "b,c,d", "b,d", NULL };
  g_autoptr(NexusSort) sort = make_sort ("tags", FALSE);
  g_autoptr(NexusSort) but = make_sort ("tags-but:a b", FALSE);
  NexusSortKey before, key, other;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto(GStrv) tags = lists[i] != NULL ? g_strsplit (lists[i], ",", -1) : NULL;

      _nexus_sort_key_begin (&key, sort, FALSE);
      _nexus_sort_key_add_tags (&key, sort, (const char * const *) tags);
      _nexus_sort_key_end (&key, "n", 1);
      if (i > 0)
        g_assert_cmpint (_nexus_sort_compare (before.data, before.size, key.data, key.size, FALSE), <, 0);

      for (guint k = 0; tags != NULL && k < g_strv_length (tags) / 2; k++)
        {
          char **last = tags + g_strv_length (tags) - 1 - k;
          char *tag = tags[k];

          tags[k] = *last;
          *last = tag;
        }
      _nexus_sort_key_begin (&other, sort, FALSE);
      _nexus_sort_key_add_tags (&other, sort, (const char * const *) tags);
      _nexus_sort_key_end (&other, "n", 1);
      g_assert_cmpmem (other.data, other.size, key.data, key.size);
      before = key;
    }

  /* What does not count is as if it were not there: here that is all there is, so it comes last either way round. */
  _nexus_sort_key_begin (&key, but, FALSE);
  _nexus_sort_key_add_tags (&key, but, (const char * const[]) { "a b", NULL });
  _nexus_sort_key_end (&key, "n", 1);
  g_assert_cmpmem (before.data, before.size, key.data, key.size);
  _nexus_sort_key_begin (&other, but, FALSE);
  _nexus_sort_key_add_tags (&other, but, (const char * const[]) { "z", "a b", NULL });
  _nexus_sort_key_end (&other, "n", 1);
  g_assert_cmpint (_nexus_sort_compare (other.data, other.size, key.data, key.size, FALSE), <, 0);
  g_assert_cmpint (_nexus_sort_compare (other.data, other.size, key.data, key.size, TRUE), <, 0);
}

static void
test_sort_keys (void)
{
  static const char * const bad[] = {
    "", "Name", "attribute", "attribute:", "nothing", "relevance", "folder", "tags:a", "tags-but", "tags-but:"
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (_nexus_sort_new (bad[i], FALSE, FALSE, FALSE, FALSE, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_types (void)
{
  g_autoptr(NexusSortTypes) types = _nexus_sort_types_new ();
  g_autofree char *text = g_content_type_guess ("a.txt", NULL, 0, NULL);
  g_autofree char *plain = g_content_type_guess ("README", NULL, 0, NULL);

  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_FILE, NULL, "a.txt"), ==, text);
  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_FILE, NULL, "b.txt"), ==, text);
  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_FILE, NULL, "README"), ==, plain);
  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_FILE, "x/y", "a.txt"), ==, "x/y");
  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_DIRECTORY, NULL, "a.txt"), ==, "inode/directory");
  g_assert_cmpstr (_nexus_sort_types_guess (types, NEXUS_KIND_SYMBOLIC_LINK, NULL, "a.txt"), ==, "inode/symlink");
}

/* --- Orders --- */

typedef struct {
  gint64       id;
  NexusSortKey key;
} Row;

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  const Row *first = *(Row * const *) a;
  const Row *second = *(Row * const *) b;

  return _nexus_sort_compare (first->key.data, first->key.size, second->key.data, second->key.size,
                              GPOINTER_TO_INT (data));
}

static Row *
random_row (const NexusSort *sort,
            gint64           id,
            guint            range)
{
  Row *row = g_new0 (Row, 1);
  g_autofree char *name = g_strdup_printf ("%s-%d", g_test_rand_int_range (0, 2) ? "File" : "file",
                                           g_test_rand_int_range (0, (gint32) range));

  row->id = id;
  make_key (&row->key, sort, g_test_rand_int_range (0, 10) == 0, name);

  return row;
}

static void
assert_order (NexusModelOrder *order,
              GPtrArray       *rows)
{
  g_assert_cmpuint (_nexus_model_order_get_size (order), ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      guint size, position;
      const guint8 *key = _nexus_model_order_get_key (order, i, &size);

      g_assert_cmpint (_nexus_model_order_get_id (order, i), ==, row->id);
      g_assert_cmpmem (key, size, row->key.data, row->key.size);
      g_assert_true (_nexus_model_order_find (order, key, size, &position));
      g_assert_cmpuint (position, ==, i);
    }
}

static void
remove_equal (GPtrArray *rows)
{
  for (guint i = 1; i < rows->len; )
    {
      if (compare_rows (&rows->pdata[i - 1], &rows->pdata[i], NULL) == 0)
        g_ptr_array_remove_index (rows, i);
      else
        i++;
    }
}

static NexusModelOrder *
build (GPtrArray *rows,
       gboolean   descending)
{
  NexusModelBuilder *builder = _nexus_model_builder_new (descending);

  _nexus_model_builder_reserve (builder, 10);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      _nexus_model_builder_add (builder, row->id, row->key.data, row->key.size);
    }

  return _nexus_model_builder_finish (builder);
}

static void
shuffle (GPtrArray *rows)
{
  for (guint i = rows->len; i > 1; i--)
    {
      guint k = (guint) g_test_rand_int_range (0, (gint32) i);
      gpointer row = rows->pdata[i - 1];

      rows->pdata[i - 1] = rows->pdata[k];
      rows->pdata[k] = row;
    }
}

static void
test_build (void)
{
  static const guint sizes[] = { 0, 1, 2, 15, 16, 17, 511, 512, 513, 5000 };

  for (guint descending = 0; descending < 2; descending++)
    {
      g_autoptr(NexusSort) sort = make_sort ("name", descending);

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
          g_autoptr(NexusModelOrder) order = NULL;

          for (guint k = 0; k < sizes[i]; k++)
            g_ptr_array_add (rows, random_row (sort, k + 1, 1000000));
          g_ptr_array_sort_with_data (rows, compare_rows, GINT_TO_POINTER (descending));
          remove_equal (rows);
          shuffle (rows);
          order = build (rows, descending);
          g_ptr_array_sort_with_data (rows, compare_rows, GINT_TO_POINTER (descending));
          assert_order (order, rows);
        }
    }
}

/* The first rows alone are those that come first in the end. */
static void
test_peek (void)
{
  static const guint sizes[] = { 0, 1, 2, 19, 20, 21, 39, 40, 3000 };

  for (guint round = 0; round < 2 * G_N_ELEMENTS (sizes); round++)
    {
      guint n_rows = sizes[round / 2];
      gboolean descending = round % 2;
      g_autoptr(NexusSort) sort = make_sort ("name", descending);
      g_autoptr(NexusModelBuilder) builder = _nexus_model_builder_new (descending);
      g_autoptr(NexusModelOrder) first = NULL;
      g_autoptr(NexusModelOrder) order = NULL;

      for (guint i = 0; i < n_rows; i++)
        {
          g_autofree Row *row = random_row (sort, i + 1, 1000000);

          _nexus_model_builder_add (builder, row->id, row->key.data, row->key.size);
        }
      g_assert_cmpuint (_nexus_model_builder_get_size (builder), ==, n_rows);
      first = _nexus_model_builder_peek (builder, 20);
      order = _nexus_model_builder_finish (g_steal_pointer (&builder));

      g_assert_cmpuint (_nexus_model_order_get_size (order), ==, n_rows);
      g_assert_cmpuint (_nexus_model_order_get_size (first), ==, MIN (n_rows, 20));
      for (guint i = 0; i < MIN (n_rows, 20); i++)
        {
          guint size, other_size;
          const guint8 *key = _nexus_model_order_get_key (first, i, &size);
          const guint8 *other = _nexus_model_order_get_key (order, i, &other_size);

          g_assert_cmpmem (key, size, other, other_size);
        }
    }
}

/* Edits an order and a plain array alike; the splices must turn the one before into the one after. */
static void
test_edit (void)
{
  for (guint round = 0; round < 200; round++)
    {
      gboolean descending = round % 2 == 1;
      g_autoptr(NexusSort) sort = make_sort ("name", descending);
      g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(NexusModelOrder) order = NULL;
      guint n_rows = (guint) g_test_rand_int_range (0, 3000);
      gint64 next_id = 1;

      for (guint i = 0; i < n_rows; i++)
        g_ptr_array_add (rows, random_row (sort, next_id++, 20000));
      g_ptr_array_sort_with_data (rows, compare_rows, GINT_TO_POINTER (descending));
      remove_equal (rows);
      order = build (rows, descending);

      for (guint step = 0; step < 5; step++)
        {
          g_autoptr(GArray) removed = g_array_new (FALSE, FALSE, sizeof (guint));
          g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sorted_row_free);
          g_autoptr(NexusModelOrder) edited = NULL;
          g_autoptr(GArray) splices = NULL;
          g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
          guint n_edits = (guint) g_test_rand_int_range (0, 80);
          guint max = (guint) g_test_rand_int_range (1, 40);
          guint next = 0;

          for (guint i = 0; i < rows->len; i++)
            {
              gint64 id = ((Row *) g_ptr_array_index (rows, i))->id;

              g_array_append_val (ids, id);
            }
          for (guint i = 0; i < n_edits && rows->len > 0; i++)
            {
              next += (guint) g_test_rand_int_range (0, 60);
              if (next >= rows->len)
                break;
              g_array_append_val (removed, next);
              next++;
            }
          for (guint i = removed->len; i > 0; i--)
            g_ptr_array_remove_index (rows, g_array_index (removed, guint, i - 1));
          for (guint i = 0; i < n_edits; i++)
            {
              Row *row = random_row (sort, next_id++, 20000);
              gboolean known = FALSE;

              for (guint k = 0; k < rows->len && !known; k++)
                known = compare_rows (&rows->pdata[k], &row, NULL) == 0;
              if (known)
                {
                  g_free (row);
                  continue;
                }
              g_ptr_array_add (rows, row);
              g_ptr_array_add (added, _nexus_sorted_row_new (row->id, &row->key, NULL));
            }
          g_ptr_array_sort_with_data (rows, compare_rows, GINT_TO_POINTER (descending));

          edited = _nexus_model_order_edit (order, (const guint *) removed->data, removed->len, added);
          assert_order (edited, rows);

          splices = _nexus_model_order_compare (order, edited, max);
          g_assert_cmpuint (splices->len, <=, max);
          for (guint i = 0; i < splices->len; i++)
            {
              const NexusModelSplice *splice = &g_array_index (splices, NexusModelSplice, i);

              g_assert_cmpuint (splice->removed + splice->added, >, 0);
              g_array_remove_range (ids, splice->position, splice->removed);
              for (guint k = 0; k < splice->added; k++)
                {
                  gint64 id = _nexus_model_order_get_id (edited, splice->position + k);

                  g_array_insert_val (ids, splice->position + k, id);
                }
            }
          g_assert_cmpuint (ids->len, ==, rows->len);
          for (guint i = 0; i < rows->len; i++)
            g_assert_cmpint (g_array_index (ids, gint64, i), ==, ((Row *) g_ptr_array_index (rows, i))->id);

          _nexus_model_order_unref (order);
          order = g_steal_pointer (&edited);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/order/pairs", test_pairs);
  g_test_add_func ("/model/order/bounds", test_bounds);
  g_test_add_func ("/model/order/names", test_names);
  g_test_add_func ("/model/order/long-names", test_long_names);
  g_test_add_func ("/model/order/values", test_values);
  g_test_add_func ("/model/order/tags", test_tags);
  g_test_add_func ("/model/order/sort-keys", test_sort_keys);
  g_test_add_func ("/model/order/types", test_types);
  g_test_add_func ("/model/order/build", test_build);
  g_test_add_func ("/model/order/peek", test_peek);
  g_test_add_func ("/model/order/edit", test_edit);

  return g_test_run ();
}

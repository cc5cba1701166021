/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-change-private.h"
#include "nexus-entry-private.h"
#include "nexus-glib.h"
#include "nexus-statistics-private.h"
#include "nexus-tag-private.h"
#include "nexus-test-util.h"
#include "nexus-trash-item-private.h"
#include "nexus-version-private.h"

/* The values that calls return: what was put in comes out, by getter and by property, in any thread. */

#define SECOND G_GINT64_CONSTANT (1000000000)

static const guint8 hash[32] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, [31] = 0xff };
static const char etag[] = "0123456789abcdef00000000000000000000000000000000000000000000" "00ff";

static NexusEntryInit
make_init (void)
{
  static const char * const tags[] = { "blue", "red", NULL };
  NexusEntryInit init = {
    .uuid = { 0x01, 0x93, 0x4a, 0xbc, 0xde, 0xf0, 0x71, 0x23, 0x84, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x12 },
    .path = "/docs/letter.txt",
    .kind = NEXUS_KIND_FILE,
    .size = G_MAXUINT32 + G_GUINT64_CONSTANT (5),
    .hash = hash,
    .created_ns = 1234567890 * SECOND + 123456789,
    .modified_ns = -1,
    .version = 7,
    .mode = 0640,
    .tags = tags,
    .total_size = 11,
    .total_count = 12,
  };

  return init;
}

static void
test_entry (void)
{
  NexusEntryInit init = make_init ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GVariant) attributes = NULL;
  g_autoptr(GVariant) expected = g_variant_ref_sink (g_variant_new_parsed ("{'stars': <int64 5>}"));
  g_autoptr(GDateTime) created = NULL;
  g_autoptr(GDateTime) modified = NULL;
  g_autofree char *printed = NULL;

  init.attributes = g_variant_new_parsed ("{'stars': <int64 5>}");
  entry = _nexus_entry_new (&init);
  attributes = g_variant_ref (nexus_entry_get_attributes (entry));

  g_assert_cmpstr (nexus_entry_get_id (entry), ==, "01934abc-def0-7123-8456-789abcdef012");
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/docs/letter.txt");
  g_assert_cmpstr (nexus_entry_get_name (entry), ==, "letter.txt");
  g_assert_cmpint (nexus_entry_get_kind (entry), ==, NEXUS_KIND_FILE);
  g_assert_cmpuint (nexus_entry_get_size (entry), ==, init.size);
  g_assert_cmpstr (nexus_entry_get_etag (entry), ==, etag);
  g_assert_cmpstr (nexus_entry_get_content_type (entry), ==, "text/plain");
  g_assert_cmpint (nexus_entry_get_created_ns (entry), ==, init.created_ns);
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, -1);
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, 7);
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 0640);
  g_assert_null (nexus_entry_get_target (entry));
  g_assert_cmpstrv (nexus_entry_get_tags (entry), init.tags);
  g_assert_cmpvariant (attributes, expected);
  /* A file is its own total. */
  g_assert_cmpuint (nexus_entry_get_total_size (entry), ==, init.size);
  g_assert_cmpuint (nexus_entry_get_total_count (entry), ==, 0);

  created = nexus_entry_dup_created (entry);
  printed = g_date_time_format (created, "%F %T.%f %Z");
  g_assert_cmpstr (printed, ==, "2009-02-13 23:31:30.123456 UTC");
  /* One nanosecond before 1970 is in the last microsecond before it. */
  modified = nexus_entry_dup_modified (entry);
  g_assert_cmpint (g_date_time_to_unix (modified), ==, -1);
  g_assert_cmpint (g_date_time_get_microsecond (modified), ==, 999999);
}

/* Every property has a value and a getter that agrees with it. */
static void
test_properties (void)
{
  NexusEntryInit init = make_init ();
  NexusStatisticsInit statistics = { .n_files = 1, .schema_version = 3 };
  g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);
  g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (objects, g_object_ref (entry));
  g_ptr_array_add (objects, _nexus_version_new (3, 5, hash, 1, TRUE));
  g_ptr_array_add (objects, _nexus_tag_new ("red", "#ff0000", 2));
  g_ptr_array_add (objects, _nexus_trash_item_new (entry, 5 * SECOND));
  g_ptr_array_add (objects, _nexus_change_new (NEXUS_CHANGE_MOVED, 9, "/new", "/old"));
  g_ptr_array_add (objects, _nexus_statistics_new (&statistics));

  for (guint i = 0; i < objects->len; i++)
    {
      GObject *object = g_ptr_array_index (objects, i);
      g_autofree GParamSpec **properties = NULL;
      guint n_properties;

      properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);
      g_assert_cmpuint (n_properties, >=, 3);
      for (guint k = 0; k < n_properties; k++)
        {
          g_auto(GValue) value = G_VALUE_INIT;

          /* Immutable: nothing may be written. */
          g_assert_cmpint (properties[k]->flags & (G_PARAM_READABLE | G_PARAM_WRITABLE), ==, G_PARAM_READABLE);
          g_value_init (&value, properties[k]->value_type);
          g_object_get_property (object, properties[k]->name, &value);
          if (G_VALUE_HOLDS_STRING (&value) && !g_str_equal (properties[k]->name, "target"))
            g_assert_nonnull (g_value_get_string (&value));
          if (G_VALUE_HOLDS_BOXED (&value))
            g_assert_nonnull (g_value_get_boxed (&value));
        }
    }
}

static void
test_content_types (void)
{
  static const struct {
    NexusKind   kind;
    const char *path;
    const char *stored;
    const char *type;
  } cases[] = {
    { NEXUS_KIND_DIRECTORY, "/a.txt", NULL, "inode/directory" },
    { NEXUS_KIND_SYMBOLIC_LINK, "/a.txt", NULL, "inode/symlink" },
    { NEXUS_KIND_FILE, "/a.png", NULL, "image/png" },
    { NEXUS_KIND_FILE, "/a.png", "text/x-own", "text/x-own" },
    { NEXUS_KIND_FILE, "/nothing-known", NULL, "application/octet-stream" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NexusEntryInit init = { .path = cases[i].path, .kind = cases[i].kind, .content_type = cases[i].stored };
      g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);

      g_assert_cmpstr (nexus_entry_get_content_type (entry), ==, cases[i].type);
      /* Where nothing is, nothing is made up. */
      g_assert_null (nexus_entry_get_etag (entry));
      g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (entry)), ==, 0);
      g_assert_cmpuint (g_variant_n_children (nexus_entry_get_attributes (entry)), ==, 0);
    }
}

static void
test_root (void)
{
  NexusEntryInit init = { .path = "/", .kind = NEXUS_KIND_DIRECTORY, .total_size = 11, .total_count = 12 };
  g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);

  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/");
  g_assert_cmpstr (nexus_entry_get_name (entry), ==, "/");
  g_assert_cmpuint (nexus_entry_get_total_size (entry), ==, 11);
  g_assert_cmpuint (nexus_entry_get_total_count (entry), ==, 12);
}

/* Times that a GDateTime cannot hold are no reason to fail: the nanoseconds are there. */
static void
test_times (void)
{
  static const struct {
    gint64      ns;
    const char *printed;
  } cases[] = {
    { 0, "1970-01-01 00:00:00.000000" },
    { 2147483648 * SECOND, "2038-01-19 03:14:08.000000" },
    { 4294967296 * SECOND + 999999999, "2106-02-07 06:28:16.999999" },
    { -2208988800 * SECOND, "1900-01-01 00:00:00.000000" },
    { G_MAXINT64, "2262-04-11 23:47:16.854775" },
    { G_MININT64, "1677-09-21 00:12:43.145224" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NexusEntryInit init = { .path = "/a", .modified_ns = cases[i].ns };
      g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);
      g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
      g_autofree char *printed = g_date_time_format (modified, "%Y-%m-%d %T.%f");

      g_assert_cmpstr (printed, ==, cases[i].printed);
      g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, cases[i].ns);
    }
}

static gpointer
ask_all (gpointer data)
{
  NexusEntry **entries = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GDateTime) created = nexus_entry_dup_created (entries[i]);

      g_assert_cmpstr (nexus_entry_get_content_type (entries[i]), ==, "image/png");
      g_assert_cmpuint (g_variant_n_children (nexus_entry_get_attributes (entries[i])), ==, 0);
      g_assert_nonnull (created);
    }

  return NULL;
}

/* What is made when it is first asked for is asked for by several threads at once. */
static void
test_threads (void)
{
  NexusEntry *entries[200];
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      NexusEntryInit init = { .path = "/a.png" };

      entries[i] = _nexus_entry_new (&init);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", ask_all, entries);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_assert_finalize_object (entries[i]);
}

static void
test_with_path (void)
{
  NexusEntryInit init = make_init ();
  g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);
  g_autoptr(NexusEntry) other = _nexus_entry_with_path (entry, "/elsewhere/b");

  g_assert_cmpstr (nexus_entry_get_name (other), ==, "b");
  g_assert_cmpstr (nexus_entry_get_id (other), ==, nexus_entry_get_id (entry));
  g_assert_cmpstr (nexus_entry_get_etag (other), ==, etag);
  g_assert_cmpstrv (nexus_entry_get_tags (other), init.tags);
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/docs/letter.txt");
}

static void
test_others (void)
{
  NexusEntryInit init = make_init ();
  g_autoptr(NexusEntry) entry = _nexus_entry_new (&init);
  g_autoptr(NexusTrashItem) item = _nexus_trash_item_new (entry, 5 * SECOND);
  g_autoptr(NexusVersion) version = _nexus_version_new (3, 5, hash, 1, TRUE);
  g_autoptr(NexusTag) tag = _nexus_tag_new ("red", NULL, 2);
  g_autoptr(NexusChange) change = _nexus_change_new (NEXUS_CHANGE_TRASH, 9, NULL, NULL);
  g_autoptr(GDateTime) deleted = nexus_trash_item_dup_deleted (item);

  g_assert_cmpstr (nexus_trash_item_get_id (item), ==, nexus_entry_get_id (entry));
  g_assert_cmpstr (nexus_trash_item_get_original_path (item), ==, "/docs/letter.txt");
  g_assert_cmpstr (nexus_trash_item_get_name (item), ==, "letter.txt");
  g_assert_true (nexus_trash_item_get_entry (item) == entry);
  g_assert_cmpint (g_date_time_to_unix (deleted), ==, 5);
  g_assert_cmpstr (nexus_version_get_etag (version), ==, etag);
  g_assert_cmpuint (nexus_version_get_size (version), ==, 5);
  g_assert_null (nexus_tag_get_color (tag));
  g_assert_null (nexus_change_get_path (change));
  g_assert_cmpuint (nexus_change_get_sequence (change), ==, 9);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/values/entry", test_entry);
  g_test_add_func ("/values/properties", test_properties);
  g_test_add_func ("/values/content-types", test_content_types);
  g_test_add_func ("/values/root", test_root);
  g_test_add_func ("/values/times", test_times);
  g_test_add_func ("/values/threads", test_threads);
  g_test_add_func ("/values/with-path", test_with_path);
  g_test_add_func ("/values/others", test_others);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-jsonl-test.h"

/* Lines that are wrong in every way: each ends the load with its number and what is wrong, and nothing is changed. */

#define START "{\"path\": \"/f\", \"backend_name\": \"local\", \"physical_path\": \"x\", \"size\": 1"
#define HASH "\"6a9fa0b67ffe05d3dc5bae7de5fd5b8e4c96ae8c1a41a4bc9fb11b1d8dd77a1a\""
#define VERSION(number) "{\"version\": " number ", \"size\": 1, \"etag\": " HASH ", \"modified_at\": \"2026-01-01T00:00:00\"}"
#define ID "\"0192f0c1-7a3b-7cde-8f01-23456789abcd\""

static const struct {
  const char *line;
  const char *said;     /* a part of the message */
} bad[] = {
  /* What is no JSON. */
  { "{", "the line ends where" },
  { "nonsense", "there should be an object" },
  { "[]", "there should be an object" },
  { "3", "there should be an object" },
  { "null", "there should be an object" },
  { START, "the line ends where" },
  { START "}}", "something behind the object" },
  { START "} // comment", "something behind the object" },
  { START ",}", "a text in quotation marks" },
  { START " \"etag\": null}", "“,” or “}”" },
  { START ", etag: null}", "a text in quotation marks" },
  { START ", 'etag': null}", "a text in quotation marks" },
  { START ", \"etag\" null}", "“:”" },
  { START ", \"x\": 01}", "a number" },
  { START ", \"x\": .5}", "a value" },
  { START ", \"x\": 1.}", "a digit" },
  { START ", \"x\": 1e}", "a digit" },
  { START ", \"x\": -}", "a number" },
  { START ", \"x\": +1}", "a value" },
  { START ", \"x\": NaN}", "a value" },
  { START ", \"x\": Infinity}", "a value" },
  { START ", \"x\": tru}", "true" },
  { START ", \"x\": [1, 2", "“,” or “]”" },
  { START ", \"x\": [1 2]}", "“,” or “]”" },
  { START ", \"x\": [,]}", "a value" },
  { START ", \"x\": \"a\tb\"}", "control character" },
  { START ", \"x\": \"\\q\"}", "a backslash" },
  { START ", \"x\": \"\\u12g4\"}", "four hexadecimal digits" },
  { START ", \"x\": \"\\ud800\"}", "surrogate" },
  { START ", \"x\": \"\\udc00\"}", "surrogate" },
  { START ", \"x\": \"\\ud800\\u0041\"}", "surrogate" },
  { START ", \"x\": \"\\u0000\"}", "NUL" },
  { START ", \"x\": \"abc}", "the end of a text" },

  /* What is there twice. */
  { START ", \"size\": 1}", "“size” is there twice" },
  { START ", \"x\": 1, \"x\": 1}", "“x” is there twice" },
  { START ", \"x\": {\"y\": 1, \"y\": 2}}", "“y” is there twice" },
  { START ", \"si\\u007ae\": 1}", "“size” is there twice" },
  { START ", \"custom_metadata\": {\"k\": 1, \"k\": 1}}", "“k” is there twice" },
  { START ", \"tags\": [\"a\", \"b\", \"a\"]}", "“a” is there twice" },

  /* Numbers. */
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 9223372036854775808}", "64 bits" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": -1}", "from 0" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1.0}", "a whole number" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1e3}", "a whole number" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": \"1\"}", "a whole number" },
  { START ", \"x\": 18446744073709551616}", "64 bits" },
  { START ", \"x\": -9223372036854775809}", "64 bits" },
  { START ", \"x\": 1e999}", "too large" },
  { START ", \"custom_metadata\": {\"k\": 123456789012345678901234567890}}", "64 bits" },
  { START ", \"version\": 0}", "from 1" },
  { START ", \"version\": 4294967296}", "from 1" },
  { START ", \"modified_at\": \"2026-01-01T00:00:00\", \"modified_at_ns\": 1000}", "from 0 to 999" },

  /* Types. */
  { "{\"path\": 3, \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "“path”" },
  { "{\"path\": null, \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "“path”" },
  { "{\"path\": \"/f\", \"backend_name\": [], \"physical_path\": \"x\", \"size\": 1}", "“backend_name”" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": {}, \"size\": 1}", "“physical_path”" },
  { START ", \"etag\": 1}", "“etag”" },
  { START ", \"etag\": nul}", "null" },
  { START ", \"mime_type\": true}", "“mime_type”" },
  { START ", \"custom_metadata\": []}", "“custom_metadata”" },
  { START ", \"custom_metadata\": \"x\"}", "“custom_metadata”" },
  { START ", \"custom_metadata\": {\"\": 1}}", "“custom_metadata”" },
  { START ", \"tags\": {}}", "“tags”" },
  { START ", \"tags\": [1]}", "“tags”" },
  { START ", \"versions\": [1]}", "“versions”" },
  { START ", \"kind\": \"socket\"}", "socket" },
  { START ", \"kind\": 0}", "“kind”" },
  { START ", \"hash\": \"md5\"}", "md5" },
  { START ", \"mode\": \"rwx\"}", "rwx" },
  { START ", \"mode\": \"8\"}", "octal" },
  { START ", \"mode\": \"10000\"}", "octal" },
  { START ", \"mode\": 420}", "“mode”" },
  { START ", \"id\": \"x\"}", "UUID" },
  { START ", \"trash_id\": \"x\"}", "UUID" },

  /* Times. */
  { START ", \"created_at\": \"yesterday\"}", "yesterday" },
  { START ", \"created_at\": \"2026-02-29T00:00:00\"}", "2026-02-29" },
  { START ", \"modified_at\": \"2026-01-01T24:00:00\"}", "T24" },
  { START ", \"modified_at\": \"2026-01-01\"}", "is not a time" },
  { START ", \"modified_at\": \"2026-01-01T00:00:00+1\"}", "is not a time" },
  { START ", \"modified_at\": \"9999-01-01T00:00:00\"}", "1678 to 2261" },
  { START ", \"modified_at\": \"0001-01-01T00:00:00\"}", "1678 to 2261" },
  { START ", \"modified_at_ns\": 1}", "nanoseconds" },

  /* Paths and names. */
  { "{\"path\": \"\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "path" },
  { "{\"path\": \"/..\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", ".." },
  { "{\"path\": \"../f\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", ".." },
  { "{\"path\": \"/a/../../etc/passwd\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", ".." },
  { "{\"path\": \"/a\\nb\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "path" },
  { "{\"path\": \"/a\\u0000b\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "NUL" },
  { START ", \"tags\": [\"\"]}", "tag" },
  { START ", \"tags\": [\"a\\u0001b\"]}", "tag" },

  /* What is not there, or does not belong there. */
  { "{}", "“path”" },
  { "{\"path\": \"/f\"}", "missing required field" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"physical_path\": \"x\"}", "“size”" },
  { "{\"path\": \"/f\", \"backend_name\": \"l\", \"size\": 1}", "“physical_path”" },
  { START ", \"kind\": \"symbolic-link\"}", "target" },
  { START ", \"kind\": \"symbolic-link\", \"target\": \"\"}", "target" },
  { START ", \"target\": \"/x\"}", "target" },
  { START ", \"kind\": \"directory\", \"versions\": [" VERSION ("1") "]}", "versions" },
  { START ", \"store_tags\": {}}", "store_tags" },
  { START ", \"trash_id\": " ID "}", "trash_id" },
  { "{\"path\": \"/\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1}", "“/”" },
  { "{\"path\": \"/\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 1, \"kind\": \"directory\", "
    "\"deleted_at\": \"2026-01-01T00:00:00\"}", "“/”" },
  { START ", \"versions\": [" VERSION ("1") "]}", "below “version”" },
  { START ", \"version\": 5, \"versions\": [" VERSION ("1") ", " VERSION ("2") "]}", "newest first" },
  { START ", \"version\": 5, \"versions\": [{\"version\": 1, \"size\": 1}]}", "missing required field" },

  /* What only the store finds: it meets what the line before has made. */
  { START ", \"deleted_at\": \"2026-01-01T00:00:00\", \"trash_id\": " ID "}", "right before it" },
  { "{\"path\": \"/g\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 7, \"etag\": " HASH "}", "bytes" },
  { "{\"path\": \"/\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 0, \"kind\": \"directory\", "
    "\"store_tags\": {\"t\": \"mauve\"}}", "mauve" },
};

static NexusLoad *
load_bytes (NexusFilesystem  *filesystem,
            gconstpointer     data,
            gsize             size,
            GError          **error)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  NexusLoad *load = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_NONE);

  nexus_operation_run (NEXUS_OPERATION (load), NULL, error);

  return load;
}

/* A good line, then the bad one: the good one must not come in. */
static void
check_bytes (NexusFilesystem *filesystem,
             const char      *line,
             gsize            length,
             const char      *said)
{
  static const char good[] = "{\"path\": \"/good\", \"backend_name\": \"l\", \"physical_path\": \"x\", \"size\": 3, \"etag\": " HASH "}\n\n";
  g_autofree char *before = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_autofree char *after = NULL;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  g_byte_array_append (bytes, (const guint8 *) good, sizeof good - 1);
  g_byte_array_append (bytes, (const guint8 *) line, (guint) length);
  g_byte_array_append (bytes, (const guint8 *) "\n", 1);
  g_byte_array_append (bytes, (const guint8 *) good, sizeof good - 1);

  load = load_bytes (filesystem, bytes->data, bytes->len, &error);
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (!g_str_has_prefix (error->message, "line 3: ") || strstr (error->message, said) == NULL)
    g_error ("%.80s: %s", line, error->message);
  g_assert_cmpuint (nexus_load_get_n_created (load), ==, 0);

  after = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (before, ==, after);
}

static void
test_table (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);

  nexus_jsonl_test_write (filesystem, "/f", "here before");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    check_bytes (filesystem, bad[i].line, strlen (bad[i].line), bad[i].said);

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_bytes (void)
{
  static const char nul[] = START ", \"x\": \"\0\"}";
  static const char behind[] = START "}\0";
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);

  check_bytes (filesystem, START ", \"x\": \"\xff\"}", strlen (START ", \"x\": \"\xff\"}"), "UTF-8");
  check_bytes (filesystem, START ", \"x\": \"\xc3\"}", strlen (START ", \"x\": \"\xc3\"}"), "UTF-8");
  check_bytes (filesystem, START ", \"x\": \"\xed\xa0\x80\"}", strlen (START ", \"x\": \"\xed\xa0\x80\"}"), "UTF-8");
  check_bytes (filesystem, START ", \"x\": \"\xc0\x80\"}", strlen (START ", \"x\": \"\xc0\x80\"}"), "UTF-8");
  check_bytes (filesystem, nul, sizeof nul - 1, "UTF-8");
  check_bytes (filesystem, behind, sizeof behind - 1, "UTF-8");
  check_bytes (filesystem, "\0", 1, "UTF-8");

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_depth (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *open = g_strnfill (1000000, '[');
  g_autofree char *deep = g_strconcat (START ", \"x\": ", open, NULL);
  g_autofree char *deep_value = g_strconcat (START ", \"custom_metadata\": {\"k\": ", open, NULL);
  g_autofree char *levels = g_strnfill (60, '[');
  g_autofree char *ends = g_strnfill (60, ']');
  g_autofree char *good = g_strconcat (START ", \"x\": ", levels, ends, "}", NULL);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  check_bytes (filesystem, deep, strlen (deep), "64 levels");
  check_bytes (filesystem, deep_value, strlen (deep_value), "64 levels");
  load = load_bytes (filesystem, good, strlen (good), &error);
  g_assert_no_error (error);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

/* A line that never ends is refused when it is longer than any may be, and not read to its end. */
static void
test_length (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  const gsize max = 16 * 1024 * 1024;
  const char *begin = START ", \"x\": \"";
  g_autofree char *letters = g_strnfill (max, 'x');
  g_autofree char *too_long = g_strconcat (begin, letters, "\"}", NULL);
  g_autofree char *longest = g_strconcat (begin, letters + strlen (begin) + 2, "\"}", NULL);
  g_autofree char *blanks = g_strnfill (4 * max, ' ');
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (blanks, (gssize) (4 * max), NULL);
  g_autoptr(NexusLoad) endless = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  check_bytes (filesystem, too_long, strlen (too_long), "longer than");

  g_assert_false (nexus_operation_run (NEXUS_OPERATION (endless), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "line 1: "));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), <, (goffset) (3 * max));
  g_clear_error (&error);

  g_assert_cmpuint (strlen (longest), ==, max);
  load = load_bytes (filesystem, longest, max, &error);
  g_assert_no_error (error);

  g_clear_object (&load);
  g_clear_object (&endless);
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_mark (void)
{
  static const char text[] = "\357\273\277" START "}\n";
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  load = load_bytes (filesystem, text, sizeof text - 1, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "byte order mark"));

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

/* A stream that fails in the middle says why. */
static void
test_stream (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (START "}\n", -1, NULL);
  g_autoptr(NexusLoad) load = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  g_autofree char *dump = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_input_stream_close (stream, NULL, NULL));
  g_assert_false (nexus_operation_run (NEXUS_OPERATION (load), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (dump, ==, "");

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/bad/table", test_table);
  g_test_add_func ("/jsonl/bad/bytes", test_bytes);
  g_test_add_func ("/jsonl/bad/depth", test_depth);
  g_test_add_func ("/jsonl/bad/length", test_length);
  g_test_add_func ("/jsonl/bad/mark", test_mark);
  g_test_add_func ("/jsonl/bad/stream", test_stream);

  return g_test_run ();
}

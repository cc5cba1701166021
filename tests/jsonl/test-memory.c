/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-jsonl-test.h"

/* The memory that a load and a dump take does not grow with what goes through them. */

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
# define WATCHED 1
#else
# define WATCHED 0
#endif

/* One of the numbers that the kernel has on this process, in MiB. */
static guint64
get_status (const char *name)
{
  g_autofree char *status = NULL;
  const char *found;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  found = strstr (status, name);
  g_assert_nonnull (found);

  return g_ascii_strtoull (found + strlen (name), NULL, 10) / 1024;
}

/* --- A stream that makes its lines when they are read, and one that counts them --- */

#define TEST_TYPE_LINES (test_lines_get_type ())
G_DECLARE_FINAL_TYPE (TestLines, test_lines, TEST, LINES, GInputStream)

struct _TestLines {
  GInputStream  parent_instance;

  guint         n_lines;
  guint         next;
  char         *padding;
  GString      *line;
  gsize         offset;
};

G_DEFINE_FINAL_TYPE (TestLines, test_lines, G_TYPE_INPUT_STREAM)

static gssize
test_lines_read (GInputStream  *stream,
                 void          *buffer,
                 gsize          count,
                 GCancellable  *cancellable,
                 GError       **error)
{
  TestLines *self = TEST_LINES (stream);

  if (self->offset == self->line->len)
    {
      if (self->next == self->n_lines)
        return 0;
      g_string_printf (self->line, "{\"path\": \"/folder-%04u/file-%07u\", \"backend_name\": \"l\", \"physical_path\": \"%u\", "
                       "\"size\": 7, \"padding\": \"%s\"}\n", self->next / 1000, self->next, self->next, self->padding);
      self->offset = 0;
      self->next++;
    }

  count = MIN (count, self->line->len - self->offset);
  memcpy (buffer, self->line->str + self->offset, count);
  self->offset += count;

  return (gssize) count;
}

static void
test_lines_finalize (GObject *object)
{
  TestLines *self = TEST_LINES (object);

  g_free (self->padding);
  g_string_free (self->line, TRUE);

  G_OBJECT_CLASS (test_lines_parent_class)->finalize (object);
}

static void
test_lines_class_init (TestLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_lines_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_lines_read;
}

static void
test_lines_init (TestLines *self)
{
  self->line = g_string_new (NULL);
}

#define TEST_TYPE_COUNTER (test_counter_get_type ())
G_DECLARE_FINAL_TYPE (TestCounter, test_counter, TEST, COUNTER, GOutputStream)

struct _TestCounter {
  GOutputStream  parent_instance;

  guint          n_lines;
  guint          n_writes;
  guint64        peak;      /* of what is not the database itself, of which a part may be mapped */
};

G_DEFINE_FINAL_TYPE (TestCounter, test_counter, G_TYPE_OUTPUT_STREAM)

static gssize
test_counter_write (GOutputStream  *stream,
                    const void     *buffer,
                    gsize           count,
                    GCancellable   *cancellable,
                    GError        **error)
{
  TestCounter *self = TEST_COUNTER (stream);
  const char *p = buffer;
  const char *end = p + count;

  while (p < end && (p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      self->n_lines++;
      p++;
    }

  if (self->n_writes++ % 64 == 0)
    self->peak = MAX (self->peak, get_status ("RssAnon:"));

  return (gssize) count;
}

static void
test_counter_class_init (TestCounterClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = test_counter_write;
}

static void
test_counter_init (TestCounter *self)
{
}

/* --- */

static void
check (guint    n_lines,
       gsize    n_padding,
       guint64  load_mib,
       guint64  dump_mib)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(TestLines) lines = g_object_new (TEST_TYPE_LINES, NULL);
  g_autoptr(TestCounter) counter = g_object_new (TEST_TYPE_COUNTER, NULL);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusOperation) dump = NULL;
  g_autoptr(GError) error = NULL;
  guint64 before = get_status ("VmHWM:");
  guint64 after, between;

  lines->n_lines = n_lines;
  lines->padding = g_strnfill (n_padding, 'x');
  load = nexus_filesystem_load (filesystem, G_INPUT_STREAM (lines), NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  g_assert_true (nexus_operation_run (NEXUS_OPERATION (load), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_load_get_n_created (load), ==, n_lines);
  after = get_status ("VmHWM:");
  between = get_status ("RssAnon:");

  dump = nexus_filesystem_dump (filesystem, G_OUTPUT_STREAM (counter), NEXUS_DUMP_ORIGINAL);
  g_assert_true (nexus_operation_run (dump, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counter->n_lines, ==, n_lines);
  g_assert_cmpuint (counter->peak, >, 0);

  g_test_message ("load: %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " MiB; dump: %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " MiB",
                  before, after, between, counter->peak);
  if (!WATCHED)
    {
      g_assert_cmpuint (after, <, before + load_mib);
      g_assert_cmpuint (counter->peak, <, between + dump_mib);
    }

  g_clear_object (&load);
  g_clear_object (&dump);
  nexus_lib_test_finish (filesystem, folder);
}

/* Hundreds of megabytes go through, and few entries come of them. */
static void
test_long (void)
{
  check (20000, 10000, 64, 16);
}

static void
test_many (void)
{
  if (!g_test_slow ())
    {
      g_test_skip ("slow");
      return;
    }

  check (1000000, 10, 192, 32);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/memory/long", test_long);
  g_test_add_func ("/jsonl/memory/many", test_many);

  return g_test_run ();
}

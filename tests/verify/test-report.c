/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-verify-test.h"

#include <string.h>

/* What a report says, and what a run leaves out. */

static NexusReport *
run_with (VerifyFixture      *self,
          const char * const *paths,
          GDateTime          *since,
          guint               seconds,
          guint64             bytes)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (self->filesystem, paths);
  g_autoptr(GError) error = NULL;

  g_assert_null (nexus_verify_get_report (verify));
  nexus_verify_set_since (verify, since);
  nexus_verify_set_budget (verify, seconds, bytes);
  g_assert_true (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_no_error (error);

  return g_object_ref (nexus_verify_get_report (verify));
}

static void
test_good (VerifyFixture *self,
           gconstpointer  data)
{
  g_autoptr(NexusReport) report = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  verify_open (self);
  report = verify_run (self->filesystem);
  json = nexus_report_to_json (report);
  text = nexus_report_to_text (report);

  g_assert_true (nexus_report_is_good (report));
  g_assert_true (nexus_report_is_complete (report));
  g_assert_cmpuint (nexus_report_get_n_contents (report), ==, 26);
  g_assert_cmpuint (nexus_report_get_n_entries (report), ==, 24 + 8 + 4 + 1);
  g_assert_cmpuint (nexus_report_get_n_unreferenced (report), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_report_get_findings (report)), ==, 0);
  g_assert_nonnull (strstr (json, "\"good\":true"));
  g_assert_nonnull (strstr (json, "\"findings\":[]"));
  g_assert_nonnull (strstr (text, "No problem was found."));
}

/* Runs with a budget get through everything, each content once, and then begin again. */
static void
test_budget (VerifyFixture *self,
             gconstpointer  data)
{
  guint64 n_contents = 0;
  guint n_runs = 0;

  verify_open (self);
  while (n_contents < 26)
    {
      g_autoptr(NexusReport) report = run_with (self, NULL, NULL, 0, 200000);

      g_assert_cmpuint (nexus_report_get_n_contents (report), >, 0);
      /* It stops at the content that goes beyond. */
      g_assert_cmpuint (nexus_report_get_n_bytes (report), <, 200000 + 1100000);
      n_contents += nexus_report_get_n_contents (report);
      n_runs++;
      if (n_contents < 26)
        g_assert_false (nexus_report_is_complete (report));
    }
  g_assert_cmpuint (n_contents, <, 26 + 10);
  g_assert_cmpuint (n_runs, >, 4);

  {
    g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
    g_autoptr(GDateTime) before = g_date_time_add_hours (now, -1);
    g_autoptr(GDateTime) later = g_date_time_add_hours (now, 1);
    g_autoptr(NexusReport) none = run_with (self, NULL, before, 0, 0);
    g_autoptr(NexusReport) all = run_with (self, NULL, later, 0, 0);
    g_autoptr(NexusReport) long_time = run_with (self, NULL, NULL, 1000, 0);

    g_assert_cmpuint (nexus_report_get_n_contents (none), ==, 0);
    g_assert_cmpuint (nexus_report_get_n_contents (all), ==, 26);
    g_assert_cmpuint (nexus_report_get_n_contents (long_time), ==, 26);
    g_assert_true (nexus_report_is_complete (long_time));
  }
}

static void
test_paths (VerifyFixture *self,
            gconstpointer  data)
{
  static const char * const file[] = { "/shared/one", NULL };
  static const char * const twice[] = { "/shared", "/shared/one", "shared/./two", NULL };
  static const char * const missing[] = { "/not there", NULL };
  static const char * const bad[] = { "/a/../b", NULL };
  g_autoptr(NexusReport) one = NULL;
  g_autoptr(NexusReport) folder = NULL;
  g_autoptr(NexusVerify) verify = NULL;
  g_autoptr(GError) error = NULL;

  verify_open (self);
  one = run_with (self, file, NULL, 0, 0);
  g_assert_cmpuint (nexus_report_get_n_contents (one), ==, 1);
  g_assert_cmpuint (nexus_report_get_n_bytes (one), ==, 300000);
  folder = run_with (self, twice, NULL, 0, 0);
  g_assert_cmpuint (nexus_report_get_n_contents (folder), ==, 2);

  verify = nexus_filesystem_verify (self->filesystem, missing);
  g_assert_false (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/not there"));
  g_assert_null (nexus_verify_get_report (verify));
  g_clear_error (&error);
  g_clear_object (&verify);

  verify = nexus_filesystem_verify (self->filesystem, bad);
  g_assert_false (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
}

static void
test_strangers (VerifyFixture *self,
                gconstpointer  data)
{
  static const char * const names[] = { "packs/notes.txt", "content/README" };
  g_autofree char *stray = NULL;
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(NexusFinding) finding = NULL;
  g_autofree char *folder = verify_path (self, "content/b0");

  g_mkdir_with_parents (folder, 0700);
  /* What b2sum -l 256 says of nothing that is in the store. */
  stray = verify_path (self, "content/b0/b000000000000000000000000000000000000000000000000000000000000000");
  g_assert_true (g_file_set_contents (stray, "stray", 5, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = verify_path (self, names[i]);

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }

  verify_open (self);
  report = verify_run (self->filesystem);
  g_assert_true (nexus_report_is_good (report));
  g_assert_cmpuint (nexus_report_get_n_unreferenced (report), ==, 1);
  g_assert_cmpuint (nexus_report_get_unreferenced_size (report), ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_report_get_findings (report)), ==, 2);
  finding = g_list_model_get_item (nexus_report_get_findings (report), 0);
  g_assert_cmpint (nexus_finding_get_kind (finding), ==, NEXUS_FINDING_STRANGE_FILE);
}

static void
test_cancelled (VerifyFixture *self,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusVerify) verify = NULL;
  g_autoptr(GError) error = NULL;

  verify_open (self);
  verify = nexus_filesystem_verify (self->filesystem, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (nexus_operation_run (NEXUS_OPERATION (verify), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (nexus_verify_get_report (verify));
}

/* --- Beside writers --- */

typedef struct {
  NexusFilesystem *filesystem;
  guint            number;
  int             *stop;
} Writer;

static gpointer
write_and_delete (gpointer data)
{
  Writer *self = data;

  for (guint i = 0; !g_atomic_int_get (self->stop); i++)
    {
      g_autofree char *path = g_strdup_printf ("/busy/%u/%u", self->number, i % 7);
      g_autofree char *text = g_strnfill (i % 3 == 0 ? 150000 + i : 50 + i, (char) ('a' + self->number));

      if (i % 5 == 4)
        nexus_filesystem_delete (self->filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, NULL);
      else
        g_object_unref (nexus_lib_test_write (self->filesystem, path, text));
    }

  return NULL;
}

static void
test_beside_writers (VerifyFixture *self,
                     gconstpointer  data)
{
  GThread *threads[3];
  Writer writers[3];
  int stop = 0;

  verify_open (self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      writers[i] = (Writer) { .filesystem = self->filesystem, .number = i, .stop = &stop };
      threads[i] = g_thread_new ("writer", write_and_delete, &writers[i]);
    }
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(NexusReport) report = verify_run (self->filesystem);
      g_autofree char *text = nexus_report_to_text (report);

      if (!nexus_report_is_good (report))
        g_error ("%s", text);
    }
  g_atomic_int_set (&stop, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/verify/report/good", VerifyFixture, NULL, verify_set_up, test_good, verify_tear_down);
  g_test_add ("/verify/report/budget", VerifyFixture, NULL, verify_set_up, test_budget, verify_tear_down);
  g_test_add ("/verify/report/paths", VerifyFixture, NULL, verify_set_up, test_paths, verify_tear_down);
  g_test_add ("/verify/report/strangers", VerifyFixture, NULL, verify_set_up, test_strangers, verify_tear_down);
  g_test_add ("/verify/report/cancelled", VerifyFixture, NULL, verify_set_up, test_cancelled, verify_tear_down);
  g_test_add ("/verify/report/beside-writers", VerifyFixture, NULL, verify_set_up, test_beside_writers, verify_tear_down);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-sqlite-connection-private.h"
#include "nexus-verify-test.h"

/* What follows from other data, and is wrong although every page and row has its checksum: the history, and the index of the
 * texts in files. */

static void
tamper (VerifyFixture *self,
        const char    *database,
        const char    *sql)
{
  g_autofree char *path = verify_path (self, database);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusSqliteConnection) connection =
    _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_NORMAL, &error);

  g_assert_no_error (error);
  _nexus_sqlite_connection_execute (connection, "PRAGMA foreign_keys = OFF", "tamper", &error);
  g_assert_no_error (error);
  _nexus_sqlite_connection_execute (connection, sql, "tamper", &error);
  g_assert_no_error (error);
}

/* The state of the findings of a kind, which all have to have the same; -1 if there are none. */
static int
get_state (NexusReport      *report,
           NexusFindingKind  kind,
           guint            *n_findings)
{
  GListModel *findings = nexus_report_get_findings (report);
  int state = -1;

  *n_findings = 0;
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);

      g_test_message ("%s", nexus_finding_get_message (finding));
      g_assert_cmpint (nexus_finding_get_kind (finding), ==, kind);
      g_assert_true (state == -1 || state == (int) nexus_finding_get_state (finding));
      state = (int) nexus_finding_get_state (finding);
      (*n_findings)++;
    }

  return state;
}

static void
assert_found (NexusReport       *report,
              NexusFindingKind   kind,
              NexusFindingState  state,
              guint              n_wanted)
{
  guint n_findings;

  g_assert_cmpint (get_state (report, kind, &n_findings), ==, state);
  g_assert_cmpuint (n_findings, ==, n_wanted);
}

static void
assert_good (VerifyFixture *self)
{
  g_autoptr(NexusReport) report = verify_run (self->filesystem);
  g_autofree char *text = nexus_report_to_text (report);

  g_assert_cmpuint (g_list_model_get_n_items (nexus_report_get_findings (report)), ==, 0);
  g_assert_nonnull (strstr (text, "No problem was found."));
}

/* --- The history --- */

static const struct {
  const char *sql;
  guint       n_steps;
} damages[] = {
  { "UPDATE step_parts SET sum = sum + 1 WHERE id >> 20 = 2", 1 },
  { "UPDATE step_parts SET data = substr (data, 1, length (data) - 1) WHERE id >> 20 = 3", 1 },
  { "UPDATE step_parts SET data = zeroblob (0) WHERE id >> 20 = 3", 1 },
  /* A part of one step in the place of another's. */
  { "UPDATE step_parts SET (data, sum) = (SELECT data, sum FROM step_parts WHERE id = (4 << 20) + 1) WHERE id >> 20 = 3", 1 },
  { "DELETE FROM step_parts WHERE id >> 20 = 2", 1 },
  { "UPDATE step_parts SET id = id + 1 WHERE id >> 20 = 5", 1 },
  /* Of no step at all. */
  { "DELETE FROM steps WHERE id IN (2, 3)", 2 },
  { "UPDATE step_parts SET sum = sum + 1", G_MAXUINT },
};

static void
test_history (VerifyFixture *self,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr(GListModel) steps = NULL;
      guint n_steps;

      verify_tear_down (self, NULL);
      memset (self, 0, sizeof *self);
      verify_set_up (self, NULL);
      verify_open (self);
      steps = nexus_filesystem_list_history (self->filesystem, NULL, NULL);
      n_steps = MIN (damages[i].n_steps, g_list_model_get_n_items (steps));
      assert_good (self);
      verify_close (self);

      tamper (self, "metadata.db", damages[i].sql);
      verify_open (self);
      {
        g_autoptr(NexusReport) found = verify_run (self->filesystem);
        g_autoptr(NexusReport) dry = verify_repair (self, NULL, TRUE);
        g_autoptr(NexusReport) again = verify_run (self->filesystem);
        g_autoptr(NexusReport) mended = verify_repair (self, NULL, FALSE);

        g_test_message ("%s", damages[i].sql);
        assert_found (found, NEXUS_FINDING_HISTORY, NEXUS_FINDING_FOUND, n_steps);
        assert_found (dry, NEXUS_FINDING_HISTORY, NEXUS_FINDING_FOUND, n_steps);
        assert_found (again, NEXUS_FINDING_HISTORY, NEXUS_FINDING_FOUND, n_steps);
        assert_found (mended, NEXUS_FINDING_HISTORY, NEXUS_FINDING_SET_ASIDE, n_steps);
      }
      assert_good (self);

      /* All others can still be undone, down to one that needs what was done before it to be undone as well. */
      for (;;)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (self->filesystem, 0, NULL, &error);

          if (step == NULL)
            {
              if (!g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT))
                g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
              break;
            }
        }
      assert_good (self);
    }
}

/* --- Texts --- */

/* Nobody indexes texts in the background, who would find what is wrong before anyone has looked, however slow that is. */
static void
open_without_index (VerifyFixture *self)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (self->filesystem);
  nexus_config_set_data_dir (config, self->folder);
  nexus_config_set_index_text (config, FALSE);
  self->filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
}

static const char * const texts[] = {
  "The annual report of the club, with a budget of 3000.",
  "Minutes: the budget was accepted, and the meeting closed.",
  "A recipe of bread with flour, water and salt",
  "salt is in the sea and in bread",
};

static void
write_texts (VerifyFixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/texts/%u.txt", i);

      g_object_unref (nexus_lib_test_write (self->filesystem, path, texts[i]));
    }
}

static void
update (VerifyFixture *self)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_update_index (self->filesystem, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_found (VerifyFixture *self,
             const char    *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  results = nexus_filesystem_search (self->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  g_assert_no_error (error);
  entries = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), 1000, NULL, &error);
  g_assert_no_error (error);

  return entries->len;
}

#define OF(n) "(SELECT content FROM texts ORDER BY content LIMIT 1 OFFSET " n ")"

static const char * const wrongs[] = {
  /* The words of one as those of another, as they are kept and in the index. */
  "UPDATE texts SET words = (SELECT words FROM texts WHERE content = " OF ("1") ") WHERE content = " OF ("0"),
  "INSERT INTO words (rowid, text) VALUES (" OF ("2") ", 'more words')",
  "INSERT INTO words (words, rowid, text) VALUES ('delete', " OF ("3") ", 'salt is in the sea and in bread')",
  "UPDATE texts SET words = x'00112233' WHERE content = " OF ("0"),
  "DELETE FROM vocabulary WHERE word = 'bread'",
  "DELETE FROM texts WHERE content = " OF ("1"),
  "DELETE FROM texts; DELETE FROM vocabulary; INSERT INTO words (words) VALUES ('delete-all')",
  "DELETE FROM state",
  "DROP TABLE vocabulary",
};

static void
check_texts (VerifyFixture *self)
{
  open_without_index (self);
  {
    g_autofree char *path = verify_path (self, "metadata-text.db");
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    g_autoptr(NexusReport) found = verify_run (self->filesystem);
    g_autoptr(NexusReport) dry = NULL;
    g_autoptr(NexusReport) mended = NULL;
    gsize size_before, size_after;

    assert_found (found, NEXUS_FINDING_TEXT_INDEX, NEXUS_FINDING_FOUND, 1);
    g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));
    dry = verify_repair (self, NULL, TRUE);
    assert_found (dry, NEXUS_FINDING_TEXT_INDEX, NEXUS_FINDING_FOUND, 1);
    g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
    g_assert_cmpmem (before, size_before, after, size_after);
    mended = verify_repair (self, NULL, FALSE);
    assert_found (mended, NEXUS_FINDING_TEXT_INDEX, NEXUS_FINDING_MENDED, 1);
  }

  /* There is nothing wrong with an index that is still to be made. */
  assert_good (self);
  verify_close (self);
  verify_open (self);
  assert_good (self);
  update (self);
  assert_good (self);
  g_assert_cmpuint (count_found (self, "budget"), ==, 2);
  g_assert_cmpuint (count_found (self, "read"), ==, 2);
  g_assert_cmpuint (count_found (self, "\"annual report\""), ==, 1);
  g_assert_cmpuint (count_found (self, "more"), ==, 0);
  verify_close (self);
}

static void
test_texts (VerifyFixture *self,
            gconstpointer  data)
{
  g_autofree char *path = verify_path (self, "metadata-text.db");

  verify_open (self);
  write_texts (self);
  update (self);
  assert_good (self);
  verify_close (self);

  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_test_message ("%s", wrongs[i]);
      tamper (self, "metadata-text.db", wrongs[i]);
      check_texts (self);
    }

  {
    g_autofree char *bytes = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    bytes[size / 2] ^= 1;
    g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
    check_texts (self);
    g_assert_true (g_file_set_contents (path, "no database at all", -1, NULL));
    check_texts (self);
  }
}

/* An index that is behind, or of another state of the store, is not wrong. */
static void
test_behind (VerifyFixture *self,
             gconstpointer  data)
{
  verify_open (self);
  write_texts (self);
  update (self);
  g_object_unref (nexus_lib_test_write (self->filesystem, "/texts/0.txt", "Something else by now"));
  g_object_unref (nexus_lib_test_write (self->filesystem, "/texts/new.txt", "and something new"));
  assert_good (self);
  verify_close (self);
  tamper (self, "metadata-text.db", "UPDATE state SET tag = tag + 1");
  verify_open (self);
  assert_good (self);
  update (self);
  assert_good (self);
  g_assert_cmpuint (count_found (self, "something"), ==, 2);
}

typedef struct {
  VerifyFixture *self;
  int            stop;     /* atomic */
} Writing;

static gpointer
run_writer (gpointer user_data)
{
  Writing *writing = user_data;
  NexusFilesystem *filesystem = nexus_lib_test_connect (writing->self->folder);

  for (guint i = 0; !g_atomic_int_get (&writing->stop); i++)
    {
      g_autofree char *path = g_strdup_printf ("/texts/%u.txt", i % 7);
      g_autofree char *text = g_strdup_printf ("words of number %u, and of %u", i, i / 3);
      g_autoptr(GError) error = NULL;

      g_object_unref (nexus_lib_test_write (filesystem, path, text));
      if (i % 5 == 0)
        {
          nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, &error);
          g_assert_no_error (error);
        }
      if (i % 3 == 0)
        {
          nexus_filesystem_update_index (filesystem, NULL, &error);
          g_assert_no_error (error);
        }
    }
  nexus_filesystem_close (filesystem, NULL, NULL);
  g_object_unref (filesystem);

  return NULL;
}

/* Contents that come, go, and are indexed meanwhile are no reason for an alarm. */
static void
test_beside (VerifyFixture *self,
             gconstpointer  data)
{
  Writing writing = { .self = self };
  g_autoptr(GThread) thread = NULL;

  verify_open (self);
  thread = g_thread_new ("writer", run_writer, &writing);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(NexusReport) report = verify_run (self->filesystem);
      g_autofree char *text = nexus_report_to_text (report);

      g_test_message ("%s", text);
      g_assert_cmpuint (g_list_model_get_n_items (nexus_report_get_findings (report)), ==, 0);
    }
  g_atomic_int_set (&writing.stop, 1);
  g_thread_join (g_steal_pointer (&thread));
  update (self);
  assert_good (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/verify/derived/" name, VerifyFixture, NULL, verify_set_up, func, verify_tear_down)
  ADD ("history", test_history);
  ADD ("texts", test_texts);
  ADD ("texts-behind", test_behind);
  ADD ("texts-beside", test_beside);
#undef ADD

  return g_test_run ();
}

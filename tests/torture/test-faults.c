/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>

#include "nexus-torture-rig.h"
#include "nexus-torture-store.h"

/* A call of the system fails, of everything that can be done to a store: once, or from then on.  Each time there is a clear
 * error or none, nothing is left open, the store is as it was or as it has to become, and the same thing can be done again
 * at once; only after a sync that failed the store has to be opened anew.  NEXUS_TEST_FAULTS is how often for each thing,
 * 8 without it, 0 for every call with every error once, and one in FOR_GOOD of them from then on as well.  Then each is told as it is
 * tried, with its number; NEXUS_TEST_FIRST is the one with which to begin. */

#define FOR_GOOD 16

typedef struct {
  guint       kind;
  int         saved_errno;
  const char *name;
  gboolean    invisible;   /* has to be tried again by whoever made the call, so that nobody notices */
} Fault;

static const Fault faults[] = {
  { TORTURE_WRITE, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_WRITE, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_WRITE, EIO, "EIO", FALSE },
  { TORTURE_WRITE, EINTR, "EINTR", TRUE },
  { TORTURE_WRITE, TORTURE_SHORT, "short", TRUE },
  { TORTURE_SYNC, EIO, "EIO", FALSE },
  { TORTURE_SYNC, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_SYNC, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_RENAME, EIO, "EIO", FALSE },
  { TORTURE_RENAME, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_RENAME, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_LINK, EIO, "EIO", FALSE },
  { TORTURE_LINK, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_LINK, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_OPEN, EMFILE, "EMFILE", FALSE },
  { TORTURE_OPEN, EACCES, "EACCES", FALSE },
  { TORTURE_OPEN, EIO, "EIO", FALSE },
  { TORTURE_OPEN, EINTR, "EINTR", FALSE },
  { TORTURE_CREATE, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_CREATE, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_LIST, EIO, "EIO", FALSE },
  { TORTURE_UNLINK, EIO, "EIO", FALSE },
  { TORTURE_UNLINK, EACCES, "EACCES", FALSE },
  { TORTURE_MKDIR, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_MKDIR, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_MKDIR, EACCES, "EACCES", FALSE },
  { TORTURE_TRUNCATE, EIO, "EIO", FALSE },
  { TORTURE_TRUNCATE, EINTR, "EINTR", TRUE },
  { TORTURE_FCNTL, EIO, "EIO", FALSE },
  { TORTURE_FCNTL, EINTR, "EINTR", FALSE },
  { TORTURE_FCNTL, ENOLCK, "ENOLCK", FALSE },
  { TORTURE_FLOCK, EINTR, "EINTR", FALSE },
  { TORTURE_FLOCK, ENOLCK, "ENOLCK", FALSE },
  { TORTURE_ALLOCATE, ENOSPC, "ENOSPC", FALSE },
  { TORTURE_ALLOCATE, EDQUOT, "EDQUOT", FALSE },
  { TORTURE_ALLOCATE, EIO, "EIO", FALSE },
  { TORTURE_ALLOCATE, EOPNOTSUPP, "EOPNOTSUPP", TRUE },
  { TORTURE_READ, EIO, "EIO", FALSE },
  { TORTURE_READ, EINTR, "EINTR", TRUE },
  { TORTURE_READ, TORTURE_SHORT, "short", TRUE },
  { TORTURE_MMAP, ENOMEM, "ENOMEM", FALSE },
  { TORTURE_CHMOD, EIO, "EIO", FALSE },
};

/* All of them are told, so that one run shows what there is to mend. */
static guint n_complaints;

static void
complain (const char *what,
          const char *why,
          const char *output)
{
  g_printerr ("# %s: %s: %s\n", what, why, output);
  n_complaints++;
}

/* The line that begins so, without that; NULL if there is none. */
static char *
get_line (TortureRig *self,
          const char *prefix)
{
  g_auto(GStrv) lines = g_strsplit (self->output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], prefix))
        return g_strdup (lines[i] + strlen (prefix));
    }

  return NULL;
}

/* A full disk is never called anything else: people are told to free some space. */
static void
check_error (TortureRig  *self,
             const Fault *fault,
             const char  *what)
{
  g_autofree char *failed = get_line (self, "failed ");

  if (failed == NULL)
    return;
  if (strlen (failed) < 40)
    complain (what, "says too little", failed);
  if (!g_str_has_prefix (failed, "g-io-error-quark ") && !g_str_has_prefix (failed, "nexus-error-quark "))
    complain (what, "an error that nobody expects", failed);
  if ((fault->saved_errno == ENOSPC || fault->saved_errno == EDQUOT) &&
      !g_str_has_prefix (failed, "g-io-error-quark 12 "))
    complain (what, "no word of space", failed);
}

/* A lock that is never given is waited for as long as one of another process, and that is what the error says.  SQLite opens
 * again whatever was interrupted, without an end, and no file system interrupts for ever. */
static gboolean
can_last (const Fault *fault)
{
  return !fault->invisible && !(fault->kind == TORTURE_OPEN && fault->saved_errno == EINTR);
}

/* FALSE if there was no such call. */
static gboolean
fail_at (TortureRig  *self,
         const Fault *fault,
         guint        number,
         gboolean     sticky)
{
  g_autofree char *value = g_strdup_printf ("%u%s %d", number, sticky ? "+" : "", fault->saved_errno);
  g_autofree char *what = NULL;
  gboolean as_it_was;

  torture_rig_reset (self);
  torture_rig_run (self, fault->kind, "NEXUS_TORTURE_FAIL", value);
  if (self->counter->n_hit == 0)
    return FALSE;

  what = g_strdup_printf ("%s, %s%s at call %u, %s of “%s”", self->step->name, fault->name, sticky ? " for good" : "", number,
                          self->counter->name, self->counter->path);
  if (torture_rig_has_line (self, "left "))
    complain (what, "left open", self->output);
  if (!sticky && fault->kind != TORTURE_UNLINK && torture_rig_has_leavings (self))
    complain (what, "left behind", self->output);
  if (fault->invisible && !sticky && !g_str_equal (self->output, "done\n"))
    complain (what, "should not be noticed", self->output);
  if (fault->kind != TORTURE_SYNC && !sticky && torture_rig_has_line (self, "again failed"))
    complain (what, "does not work again", self->output);
  check_error (self, fault, what);

  if (torture_rig_has_line (self, "done") || torture_rig_has_line (self, "again done"))
    {
      torture_rig_check_done (self, what);
      return TRUE;
    }
  as_it_was = torture_rig_check (self, what);
  torture_rig_finish (self, as_it_was, what);

  return TRUE;
}

static guint
test_all (TortureRig *self)
{
  guint first_of_all = torture_get_number ("NEXUS_TEST_FIRST", 0);
  guint n_done = 0;
  guint n_tried = 0;
  guint kind = 0;
  guint n_calls = 0;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      guint first = (guint) g_test_rand_int_range (0, FOR_GOOD);

      if (kind != faults[i].kind)
        n_calls = torture_rig_count (self, faults[i].kind);
      kind = faults[i].kind;

      for (guint number = 1; number <= n_calls; number++, n_tried++)
        {
          if (n_tried < first_of_all)
            continue;
          g_test_message ("fault %u: %s at call %u", n_tried, faults[i].name, number);
          n_done += fail_at (self, &faults[i], number, FALSE);
          if (can_last (&faults[i]) && number % FOR_GOOD == first)
            n_done += fail_at (self, &faults[i], number, TRUE);
        }
    }

  return n_done;
}

static const TortureStep *
find_step (const char *name)
{
  for (guint i = 0; i < torture_step_get_count (); i++)
    {
      if (g_str_equal (torture_step_get (i)->name, name))
        return torture_step_get (i);
    }
  g_assert_not_reached ();
}

static void
test_faults (gconstpointer user_data)
{
  g_autoptr(TortureRig) rig = torture_rig_new (user_data);
  guint n_faults = torture_get_number ("NEXUS_TEST_FAULTS", 8);
  guint n_calls[G_N_ELEMENTS (faults)];
  guint n_done = 0;

  n_complaints = 0;
  if (n_faults == 0)
    n_done = test_all (rig);

  /* Some of them, others each time that the tests are run. */
  for (guint i = 0; n_faults > 0 && i < G_N_ELEMENTS (faults); i++)
    n_calls[i] = i > 0 && faults[i].kind == faults[i - 1].kind ? n_calls[i - 1] : torture_rig_count (rig, faults[i].kind);
  for (guint i = 0; n_done < n_faults && i < 20 * n_faults; i++)
    {
      guint which = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (faults));

      if (n_calls[which] > 0)
        n_done += fail_at (rig, &faults[which], (guint) g_test_rand_int_range (1, (gint32) n_calls[which] + 1),
                           can_last (&faults[which]) && g_test_rand_int_range (0, 3) == 0);
    }
  g_test_message ("%u faults", n_done);
  if (n_complaints > 0)
    g_test_fail ();
  g_assert_cmpuint (n_done, >, 0);
}

/* Each file, folder and link for which there is no room: SQLite tells of its own only that they cannot be opened, and GIO
 * has no code for a quota. */
static void
test_no_room (void)
{
  static const char * const names[] = { "open", "create", "export" };

  n_complaints = 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TortureRig) rig = torture_rig_new (find_step (names[i]));

      for (guint j = 0; j < G_N_ELEMENTS (faults); j++)
        {
          guint n_calls;

          if ((faults[j].kind & (TORTURE_CREATE | TORTURE_MKDIR | TORTURE_LINK)) == 0 || faults[j].saved_errno != EDQUOT)
            continue;
          n_calls = torture_rig_count (rig, faults[j].kind);
          for (guint number = 1; number <= n_calls; number += 1 + number / 8)
            {
              fail_at (rig, &faults[j], number, FALSE);
              fail_at (rig, &faults[j], number, TRUE);
            }
        }
    }
  g_assert_cmpuint (n_complaints, ==, 0);
}

/* The last thing that is done to a store made of a backup: if it fails the same command goes on. */
static void
test_last_open (void)
{
  g_autoptr(TortureRig) rig = torture_rig_new (find_step ("restore-backup"));
  guint n_calls = torture_rig_count (rig, TORTURE_OPEN);

  n_complaints = 0;
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      for (guint number = n_calls; faults[i].kind == TORTURE_OPEN && number > n_calls - 3; number--)
        fail_at (rig, &faults[i], number, FALSE);
    }
  g_assert_cmpuint (n_complaints, ==, 0);
}

/* What could not be read once is not told to be damaged, which is said of what has been read. */
static void
test_no_damage (void)
{
  g_autoptr(TortureRig) rig = torture_rig_new (find_step ("backup"));
  guint n_calls = torture_rig_count (rig, TORTURE_READ);
  guint n_failed = 0;

  for (guint number = 1; number <= n_calls; number++)
    {
      g_autofree char *value = g_strdup_printf ("%u %d", number, EIO);

      torture_rig_reset (rig);
      torture_rig_run (rig, TORTURE_READ, "NEXUS_TORTURE_FAIL", value);
      n_failed += torture_rig_has_line (rig, "failed ");
      if (strstr (rig->output, "does not match its checksum") != NULL)
        g_error ("read %u of “%s”: %s", number, rig->counter->path, rig->output);
    }
  g_assert_cmpuint (n_failed, >, 10);
}

/* The lock of those who hold contents: a call that is interrupted for good has to end, too.  Whatever does not is killed by
 * its alarm, which fails the test. */
static void
test_interrupted_lock (void)
{
  g_autoptr(TortureRig) rig = torture_rig_new (find_step ("stream"));
  guint n_calls;
  guint n_locks = 0;

  n_calls = torture_rig_count (rig, TORTURE_FCNTL);
  for (guint number = n_calls; number > 0 && n_locks < 3; number--)
    {
      g_autofree char *value = g_strdup_printf ("%u+ %d", number, EINTR);

      torture_rig_reset (rig);
      torture_rig_run (rig, TORTURE_FCNTL, "NEXUS_TORTURE_FAIL", value);
      /* Nothing else makes its call again so often. */
      n_locks += rig->counter->n_hit >= 1000;
    }
  g_assert_cmpuint (n_locks, >, 0);
}

/* A file system on which new files cannot be locked: an error, instead of one new file after the other. */
static void
test_no_locks (void)
{
  static const int errors[] = { ENOLCK, EINTR };
  g_autoptr(TortureRig) rig = torture_rig_new (find_step ("write-large"));

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autofree char *value = g_strdup_printf ("1+ %d", errors[i]);
      g_autofree char *store = g_build_filename (rig->folder, "store", NULL);

      torture_rig_reset (rig);
      torture_rig_run (rig, TORTURE_FLOCK, "NEXUS_TORTURE_FAIL", value);
      g_assert_true (torture_rig_has_line (rig, "failed "));
      g_assert_true (torture_rig_has_line (rig, "again failed "));
      torture_assert_clean (store);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < torture_step_get_count (); i++)
    {
      const TortureStep *step = torture_step_get (i);
      g_autofree char *path = g_strconcat ("/torture/faults/", step->name, NULL);

      g_test_add_data_func (path, step, test_faults);
    }
  g_test_add_func ("/torture/faults/no-room", test_no_room);
  g_test_add_func ("/torture/faults/last-open", test_last_open);
  g_test_add_func ("/torture/faults/no-damage", test_no_damage);
  g_test_add_func ("/torture/faults/no-locks", test_no_locks);
  g_test_add_func ("/torture/faults/interrupted-lock", test_interrupted_lock);

  return g_test_run ();
}

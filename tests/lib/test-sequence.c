/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-embedded-private.h"
#include "nexus-lib-test.h"

/* Changes are told in the order of their numbers, also when the thread that has made one is late to say so.  This
 * program is linked with the inside of the library, so that it can hold a thread up between its commit and that. */

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  NexusFilesystem *other;      /* over the same store, as another process would be */

  GMutex           lock;
  GCond            cond;
  GPtrArray       *told;       /* paths; under the lock */
  guint64          last;
} Fixture;

/* Who is held up, and what is done meanwhile; NULL when nobody is. */
static struct {
  NexusMetadataStore *store;
  void              (*meanwhile) (Fixture *fixture);
  Fixture            *fixture;
} hook;

static void (*real_apply) (NexusMetadataStore  *store,
                           NexusTransaction   **transactions,
                           gsize                n_transactions);

/* Only the next commit of the store is followed by something; what that does itself is not. */
static void
apply_and_wait (NexusMetadataStore  *store,
                NexusTransaction   **transactions,
                gsize                n_transactions)
{
  real_apply (store, transactions, n_transactions);
  if (g_atomic_pointer_compare_and_exchange (&hook.store, store, NULL))
    hook.meanwhile (hook.fixture);
}

static void
hold_up (Fixture *fixture,
         void   (*meanwhile) (Fixture *fixture))
{
  hook.fixture = fixture;
  hook.meanwhile = meanwhile;
  g_atomic_pointer_set (&hook.store, NEXUS_EMBEDDED (fixture->filesystem)->metadata);
}

static void
note_change (NexusFilesystem *filesystem,
             NexusChange     *change,
             gpointer         user_data)
{
  Fixture *fixture = user_data;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  g_test_message ("%" G_GUINT64_FORMAT " %s", nexus_change_get_sequence (change), nexus_change_get_path (change));
  g_assert_cmpuint (nexus_change_get_sequence (change), >, fixture->last);
  fixture->last = nexus_change_get_sequence (change);
  g_ptr_array_add (fixture->told, g_strdup (nexus_change_get_path (change)));
  g_cond_broadcast (&fixture->cond);
}

static NexusMetadataStoreClass *
get_store_class (Fixture *fixture)
{
  return (NexusMetadataStoreClass *) G_OBJECT_GET_CLASS (NEXUS_EMBEDDED (fixture->filesystem)->metadata);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
  fixture->other = nexus_lib_test_connect (fixture->folder);
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->cond);
  fixture->told = g_ptr_array_new_with_free_func (g_free);

  real_apply = get_store_class (fixture)->apply;
  get_store_class (fixture)->apply = apply_and_wait;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_null (hook.store);
  get_store_class (fixture)->apply = real_apply;
  g_signal_handlers_disconnect_by_data (fixture->filesystem, fixture);
  g_assert_true (nexus_filesystem_close (fixture->other, NULL, NULL));
  nexus_test_assert_finalized (fixture->other);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  g_ptr_array_unref (fixture->told);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->cond);
}

static gboolean
is_told (Fixture    *fixture,
         const char *path)
{
  return g_ptr_array_find_with_equal_func (fixture->told, path, g_str_equal, NULL);
}

static gboolean
was_told (Fixture    *fixture,
          const char *path)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  return is_told (fixture, path);
}

/* In another thread than the one that runs the main context. */
static void
wait_until_told (Fixture    *fixture,
                 const char *path)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  while (!is_told (fixture, path))
    g_assert_true (g_cond_wait_until (&fixture->cond, &fixture->lock, deadline));
}

static gpointer
write_first (gpointer data)
{
  g_object_unref (nexus_lib_test_write (((Fixture *) data)->filesystem, "/first", "x"));

  return NULL;
}

static gpointer
write_second (gpointer data)
{
  g_object_unref (nexus_lib_test_write (((Fixture *) data)->filesystem, "/second", "x"));

  return NULL;
}

static void
write_from_other_thread (Fixture *fixture)
{
  g_thread_join (g_thread_new ("second", write_second, fixture));
  wait_until_told (fixture, "/second");
}

static void
write_from_other_process (Fixture *fixture)
{
  g_object_unref (nexus_lib_test_write (fixture->other, "/second", "x"));
  wait_until_told (fixture, "/second");
}

static void
check_order (Fixture *fixture,
             void   (*meanwhile) (Fixture *fixture))
{
  GThread *thread;

  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), fixture);
  /* From here on it is listened to. */
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/before", "x"));
  nexus_test_spin_until (was_told (fixture, "/before"));

  hold_up (fixture, meanwhile);
  thread = g_thread_new ("first", write_first, fixture);
  nexus_test_spin_until (was_told (fixture, "/first") && was_told (fixture, "/second"));
  g_thread_join (thread);

  /* What was late did not tell it again: one more is all that comes. */
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/after", "x"));
  nexus_test_spin_until (was_told (fixture, "/after"));
  g_assert_cmpuint (fixture->told->len, ==, 4);
}

static void
test_other_thread (Fixture       *fixture,
                   gconstpointer  data)
{
  check_order (fixture, write_from_other_thread);
}

static void
test_other_process (Fixture       *fixture,
                    gconstpointer  data)
{
  check_order (fixture, write_from_other_process);
}

/* What was done through this object before anybody listened is not told, although what others have done is looked for
 * in the log from a moment before on. */
static void
test_before_listening (Fixture       *fixture,
                       gconstpointer  data)
{
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/before", "x"));
  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), fixture);
  g_object_unref (nexus_lib_test_write (fixture->other, "/theirs", "x"));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/own", "x"));
  nexus_test_spin_until (was_told (fixture, "/theirs") && was_told (fixture, "/own"));
  g_assert_cmpuint (fixture->told->len, ==, 2);
}

/* Who begins to listen between a commit and its being told hears of what is committed from then on. */
static void
begin_to_listen (Fixture *fixture)
{
  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), fixture);
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/second", "x"));
}

static void
test_begin_between (Fixture       *fixture,
                    gconstpointer  data)
{
  hold_up (fixture, begin_to_listen);
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/first", "x"));
  nexus_test_spin_until (was_told (fixture, "/second"));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/third", "x"));
  nexus_test_spin_until (was_told (fixture, "/third"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/sequence/other-thread", test_other_thread);
  ADD ("/sequence/other-process", test_other_process);
  ADD ("/sequence/before-listening", test_before_listening);
  ADD ("/sequence/begin-between", test_begin_between);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A new folder below $TMPDIR; nexus_test_remove_tree() takes it away with all that is in it. */
char     *nexus_test_make_dir    (void);
void      nexus_test_remove_tree (const char *path);

/* Bytes of the disk that all files in a folder take, however deep; those that go meanwhile do not count. */
guint64   nexus_test_get_disk_usage (const char *folder);

/* Iterates the thread-default main context until the condition holds; a lost callback fails instead of hanging. */
#define nexus_test_spin_until(condition) \
  G_STMT_START { \
    int patience_ = nexus_test_get_patience (); \
    gint64 deadline_ = g_get_monotonic_time () + patience_ * G_TIME_SPAN_SECOND; \
    GSource *alarm_ = nexus_test_alarm_new (); \
    while (!(condition)) \
      { \
        if (g_get_monotonic_time () > deadline_) \
          g_error ("%s:%d: waited %d s for: %s", __FILE__, __LINE__, patience_, #condition); \
        g_main_context_iteration (g_main_context_get_thread_default (), TRUE); \
      } \
    g_source_destroy (alarm_); \
    g_source_unref (alarm_); \
  } G_STMT_END

/* In seconds: a minute, or an hour under a program that makes this one slow, as build-aux/valgrind does. */
int       nexus_test_get_patience (void);

/* Wakes the context regularly, so that the deadline above is looked at even if nothing else happens. */
GSource  *nexus_test_alarm_new   (void);

/* Drops the caller's reference, which must be the last one but for a worker that is just letting go of its own. */
void      nexus_test_assert_finalized (gpointer object);

/* An async callback that stores a reference to its result in the GAsyncResult* that user_data points to. */
void      nexus_test_store_result (GObject      *object,
                                   GAsyncResult *result,
                                   gpointer      user_data);

G_END_DECLS

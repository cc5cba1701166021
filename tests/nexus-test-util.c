/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-test-util.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

char *
nexus_test_make_dir (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("nexus-XXXXXX", &error);

  g_assert_no_error (error);

  return path;
}

void
nexus_test_remove_tree (const char *path)
{
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return;

  if (S_ISDIR (info.st_mode))
    {
      g_autoptr(GDir) dir = NULL;
      const char *name;

      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);
          nexus_test_remove_tree (child);
        }
    }

  g_remove (path);
}

guint64
nexus_test_get_disk_usage (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint64 usage = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) != 0)
        continue;
      usage += S_ISDIR (info.st_mode) ? nexus_test_get_disk_usage (path) : (guint64) info.st_blocks * 512;
    }

  return usage;
}

int
nexus_test_get_patience (void)
{
  return g_getenv ("NEXUS_TEST_UNDER") != NULL ? 60 * 60 : 60;
}

static gboolean
keep_ticking (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

GSource *
nexus_test_alarm_new (void)
{
  GSource *source = g_timeout_source_new (100);

  g_source_set_callback (source, keep_ticking, NULL, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

void
nexus_test_store_result (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

static gboolean
is_gone (GWeakRef *weak)
{
  g_autoptr(GObject) object = g_weak_ref_get (weak);

  return object == NULL;
}

void
nexus_test_assert_finalized (gpointer object)
{
  GWeakRef weak;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  nexus_test_spin_until (is_gone (&weak));
  g_weak_ref_clear (&weak);
}

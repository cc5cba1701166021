/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-fixture.h"

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
}

void
fixture_put (Fixture    *fixture,
             const char *path,
             const char *text)
{
  g_autoptr(NexusEntry) entry G_GNUC_UNUSED = nexus_lib_test_write (fixture->filesystem, path, text);
}

void
fixture_move (Fixture    *fixture,
              const char *source,
              const char *destination)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_move (fixture->filesystem, source, destination, NULL,
                                                       NEXUS_COPY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

void
fixture_delete (Fixture    *fixture,
                const char *path)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_set (Fixture    *fixture,
             const char *path,
             const char *key,
             GVariant   *value)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_set_attribute (fixture->filesystem, path, key, value, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_tag (Fixture    *fixture,
             const char *path,
             const char *tag)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_add_tag (fixture->filesystem, path, tag, NULL, &error);
  g_assert_no_error (error);
}

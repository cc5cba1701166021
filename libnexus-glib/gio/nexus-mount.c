/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-filesystem-private.h"
#include "nexus-mount-private.h"
#include "nexus-uri-private.h"

struct _NexusMount {
  guint            ref_count;   /* under the lock of the table */
  char            *name;
  gboolean         added;       /* the table holds a reference */

  NexusFilesystem *filesystem;  /* under the lock of the table; NULL: none (yet) */
  GMutex           connecting;
};

/* By name; without references but those of what was added. */
static GMutex mounts_lock;
static GHashTable *mounts;
static guint n_made_up;

static NexusMount *
find_or_make (const char *name)
{
  NexusMount *self;

  if (mounts == NULL)
    mounts = g_hash_table_new (g_str_hash, g_str_equal);

  self = g_hash_table_lookup (mounts, name);
  if (self == NULL)
    {
      self = g_new0 (NexusMount, 1);
      self->name = g_strdup (name);
      g_mutex_init (&self->connecting);
      g_hash_table_insert (mounts, self->name, self);
    }
  self->ref_count++;

  return self;
}

NexusMount *
_nexus_mount_get (const char *name)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);

  return find_or_make (name);
}

NexusMount *
_nexus_mount_get_for (NexusFilesystem *filesystem)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);
  g_autofree char *name = NULL;
  NexusMount *found = NULL;
  NexusMount *self;
  GHashTableIter iter;

  if (mounts != NULL)
    {
      g_hash_table_iter_init (&iter, mounts);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &self))
        {
          /* The first name in the order of the alphabet, so that the answer does not depend on a table's order. */
          if (self->filesystem == filesystem && (found == NULL || g_strcmp0 (self->name, found->name) < 0))
            found = self;
        }
    }
  if (found != NULL)
    {
      found->ref_count++;
      return found;
    }

  name = g_strdup_printf ("~%u", ++n_made_up);
  self = find_or_make (name);
  self->filesystem = g_object_ref (filesystem);

  return self;
}

NexusMount *
_nexus_mount_ref (NexusMount *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);

  self->ref_count++;

  return self;
}

void
_nexus_mount_unref (NexusMount *self)
{
  g_mutex_lock (&mounts_lock);
  if (--self->ref_count > 0)
    {
      g_mutex_unlock (&mounts_lock);
      return;
    }
  g_hash_table_remove (mounts, self->name);
  g_mutex_unlock (&mounts_lock);

  g_clear_object (&self->filesystem);
  g_mutex_clear (&self->connecting);
  g_free (self->name);
  g_free (self);
}

const char *
_nexus_mount_get_name (NexusMount *self)
{
  return self->name;
}

NexusFilesystem *
_nexus_mount_peek_filesystem (NexusMount *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);

  return self->filesystem != NULL ? g_object_ref (self->filesystem) : NULL;
}

NexusFilesystem *
_nexus_mount_dup_filesystem (NexusMount    *self,
                             GCancellable  *cancellable,
                             GError       **error)
{
  NexusFilesystem *filesystem = _nexus_mount_peek_filesystem (self);
  NexusFilesystem *other;
  g_autoptr(GMutexLocker) locker = NULL;

  if (filesystem != NULL)
    return filesystem;

  if (self->name[0] != '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_MOUNTED,
                   _("This program knows no store called “%s”; a store gets its name by nexus_vfs_add()"), self->name);
      return NULL;
    }

  /* Once, whoever comes first. */
  locker = g_mutex_locker_new (&self->connecting);
  filesystem = _nexus_mount_peek_filesystem (self);
  if (filesystem != NULL)
    return filesystem;

  /* Which thread came first must not decide where signals are emitted. */
  filesystem = _nexus_connect_in (NULL, g_main_context_default (), cancellable, error);
  if (filesystem == NULL)
    return NULL;
  if (_nexus_mount_add (self->name, filesystem, NULL))
    return filesystem;

  /* Someone has said meanwhile which store it is. */
  other = _nexus_mount_peek_filesystem (self);
  if (other == NULL)
    return filesystem;
  g_object_unref (filesystem);

  return other;
}

gboolean
_nexus_mount_add (const char       *name,
                  NexusFilesystem  *filesystem,
                  GError          **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);
  NexusMount *self = find_or_make (name);

  if (self->added && self->filesystem != filesystem)
    {
      self->ref_count--;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("There is a store called “%s” already; remove it first with nexus_vfs_remove()"), name);
      return FALSE;
    }
  if (self->added)
    {
      self->ref_count--;
      return TRUE;
    }

  self->added = TRUE;
  self->filesystem = g_object_ref (filesystem);

  return TRUE;
}

gboolean
_nexus_mount_remove (const char *name)
{
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(NexusMount) self = NULL;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mounts_lock);
  NexusMount *found = mounts != NULL ? g_hash_table_lookup (mounts, name) : NULL;

  if (found == NULL || !found->added)
    return FALSE;

  /* Both are let go of after the lock, in the reverse order of their declaration. */
  self = found;
  self->added = FALSE;
  filesystem = g_steal_pointer (&self->filesystem);

  return TRUE;
}

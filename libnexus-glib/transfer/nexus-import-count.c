/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-import-private.h"

/* Whoever is done before that needs no count. */
#define COUNT_AFTER (300 * G_TIME_SPAN_MILLISECOND)

struct _NexusImportCount {
  NexusImport  *import;        /* borrowed */
  GCancellable *cancellable;   /* of the count alone */
  GThread      *thread;
  guint64       files;
  guint64       bytes;

  GMutex        lock;          /* all below */
  GCond         stopped;
  gboolean      stopping;
};

static gboolean count_directory (NexusImportCount *self,
                                 NexusTransferDir *dir);

/* FALSE when it was stopped. */
static gboolean
count_found (NexusImportCount   *self,
             NexusTransferDir   *dir,
             NexusTransferFound *found)
{
  g_autoptr(NexusTransferDir) below = NULL;
  NexusTransferInfo info;

  self->files++;
  if (found->info != NULL)
    info = *found->info;
  else if (!dir->source->get_info (dir, found->name, &info, self->cancellable, NULL))
    return !g_cancellable_is_cancelled (self->cancellable);

  self->bytes += info.size;
  if (!S_ISDIR (info.mode) || _nexus_import_is_own_store (self->import, dir, &info))
    return TRUE;
  below = dir->source->open_directory (dir, found->name, self->cancellable, NULL);

  return below == NULL || count_directory (self, below);
}

/* What cannot be looked into is the import's to tell. */
static gboolean
count_directory (NexusImportCount *self,
                 NexusTransferDir *dir)
{
  g_autoptr(GPtrArray) names = dir->source->list (dir, self->cancellable, NULL);

  for (guint i = 0; names != NULL && i < names->len; i++)
    if (g_cancellable_is_cancelled (self->cancellable) || !count_found (self, dir, g_ptr_array_index (names, i)))
      return FALSE;

  return !g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
wait_until_wanted (NexusImportCount *self)
{
  gint64 begin = g_get_monotonic_time () + COUNT_AFTER;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->stopping && g_cond_wait_until (&self->stopped, &self->lock, begin))
    ;

  return !self->stopping;
}

static gpointer
count (gpointer user_data)
{
  NexusImportCount *self = user_data;
  g_autofree char *name = NULL;
  g_autofree NexusTransferFound *found = NULL;
  g_autoptr(NexusTransferDir) dir = NULL;

  if (!wait_until_wanted (self))
    return NULL;
  dir = _nexus_import_open_source (self->import, &name, NULL);
  if (dir == NULL)
    return NULL;

  found = _nexus_transfer_found_new (name);
  if (count_found (self, dir, found))
    _nexus_operation_set_counted (NEXUS_OPERATION (self->import), self->files, self->bytes);

  return NULL;
}

NexusImportCount *
_nexus_import_count_new (NexusImport *import)
{
  NexusImportCount *self = g_new0 (NexusImportCount, 1);

  self->import = import;
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->stopped);
  _nexus_operation_begin_counting (NEXUS_OPERATION (import));
  self->thread = g_thread_new ("nexus-count", count, self);

  return self;
}

void
_nexus_import_count_free (NexusImportCount *self)
{
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->stopped);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);

  _nexus_operation_end_counting (NEXUS_OPERATION (self->import));
  g_object_unref (self->cancellable);
  g_cond_clear (&self->stopped);
  g_mutex_clear (&self->lock);
  g_free (self);
}

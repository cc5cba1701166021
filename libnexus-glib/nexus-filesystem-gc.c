/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-gc.h"
#include "nexus-filesystem-private.h"
#include "nexus-filesystem-retention.h"
#include "nexus-job-private.h"

typedef struct {
  NexusFilesystem   *filesystem;
  NexusGarbageFlags  flags;
  guint              grace;
} Arguments;

static void
arguments_free (Arguments *self)
{
  g_object_unref (self->filesystem);
  g_free (self);
}

/* What has been in the trash for longer than it is kept; G_MININT64 if it is kept for ever. */
static gboolean
get_deleted_before (NexusFilesystem  *filesystem,
                    gint64            now_ns,
                    gint64           *deleted_before_ns,
                    GCancellable     *cancellable,
                    GError          **error)
{
  int days = nexus_filesystem_get_trash_days (filesystem, cancellable, error);

  *deleted_before_ns = days > 0 ? now_ns - (gint64) days * G_TIME_SPAN_DAY * 1000 : G_MININT64;

  return days >= 0;
}

static gboolean
collect (NexusOperation  *operation,
         gpointer         user_data,
         GCancellable    *cancellable,
         GError         **error)
{
  Arguments *self = user_data;
  gint64 now_ns = g_get_real_time () * 1000;
  gboolean dry_run = (self->flags & NEXUS_GARBAGE_DRY_RUN) != 0;
  gint64 deleted_before_ns;
  gboolean good;

  if (!get_deleted_before (self->filesystem, now_ns, &deleted_before_ns, cancellable, error))
    return FALSE;
  if (!dry_run && deleted_before_ns != G_MININT64)
    {
      NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_EMPTY_TRASH, NULL);
      g_autoptr(NexusTransaction) expiry = _nexus_transaction_new_single (mutation, cancellable);

      mutation->deleted_before_ns = deleted_before_ns;
      expiry->unrecorded = TRUE;
      _nexus_filesystem_apply (self->filesystem, &expiry, 1);
      if (expiry->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&expiry->error));
          return FALSE;
        }
    }

  if (!_nexus_filesystem_enter (self->filesystem, error))
    return FALSE;
  good = NEXUS_FILESYSTEM_GET_CLASS (self->filesystem)->collect_garbage (self->filesystem, dry_run,
                                                                         now_ns - (gint64) self->grace * 1000000000,
                                                                         deleted_before_ns, operation, cancellable,
                                                                         error);
  _nexus_filesystem_leave (self->filesystem);

  return good;
}

/**
 * nexus_filesystem_collect_garbage:
 * @self: a filesystem
 * @flags: flags
 * @grace: for how many seconds a content is kept after it was stored, such as %NEXUS_GARBAGE_GRACE
 *
 * Makes an operation that gives the space of contents back to the disk which nothing refers to any more;
 * [method@Nexus.Operation.run_async] starts it.
 *
 * Before that it removes for good what has been in the trash for longer than the store keeps it, and the versions of files
 * beyond the history limit. Kept are the contents of all files, of their versions, of what is in the trash, of what can be
 * undone, and of snapshots. Other processes may read and write meanwhile: who is writing a content is waited for, and
 * others wait for less than a second at a time. What a process that has died left behind is removed as well, and the
 * database gives back its own space if much of it is empty.
 *
 * It may be ended and killed at any moment; the next one goes on. On a full disk it works as far as that is possible
 * without new space: single contents between others that stay, which are smaller than a block of the disk, go when there
 * is room to write the others anew.
 *
 * Afterwards [property@Nexus.Operation:files-done] is the number of contents and
 * [property@Nexus.Operation:bytes-done] what their space on the disk was; the database is not counted in. A dry run
 * tells the same numbers and changes nothing.
 *
 * Errors: %NEXUS_ERROR_CORRUPT if the database is damaged, or a repair was interrupted that brings back contents of files
 * whose names are lost: then nothing is removed, because what is wanted cannot be known; %G_IO_ERROR_BUSY if another process collects garbage already, or one that is about to refer to contents does not
 * come to its end within 20 seconds: a load with its contents, a backup, or one that is stopped. Then what is not in its
 * way was removed nevertheless, and is counted. An import that is paused is in nobody's way.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_collect_garbage (NexusFilesystem   *self,
                                  NexusGarbageFlags  flags,
                                  guint              grace)
{
  Arguments *arguments;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);

  arguments = g_new0 (Arguments, 1);
  arguments->filesystem = g_object_ref (self);
  arguments->flags = flags;
  arguments->grace = grace;

  return _nexus_job_new (collect, arguments, (GDestroyNotify) arguments_free);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-operation-private.h"
#include "nexus-path.h"
#include "nexus-verify-private.h"
#include "nexus-verify-request-private.h"

/**
 * NexusVerify:
 *
 * The operation that looks whether a store is as it should be, and what came of it.
 *
 * Since: 0.1
 */
struct _NexusVerify {
  NexusOperation   parent_instance;

  NexusFilesystem *filesystem;
  char           **paths;
  gint64           since_ns;      /* G_MAXINT64: everything is looked at */
  guint            seconds;
  guint64          bytes;
  GMutex           lock;
  NexusReport     *report;        /* once it is done */
};

struct _NexusVerifyClass {
  NexusOperationClass parent_class;
};

G_DEFINE_FINAL_TYPE (NexusVerify, nexus_verify, NEXUS_TYPE_OPERATION)

/* The paths as the store knows them; FALSE with an error for a bad one. */
static gboolean
normalize (NexusVerify   *self,
           char        ***paths,
           GError       **error)
{
  g_autoptr(GStrvBuilder) builder = NULL;

  *paths = NULL;
  if (self->paths == NULL)
    return TRUE;

  builder = g_strv_builder_new ();
  for (guint i = 0; self->paths[i] != NULL; i++)
    {
      g_autofree char *path = nexus_path_normalize (self->paths[i], error);

      if (path == NULL)
        return FALSE;
      g_strv_builder_add (builder, path);
    }
  *paths = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
nexus_verify_execute (NexusOperation  *operation,
                      GCancellable    *cancellable,
                      GError         **error)
{
  NexusVerify *self = NEXUS_VERIFY (operation);
  g_autoptr(NexusReport) report = _nexus_report_new ();
  g_auto(GStrv) paths = NULL;
  NexusVerifyRequest request = {
    .good_before_ns = self->since_ns,
    .max_bytes = self->bytes,
    .max_time = (gint64) self->seconds * G_TIME_SPAN_SECOND,
    .operation = operation,
    .report = report,
  };
  gboolean good;

  if (!normalize (self, &paths, error) || !_nexus_operation_checkpoint (operation, cancellable, error) ||
      !_nexus_filesystem_enter (self->filesystem, error))
    return FALSE;

  request.paths = (const char * const *) paths;
  good = NEXUS_FILESYSTEM_GET_CLASS (self->filesystem)->verify (self->filesystem, &request, cancellable, error);
  _nexus_filesystem_leave (self->filesystem);
  if (!good)
    return FALSE;

  _nexus_report_publish (report, &self->lock, &self->report);

  return TRUE;
}

static void
nexus_verify_finalize (GObject *object)
{
  NexusVerify *self = NEXUS_VERIFY (object);

  g_clear_object (&self->filesystem);
  g_clear_object (&self->report);
  g_strfreev (self->paths);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (nexus_verify_parent_class)->finalize (object);
}

static void
nexus_verify_class_init (NexusVerifyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_verify_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_verify_execute;
}

static void
nexus_verify_init (NexusVerify *self)
{
  g_mutex_init (&self->lock);
  self->since_ns = G_MAXINT64;
}

NexusVerify *
_nexus_verify_new (NexusFilesystem    *filesystem,
                   const char * const *paths)
{
  NexusVerify *self = g_object_new (NEXUS_TYPE_VERIFY, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->paths = paths != NULL && paths[0] != NULL ? g_strdupv ((char **) paths) : NULL;

  return self;
}

/**
 * nexus_verify_set_since:
 * @self: an operation that was not started yet
 * @since: (nullable): a time, or %NULL to look at all contents
 *
 * Leaves out the contents that were found good at @since or later by any run before this one.
 *
 * Since: 0.1
 */
void
nexus_verify_set_since (NexusVerify *self,
                        GDateTime   *since)
{
  g_return_if_fail (NEXUS_IS_VERIFY (self));

  self->since_ns = G_MAXINT64;
  if (since != NULL)
    self->since_ns = g_date_time_to_unix (since) * G_GINT64_CONSTANT (1000000000) +
                     (gint64) g_date_time_get_microsecond (since) * 1000;
}

/**
 * nexus_verify_set_budget:
 * @self: an operation that was not started yet
 * @seconds: how long to read contents, or 0 for as long as it takes
 * @bytes: how much of them to read, or 0 for everything
 *
 * Sets when to stop. The contents that were not looked at for the longest time come first, so that runs with a budget,
 * one after another, look at all of them in turn. At least one is looked at.
 *
 * Since: 0.1
 */
void
nexus_verify_set_budget (NexusVerify *self,
                         guint        seconds,
                         guint64      bytes)
{
  g_return_if_fail (NEXUS_IS_VERIFY (self));

  self->seconds = seconds;
  self->bytes = bytes;
}

/**
 * nexus_verify_get_report:
 * @self: an operation
 *
 * Gets what was found.
 *
 * Returns: (transfer none) (nullable): the report, or %NULL before the operation has succeeded
 *
 * Since: 0.1
 */
NexusReport *
nexus_verify_get_report (NexusVerify *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (NEXUS_IS_VERIFY (self), NULL);

  locker = g_mutex_locker_new (&self->lock);

  return self->report;
}

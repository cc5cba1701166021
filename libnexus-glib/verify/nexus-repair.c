/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-filesystem-private.h"
#include "nexus-operation-private.h"
#include "nexus-verify-private.h"
#include "nexus-verify-request-private.h"

/**
 * NexusRepair:
 *
 * The operation that repairs a store, and what came of it.
 *
 * Since: 0.1
 */
struct _NexusRepair {
  NexusOperation   parent_instance;

  NexusFilesystem *filesystem;    /* NULL if it is to be opened */
  NexusConfig     *config;
  GPtrArray       *sources;       /* of GFile */
  gboolean         dry_run;
  GMutex           lock;
  NexusReport     *report;        /* once it is done */
};

struct _NexusRepairClass {
  NexusOperationClass parent_class;
};

G_DEFINE_FINAL_TYPE (NexusRepair, nexus_repair, NEXUS_TYPE_OPERATION)

static GPtrArray *
list_sources (NexusRepair  *self,
              GError      **error)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->sources->len; i++)
    {
      GFile *file = g_ptr_array_index (self->sources, i);
      char *path = g_file_get_path (file);

      if (path == NULL)
        {
          g_autofree char *uri = g_file_get_uri (file);

          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("“%s” is no folder of this computer; copy what is there and name the copy"), uri);
          return NULL;
        }
      g_ptr_array_add (paths, path);
    }

  return g_steal_pointer (&paths);
}

static gboolean
repair_open (NexusFilesystem           *filesystem,
             const NexusRepairRequest  *request,
             GCancellable              *cancellable,
             GError                   **error)
{
  gboolean good;

  if (!_nexus_filesystem_enter (filesystem, error))
    return FALSE;
  good = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->repair (filesystem, request, cancellable, error);
  _nexus_filesystem_leave (filesystem);

  return good;
}

static gboolean
nexus_repair_execute (NexusOperation  *operation,
                      GCancellable    *cancellable,
                      GError         **error)
{
  NexusRepair *self = NEXUS_REPAIR (operation);
  g_autoptr(NexusReport) report = _nexus_report_new ();
  g_autoptr(GPtrArray) sources = list_sources (self, error);
  NexusRepairRequest request = {
    .sources = sources,
    .dry_run = self->dry_run,
    .operation = operation,
    .report = report,
  };
  gboolean good;

  if (sources == NULL || !_nexus_operation_checkpoint (operation, cancellable, error))
    return FALSE;

  if (self->filesystem != NULL)
    good = repair_open (self->filesystem, &request, cancellable, error);
  else
    good = _nexus_embedded_repair_closed (self->config, &request, repair_open, cancellable, error);
  if (!good)
    return FALSE;

  _nexus_report_publish (report, &self->lock, &self->report);

  return TRUE;
}

static void
nexus_repair_finalize (GObject *object)
{
  NexusRepair *self = NEXUS_REPAIR (object);

  g_clear_object (&self->filesystem);
  g_clear_object (&self->config);
  g_clear_object (&self->report);
  g_ptr_array_unref (self->sources);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (nexus_repair_parent_class)->finalize (object);
}

static void
nexus_repair_class_init (NexusRepairClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_repair_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_repair_execute;
}

static void
nexus_repair_init (NexusRepair *self)
{
  g_mutex_init (&self->lock);
  self->sources = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusRepair *
_nexus_repair_new (NexusFilesystem *filesystem)
{
  NexusRepair *self = g_object_new (NEXUS_TYPE_REPAIR, NULL);

  self->filesystem = g_object_ref (filesystem);

  return self;
}

/**
 * nexus_repair_new:
 * @config: which store
 *
 * Makes an operation that repairs a store that is not open, and maybe cannot be opened.
 *
 * If its database can be opened, this is what [method@Nexus.Filesystem.repair] does. If it is lost or too badly damaged
 * for that, a new one is made first, from every row in the pages of the old one that still has its checksum. What
 * has lost the folder that it was in comes into `/lost+found`; a content that is on the disk and that no file is known to have
 * comes there too, under its hash and with an ending after its type. What was only in the log beside the database, as
 * after a crash, is not in the new one, and neither is what could be undone. The old database is moved to the folder
 * `quarantine`. The store must not be open anywhere then.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusRepair *
nexus_repair_new (NexusConfig *config)
{
  NexusRepair *self;

  g_return_val_if_fail (NEXUS_IS_CONFIG (config), NULL);

  self = g_object_new (NEXUS_TYPE_REPAIR, NULL);
  self->config = g_object_ref (config);

  return self;
}

/**
 * nexus_repair_add_source:
 * @self: an operation that was not started yet
 * @source: a file or folder of this computer
 *
 * Adds a place where contents that are damaged or missing may be found: a folder with files that are equal to lost ones,
 * whatever they are called, the data folder of another store, or a backup. It is only read, and links in it are not
 * followed.
 *
 * Since: 0.1
 */
void
nexus_repair_add_source (NexusRepair *self,
                         GFile       *source)
{
  g_return_if_fail (NEXUS_IS_REPAIR (self));
  g_return_if_fail (G_IS_FILE (source));

  g_ptr_array_add (self->sources, g_object_ref (source));
}

/**
 * nexus_repair_set_dry_run:
 * @self: an operation that was not started yet
 * @dry_run: whether to change nothing
 *
 * Sets whether to tell only what is wrong and what could be mended.
 *
 * Since: 0.1
 */
void
nexus_repair_set_dry_run (NexusRepair *self,
                          gboolean     dry_run)
{
  g_return_if_fail (NEXUS_IS_REPAIR (self));

  self->dry_run = dry_run;
}

/**
 * nexus_repair_get_report:
 * @self: an operation
 *
 * Gets what was found and what has become of it.
 *
 * Returns: (transfer none) (nullable): the report, or %NULL before the operation has succeeded
 *
 * Since: 0.1
 */
NexusReport *
nexus_repair_get_report (NexusRepair *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (NEXUS_IS_REPAIR (self), NULL);

  locker = g_mutex_locker_new (&self->lock);

  return self->report;
}

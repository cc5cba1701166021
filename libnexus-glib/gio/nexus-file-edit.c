/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-entry.h"
#include "nexus-file-private.h"
#include "nexus-path.h"

/* Making and removing.  Each asynchronous call goes to the store's queue of writes first, where it shares its sync
 * with all that is written at the time; only what then needs a second look (a link on the way) goes to a worker. */

/* --- Calls through the queue --- */

typedef void (*QueueFunc) (NexusFilesystem     *filesystem,
                           const char          *path,
                           const NexusFileCall *call,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
typedef gpointer (*QueueFinishFunc) (NexusFilesystem  *filesystem,
                                     GAsyncResult     *result,
                                     GError          **error);

typedef struct {
  NexusFileCall    call;
  QueueFinishFunc  finish;
} Queued;

static void
queued_free (Queued *queued)
{
  g_free (queued->call.text);
  g_free (queued);
}

static void
worker_done (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, ((Queued *) g_task_get_task_data (task))->call.free_result);
}

static void
try_in_worker (GTask *task)
{
  Queued *queued = g_task_get_task_data (task);

  _nexus_file_call_async (NEXUS_FILE (g_task_get_source_object (task)), &queued->call, try_in_worker,
                          g_task_get_priority (task), g_task_get_cancellable (task), worker_done, g_object_ref (task));
}

static void
queue_done (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Queued *queued = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = queued->finish (NEXUS_FILESYSTEM (object), result, &error);

  if (error == NULL)
    {
      g_task_return_pointer (task, value, queued->call.free_result);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    {
      g_error_free (error);
      try_in_worker (task);
    }
  else
    {
      g_task_return_error (task, error);
    }
}

static void
queue_call (GFile               *file,
            const NexusFileCall *call,
            QueueFunc            func,
            QueueFinishFunc      finish,
            gpointer             source_tag,
            int                  io_priority,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  NexusFile *self = NEXUS_FILE (file);
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);
  g_autoptr(NexusFilesystem) filesystem = NULL;
  GError *error = NULL;
  Queued *queued;

  g_task_set_source_tag (task, source_tag);
  g_task_set_priority (task, io_priority);
  if (!_nexus_file_check (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  queued = g_new0 (Queued, 1);
  queued->call = *call;
  queued->call.text = g_strdup (call->text);
  queued->finish = finish;
  g_task_set_task_data (task, queued, (GDestroyNotify) queued_free);
  /* Only the store knows whether it was cancelled in time. */
  g_task_set_check_cancellable (task, FALSE);

  filesystem = _nexus_mount_peek_filesystem (self->mount);
  if (filesystem != NULL)
    func (filesystem, self->path, &queued->call, cancellable, queue_done, g_object_ref (task));
  else
    try_in_worker (task);
}

/* --- delete and trash --- */

static gpointer
delete (NexusFile            *self,
        NexusFilesystem      *filesystem,
        const char           *path,
        const NexusFileCall  *call,
        GCancellable         *cancellable,
        GError              **error)
{
  return GINT_TO_POINTER (nexus_filesystem_delete (filesystem, path, NULL, call->flags, cancellable, error));
}

static void
queue_delete (NexusFilesystem     *filesystem,
              const char          *path,
              const NexusFileCall *call,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  nexus_filesystem_delete_async (filesystem, path, NULL, call->flags, cancellable, callback, user_data);
}

static gpointer
finish_delete (NexusFilesystem  *filesystem,
               GAsyncResult     *result,
               GError          **error)
{
  return GINT_TO_POINTER (nexus_filesystem_delete_finish (filesystem, result, error));
}

/* Who deletes through GIO means it; who does not uses the trash, which takes a directory with all that is in it. */
#define DELETE_CALL { delete, .writes = TRUE, .flags = NEXUS_DELETE_PERMANENT }
#define TRASH_CALL { delete, .writes = TRUE, .flags = NEXUS_DELETE_RECURSIVE }

static gboolean
nexus_file_delete (GFile         *file,
                   GCancellable  *cancellable,
                   GError       **error)
{
  const NexusFileCall call = DELETE_CALL;

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static void
nexus_file_delete_async (GFile               *file,
                         int                  io_priority,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  const NexusFileCall call = DELETE_CALL;

  queue_call (file, &call, queue_delete, finish_delete, nexus_file_delete_async, io_priority, cancellable, callback, user_data);
}

static gboolean
nexus_file_delete_finish (GFile         *file,
                          GAsyncResult  *result,
                          GError       **error)
{
  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_delete_async, error));
}

static gboolean
nexus_file_trash (GFile         *file,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const NexusFileCall call = TRASH_CALL;

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static void
nexus_file_trash_async (GFile               *file,
                        int                  io_priority,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  const NexusFileCall call = TRASH_CALL;

  queue_call (file, &call, queue_delete, finish_delete, nexus_file_trash_async, io_priority, cancellable, callback, user_data);
}

static gboolean
nexus_file_trash_finish (GFile         *file,
                         GAsyncResult  *result,
                         GError       **error)
{
  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_trash_async, error));
}

/* --- make_directory --- */

static gpointer
make_directory (NexusFile            *self,
                NexusFilesystem      *filesystem,
                const char           *path,
                const NexusFileCall  *call,
                GCancellable         *cancellable,
                GError              **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_make_directory (filesystem, path, NEXUS_MAKE_DIRECTORY_NONE, cancellable, error);

  return GINT_TO_POINTER (entry != NULL);
}

static void
queue_make_directory (NexusFilesystem     *filesystem,
                      const char          *path,
                      const NexusFileCall *call,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  nexus_filesystem_make_directory_async (filesystem, path, NEXUS_MAKE_DIRECTORY_NONE, cancellable, callback, user_data);
}

static gpointer
finish_make_directory (NexusFilesystem  *filesystem,
                       GAsyncResult     *result,
                       GError          **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_make_directory_finish (filesystem, result, error);

  return GINT_TO_POINTER (entry != NULL);
}

#define MAKE_DIRECTORY_CALL { make_directory, .writes = TRUE }

static gboolean
nexus_file_make_directory (GFile         *file,
                           GCancellable  *cancellable,
                           GError       **error)
{
  const NexusFileCall call = MAKE_DIRECTORY_CALL;

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static void
nexus_file_make_directory_async (GFile               *file,
                                 int                  io_priority,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  const NexusFileCall call = MAKE_DIRECTORY_CALL;

  queue_call (file, &call, queue_make_directory, finish_make_directory, nexus_file_make_directory_async, io_priority,
              cancellable, callback, user_data);
}

static gboolean
nexus_file_make_directory_finish (GFile         *file,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_make_directory_async, error));
}

/* --- make_symbolic_link --- */

static gpointer
make_symbolic_link (NexusFile            *self,
                    NexusFilesystem      *filesystem,
                    const char           *path,
                    const NexusFileCall  *call,
                    GCancellable         *cancellable,
                    GError              **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_make_symbolic_link (filesystem, path, call->text, cancellable, error);

  return GINT_TO_POINTER (entry != NULL);
}

static void
queue_make_symbolic_link (NexusFilesystem     *filesystem,
                          const char          *path,
                          const NexusFileCall *call,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  nexus_filesystem_make_symbolic_link_async (filesystem, path, call->text, cancellable, callback, user_data);
}

static gpointer
finish_make_symbolic_link (NexusFilesystem  *filesystem,
                           GAsyncResult     *result,
                           GError          **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_make_symbolic_link_finish (filesystem, result, error);

  return GINT_TO_POINTER (entry != NULL);
}

#define MAKE_SYMBOLIC_LINK_CALL { make_symbolic_link, .writes = TRUE, .text = (char *) target }

static gboolean
nexus_file_make_symbolic_link (GFile         *file,
                               const char    *target,
                               GCancellable  *cancellable,
                               GError       **error)
{
  const NexusFileCall call = MAKE_SYMBOLIC_LINK_CALL;

  return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (file), &call, cancellable, error));
}

static void
nexus_file_make_symbolic_link_async (GFile               *file,
                                     const char          *target,
                                     int                  io_priority,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  const NexusFileCall call = MAKE_SYMBOLIC_LINK_CALL;

  queue_call (file, &call, queue_make_symbolic_link, finish_make_symbolic_link, nexus_file_make_symbolic_link_async,
              io_priority, cancellable, callback, user_data);
}

static gboolean
nexus_file_make_symbolic_link_finish (GFile         *file,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_make_symbolic_link_async, error));
}

/* --- set_display_name --- */

/* The new name's path is put together from the path that links led to. */
static gpointer
set_display_name (NexusFile            *self,
                  NexusFilesystem      *filesystem,
                  const char           *path,
                  const NexusFileCall  *call,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *destination = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GFile) shown_parent = NULL;

  /* The code of g_file_set_display_name(), which looks for this itself when it is called synchronously. */
  if (strchr (call->text, '/') != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("A name cannot have a “/” in it: “%s”"), call->text);
      return NULL;
    }
  if (!nexus_path_validate_name (call->text, error))
    return NULL;
  if (parent == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The top folder of a store has no name"));
      return NULL;
    }

  destination = nexus_path_join (parent, call->text, error);
  if (destination == NULL)
    return NULL;
  entry = nexus_filesystem_move (filesystem, path, destination, NULL, NEXUS_COPY_NONE, cancellable, error);
  if (entry == NULL)
    return NULL;

  shown_parent = g_file_get_parent (G_FILE (self));

  return g_file_get_child (shown_parent, call->text);
}

#define SET_DISPLAY_NAME_CALL { set_display_name, g_object_unref, .writes = TRUE, .text = (char *) name }

static GFile *
nexus_file_set_display_name (GFile         *file,
                             const char    *name,
                             GCancellable  *cancellable,
                             GError       **error)
{
  const NexusFileCall call = SET_DISPLAY_NAME_CALL;

  return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);
}

static void
nexus_file_set_display_name_async (GFile               *file,
                                   const char          *name,
                                   int                  io_priority,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  const NexusFileCall call = SET_DISPLAY_NAME_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_set_display_name_async, io_priority, cancellable,
                          callback, user_data);
}

static GFile *
nexus_file_set_display_name_finish (GFile         *file,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_set_display_name_async, error);
}

void
_nexus_file_init_edit (GFileIface *iface)
{
  iface->delete_file = nexus_file_delete;
  iface->delete_file_async = nexus_file_delete_async;
  iface->delete_file_finish = nexus_file_delete_finish;
  iface->trash = nexus_file_trash;
  iface->trash_async = nexus_file_trash_async;
  iface->trash_finish = nexus_file_trash_finish;
  iface->make_directory = nexus_file_make_directory;
  iface->make_directory_async = nexus_file_make_directory_async;
  iface->make_directory_finish = nexus_file_make_directory_finish;
  iface->make_symbolic_link = nexus_file_make_symbolic_link;
  iface->make_symbolic_link_async = nexus_file_make_symbolic_link_async;
  iface->make_symbolic_link_finish = nexus_file_make_symbolic_link_finish;
  iface->set_display_name = nexus_file_set_display_name;
  iface->set_display_name_async = nexus_file_set_display_name_async;
  iface->set_display_name_finish = nexus_file_set_display_name_finish;
}

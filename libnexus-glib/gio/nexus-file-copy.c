/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-entry.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"

/* Copying and moving.  Inside a store no bytes move: both are one transaction.  Between a store and anything else
 * bytes go through streams, and what fails in the middle leaves nothing; GIO's own fallback would leave a file that
 * is cut short.  Which code says what is as with files of a disk. */

#define BUFFER_SIZE (256 * 1024)

/* The permissions of a file that nobody has said anything about. */
#define MODE_DEFAULT 0644

static void (*default_copy_async) (GFile *, GFile *, GFileCopyFlags, int, GCancellable *, GFileProgressCallback, gpointer,
                                   GAsyncReadyCallback, gpointer);
static gboolean (*default_copy_finish) (GFile *, GAsyncResult *, GError **);
static void (*default_move_async) (GFile *, GFile *, GFileCopyFlags, int, GCancellable *, GFileProgressCallback, gpointer,
                                   GAsyncReadyCallback, gpointer);
static gboolean (*default_move_finish) (GFile *, GAsyncResult *, GError **);

static gboolean
set_not_supported (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Files of different stores are copied by their bytes"));

  return FALSE;
}

/* --- Inside a store --- */

typedef struct {
  char       *path;         /* of the source, after links */
  char       *destination;
  NexusEntry *source;
  NexusEntry *there;        /* at the destination; NULL: nothing */
  GError     *missing;      /* there is no directory for it */
} Places;

static void
places_clear (Places *places)
{
  g_free (places->path);
  g_free (places->destination);
  g_clear_object (&places->source);
  g_clear_object (&places->there);
  g_clear_error (&places->missing);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Places, places_clear)

static gboolean
find_places (Places           *places,
             NexusFilesystem  *filesystem,
             const char       *path,
             NexusFile        *destination,
             gboolean          follow,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr(GError) local_error = NULL;

  places->path = _nexus_file_follow (filesystem, path, follow, cancellable, error);
  if (places->path == NULL)
    return FALSE;
  places->source = nexus_filesystem_query (filesystem, places->path, cancellable, error);
  if (places->source == NULL)
    return FALSE;

  places->destination = _nexus_file_follow (filesystem, destination->path, FALSE, cancellable, &local_error);
  if (places->destination != NULL)
    places->there = nexus_filesystem_query (filesystem, places->destination, cancellable, &local_error);
  if (places->there == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* A directory that is missing on the way, perhaps since a link leads nowhere, is told when nothing else is wrong. */
  if (places->destination == NULL)
    {
      places->destination = g_strdup (destination->path);
      places->missing = g_steal_pointer (&local_error);
    }

  return TRUE;
}

static gboolean
check_there (const Places  *places,
             guint          flags,
             GError       **error)
{
  if (places->there == NULL)
    return TRUE;

  if (!(flags & G_FILE_COPY_OVERWRITE))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is something at “%s” already"), places->destination);
      return FALSE;
    }
  if (nexus_entry_get_kind (places->there) != NEXUS_KIND_DIRECTORY)
    return TRUE;

  if (nexus_entry_get_kind (places->source) == NEXUS_KIND_DIRECTORY)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE, _("The directory “%s” cannot replace the directory “%s”"),
                 places->path, places->destination);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("“%s” is a directory and is not replaced"), places->destination);

  return FALSE;
}

/* One transaction: the backup, if it is wanted, then the mutation, then the default mode, if that is wanted. */
static gboolean
apply (NexusFilesystem    *filesystem,
       const Places       *places,
       NexusMutationKind   kind,
       guint               flags,
       GCancellable       *cancellable,
       GError            **error)
{
  g_autoptr(NexusTransaction) transaction = NULL;
  NexusMutation *mutation;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (places->missing != NULL)
    {
      g_propagate_error (error, g_error_copy (places->missing));
      return FALSE;
    }

  transaction = _nexus_transaction_new (cancellable);
  if ((flags & G_FILE_COPY_BACKUP) != 0 && places->there != NULL)
    {
      mutation = _nexus_mutation_new (NEXUS_MUTATION_COPY, places->destination);
      mutation->destination = g_strconcat (places->destination, "~", NULL);
      mutation->copy_flags = NEXUS_COPY_OVERWRITE;
      _nexus_transaction_add (transaction, mutation);
    }

  mutation = _nexus_mutation_new (kind, places->path);
  mutation->destination = g_strdup (places->destination);
  mutation->copy_flags = (flags & G_FILE_COPY_OVERWRITE) != 0 ? NEXUS_COPY_OVERWRITE : NEXUS_COPY_NONE;
  _nexus_transaction_add (transaction, mutation);

  if ((flags & G_FILE_COPY_TARGET_DEFAULT_PERMS) != 0 && kind == NEXUS_MUTATION_COPY &&
      nexus_entry_get_kind (places->source) == NEXUS_KIND_FILE)
    {
      mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_FACTS, places->destination);
      mutation->mode = MODE_DEFAULT;
      mutation->fields = NEXUS_MUTATION_HAS_MODE;
      _nexus_transaction_add (transaction, mutation);
    }

  _nexus_filesystem_apply (filesystem, &transaction, 1);
  if (transaction->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&transaction->error));

  return FALSE;
}

/* All at once, since no bytes move. */
static void
tell_done (const NexusFileCall *call,
           NexusEntry          *source)
{
  goffset size = (goffset) nexus_entry_get_size (source);

  if (nexus_entry_get_kind (source) == NEXUS_KIND_FILE)
    _nexus_file_tell_progress (call, size, size);
}

static gpointer
copy_inside (NexusFile            *self,
             NexusFilesystem      *filesystem,
             const char           *path,
             const NexusFileCall  *call,
             GCancellable         *cancellable,
             GError              **error)
{
  g_auto(Places) places = { 0 };

  if (!_nexus_file_check (call->object, error) ||
      !find_places (&places, filesystem, path, call->object, (call->flags & G_FILE_COPY_NOFOLLOW_SYMLINKS) == 0,
                    cancellable, error) ||
      !check_there (&places, call->flags, error))
    return NULL;

  /* GIO copies one file a call, and callers look for this code to know that they have to go down. */
  if (nexus_entry_get_kind (places.source) == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE,
                   _("“%s” is a directory; make one at the destination and copy what is in it"), places.path);
      return NULL;
    }
  if (!apply (filesystem, &places, NEXUS_MUTATION_COPY, call->flags, cancellable, error))
    return NULL;

  tell_done (call, places.source);

  return GINT_TO_POINTER (TRUE);
}

static gpointer
move_inside (NexusFile            *self,
             NexusFilesystem      *filesystem,
             const char           *path,
             const NexusFileCall  *call,
             GCancellable         *cancellable,
             GError              **error)
{
  g_auto(Places) places = { 0 };
  g_autoptr(GError) local_error = NULL;

  if (!_nexus_file_check (call->object, error) ||
      !find_places (&places, filesystem, path, call->object, FALSE, cancellable, error) ||
      !check_there (&places, call->flags, error))
    return NULL;

  if (!apply (filesystem, &places, NEXUS_MUTATION_MOVE, call->flags, cancellable, &local_error))
    {
      /* What a disk says to a directory that is to go into itself. */
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE))
        local_error->code = G_IO_ERROR_INVALID_FILENAME;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  tell_done (call, places.source);

  return GINT_TO_POINTER (TRUE);
}

/* Whether both are in one store.  Connects to find out. */
static gboolean
are_in_one_store (GFile         *source,
                  GFile         *destination,
                  GCancellable  *cancellable)
{
  g_autoptr(NexusFilesystem) first = NULL;
  g_autoptr(NexusFilesystem) second = NULL;

  if (!NEXUS_IS_FILE (source) || !NEXUS_IS_FILE (destination))
    return FALSE;
  if (NEXUS_FILE (source)->mount == NULL || NEXUS_FILE (destination)->mount == NULL)
    return FALSE;
  if (NEXUS_FILE (source)->mount == NEXUS_FILE (destination)->mount)
    return TRUE;

  first = _nexus_mount_dup_filesystem (NEXUS_FILE (source)->mount, cancellable, NULL);
  second = _nexus_mount_dup_filesystem (NEXUS_FILE (destination)->mount, cancellable, NULL);

  return first != NULL && first == second;
}

/* --- Between a store and anything else --- */

static gboolean
copy_bytes (GInputStream         *in,
            GOutputStream        *out,
            goffset               total,
            GFileProgressCallback progress,
            gpointer              progress_data,
            GCancellable         *cancellable,
            GError              **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  goffset done = 0;

  for (;;)
    {
      gssize count = g_input_stream_read (in, buffer, BUFFER_SIZE, cancellable, error);

      if (count < 0)
        return FALSE;
      if (count == 0)
        break;
      if (!g_output_stream_write_all (out, buffer, count, NULL, cancellable, error))
        return FALSE;
      done += count;
      if (progress != NULL)
        progress (done, MAX (done, total), progress_data);
    }
  /* Also of an empty file there is something to tell. */
  if (progress != NULL && done == 0)
    progress (0, 0, progress_data);

  return TRUE;
}

/* Closes what is not to stay, the way GIO understands. */
static void
give_up (GOutputStream *out,
         GFile         *created)
{
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (out, cancelled, NULL);
  if (created != NULL)
    g_file_delete (created, NULL, NULL);
}

static gboolean
copy_across (GFile                  *source,
             GFile                  *destination,
             GFileCopyFlags          flags,
             GCancellable           *cancellable,
             GFileProgressCallback   progress,
             gpointer                progress_data,
             GError                **error)
{
  GFileQueryInfoFlags query_flags = (flags & G_FILE_COPY_NOFOLLOW_SYMLINKS) != 0 ? G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS
                                                                                  : G_FILE_QUERY_INFO_NONE;
  gboolean overwrite = (flags & G_FILE_COPY_OVERWRITE) != 0;
  g_autoptr(GFileInputStream) in = NULL;
  g_autoptr(GFileOutputStream) out = NULL;
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_query_info (source, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE, query_flags,
                            cancellable, error);
  if (info == NULL)
    return FALSE;
  /* Links are made anew and directories refused; GIO knows how, without any bytes. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return set_not_supported (error);

  in = g_file_read (source, cancellable, error);
  if (in == NULL)
    return FALSE;
  if (overwrite)
    out = g_file_replace (destination, NULL, (flags & G_FILE_COPY_BACKUP) != 0, G_FILE_CREATE_REPLACE_DESTINATION,
                          cancellable, error);
  else
    out = g_file_create (destination, G_FILE_CREATE_NONE, cancellable, error);
  if (out == NULL)
    return FALSE;

  if (!copy_bytes (G_INPUT_STREAM (in), G_OUTPUT_STREAM (out), g_file_info_get_size (info), progress, progress_data,
                   cancellable, error) ||
      !g_output_stream_close (G_OUTPUT_STREAM (out), cancellable, error))
    {
      /* A store makes nothing before it is whole, a disk has made a file by now. */
      give_up (G_OUTPUT_STREAM (out), overwrite || NEXUS_IS_FILE (destination) ? NULL : destination);
      return FALSE;
    }
  g_input_stream_close (G_INPUT_STREAM (in), NULL, NULL);

  /* The content counts; what of the rest cannot be kept there is left out, as GIO does. */
  g_file_copy_attributes (source, destination, flags, cancellable, NULL);

  return TRUE;
}

/* --- The interface --- */

#define COPY_CALL(func) \
  { func, .writes = TRUE, .object = destination, .flags = flags, .progress = progress, .progress_data = progress_data }

static gboolean
nexus_file_copy (GFile                  *source,
                 GFile                  *destination,
                 GFileCopyFlags          flags,
                 GCancellable           *cancellable,
                 GFileProgressCallback   progress,
                 gpointer                progress_data,
                 GError                **error)
{
  const NexusFileCall call = COPY_CALL (copy_inside);

  if (are_in_one_store (source, destination, cancellable))
    return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (source), &call, cancellable, error));

  return copy_across (source, destination, flags, cancellable, progress, progress_data, error);
}

static void
nexus_file_copy_async (GFile                 *source,
                       GFile                 *destination,
                       GFileCopyFlags         flags,
                       int                    io_priority,
                       GCancellable          *cancellable,
                       GFileProgressCallback  progress,
                       gpointer               progress_data,
                       GAsyncReadyCallback    callback,
                       gpointer               user_data)
{
  const NexusFileCall call = COPY_CALL (copy_inside);

  /* Bytes are not for the store's workers, who have other things to do: that goes to a thread of GTask's. */
  if (NEXUS_IS_FILE (destination) && NEXUS_FILE (source)->mount == NEXUS_FILE (destination)->mount)
    _nexus_file_call_async (NEXUS_FILE (source), &call, nexus_file_copy_async, io_priority, cancellable, callback, user_data);
  else
    default_copy_async (source, destination, flags, io_priority, cancellable, progress, progress_data, callback, user_data);
}

static gboolean
nexus_file_copy_finish (GFile         *file,
                        GAsyncResult  *result,
                        GError       **error)
{
  if (!g_async_result_is_tagged (result, nexus_file_copy_async))
    return default_copy_finish (file, result, error);

  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_copy_async, error));
}

static gboolean
nexus_file_move (GFile                  *source,
                 GFile                  *destination,
                 GFileCopyFlags          flags,
                 GCancellable           *cancellable,
                 GFileProgressCallback   progress,
                 gpointer                progress_data,
                 GError                **error)
{
  const NexusFileCall call = COPY_CALL (move_inside);

  if (are_in_one_store (source, destination, cancellable))
    return GPOINTER_TO_INT (_nexus_file_call (NEXUS_FILE (source), &call, cancellable, error));

  /* GIO copies, with our copy, and deletes. */
  return set_not_supported (error);
}

static void
nexus_file_move_async (GFile                 *source,
                       GFile                 *destination,
                       GFileCopyFlags         flags,
                       int                    io_priority,
                       GCancellable          *cancellable,
                       GFileProgressCallback  progress,
                       gpointer               progress_data,
                       GAsyncReadyCallback    callback,
                       gpointer               user_data)
{
  const NexusFileCall call = COPY_CALL (move_inside);

  if (NEXUS_IS_FILE (destination) && NEXUS_FILE (source)->mount == NEXUS_FILE (destination)->mount)
    _nexus_file_call_async (NEXUS_FILE (source), &call, nexus_file_move_async, io_priority, cancellable, callback, user_data);
  else
    default_move_async (source, destination, flags, io_priority, cancellable, progress, progress_data, callback, user_data);
}

static gboolean
nexus_file_move_finish (GFile         *file,
                        GAsyncResult  *result,
                        GError       **error)
{
  if (!g_async_result_is_tagged (result, nexus_file_move_async))
    return default_move_finish (file, result, error);

  return GPOINTER_TO_INT (_nexus_file_call_finish (file, result, nexus_file_move_async, error));
}

void
_nexus_file_init_copy (GFileIface *iface)
{
  default_copy_async = iface->copy_async;
  default_copy_finish = iface->copy_finish;
  default_move_async = iface->move_async;
  default_move_finish = iface->move_finish;

  iface->copy = nexus_file_copy;
  iface->copy_async = nexus_file_copy_async;
  iface->copy_finish = nexus_file_copy_finish;
  iface->move = nexus_file_move;
  iface->move_async = nexus_file_move_async;
  iface->move_finish = nexus_file_move_finish;
}

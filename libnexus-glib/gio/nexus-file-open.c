/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-entry.h"
#include "nexus-file-private.h"
#include "nexus-io-stream-private.h"
#include "nexus-output-stream-private.h"
#include "nexus-path.h"

/* Streams.  What a disk would refuse when a file is opened is refused then; the store looks again when the stream is
 * closed, in the transaction that makes the new content visible. */

typedef enum {
  OPEN_CREATE,
  OPEN_REPLACE,
  OPEN_APPEND,
  OPEN_EXISTING,
} OpenMode;

#define MODE_PRIVATE 0600

/* --- Reading --- */

static gpointer
read_file (NexusFile            *self,
           NexusFilesystem      *filesystem,
           const char           *path,
           const NexusFileCall  *call,
           GCancellable         *cancellable,
           GError              **error)
{
  g_autoptr(GError) local_error = NULL;
  GInputStream *stream = nexus_filesystem_open (filesystem, path, cancellable, &local_error);

  /* A link may lead through other links, which only we follow. */
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    {
      g_autoptr(GError) link_error = NULL;
      g_autofree char *target = _nexus_file_follow (filesystem, path, TRUE, cancellable, &link_error);

      if (target == NULL)
        {
          g_clear_error (&local_error);
          local_error = g_steal_pointer (&link_error);
        }
      else if (strcmp (target, path) != 0)
        {
          g_clear_error (&local_error);
          stream = nexus_filesystem_open (filesystem, target, cancellable, &local_error);
        }
    }
  if (stream == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return stream;
}

#define READ_CALL { read_file, g_object_unref }

static GFileInputStream *
nexus_file_read (GFile         *file,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const NexusFileCall call = READ_CALL;

  return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);
}

static void
nexus_file_read_async (GFile               *file,
                       int                  io_priority,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  const NexusFileCall call = READ_CALL;

  _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_read_async, io_priority, cancellable, callback, user_data);
}

static GFileInputStream *
nexus_file_read_finish (GFile         *file,
                        GAsyncResult  *result,
                        GError       **error)
{
  return _nexus_file_call_finish (file, result, nexus_file_read_async, error);
}

/* --- Writing: what is there --- */

static NexusEntry *
query_if_there (NexusFilesystem  *filesystem,
                const char       *path,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autoptr(GError) local_error = NULL;
  NexusEntry *entry = nexus_filesystem_query (filesystem, path, cancellable, &local_error);

  if (entry == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return entry;
}

/* A file can be made where there is a directory to make it in. */
static gboolean
check_parent (NexusFilesystem  *filesystem,
              const char       *path,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, parent, cancellable, error);

  if (entry == NULL)
    return FALSE;
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("“%s” is not a directory"), parent);

  return FALSE;
}

static gboolean
check_there (NexusEntry   *entry,
             OpenMode      mode,
             const char   *etag,
             GError      **error)
{
  const char *path = nexus_entry_get_path (entry);

  if (mode == OPEN_CREATE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is something at “%s” already"), path);
      return FALSE;
    }
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("“%s” is a directory, not a file"), path);
      return FALSE;
    }
  if (etag != NULL && g_strcmp0 (etag, nexus_entry_get_etag (entry)) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                   _("“%s” has been changed by someone else since it was read. Read it again before you replace it"), path);
      return FALSE;
    }

  return TRUE;
}

/* --- Writing: a stream for it --- */

/* The stream that makes the new content; *base is the file that is there, NULL if there is none. */
static GFileOutputStream *
begin (NexusFilesystem      *filesystem,
       const char           *path,
       OpenMode              mode,
       const NexusFileCall  *call,
       NexusEntry          **base,
       GCancellable         *cancellable,
       GError              **error)
{
  gboolean replaces_link = (call->flags & G_FILE_CREATE_REPLACE_DESTINATION) != 0 && mode == OPEN_REPLACE;
  gboolean follow = mode != OPEN_CREATE && !replaces_link;
  g_autofree char *target = NULL;
  g_autoptr(NexusEntry) there = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GFileOutputStream) stream = NULL;
  const char *etag = call->text;

  /* What is found at once is on no link's way; what is not is looked for again where links lead, by the caller. */
  there = query_if_there (filesystem, path, cancellable, &local_error);
  if (there != NULL && follow && nexus_entry_get_kind (there) == NEXUS_KIND_SYMBOLIC_LINK)
    {
      target = _nexus_file_follow (filesystem, path, TRUE, cancellable, error);
      if (target == NULL)
        return NULL;
      g_clear_object (&there);
      there = query_if_there (filesystem, target, cancellable, &local_error);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (target == NULL)
    target = g_strdup (path);

  if (there == NULL && mode == OPEN_EXISTING)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing at “%s”"), path);
      return NULL;
    }
  if (there != NULL ? !check_there (there, mode, etag, error) : !check_parent (filesystem, target, cancellable, error))
    return NULL;

  /* What is there is replaced as it is now, unless the caller does not care; there is no tag of what is not there. */
  if (there == NULL)
    etag = NULL;
  else if (mode == OPEN_APPEND || mode == OPEN_EXISTING)
    etag = nexus_entry_get_etag (there);

  stream = _nexus_output_stream_new (filesystem, target, etag, mode == OPEN_CREATE ? NEXUS_WRITE_CREATE : NEXUS_WRITE_NONE,
                                     error);
  if (stream == NULL)
    return NULL;
  if ((call->flags & G_FILE_CREATE_PRIVATE) != 0 && (there == NULL || replaces_link))
    _nexus_output_stream_set_mode (stream, MODE_PRIVATE);
  if (there != NULL && call->make_backup)
    _nexus_output_stream_set_backup (stream);
  if (base != NULL)
    *base = g_steal_pointer (&there);

  return g_steal_pointer (&stream);
}

static gpointer
create (NexusFile            *self,
        NexusFilesystem      *filesystem,
        const char           *path,
        const NexusFileCall  *call,
        GCancellable         *cancellable,
        GError              **error)
{
  return begin (filesystem, path, OPEN_CREATE, call, NULL, cancellable, error);
}

static gpointer
replace (NexusFile            *self,
         NexusFilesystem      *filesystem,
         const char           *path,
         const NexusFileCall  *call,
         GCancellable         *cancellable,
         GError              **error)
{
  return begin (filesystem, path, OPEN_REPLACE, call, NULL, cancellable, error);
}

/* Contents are kept whole, each under its own hash: the one that is there is read and comes first in the new one. */
static gpointer
append_to (NexusFile            *self,
           NexusFilesystem      *filesystem,
           const char           *path,
           const NexusFileCall  *call,
           GCancellable         *cancellable,
           GError              **error)
{
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GInputStream) content = NULL;
  g_autoptr(NexusEntry) base = NULL;

  stream = begin (filesystem, path, OPEN_APPEND, call, &base, cancellable, error);
  if (stream == NULL)
    return NULL;
  if (base == NULL)
    return g_steal_pointer (&stream);

  content = nexus_filesystem_open (filesystem, nexus_entry_get_path (base), cancellable, error);
  if (content == NULL || !_nexus_output_stream_begin_with (stream, content, cancellable, error))
    return NULL;

  return g_steal_pointer (&stream);
}

static gpointer
open_readwrite (NexusFile            *self,
                NexusFilesystem      *filesystem,
                const char           *path,
                const NexusFileCall  *call,
                GCancellable         *cancellable,
                GError              **error)
{
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GInputStream) content = NULL;
  g_autoptr(NexusEntry) base = NULL;

  stream = begin (filesystem, path, OPEN_EXISTING, call, &base, cancellable, error);
  if (stream == NULL)
    return NULL;
  content = nexus_filesystem_open (filesystem, nexus_entry_get_path (base), cancellable, error);

  return content != NULL ? _nexus_io_stream_new (stream, content, cancellable, error) : NULL;
}

static gpointer
create_readwrite (NexusFile            *self,
                  NexusFilesystem      *filesystem,
                  const char           *path,
                  const NexusFileCall  *call,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autoptr(GFileOutputStream) stream = begin (filesystem, path, OPEN_CREATE, call, NULL, cancellable, error);

  return stream != NULL ? _nexus_io_stream_new (stream, NULL, cancellable, error) : NULL;
}

static gpointer
replace_readwrite (NexusFile            *self,
                   NexusFilesystem      *filesystem,
                   const char           *path,
                   const NexusFileCall  *call,
                   GCancellable         *cancellable,
                   GError              **error)
{
  g_autoptr(GFileOutputStream) stream = begin (filesystem, path, OPEN_REPLACE, call, NULL, cancellable, error);

  return stream != NULL ? _nexus_io_stream_new (stream, NULL, cancellable, error) : NULL;
}

/* --- The interface --- */

/* A call of the interface in its three forms: its name, its result, its arguments, and what they are for the work. */
#define DEFINE_OPEN(name, Result, arguments, ...)                                                                     \
  static Result *                                                                                                     \
  nexus_file_##name (GFile *file, OPEN_UNWRAP arguments GCancellable *cancellable, GError **error)                    \
  {                                                                                                                   \
    const NexusFileCall call = { name, g_object_unref, __VA_ARGS__ };                                                 \
                                                                                                                      \
    return _nexus_file_call (NEXUS_FILE (file), &call, cancellable, error);                                           \
  }                                                                                                                   \
                                                                                                                      \
  static void                                                                                                         \
  nexus_file_##name##_async (GFile *file, OPEN_UNWRAP arguments int io_priority, GCancellable *cancellable,           \
                             GAsyncReadyCallback callback, gpointer user_data)                                        \
  {                                                                                                                   \
    const NexusFileCall call = { name, g_object_unref, __VA_ARGS__ };                                                 \
                                                                                                                      \
    _nexus_file_call_async (NEXUS_FILE (file), &call, nexus_file_##name##_async, io_priority, cancellable,            \
                            callback, user_data);                                                                     \
  }                                                                                                                   \
                                                                                                                      \
  static Result *                                                                                                     \
  nexus_file_##name##_finish (GFile *file, GAsyncResult *result, GError **error)                                      \
  {                                                                                                                   \
    return _nexus_file_call_finish (file, result, nexus_file_##name##_async, error);                                  \
  }

#define OPEN_UNWRAP(...) __VA_ARGS__
#define OPEN_FLAGS (GFileCreateFlags flags,)
#define OPEN_REPLACING (const char *etag, gboolean make_backup, GFileCreateFlags flags,)

DEFINE_OPEN (create, GFileOutputStream, OPEN_FLAGS, .flags = flags)
DEFINE_OPEN (append_to, GFileOutputStream, OPEN_FLAGS, .flags = flags)
DEFINE_OPEN (replace, GFileOutputStream, OPEN_REPLACING, .text = (char *) etag, .make_backup = make_backup, .flags = flags)
DEFINE_OPEN (create_readwrite, GFileIOStream, OPEN_FLAGS, .flags = flags)
DEFINE_OPEN (open_readwrite, GFileIOStream, (), .flags = G_FILE_CREATE_NONE)
DEFINE_OPEN (replace_readwrite, GFileIOStream, OPEN_REPLACING,
             .text = (char *) etag, .make_backup = make_backup, .flags = flags)

void
_nexus_file_init_open (GFileIface *iface)
{
  iface->read_fn = nexus_file_read;
  iface->read_async = nexus_file_read_async;
  iface->read_finish = nexus_file_read_finish;
  iface->create = nexus_file_create;
  iface->create_async = nexus_file_create_async;
  iface->create_finish = nexus_file_create_finish;
  iface->append_to = nexus_file_append_to;
  iface->append_to_async = nexus_file_append_to_async;
  iface->append_to_finish = nexus_file_append_to_finish;
  iface->replace = nexus_file_replace;
  iface->replace_async = nexus_file_replace_async;
  iface->replace_finish = nexus_file_replace_finish;
  iface->open_readwrite = nexus_file_open_readwrite;
  iface->open_readwrite_async = nexus_file_open_readwrite_async;
  iface->open_readwrite_finish = nexus_file_open_readwrite_finish;
  iface->create_readwrite = nexus_file_create_readwrite;
  iface->create_readwrite_async = nexus_file_create_readwrite_async;
  iface->create_readwrite_finish = nexus_file_create_readwrite_finish;
  iface->replace_readwrite = nexus_file_replace_readwrite;
  iface->replace_readwrite_async = nexus_file_replace_readwrite_async;
  iface->replace_readwrite_finish = nexus_file_replace_readwrite_finish;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "nexus-transfer-private.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static gboolean
can_set (GFileAttributeInfoList *settable,
         const char             *attribute)
{
  return g_file_attribute_info_list_lookup (settable, attribute) != NULL;
}

void
_nexus_transfer_gio_look (NexusTransferDir *dir,
                          GCancellable     *cancellable)
{
  GFileAttributeInfoList *settable = g_file_query_settable_attributes (dir->file, cancellable, NULL);

  /* Whoever cannot tell cannot keep anything either, as far as we know. */
  if (settable == NULL)
    return;

  dir->keeps_modes = can_set (settable, G_FILE_ATTRIBUTE_UNIX_MODE);
  if (can_set (settable, G_FILE_ATTRIBUTE_TIME_MODIFIED))
    dir->time_unit = can_set (settable, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC) ? 1 :
                     can_set (settable, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC) ? 1000 : SECOND;
  g_file_attribute_info_list_unref (settable);
}

/* Gives a file its mode and time, as far as the place says that it keeps them. */
static gboolean
set_facts (NexusTransferDir  *dir,
           GFile             *file,
           guint              mode,
           gint64             modified_ns,
           GCancellable      *cancellable,
           GError           **error)
{
  g_autoptr(GFileInfo) facts = g_file_info_new ();
  gint64 rest = (modified_ns % SECOND + SECOND) % SECOND;

  if (dir->keeps_modes)
    g_file_info_set_attribute_uint32 (facts, G_FILE_ATTRIBUTE_UNIX_MODE, mode);
  if (dir->time_unit > 0)
    g_file_info_set_attribute_uint64 (facts, G_FILE_ATTRIBUTE_TIME_MODIFIED, (modified_ns - rest) / SECOND);
  if (dir->time_unit > 0 && dir->time_unit <= 1000)
    g_file_info_set_attribute_uint32 (facts, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC, rest / 1000);
  if (dir->time_unit == 1)
    g_file_info_set_attribute_uint32 (facts, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC, rest);

  return g_file_set_attributes_from_info (file, facts, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, error);
}

/* --- Directories and links --- */

static NexusTransferDir *
gio_make_directory (NexusTransferDir  *dir,
                    const char        *name,
                    GCancellable      *cancellable,
                    GError           **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (dir, name);
  g_autoptr(GError) reason = NULL;
  NexusTransferInfo info;

  if (!g_file_make_directory (file, cancellable, &reason))
    {
      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("make the folder"), dir, name);
          return NULL;
        }
      if (!_nexus_transfer_gio_get_info (dir, name, &info, cancellable, error))
        return NULL;
      if (!S_ISDIR (info.mode))
        {
          _nexus_transfer_set_error (error, ENOTDIR, _("open the folder"), dir, name);
          return NULL;
        }
    }

  return _nexus_transfer_gio_new (file, dir);
}

static gboolean
gio_finish_directory (NexusTransferDir  *dir,
                      GError           **error)
{
  g_autoptr(GError) reason = NULL;

  if (set_facts (dir, dir->file, dir->mode, dir->modified_ns, NULL, &reason))
    return TRUE;

  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("set mode and time of"), dir, "");

  return FALSE;
}

/* Gives a finished file or link its name. */
static gboolean
move_to (GFile         *temporary,
         GFile         *file,
         gboolean       replace,
         GCancellable  *cancellable,
         GError       **error)
{
  return g_file_move (temporary, file,
                      G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_NO_FALLBACK_FOR_MOVE |
                      (replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE),
                      cancellable, NULL, NULL, error);
}

/* A link keeps the time at which it is made: GIO may give the time to what the link points to. */
static gboolean
gio_make_link (NexusTransferDir  *dir,
               const char        *name,
               const char        *target,
               gint64             modified_ns,
               gboolean           replace,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autofree char *temporary = replace ? _nexus_transfer_make_temporary () : g_strdup (name);
  g_autoptr(GFile) link = _nexus_transfer_gio_get_file (dir, temporary);
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (dir, name);
  g_autoptr(GError) reason = NULL;

  if (g_file_make_symbolic_link (link, target, cancellable, &reason))
    {
      if (!replace || move_to (link, file, TRUE, cancellable, &reason))
        return TRUE;
      g_file_delete (link, NULL, NULL);
    }
  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("make the link"), dir, name);

  return FALSE;
}

/* --- Files --- */

/* Nobody else reads a file that will get its mode at the end. */
static GFileCreateFlags
get_flags (NexusTransferOutput *output)
{
  return G_FILE_CREATE_REPLACE_DESTINATION |
         (output->dir->keeps_modes ? G_FILE_CREATE_PRIVATE : G_FILE_CREATE_NONE);
}

/* What is written in its place although nothing is to be seen before it is whole: a file that replaces one, for the
 * place itself knows best how that is made safe and what is kept, such as versions; and one in a store, which shows no
 * file before it is closed. */
static gboolean
create_in_place (NexusTransferOutput  *output,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (output->dir, output->name);
  NexusTransferInfo info;

  if (!output->replace && g_file_has_uri_scheme (file, "nexus"))
    output->stream = G_OUTPUT_STREAM (g_file_create (file, get_flags (output), cancellable, error));
  else if (output->replace && _nexus_transfer_gio_get_info (output->dir, output->name, &info, cancellable, NULL) &&
           S_ISREG (info.mode))
    output->stream = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, get_flags (output), cancellable, error));
  if (output->stream != NULL)
    output->file = g_steal_pointer (&file);

  return output->stream != NULL;
}

/* Everywhere else a file is written beside its place. */
static gboolean
create_beside (NexusTransferOutput  *output,
               GCancellable         *cancellable,
               GError              **error)
{
  g_autofree char *temporary = _nexus_transfer_make_temporary ();
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (output->dir, temporary);

  output->stream = G_OUTPUT_STREAM (g_file_create (file, get_flags (output), cancellable, error));
  if (output->stream == NULL)
    return FALSE;
  output->temporary = g_steal_pointer (&temporary);
  output->file = g_steal_pointer (&file);

  return TRUE;
}

static gboolean
gio_create_file (NexusTransferOutput  *output,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autoptr(GError) reason = NULL;

  if (create_in_place (output, cancellable, &reason))
    return TRUE;
  if (reason == NULL || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_clear_error (&reason);
      if (create_beside (output, cancellable, &reason))
        return TRUE;
    }
  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("make"), output->dir, output->name);

  return FALSE;
}

static gboolean
gio_write (NexusTransferOutput  *output,
           const void           *data,
           gsize                 size,
           GCancellable         *cancellable,
           GError              **error)
{
  g_autoptr(GError) reason = NULL;

  if (g_output_stream_write_all (output->stream, data, size, NULL, cancellable, &reason))
    return TRUE;

  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("write"), output->dir, output->name);

  return FALSE;
}

/* The last resort of a place that cannot rename: what is whole already is copied. */
static gboolean
copy_to (NexusTransferOutput  *output,
         GFile                *file,
         GCancellable         *cancellable,
         GError              **error)
{
  g_autoptr(GError) reason = NULL;

  if (g_file_copy (output->file, file,
                   G_FILE_COPY_NOFOLLOW_SYMLINKS | (output->replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE),
                   cancellable, NULL, NULL, &reason))
    return g_file_delete (output->file, NULL, error);

  if (!output->replace && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_file_delete (file, NULL, NULL);
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

/* The file has its mode and time before it has its name, so that nobody sees it without; a copy gets them again. */
static gboolean
put_in_place (NexusTransferOutput  *output,
              guint                 mode,
              gint64                modified_ns,
              GCancellable         *cancellable,
              GError              **of_facts,
              GError              **error)
{
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) reason = NULL;

  set_facts (output->dir, output->file, mode, modified_ns, cancellable, of_facts);
  if (output->temporary == NULL)
    return TRUE;

  file = _nexus_transfer_gio_get_file (output->dir, output->name);
  if (!move_to (output->file, file, output->replace, cancellable, &reason))
    {
      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (!copy_to (output, file, cancellable, error))
        return FALSE;
      g_clear_error (of_facts);
      set_facts (output->dir, file, mode, modified_ns, cancellable, of_facts);
    }
  g_clear_pointer (&output->temporary, g_free);

  return TRUE;
}

static gboolean
gio_finish_file (NexusTransferOutput  *output,
                 guint                 mode,
                 gint64                modified_ns,
                 GCancellable         *cancellable,
                 GError              **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(GError) of_facts = NULL;

  /* Many a place tells only when it is closed that a file could not be kept. */
  if (!g_output_stream_close (output->stream, cancellable, &reason))
    {
      _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("write"), output->dir, output->name);
      return FALSE;
    }

  /* The content counts: a file that does not take its mode or time is kept, and that is told. */
  if (!put_in_place (output, mode, modified_ns, cancellable, &of_facts, &reason))
    {
      _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("make"), output->dir, output->name);
      return FALSE;
    }
  if (of_facts == NULL)
    return TRUE;

  _nexus_transfer_take_error (error, g_steal_pointer (&of_facts), _("set mode and time of"), output->dir,
                              output->name);

  return FALSE;
}

/* To close with a cancellable that is cancelled is how a stream is told to leave what was there. */
static void
gio_close_file (NexusTransferOutput *output)
{
  if (!g_output_stream_is_closed (output->stream))
    {
      g_autoptr(GCancellable) cancelled = g_cancellable_new ();

      g_cancellable_cancel (cancelled);
      g_output_stream_close (output->stream, cancelled, NULL);
    }
  if (output->temporary != NULL)
    g_file_delete (output->file, NULL, NULL);
  g_object_unref (output->stream);
  g_object_unref (output->file);
  g_free (output->temporary);
}

const NexusTransferSink _nexus_transfer_gio_sink = {
  .make_directory = gio_make_directory,
  .finish_directory = gio_finish_directory,
  .make_link = gio_make_link,
  .create_file = gio_create_file,
  .write = gio_write,
  .finish_file = gio_finish_file,
  .close_file = gio_close_file,
};

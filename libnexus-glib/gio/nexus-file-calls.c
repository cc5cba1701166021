/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-entry.h"
#include "nexus-file-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"
#include "nexus-uri-private.h"

/* How a call on a file becomes work:
 *
 *   x ()        → the caller's thread → the store
 *   x_async ()  → GTask → the store's own workers → the store
 *                 (through a thread of GTask's pool if the store must be connected to first)
 *
 * A store follows a link that is the last name of a path where it reads, and no link before that.  A disk follows all.
 * So a call that fails because something on the way is no directory is tried again where links lead. */

/* So many symbolic links are followed before they are taken for a loop; what Linux does. */
#define LINKS_MAX 40

/* --- Links --- */

/* Where a link at `path` leads; NULL if that can be in no store. */
static char *
resolve_link (const char *path,
              NexusEntry *link)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *target = _nexus_uri_resolve (parent != NULL ? parent : "/", nexus_entry_get_target (link));

  return nexus_path_normalize (target, NULL);
}

/* Puts what the link at the first `length` bytes of *path leads to in their place. */
static gboolean
replace_link (char        **path,
              gsize         length,
              NexusEntry   *link,
              guint        *n_links,
              GError      **error)
{
  g_autofree char *here = g_strndup (*path, length);
  g_autofree char *target = resolve_link (here, link);
  char *replaced;

  if (++*n_links > LINKS_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS,
                   _("“%s” leads through more than %d links, perhaps in a circle"), *path, LINKS_MAX);
      return FALSE;
    }
  if (target == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The link “%s” leads to “%s”, which cannot be in a store"),
                   here, nexus_entry_get_target (link));
      return FALSE;
    }

  replaced = g_strconcat (target[1] != '\0' || (*path)[length] == '\0' ? target : "", *path + length, NULL);
  g_free (*path);
  *path = replaced;

  return TRUE;
}

char *
_nexus_file_follow (NexusFilesystem  *filesystem,
                    const char       *path,
                    gboolean          follow,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autofree char *current = g_strdup (path);
  guint n_links = 0;
  gsize length = 0;

  /* From the top, a name each; after a link from the top again. */
  while (current[length] != '\0' && current[1] != '\0')
    {
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(GError) local_error = NULL;
      g_autofree char *here = NULL;
      gboolean last;

      length += 1 + strcspn (current + length + 1, "/");
      last = current[length] == '\0';
      if (last && !follow)
        break;

      here = g_strndup (current, length);
      entry = nexus_filesystem_query (filesystem, here, cancellable, &local_error);
      if (entry == NULL && last && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        break;
      if (entry == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }

      if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
        {
          if (!replace_link (&current, length, entry, &n_links, error))
            return NULL;
          length = 0;
        }
      else if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE && !last)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("“%s” is not a directory"), here);
          return NULL;
        }
    }

  return g_steal_pointer (&current);
}

NexusEntry *
_nexus_file_query_entry (NexusFilesystem  *filesystem,
                         const char       *path,
                         gboolean          follow,
                         GCancellable     *cancellable,
                         GError          **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, cancellable, error);
  g_autofree char *target = NULL;
  NexusEntry *there;

  if (entry == NULL || !follow || nexus_entry_get_kind (entry) != NEXUS_KIND_SYMBOLIC_LINK)
    return g_steal_pointer (&entry);

  target = _nexus_file_follow (filesystem, path, TRUE, cancellable, NULL);
  there = target != NULL ? nexus_filesystem_query (filesystem, target, cancellable, NULL) : NULL;

  return there != NULL ? there : g_steal_pointer (&entry);
}

/* --- Calls --- */

static gpointer
run (NexusFile            *self,
     NexusFilesystem      *filesystem,
     const NexusFileCall  *call,
     GCancellable         *cancellable,
     GError              **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GError) link_error = NULL;
  g_autofree char *path = NULL;
  gpointer result;

  result = call->func (self, filesystem, self->path, call, cancellable, &local_error);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    {
      path = _nexus_file_follow (filesystem, self->path, FALSE, cancellable, &link_error);

      /* What is no directory may be a link to nowhere, or in a circle. */
      if (path == NULL)
        {
          g_clear_error (&local_error);
          local_error = g_steal_pointer (&link_error);
        }
      else if (strcmp (path, self->path) != 0)
        {
          g_clear_error (&local_error);
          result = call->func (self, filesystem, path, call, cancellable, &local_error);
        }
    }

  if (local_error != NULL)
    {
      _nexus_filesystem_name_path (&local_error, self->path);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return result;
}

gpointer
_nexus_file_call (NexusFile            *self,
                  const NexusFileCall  *call,
                  GCancellable         *cancellable,
                  GError              **error)
{
  g_autoptr(NexusFilesystem) filesystem = NULL;

  if (!_nexus_file_check (self, error))
    return NULL;
  filesystem = _nexus_mount_dup_filesystem (self->mount, cancellable, error);

  return filesystem != NULL ? run (self, filesystem, call, cancellable, error) : NULL;
}

typedef struct {
  NexusFileCall    call;
  NexusFilesystem *filesystem;  /* NULL until it is known */
} Data;

static void
data_free (Data *data)
{
  g_free (data->call.text);
  g_clear_object (&data->call.object);
  g_clear_object (&data->filesystem);
  g_clear_pointer (&data->call.context, g_main_context_unref);
  g_free (data);
}

static void
call_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  NexusFile *self = source_object;
  Data *data = task_data;
  GError *error = NULL;
  gpointer result = NULL;

  if (data->filesystem == NULL)
    data->filesystem = _nexus_mount_dup_filesystem (self->mount, cancellable, &error);
  if (data->filesystem != NULL)
    result = run (self, data->filesystem, &data->call, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, data->call.free_result);
}

void
_nexus_file_call_async (NexusFile            *self,
                        const NexusFileCall  *call,
                        gpointer              source_tag,
                        int                   io_priority,
                        GCancellable         *cancellable,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  Data *data;

  g_task_set_source_tag (task, source_tag);
  g_task_set_priority (task, io_priority);
  data = g_new0 (Data, 1);
  data->call = *call;
  data->call.text = g_strdup (call->text);
  data->call.object = call->object != NULL ? g_object_ref (call->object) : NULL;
  if (call->progress != NULL)
    data->call.context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, data, (GDestroyNotify) data_free);

  if (!_nexus_file_check (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  data->filesystem = _nexus_mount_peek_filesystem (self->mount);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (call->writes)
    g_task_set_check_cancellable (task, FALSE);

  if (data->filesystem != NULL)
    _nexus_filesystem_run_in_worker (data->filesystem, task, call_in_thread);
  else
    g_task_run_in_thread (task, call_in_thread);
}

gpointer
_nexus_file_call_finish (GFile         *file,
                         GAsyncResult  *result,
                         gpointer       source_tag,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gpointer
_nexus_file_call_get_object (GAsyncResult *result)
{
  return ((Data *) g_task_get_task_data (G_TASK (result)))->call.object;
}

/* --- Progress --- */

typedef struct {
  GFileProgressCallback callback;
  gpointer              data;
  goffset               done;
  goffset               total;
} Progress;

static gboolean
tell_progress (gpointer user_data)
{
  Progress *progress = user_data;

  progress->callback (progress->done, progress->total, progress->data);

  return G_SOURCE_REMOVE;
}

void
_nexus_file_tell_progress (const NexusFileCall *call,
                           goffset              done,
                           goffset              total)
{
  const Progress progress = { call->progress, call->progress_data, done, total };
  g_autoptr(GSource) source = NULL;

  if (call->progress == NULL)
    return;
  if (call->context == NULL)
    {
      call->progress (done, total, call->progress_data);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_progress, g_memdup2 (&progress, sizeof progress), g_free);
  g_source_attach (source, call->context);
}

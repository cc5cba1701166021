/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-preview-load.h"
#include "nexus-gtk-thumbnail-cache.h"
#include "nexus-gtk-thumbnails.h"

#define WORKERS      2
#define MEMORY_BYTES (64 * 1024 * 1024)
#define DISK_BYTES   (512 * 1024 * 1024)
/* A larger picture costs more than a glance at its folder is worth. */
#define FILE_BYTES   (32 * 1024 * 1024)
#define FAILED_MAX   10000

typedef struct {
  char       *key;
  GdkTexture *texture;
  GList       link;      /* of its key, in `used` */
} Known;

struct _NexusGtkThumbnails {
  GObject      parent_instance;

  GThreadPool *pool;
  guint        serial;
  GHashTable  *known;    /* key → Known */
  GQueue       used;     /* of Known, the latest first */
  gsize        bytes;    /* of all that is known */
  GHashTable  *failed;   /* keys of what is no picture that can be read */
};

typedef struct {
  NexusFilesystem *filesystem;
  NexusEntry      *entry;
  char            *key;
  int              size;
  int              priority;
  guint            serial;
} Job;

G_DEFINE_FINAL_TYPE (NexusGtkThumbnails, nexus_gtk_thumbnails, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_object (&job->filesystem);
  g_clear_object (&job->entry);
  g_free (job->key);
  g_free (job);
}

static void
known_free (Known *known)
{
  g_object_unref (known->texture);
  g_free (known->key);
  g_free (known);
}

/* So that what was made for one size serves many. */
static int
get_step (int pixels)
{
  return pixels <= 48 ? 48 : pixels <= 128 ? 128 : pixels <= 256 ? 256 : 512;
}

static char *
build_key (NexusEntry *entry,
           int         pixels)
{
  return g_strdup_printf ("%s-%d", nexus_entry_get_etag (entry), get_step (pixels));
}

/* --- What is at hand --- */

static gsize
count_bytes (GdkTexture *texture)
{
  return (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
}

static void
forget (NexusGtkThumbnails *self,
        Known              *known)
{
  self->bytes -= count_bytes (known->texture);
  g_queue_unlink (&self->used, &known->link);
  g_hash_table_remove (self->known, known->key);
}

static void
keep (NexusGtkThumbnails *self,
      const char         *key,
      GdkTexture         *texture)
{
  Known *known = g_hash_table_lookup (self->known, key);

  if (known != NULL)
    forget (self, known);
  known = g_new0 (Known, 1);
  known->key = g_strdup (key);
  known->texture = g_object_ref (texture);
  known->link.data = known;
  g_hash_table_insert (self->known, known->key, known);
  g_queue_push_head_link (&self->used, &known->link);
  self->bytes += count_bytes (texture);
  while (self->bytes > MEMORY_BYTES && self->used.length > 1)
    forget (self, g_queue_peek_tail (&self->used));
}

gboolean
nexus_gtk_thumbnails_suits (NexusEntry *entry)
{
  const char *type = nexus_entry_get_content_type (entry);

  return nexus_entry_get_kind (entry) == NEXUS_KIND_FILE && nexus_entry_get_etag (entry) != NULL && type != NULL &&
         nexus_entry_get_size (entry) > 0 && nexus_entry_get_size (entry) <= FILE_BYTES &&
         g_content_type_is_a (type, "image/*");
}

GdkTexture *
nexus_gtk_thumbnails_lookup (NexusGtkThumbnails *self,
                             NexusEntry         *entry,
                             int                 pixels)
{
  g_autofree char *key = NULL;
  Known *known;

  g_return_val_if_fail (NEXUS_GTK_IS_THUMBNAILS (self), NULL);
  g_return_val_if_fail (NEXUS_IS_ENTRY (entry), NULL);

  key = build_key (entry, pixels);
  known = g_hash_table_lookup (self->known, key);
  if (known == NULL)
    return NULL;

  g_queue_unlink (&self->used, &known->link);
  g_queue_push_head_link (&self->used, &known->link);

  return known->texture;
}

/* --- What is made --- */

static GdkTexture *
make (const Job     *job,
      GCancellable  *cancellable,
      GError       **error)
{
  const char *etag = nexus_entry_get_etag (job->entry);
  GdkTexture *texture = nexus_gtk_thumbnail_cache_load (etag, job->size);
  g_autoptr(NexusGtkPreviewContent) content = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  if (texture != NULL)
    return texture;

  content = nexus_gtk_preview_load (job->filesystem, job->entry, job->size, cancellable, error);
  if (content == NULL)
    return NULL;
  if (content->texture == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is no whole picture in this file."));
      return NULL;
    }

  /* The file may have got other contents meanwhile. */
  entry = nexus_filesystem_query (job->filesystem, nexus_entry_get_path (job->entry), cancellable, error);
  if (entry == NULL)
    return NULL;
  if (g_strcmp0 (nexus_entry_get_etag (entry), etag) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, _("The file has changed meanwhile."));
      return NULL;
    }
  nexus_gtk_thumbnail_cache_save (etag, job->size, content->texture);

  return g_object_ref (content->texture);
}

static void
work_cb (gpointer data,
         gpointer user_data)
{
  g_autoptr(GTask) task = data;
  const Job *job = g_task_get_task_data (task);
  GdkTexture *texture;
  GError *error = NULL;

  if (job->filesystem == NULL)
    {
      nexus_gtk_thumbnail_cache_prune (DISK_BYTES);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  texture = make (job, g_task_get_cancellable (task), &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static int
compare_jobs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Job *first = g_task_get_task_data (G_TASK ((gpointer) a));
  const Job *second = g_task_get_task_data (G_TASK ((gpointer) b));

  if (first->priority != second->priority)
    return first->priority < second->priority ? -1 : 1;

  return (first->serial < second->serial) - (first->serial > second->serial);
}

/* Takes the job. */
static void
push (NexusGtkThumbnails  *self,
      Job                 *job,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, nexus_gtk_thumbnails_load_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_thread_pool_push (self->pool, task, NULL);
}

void
nexus_gtk_thumbnails_load_async (NexusGtkThumbnails  *self,
                                 NexusFilesystem     *filesystem,
                                 NexusEntry          *entry,
                                 int                  pixels,
                                 int                  priority,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autofree char *key = NULL;
  Job *job;

  g_return_if_fail (NEXUS_GTK_IS_THUMBNAILS (self));
  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (NEXUS_IS_ENTRY (entry));

  key = build_key (entry, pixels);
  if (!nexus_gtk_thumbnails_suits (entry) || g_hash_table_contains (self->failed, key))
    {
      g_task_report_new_error (self, callback, user_data, nexus_gtk_thumbnails_load_async, G_IO_ERROR,
                               G_IO_ERROR_NOT_SUPPORTED, _("There is no whole picture in this file."));
      return;
    }

  job = g_new0 (Job, 1);
  job->filesystem = g_object_ref (filesystem);
  job->entry = g_object_ref (entry);
  job->key = g_steal_pointer (&key);
  job->size = get_step (pixels);
  job->priority = priority;
  job->serial = ++self->serial;
  push (self, job, cancellable, callback, user_data);
}

GdkTexture *
nexus_gtk_thumbnails_load_finish (NexusGtkThumbnails  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  const Job *job;
  GdkTexture *texture;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (NEXUS_GTK_IS_THUMBNAILS (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  job = g_task_get_task_data (G_TASK (result));
  texture = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (texture != NULL)
    keep (self, job->key, texture);
  /* Not what will be better when it is asked for again. */
  else if (job != NULL && (local_error->domain == GDK_PIXBUF_ERROR ||
                           g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
                           g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE)))
    {
      if (g_hash_table_size (self->failed) >= FAILED_MAX)
        g_hash_table_remove_all (self->failed);
      g_hash_table_add (self->failed, g_strdup (job->key));
    }
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return texture;
}

/* --- The object --- */

static void
nexus_gtk_thumbnails_class_init (NexusGtkThumbnailsClass *klass)
{
}

static void
nexus_gtk_thumbnails_init (NexusGtkThumbnails *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) known_free);
  self->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->used);
  self->pool = g_thread_pool_new (work_cb, NULL, WORKERS, FALSE, NULL);
  g_thread_pool_set_sort_function (self->pool, compare_jobs, NULL);
}

NexusGtkThumbnails *
nexus_gtk_thumbnails_get_default (void)
{
  static NexusGtkThumbnails *self;

  if (self == NULL)
    {
      Job *prune = g_new0 (Job, 1);

      self = g_object_new (NEXUS_GTK_TYPE_THUMBNAILS, NULL);
      /* Once, and after all that is looked at now. */
      prune->priority = G_MAXINT;
      push (self, prune, NULL, NULL, NULL);
    }

  return self;
}

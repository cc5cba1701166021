/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-preview-load.h"

/* Of a text that much is shown. */
#define TEXT_MAX   (256 * 1024)
/* Larger pictures would take more memory or time than a glance is worth. */
#define BYTES_MAX  (64 * 1024 * 1024)
#define PIXELS_MAX (100 * 1000 * 1000)
/* What is drawn from a description can take long, however little it is. */
#define SVG_MAX    (4 * 1024 * 1024)
#define CHUNK_SIZE (64 * 1024)

typedef struct {
  NexusFilesystem *filesystem;
  char            *path;
  char            *name;
  char            *content_type;
  guint64          size;
  int              pixels;        /* that are wanted */
} Loading;

static void
loading_free (Loading *loading)
{
  g_object_unref (loading->filesystem);
  g_free (loading->path);
  g_free (loading->name);
  g_free (loading->content_type);
  g_free (loading);
}

void
nexus_gtk_preview_content_free (NexusGtkPreviewContent *self)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->sample, nexus_gtk_text_sample_free);
  g_free (self);
}

/* --- Pictures --- */

typedef struct {
  int      wanted;
  int      width;      /* 0 until it is known */
  int      height;
  gboolean ended;      /* what is at the end of a PNG was seen */
} Picture;

static const guint8 png_end[] = { 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };

static gboolean
is_too_large (const Picture *picture)
{
  return (gint64) picture->width * picture->height > PIXELS_MAX;
}

/* Never larger than it is; of one that is too large nothing is wanted any more. */
static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  Picture         *picture)
{
  double scale = MIN (1.0, (double) picture->wanted / MAX (MAX (width, height), 1));

  picture->width = width;
  picture->height = height;
  if (is_too_large (picture))
    scale = 0;
  gdk_pixbuf_loader_set_size (loader, MAX ((int) (width * scale), 1), MAX ((int) (height * scale), 1));
}

static gboolean
set_too_large (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("This picture is too large for a preview."));

  return FALSE;
}

/* In the chunk, behind the last bytes of the former one. */
static void
look_for_end (Picture      *picture,
              guint8       *tail,
              const guint8 *chunk,
              gsize         size)
{
  guint8 seam[2 * sizeof png_end];
  gsize n = MIN (size, sizeof png_end);

  memcpy (seam, tail, sizeof png_end);
  memcpy (seam + sizeof png_end, chunk, n);
  picture->ended |= memmem (seam, sizeof png_end + n, png_end, sizeof png_end) != NULL ||
                    memmem (chunk, size, png_end, sizeof png_end) != NULL;
  memcpy (tail, seam + n, sizeof png_end);
  if (size >= sizeof png_end)
    memcpy (tail, chunk + size - sizeof png_end, sizeof png_end);
}

static gboolean
feed (GdkPixbufLoader  *loader,
      Picture          *picture,
      GInputStream     *input,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK_SIZE);
  guint8 tail[sizeof png_end] = { 0 };
  gsize total = 0;

  for (;;)
    {
      gssize n = g_input_stream_read (input, chunk, CHUNK_SIZE, cancellable, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        return TRUE;
      total += (gsize) n;
      if (total > BYTES_MAX)
        return set_too_large (error);
      look_for_end (picture, tail, chunk, (gsize) n);
      if (!gdk_pixbuf_loader_write (loader, chunk, (gsize) n, error))
        return FALSE;
      if (is_too_large (picture))
        return set_too_large (error);
    }
}

static gboolean
is_png (GdkPixbufLoader *loader)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return g_strcmp0 (name, "png") == 0;
}

/* A loader has to be closed whatever came of it, and may complain then. */
static gboolean
load_picture (const Loading           *loading,
              GInputStream            *input,
              NexusGtkPreviewContent  *content,
              GCancellable            *cancellable,
              GError                 **error)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  Picture picture = { .wanted = loading->pixels };
  g_autoptr(GdkPixbuf) upright = NULL;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &picture);
  if (!feed (loader, &picture, input, cancellable, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return FALSE;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return FALSE;
  if (is_too_large (&picture))
    return set_too_large (error);

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  /* One that is cut is taken for a good one by its loader, which leaves what is missing as it happens to be in memory. */
  if (pixbuf == NULL || (!picture.ended && is_png (loader)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("There is no whole picture in this file."));
      return FALSE;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  content->texture = gdk_texture_new_for_pixbuf (upright != NULL ? upright : pixbuf);
  content->width = picture.width;
  content->height = picture.height;

  return TRUE;
}

/* --- All --- */

static gboolean
is_picture (const Loading *loading)
{
  return g_content_type_is_a (loading->content_type, "image/*");
}

static gboolean
is_text (const Loading *loading)
{
  static const char * const types[] = {
    "text/plain", "application/json", "application/xml", "application/javascript", "application/x-shellscript",
    "application/x-yaml", "application/toml", "application/sql", "message/rfc822",
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_content_type_is_a (loading->content_type, types[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
load (const Loading           *loading,
      NexusGtkPreviewContent  *content,
      GCancellable            *cancellable,
      GError                 **error)
{
  gboolean picture = is_picture (loading);
  gboolean unknown = g_content_type_is_unknown (loading->content_type);
  g_autoptr(GInputStream) input = NULL;

  if (!picture && !unknown && !is_text (loading))
    return TRUE;
  if (picture && (loading->size > BYTES_MAX ||
                  (g_content_type_is_a (loading->content_type, "image/svg+xml") && loading->size > SVG_MAX)))
    return set_too_large (error);

  input = nexus_filesystem_open (loading->filesystem, loading->path, cancellable, error);
  if (input == NULL)
    return FALSE;
  if (picture)
    return load_picture (loading, input, content, cancellable, error);

  content->sample = nexus_gtk_text_sample_read (input, TEXT_MAX, cancellable, error);
  if (content->sample == NULL)
    return FALSE;
  if (content->sample->text != NULL)
    return TRUE;

  g_clear_pointer (&content->sample, nexus_gtk_text_sample_free);
  if (unknown)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _("This file is called a text, but what is in it is none."));

  return FALSE;
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(NexusGtkPreviewContent) content = g_new0 (NexusGtkPreviewContent, 1);
  GError *error = NULL;

  if (load (task_data, content, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&content), (GDestroyNotify) nexus_gtk_preview_content_free);
  else
    g_task_return_error (task, error);
}

static Loading *
loading_new (NexusFilesystem *filesystem,
             NexusEntry      *entry,
             int              size)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->filesystem = g_object_ref (filesystem);
  loading->path = g_strdup (nexus_entry_get_path (entry));
  loading->name = g_strdup (nexus_entry_get_name (entry));
  loading->content_type = g_strdup (nexus_entry_get_content_type (entry));
  loading->size = nexus_entry_get_size (entry);
  loading->pixels = size;
  if (loading->content_type == NULL)
    loading->content_type = g_content_type_guess (loading->name, NULL, 0, NULL);

  return loading;
}

NexusGtkPreviewContent *
nexus_gtk_preview_load (NexusFilesystem  *filesystem,
                        NexusEntry       *entry,
                        int               size,
                        GCancellable     *cancellable,
                        GError          **error)
{
  Loading *loading = loading_new (filesystem, entry, size);
  g_autoptr(NexusGtkPreviewContent) content = g_new0 (NexusGtkPreviewContent, 1);
  gboolean good = load (loading, content, cancellable, error);

  loading_free (loading);

  return good ? g_steal_pointer (&content) : NULL;
}

void
nexus_gtk_preview_load_async (NexusFilesystem     *filesystem,
                              NexusEntry          *entry,
                              int                  size,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = loading_new (filesystem, entry, size);

  g_task_set_source_tag (task, nexus_gtk_preview_load_async);
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

NexusGtkPreviewContent *
nexus_gtk_preview_load_finish (GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

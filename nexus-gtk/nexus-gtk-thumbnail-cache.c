/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-thumbnail-cache.h"

#define DAY       (24 * 60 * 60)
/* What was used later than that is not marked as used again: a look at a folder writes nothing. */
#define FRESH     DAY
#define KEEP_DAYS 90

static char *
build_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "nexus", "thumbnails", NULL);
}

/* NULL for what could lead to another folder: an etag may come from a store of others. */
static char *
build_path (const char *etag,
            int         size)
{
  g_autofree char *folder = build_folder ();
  g_autofree char *name = g_strdup_printf ("%s-%d.png", etag, size);
  char prefix[3] = { etag[0], etag[0] != '\0' ? etag[1] : '\0', '\0' };

  if (strlen (etag) < 8 || strspn (etag, "0123456789abcdef") != strlen (etag))
    return NULL;

  return g_build_filename (folder, prefix, name, NULL);
}

static void
mark_as_used (const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0 && status.st_mtime < g_get_real_time () / G_USEC_PER_SEC - FRESH)
    utimensat (AT_FDCWD, path, NULL, 0);
}

GdkTexture *
nexus_gtk_thumbnail_cache_load (const char *etag,
                                int         size)
{
  g_autofree char *path = build_path (etag, size);
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GdkTexture *texture;
  gsize length;

  if (path == NULL || !g_file_get_contents (path, &data, &length, NULL))
    return NULL;

  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  texture = gdk_texture_new_from_bytes (bytes, NULL);
  if (texture != NULL && MAX (gdk_texture_get_width (texture), gdk_texture_get_height (texture)) <= size)
    {
      mark_as_used (path);
      return texture;
    }

  g_clear_object (&texture);
  g_unlink (path);

  return NULL;
}

void
nexus_gtk_thumbnail_cache_save (const char *etag,
                                int         size,
                                GdkTexture *texture)
{
  g_autofree char *path = build_path (etag, size);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (path == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    return;

  bytes = gdk_texture_save_to_png_bytes (texture);
  g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                            G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

/* --- What is not needed any more --- */

typedef struct {
  char   *path;
  gint64  used;
  gint64  size;
} Kept;

static void
kept_free (Kept *kept)
{
  g_free (kept->path);
  g_free (kept);
}

static int
compare_used (gconstpointer a,
              gconstpointer b)
{
  const Kept *first = *(const Kept * const *) a;
  const Kept *second = *(const Kept * const *) b;

  return (first->used > second->used) - (first->used < second->used);
}

static void
list_folder (const char *folder,
             gboolean    top,
             GPtrArray  *list)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;
      Kept *kept;

      if (g_lstat (path, &status) != 0)
        continue;
      if (S_ISDIR (status.st_mode) && top)
        list_folder (path, FALSE, list);
      if (!S_ISREG (status.st_mode))
        continue;
      kept = g_new0 (Kept, 1);
      kept->path = g_steal_pointer (&path);
      kept->used = status.st_mtime;
      kept->size = status.st_size;
      g_ptr_array_add (list, kept);
    }
}

void
nexus_gtk_thumbnail_cache_prune (guint64 max_bytes)
{
  g_autofree char *folder = build_folder ();
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free);
  gint64 oldest = g_get_real_time () / G_USEC_PER_SEC - KEEP_DAYS * DAY;
  guint64 total = 0;

  list_folder (folder, TRUE, list);
  g_ptr_array_sort (list, compare_used);
  for (guint i = 0; i < list->len; i++)
    total += ((Kept *) g_ptr_array_index (list, i))->size;
  for (guint i = 0; i < list->len; i++)
    {
      Kept *kept = g_ptr_array_index (list, i);

      if (kept->used >= oldest && total <= max_bytes)
        break;
      if (g_unlink (kept->path) == 0)
        total -= kept->size;
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-thumbnail-loader.h"
#include "nexus-gtk-thumbnails.h"

struct _NexusGtkThumbnailLoader {
  GObject                parent_instance;

  GtkWidget             *widget;        /* borrowed; NULL once it has gone */
  int                    size;
  NexusGtkThumbnailShow  show;
  NexusFilesystem       *filesystem;
  NexusEntry            *entry;
  GdkTexture            *picture;
  GCancellable          *cancellable;   /* of the picture that is asked for */
  gboolean               waiting;
};

/* About a frame. */
#define ASK_MS 20

/* Loaders that ask in a moment; NULL for none. */
static GPtrArray *waiting;

G_DEFINE_FINAL_TYPE (NexusGtkThumbnailLoader, nexus_gtk_thumbnail_loader, G_TYPE_OBJECT)

static void
stop (NexusGtkThumbnailLoader *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkThumbnailLoader) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) picture = NULL;

  picture = nexus_gtk_thumbnails_load_finish (NEXUS_GTK_THUMBNAILS (object), result, &error);
  /* That is what another entry had asked for. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (picture == NULL || self->widget == NULL)
    return;
  g_set_object (&self->picture, picture);
  self->show (self->widget, self->entry, self->picture);
}

static gboolean
is_wanted (NexusGtkThumbnailLoader *self)
{
  return self->widget != NULL && self->entry != NULL && self->picture == NULL && self->cancellable == NULL &&
         nexus_gtk_thumbnails_suits (self->entry);
}

static int
get_pixels (NexusGtkThumbnailLoader *self)
{
  return self->size * gtk_widget_get_scale_factor (self->widget);
}

/* A view has rows for more than can be seen of it. */
static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *view = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t place;

  if (view == NULL)
    return TRUE;

  return gtk_widget_compute_bounds (widget, view, &place) &&
         place.origin.x < (float) gtk_widget_get_width (view) && place.origin.x + place.size.width > 0 &&
         place.origin.y < (float) gtk_widget_get_height (view) && place.origin.y + place.size.height > 0;
}

static void
load (NexusGtkThumbnailLoader *self)
{
  self->waiting = FALSE;
  if (!is_wanted (self) || !gtk_widget_get_mapped (self->widget))
    return;

  self->cancellable = g_cancellable_new ();
  nexus_gtk_thumbnails_load_async (nexus_gtk_thumbnails_get_default (), self->filesystem, self->entry,
                                   get_pixels (self), is_in_sight (self->widget) ? G_PRIORITY_DEFAULT : G_PRIORITY_LOW,
                                   self->cancellable, loaded_cb, g_object_ref (self));
}

/* The latest is made first, so the first one is asked for last. */
static gboolean
load_cb (gpointer user_data)
{
  g_autoptr(GPtrArray) loaders = g_steal_pointer (&waiting);

  for (guint i = loaders->len; i-- > 0; )
    load (g_ptr_array_index (loaders, i));

  return G_SOURCE_REMOVE;
}

/* What is at hand is there at once.  Anything else is asked for a moment later: a row that was scrolled past by then costs
 * nothing, and the others have their places, so that those that can be seen come first. */
static void
ask (NexusGtkThumbnailLoader *self)
{
  GdkTexture *known;

  if (!is_wanted (self))
    return;

  known = nexus_gtk_thumbnails_lookup (nexus_gtk_thumbnails_get_default (), self->entry, get_pixels (self));
  if (known != NULL)
    {
      g_set_object (&self->picture, known);
      return;
    }
  if (self->waiting || !gtk_widget_get_mapped (self->widget))
    return;

  if (waiting == NULL)
    {
      waiting = g_ptr_array_new_with_free_func (g_object_unref);
      g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, ASK_MS, load_cb, NULL, NULL);
    }
  self->waiting = TRUE;
  g_ptr_array_add (waiting, g_object_ref (self));
}

static void
map_cb (NexusGtkThumbnailLoader *self)
{
  if (self->picture != NULL)
    return;

  ask (self);
  if (self->picture != NULL)
    self->show (self->widget, self->entry, self->picture);
}

void
nexus_gtk_thumbnail_loader_set_entry (NexusGtkThumbnailLoader *self,
                                      NexusFilesystem         *filesystem,
                                      NexusEntry              *entry)
{
  gboolean same;

  g_return_if_fail (NEXUS_GTK_IS_THUMBNAIL_LOADER (self));
  g_return_if_fail (self->widget != NULL);
  g_return_if_fail (entry == NULL || NEXUS_IS_FILESYSTEM (filesystem));

  /* One that was renamed looks as before. */
  same = self->entry != NULL && entry != NULL && self->filesystem == filesystem &&
         g_strcmp0 (nexus_entry_get_etag (self->entry), nexus_entry_get_etag (entry)) == 0 &&
         g_strcmp0 (nexus_entry_get_content_type (self->entry), nexus_entry_get_content_type (entry)) == 0;
  g_set_object (&self->entry, entry);
  g_set_object (&self->filesystem, (entry != NULL ? filesystem : NULL));
  if (!same)
    {
      stop (self);
      g_clear_object (&self->picture);
    }
  ask (self);
  self->show (self->widget, self->entry, self->picture);
}

GdkTexture *
nexus_gtk_thumbnail_loader_get_picture (NexusGtkThumbnailLoader *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_THUMBNAIL_LOADER (self), NULL);

  return self->picture;
}

/* --- The object --- */

static void
nexus_gtk_thumbnail_loader_finalize (GObject *object)
{
  NexusGtkThumbnailLoader *self = NEXUS_GTK_THUMBNAIL_LOADER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->entry);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (nexus_gtk_thumbnail_loader_parent_class)->finalize (object);
}

static void
nexus_gtk_thumbnail_loader_class_init (NexusGtkThumbnailLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_thumbnail_loader_finalize;
}

static void
nexus_gtk_thumbnail_loader_init (NexusGtkThumbnailLoader *self)
{
}

NexusGtkThumbnailLoader *
nexus_gtk_thumbnail_loader_new (GtkWidget             *widget,
                                int                    size,
                                NexusGtkThumbnailShow  show)
{
  NexusGtkThumbnailLoader *self = g_object_new (NEXUS_GTK_TYPE_THUMBNAIL_LOADER, NULL);

  self->widget = widget;
  self->size = size;
  self->show = show;
  g_signal_connect_object (widget, "map", G_CALLBACK (map_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (stop), self, G_CONNECT_SWAPPED);

  return self;
}

void
nexus_gtk_thumbnail_loader_drop (NexusGtkThumbnailLoader *self)
{
  g_return_if_fail (NEXUS_GTK_IS_THUMBNAIL_LOADER (self));

  stop (self);
  self->widget = NULL;
  g_object_unref (self);
}

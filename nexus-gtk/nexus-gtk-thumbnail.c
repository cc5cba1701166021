/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-thumbnail.h"
#include "nexus-gtk-thumbnails.h"

#define RADIUS 4

struct _NexusGtkThumbnail {
  GtkWidget        parent_instance;

  int              size;
  GtkWidget       *icon;
  NexusFilesystem *filesystem;
  NexusEntry      *entry;
  GdkTexture      *picture;
  GCancellable    *cancellable;   /* of the picture that is asked for */
};

G_DEFINE_FINAL_TYPE (NexusGtkThumbnail, nexus_gtk_thumbnail, GTK_TYPE_WIDGET)

static void
set_picture (NexusGtkThumbnail *self,
             GdkTexture        *picture)
{
  if (!g_set_object (&self->picture, picture))
    return;

  gtk_widget_set_child_visible (self->icon, picture == NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
stop (NexusGtkThumbnail *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkThumbnail) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) picture = NULL;

  picture = nexus_gtk_thumbnails_load_finish (NEXUS_GTK_THUMBNAILS (object), result, &error);
  /* That is what another entry had asked for. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (picture != NULL)
    set_picture (self, picture);
}

static void
ask (NexusGtkThumbnail *self)
{
  NexusGtkThumbnails *thumbnails = nexus_gtk_thumbnails_get_default ();
  int pixels = self->size * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkTexture *known;

  if (self->entry == NULL || self->picture != NULL || self->cancellable != NULL ||
      !nexus_gtk_thumbnails_suits (self->entry))
    return;

  known = nexus_gtk_thumbnails_lookup (thumbnails, self->entry, pixels);
  if (known != NULL)
    {
      set_picture (self, known);
      return;
    }
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->cancellable = g_cancellable_new ();
  nexus_gtk_thumbnails_load_async (thumbnails, self->filesystem, self->entry, pixels, self->cancellable, loaded_cb,
                                   g_object_ref (self));
}

void
nexus_gtk_thumbnail_set_entry (NexusGtkThumbnail *self,
                               NexusFilesystem   *filesystem,
                               NexusEntry        *entry)
{
  g_autoptr(GIcon) icon = NULL;
  gboolean same;

  g_return_if_fail (NEXUS_GTK_IS_THUMBNAIL (self));
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
      set_picture (self, NULL);
    }
  icon = entry != NULL ? nexus_gtk_get_icon (entry) : NULL;
  gtk_image_set_from_gicon (GTK_IMAGE (self->icon), icon);
  ask (self);
}

GdkTexture *
nexus_gtk_thumbnail_get_picture (NexusGtkThumbnail *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_THUMBNAIL (self), NULL);

  return self->picture;
}

/* --- The widget --- */

static void
nexus_gtk_thumbnail_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (nexus_gtk_thumbnail_parent_class)->map (widget);
  ask (NEXUS_GTK_THUMBNAIL (widget));
}

static void
nexus_gtk_thumbnail_unmap (GtkWidget *widget)
{
  stop (NEXUS_GTK_THUMBNAIL (widget));
  GTK_WIDGET_CLASS (nexus_gtk_thumbnail_parent_class)->unmap (widget);
}

static GtkSizeRequestMode
nexus_gtk_thumbnail_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
nexus_gtk_thumbnail_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  *minimum = *natural = NEXUS_GTK_THUMBNAIL (widget)->size;
}

static void
nexus_gtk_thumbnail_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  NexusGtkThumbnail *self = NEXUS_GTK_THUMBNAIL (widget);
  GtkAllocation place = { (width - self->size) / 2, (height - self->size) / 2, self->size, self->size };

  gtk_widget_size_allocate (self->icon, &place, -1);
}

/* In the middle, and never larger than it is. */
static void
nexus_gtk_thumbnail_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  NexusGtkThumbnail *self = NEXUS_GTK_THUMBNAIL (widget);
  static const float widths[4] = { 1, 1, 1, 1 };
  GdkRGBA line;
  GskRoundedRect frame;
  graphene_rect_t bounds;
  double scale;
  float width;
  float height;

  if (self->picture == NULL)
    {
      GTK_WIDGET_CLASS (nexus_gtk_thumbnail_parent_class)->snapshot (widget, snapshot);
      return;
    }

  scale = (double) self->size / MAX (gdk_texture_get_width (self->picture), gdk_texture_get_height (self->picture));
  scale = MIN (scale, 1.0);
  width = MAX ((float) (int) (gdk_texture_get_width (self->picture) * scale), 1);
  height = MAX ((float) (int) (gdk_texture_get_height (self->picture) * scale), 1);
  bounds = GRAPHENE_RECT_INIT ((float) (int) ((gtk_widget_get_width (widget) - width) / 2),
                               (float) (int) ((gtk_widget_get_height (widget) - height) / 2), width, height);
  gsk_rounded_rect_init_from_rect (&frame, &bounds, MIN (RADIUS, MIN (width, height) / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_texture (snapshot, self->picture, &bounds);
  gtk_snapshot_pop (snapshot);
  /* So that one that is as light or dark as the window has an edge. */
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &line);
  line.alpha = 0.15f;
  gtk_snapshot_append_border (snapshot, &frame, widths, (GdkRGBA[4]) { line, line, line, line });
}

static void
nexus_gtk_thumbnail_dispose (GObject *object)
{
  NexusGtkThumbnail *self = NEXUS_GTK_THUMBNAIL (object);

  stop (self);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->entry);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (nexus_gtk_thumbnail_parent_class)->dispose (object);
}

static void
nexus_gtk_thumbnail_class_init (NexusGtkThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_thumbnail_dispose;
  widget_class->map = nexus_gtk_thumbnail_map;
  widget_class->unmap = nexus_gtk_thumbnail_unmap;
  widget_class->get_request_mode = nexus_gtk_thumbnail_get_request_mode;
  widget_class->measure = nexus_gtk_thumbnail_measure;
  widget_class->size_allocate = nexus_gtk_thumbnail_size_allocate;
  widget_class->snapshot = nexus_gtk_thumbnail_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
nexus_gtk_thumbnail_init (NexusGtkThumbnail *self)
{
  self->icon = gtk_image_new ();
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
}

GtkWidget *
nexus_gtk_thumbnail_new (int size)
{
  NexusGtkThumbnail *self = g_object_new (NEXUS_GTK_TYPE_THUMBNAIL, NULL);

  self->size = size;
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), size);

  return GTK_WIDGET (self);
}

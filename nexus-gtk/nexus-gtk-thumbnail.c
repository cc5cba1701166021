/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-format.h"
#include "nexus-gtk-thumbnail-loader.h"
#include "nexus-gtk-thumbnail.h"

#define RADIUS 4

struct _NexusGtkThumbnail {
  GtkWidget                parent_instance;

  int                      size;
  GtkWidget               *icon;
  NexusGtkThumbnailLoader *loader;
};

G_DEFINE_FINAL_TYPE (NexusGtkThumbnail, nexus_gtk_thumbnail, GTK_TYPE_WIDGET)

static void
show (GtkWidget  *widget,
      NexusEntry *entry,
      GdkTexture *picture)
{
  NexusGtkThumbnail *self = NEXUS_GTK_THUMBNAIL (widget);
  g_autoptr(GIcon) icon = entry != NULL ? nexus_gtk_get_icon (entry) : NULL;

  gtk_image_set_from_gicon (GTK_IMAGE (self->icon), icon);
  gtk_widget_set_child_visible (self->icon, picture == NULL);
  gtk_widget_queue_draw (widget);
}

void
nexus_gtk_thumbnail_set_entry (NexusGtkThumbnail *self,
                               NexusFilesystem   *filesystem,
                               NexusEntry        *entry)
{
  g_return_if_fail (NEXUS_GTK_IS_THUMBNAIL (self));

  nexus_gtk_thumbnail_loader_set_entry (self->loader, filesystem, entry);
}

GdkTexture *
nexus_gtk_thumbnail_get_picture (NexusGtkThumbnail *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_THUMBNAIL (self), NULL);

  return nexus_gtk_thumbnail_loader_get_picture (self->loader);
}

/* --- The widget --- */

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
  GdkTexture *picture = nexus_gtk_thumbnail_loader_get_picture (self->loader);
  static const float widths[4] = { 1, 1, 1, 1 };
  GdkRGBA line;
  GskRoundedRect frame;
  graphene_rect_t bounds;
  double scale;
  float width;
  float height;

  if (picture == NULL)
    {
      GTK_WIDGET_CLASS (nexus_gtk_thumbnail_parent_class)->snapshot (widget, snapshot);
      return;
    }

  scale = (double) self->size / MAX (gdk_texture_get_width (picture), gdk_texture_get_height (picture));
  scale = MIN (scale, 1.0);
  width = MAX ((float) (int) (gdk_texture_get_width (picture) * scale), 1);
  height = MAX ((float) (int) (gdk_texture_get_height (picture) * scale), 1);
  bounds = GRAPHENE_RECT_INIT ((float) (int) ((gtk_widget_get_width (widget) - width) / 2),
                               (float) (int) ((gtk_widget_get_height (widget) - height) / 2), width, height);
  gsk_rounded_rect_init_from_rect (&frame, &bounds, MIN (RADIUS, MIN (width, height) / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_texture (snapshot, picture, &bounds);
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

  g_clear_pointer (&self->loader, nexus_gtk_thumbnail_loader_drop);
  g_clear_pointer (&self->icon, gtk_widget_unparent);

  G_OBJECT_CLASS (nexus_gtk_thumbnail_parent_class)->dispose (object);
}

static void
nexus_gtk_thumbnail_class_init (NexusGtkThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_thumbnail_dispose;
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
  self->loader = nexus_gtk_thumbnail_loader_new (GTK_WIDGET (self), size, show);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), size);

  return GTK_WIDGET (self);
}

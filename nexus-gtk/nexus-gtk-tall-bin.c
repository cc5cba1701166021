/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-tall-bin.h"

/* A scrolled window does not ask how high what is in it would be for its width: with text that wraps it would be as high
 * as for the narrowest lines. */
struct _NexusGtkTallBin {
  GtkWidget  parent_instance;

  GtkWidget *scrolled;
  GtkWidget *child;        /* of the scrolled window */
  int        min_height;
};

G_DEFINE_FINAL_TYPE (NexusGtkTallBin, nexus_gtk_tall_bin, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
nexus_gtk_tall_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
nexus_gtk_tall_bin_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  NexusGtkTallBin *self = NEXUS_GTK_TALL_BIN (widget);

  gtk_widget_measure (self->scrolled, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      gtk_widget_measure (self->child, orientation, for_size, NULL, natural, NULL, NULL);
      *minimum = MAX (*minimum, MIN (*natural, self->min_height));
      *natural = MAX (*natural, *minimum);
    }
}

static void
nexus_gtk_tall_bin_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  gtk_widget_allocate (NEXUS_GTK_TALL_BIN (widget)->scrolled, width, height, -1, NULL);
}

static void
nexus_gtk_tall_bin_dispose (GObject *object)
{
  NexusGtkTallBin *self = NEXUS_GTK_TALL_BIN (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->child);

  G_OBJECT_CLASS (nexus_gtk_tall_bin_parent_class)->dispose (object);
}

static void
nexus_gtk_tall_bin_class_init (NexusGtkTallBinClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_tall_bin_dispose;
  widget_class->get_request_mode = nexus_gtk_tall_bin_get_request_mode;
  widget_class->measure = nexus_gtk_tall_bin_measure;
  widget_class->size_allocate = nexus_gtk_tall_bin_size_allocate;
}

static void
nexus_gtk_tall_bin_init (NexusGtkTallBin *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
nexus_gtk_tall_bin_new (GtkWidget *child,
                        int        min_height)
{
  NexusGtkTallBin *self = g_object_new (NEXUS_GTK_TYPE_TALL_BIN, NULL);

  self->child = g_object_ref_sink (child);
  self->min_height = min_height;
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), child);

  return GTK_WIDGET (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-wrap-layout.h"

struct _NexusGtkWrapLayout {
  GtkLayoutManager parent_instance;

  int              spacing;
};

G_DEFINE_FINAL_TYPE (NexusGtkWrapLayout, nexus_gtk_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
nexus_gtk_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                        GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_child_width (GtkWidget *child,
                 int        width)
{
  int minimum;
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return width < 0 ? natural : MAX (minimum, MIN (natural, width));
}

static int
get_child_height (GtkWidget *child,
                  int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);

  return natural;
}

/* The children from the first one on that fit into a line; NULL at the end. */
static GtkWidget *
measure_line (NexusGtkWrapLayout *self,
              GtkWidget          *first,
              int                 width,
              int                *height)
{
  int x = 0;
  GtkWidget *child;

  *height = 0;
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = get_child_width (child, width);
      if (x > 0 && width >= 0 && x + child_width > width)
        break;
      x += child_width + self->spacing;
      *height = MAX (*height, get_child_height (child, child_width));
    }

  return child;
}

static void
nexus_gtk_wrap_layout_measure (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               GtkOrientation    orientation,
                               int               for_size,
                               int              *minimum,
                               int              *natural,
                               int              *minimum_baseline,
                               int              *natural_baseline)
{
  NexusGtkWrapLayout *self = NEXUS_GTK_WRAP_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int child_minimum;
          int child_natural;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum);
          *natural += child_natural + (*natural > 0 ? self->spacing : 0);
        }
      return;
    }

  while (child != NULL)
    {
      int height;

      child = measure_line (self, child, for_size, &height);
      *natural += height + (*natural > 0 && height > 0 ? self->spacing : 0);
    }
  *minimum = *natural;
}

static void
nexus_gtk_wrap_layout_allocate (GtkLayoutManager *manager,
                                GtkWidget        *widget,
                                int               width,
                                int               height,
                                int               baseline)
{
  NexusGtkWrapLayout *self = NEXUS_GTK_WRAP_LAYOUT (manager);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int y = 0;

  while (child != NULL)
    {
      int line_height;
      GtkWidget *end = measure_line (self, child, width, &line_height);
      int x = 0;

      for (; child != end; child = gtk_widget_get_next_sibling (child))
        {
          GtkAllocation place;

          if (!gtk_widget_should_layout (child))
            continue;
          place.width = get_child_width (child, width);
          place.height = line_height;
          place.x = mirrored ? width - x - place.width : x;
          place.y = y;
          gtk_widget_size_allocate (child, &place, -1);
          x += place.width + self->spacing;
        }
      y += line_height + self->spacing;
    }
}

static void
nexus_gtk_wrap_layout_class_init (NexusGtkWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = nexus_gtk_wrap_layout_get_request_mode;
  manager_class->measure = nexus_gtk_wrap_layout_measure;
  manager_class->allocate = nexus_gtk_wrap_layout_allocate;
}

static void
nexus_gtk_wrap_layout_init (NexusGtkWrapLayout *self)
{
}

GtkLayoutManager *
nexus_gtk_wrap_layout_new (int spacing)
{
  NexusGtkWrapLayout *self = g_object_new (NEXUS_GTK_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}

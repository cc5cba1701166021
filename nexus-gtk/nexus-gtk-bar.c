/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-bar.h"

#define SPACING 12

/* Narrower than this a text is better read above the buttons. */
#define TEXT_CHARS 20

#define NEXUS_GTK_TYPE_BAR_LAYOUT (nexus_gtk_bar_layout_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkBarLayout, nexus_gtk_bar_layout, NEXUS_GTK, BAR_LAYOUT, GtkLayoutManager)

struct _NexusGtkBarLayout {
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (NexusGtkBarLayout, nexus_gtk_bar_layout, GTK_TYPE_LAYOUT_MANAGER)

/* How a width is shared. */
typedef struct {
  gboolean is_line;     /* all of them in one */
  int      extra;       /* for each that takes what is left */
  gboolean text_takes;  /* it is the text, else all */
} Shares;

static GtkWidget *
get_next (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

/* The text may be as narrow as it can be, the buttons want to say what they say in one line. */
static int
get_width (GtkWidget *child)
{
  int minimum;
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return gtk_widget_get_hexpand (child) ? minimum : natural;
}

static void
share (GtkWidget *widget,
       int        width,
       Shares    *shares)
{
  int sum = 0;
  int n_children = 0;

  shares->text_takes = FALSE;
  for (GtkWidget *child = get_next (gtk_widget_get_first_child (widget)); child != NULL;
       child = get_next (gtk_widget_get_next_sibling (child)))
    {
      sum += get_width (child) + (n_children++ > 0 ? SPACING : 0);
      shares->text_takes |= gtk_widget_get_hexpand (child);
    }
  shares->is_line = sum <= width;
  shares->extra = n_children > 0 ? (width - sum) / (shares->text_takes ? 1 : n_children) : 0;
}

static int
get_share (GtkWidget    *child,
           int           width,
           const Shares *shares)
{
  if (!shares->is_line)
    return width;

  return get_width (child) + (gtk_widget_get_hexpand (child) || !shares->text_takes ? shares->extra : 0);
}

static GtkSizeRequestMode
nexus_gtk_bar_layout_get_request_mode (GtkLayoutManager *manager,
                                       GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
nexus_gtk_bar_layout_measure (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  GtkWidget *child = get_next (gtk_widget_get_first_child (widget));
  Shares shares = { TRUE, 0, TRUE };

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    share (widget, for_size, &shares);
  for (; child != NULL; child = get_next (gtk_widget_get_next_sibling (child)))
    {
      int width = orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0 ? get_share (child, for_size, &shares) : -1;
      int child_minimum;
      int child_natural;

      gtk_widget_measure (child, orientation, width, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural += child_natural + (*natural > 0 ? SPACING : 0);
        }
      else if (shares.is_line)
        {
          *natural = MAX (*natural, child_natural);
        }
      else
        {
          *natural += child_natural + (*natural > 0 ? SPACING : 0);
        }
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural;
}

static void
nexus_gtk_bar_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Shares shares;
  int x = 0;
  int y = 0;

  share (widget, width, &shares);
  for (GtkWidget *child = get_next (gtk_widget_get_first_child (widget)); child != NULL;
       child = get_next (gtk_widget_get_next_sibling (child)))
    {
      GtkAllocation place = { x, y, get_share (child, width, &shares), height };

      if (shares.is_line)
        x += place.width + SPACING;
      else
        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &place.height, NULL, NULL);
      if (!shares.is_line)
        y += place.height + SPACING;
      if (mirrored)
        place.x = width - place.x - place.width;
      gtk_widget_size_allocate (child, &place, -1);
    }
}

static void
nexus_gtk_bar_layout_class_init (NexusGtkBarLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = nexus_gtk_bar_layout_get_request_mode;
  manager_class->measure = nexus_gtk_bar_layout_measure;
  manager_class->allocate = nexus_gtk_bar_layout_allocate;
}

static void
nexus_gtk_bar_layout_init (NexusGtkBarLayout *self)
{
}

GtkWidget *
nexus_gtk_bar_new (GtkLabel *text)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (bar, g_object_new (NEXUS_GTK_TYPE_BAR_LAYOUT, NULL));
  gtk_widget_add_css_class (bar, "nexus-button-bar");
  if (text != NULL)
    {
      gtk_label_set_wrap (text, TRUE);
      gtk_label_set_xalign (text, 0.0);
      gtk_label_set_width_chars (text, TEXT_CHARS);
      gtk_widget_set_hexpand (GTK_WIDGET (text), TRUE);
      gtk_box_append (GTK_BOX (bar), GTK_WIDGET (text));
    }

  return bar;
}

void
nexus_gtk_bar_add (GtkWidget *bar,
                   GtkWidget *button)
{
  nexus_gtk_bar_wrap_button (button);
  gtk_widget_set_hexpand (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (bar), button);
}

void
nexus_gtk_bar_wrap_button (GtkWidget *button)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
}

void
nexus_gtk_bar_wrap_all (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && GTK_IS_LABEL (gtk_button_get_child (GTK_BUTTON (widget))))
    nexus_gtk_bar_wrap_button (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    nexus_gtk_bar_wrap_all (child);
}

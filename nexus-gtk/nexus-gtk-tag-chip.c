/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>

#include "nexus-gtk-tag-chip.h"

struct _NexusGtkTagChip {
  GtkBox     parent_instance;

  char      *tag;
  char      *color;      /* NULL: none */
  GtkWidget *dot;
  GtkWidget *label;
  GtkWidget *share;
  GtkWidget *button;
  GtkWidget *popover;
  GtkWidget *complete;
};

enum {
  SIGNAL_REMOVE,
  SIGNAL_COMPLETE,
  SIGNAL_COLOR,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkTagChip, nexus_gtk_tag_chip, GTK_TYPE_BOX)

/* Those of GNOME, which can be told apart on light and on dark. */
static const struct {
  const char *value;
  const char *name;
} colors[] = {
  { "#3584e4", N_("Blue") },
  { "#2190a4", N_("Teal") },
  { "#2ec27e", N_("Green") },
  { "#e5a50a", N_("Yellow") },
  { "#ff7800", N_("Orange") },
  { "#e01b24", N_("Red") },
  { "#c061cb", N_("Pink") },
  { "#813d9c", N_("Purple") },
  { "#6f8396", N_("Slate") },
};

static void
draw_dot_cb (GtkDrawingArea *area,
             cairo_t        *cr,
             int             width,
             int             height,
             gpointer        user_data)
{
  const char *color = g_object_get_data (G_OBJECT (area), "color");
  GdkRGBA rgba;

  if (color == NULL || !gdk_rgba_parse (&rgba, color))
    return;
  gdk_cairo_set_source_rgba (cr, &rgba);
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
set_dot (GtkWidget  *dot,
         const char *color)
{
  g_object_set_data_full (G_OBJECT (dot), "color", g_strdup (color), g_free);
  gtk_widget_set_visible (dot, color != NULL);
  gtk_widget_queue_draw (dot);
}

static GtkWidget *
new_dot (const char *color,
         int         size)
{
  GtkWidget *dot = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), size);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (dot), size);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot_cb, NULL, NULL);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (dot, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (dot), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  set_dot (dot, color);

  return dot;
}

static void
set_name (GtkWidget  *button,
          const char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- What can be done with it --- */

static void
remove_cb (NexusGtkTagChip *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
complete_cb (NexusGtkTagChip *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[SIGNAL_COMPLETE], 0);
}

static void
color_cb (NexusGtkTagChip *self,
          GtkWidget       *button)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[SIGNAL_COLOR], 0, g_object_get_data (G_OBJECT (button), "color"));
}

static GtkWidget *
new_color_button (NexusGtkTagChip *self,
                  const char      *color,
                  const char      *name)
{
  GtkWidget *button = gtk_button_new ();

  if (color != NULL)
    gtk_button_set_child (GTK_BUTTON (button), new_dot (color, 16));
  else
    gtk_button_set_icon_name (GTK_BUTTON (button), "edit-clear-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  set_name (button, name);
  g_object_set_data (G_OBJECT (button), "color", (gpointer) color);
  g_signal_connect_object (button, "clicked", G_CALLBACK (color_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static void
show_popover_cb (NexusGtkTagChip *self)
{
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
add_popover (NexusGtkTagChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid = gtk_grid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    gtk_grid_attach (GTK_GRID (grid), new_color_button (self, colors[i].value, _(colors[i].name)), (int) i % 5,
                     (int) i / 5, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), new_color_button (self, NULL, _("No color")), 4, 1, 1, 1);
  gtk_box_append (GTK_BOX (box), grid);

  self->complete = gtk_button_new_with_mnemonic (_("_Add to All"));
  gtk_widget_add_css_class (self->complete, "flat");
  gtk_widget_set_visible (self->complete, FALSE);
  g_signal_connect_object (self->complete, "clicked", G_CALLBACK (complete_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->complete);

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, self->button);
}

/* --- What it shows --- */

static void
describe (NexusGtkTagChip *self,
          const char      *share)
{
  g_autofree char *shown = nexus_path_display (self->tag);
  g_autofree char *name = share == NULL ? g_strdup (shown)
                                        /* Translators: a tag, and how many of the selected files have it: "work (2 of 5)" */
                                        : g_strdup_printf (_("%s (%s)"), shown, share);

  set_name (self->button, name);
}

void
nexus_gtk_tag_chip_set_color (NexusGtkTagChip *self,
                              const char      *color)
{
  g_return_if_fail (NEXUS_GTK_IS_TAG_CHIP (self));

  if (g_strcmp0 (self->color, color) == 0)
    return;
  g_free (self->color);
  self->color = g_strdup (color);
  set_dot (self->dot, color);
}

void
nexus_gtk_tag_chip_set_share (NexusGtkTagChip *self,
                              guint            n_with,
                              guint            n_entries)
{
  g_autofree char *share = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TAG_CHIP (self));

  if (n_with < n_entries)
    /* Translators: how many of the selected files have a tag or an attribute */
    share = g_strdup_printf (_("%u of %u"), n_with, n_entries);
  gtk_widget_set_visible (self->share, share != NULL);
  gtk_label_set_text (GTK_LABEL (self->share), share != NULL ? share : "");
  if (self->complete != NULL)
    gtk_widget_set_visible (self->complete, share != NULL);
  if (share != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "partial");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "partial");
  describe (self, share);
}

const char *
nexus_gtk_tag_chip_get_tag (NexusGtkTagChip *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TAG_CHIP (self), NULL);

  return self->tag;
}

/* --- The widget --- */

static void
nexus_gtk_tag_chip_dispose (GObject *object)
{
  NexusGtkTagChip *self = NEXUS_GTK_TAG_CHIP (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);

  G_OBJECT_CLASS (nexus_gtk_tag_chip_parent_class)->dispose (object);
}

static void
nexus_gtk_tag_chip_finalize (GObject *object)
{
  NexusGtkTagChip *self = NEXUS_GTK_TAG_CHIP (object);

  g_free (self->tag);
  g_free (self->color);

  G_OBJECT_CLASS (nexus_gtk_tag_chip_parent_class)->finalize (object);
}

static void
nexus_gtk_tag_chip_class_init (NexusGtkTagChipClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_tag_chip_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_tag_chip_finalize;

  signals[SIGNAL_REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COMPLETE] = g_signal_new ("complete", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COLOR] = g_signal_new ("color", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_tag_chip_init (NexusGtkTagChip *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "nexus-chip");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

NexusGtkTagChip *
nexus_gtk_tag_chip_new (const char *tag,
                        gboolean    editable)
{
  NexusGtkTagChip *self = g_object_new (NEXUS_GTK_TYPE_TAG_CHIP, NULL);
  g_autofree char *shown = nexus_path_display (tag);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->tag = g_strdup (tag);
  self->dot = new_dot (NULL, 10);
  self->label = gtk_label_new (shown);
  self->share = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 24);
  gtk_widget_add_css_class (self->share, "dim-label");
  gtk_widget_add_css_class (self->share, "caption");
  gtk_widget_set_visible (self->share, FALSE);
  gtk_box_append (GTK_BOX (box), self->dot);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->share);

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_box_append (GTK_BOX (self), self->button);
  describe (self, NULL);
  if (editable)
    {
      g_autofree char *name = g_strdup_printf (_("Remove tag %s"), shown);
      GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "nexus-chip-close");
      set_name (button, name);
      g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self), button);
      add_popover (self);
      g_signal_connect_object (self->button, "clicked", G_CALLBACK (show_popover_cb), self, G_CONNECT_SWAPPED);
    }
  else
    gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);

  return self;
}

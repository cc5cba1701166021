/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-diff-signs.h"

#define REMOVED "−"
#define ADDED   "+"

/* On both sides of a sign. */
#define PADDING 4

struct _NexusGtkDiffSigns {
  GtkSourceGutterRendererText parent_instance;
};

G_DEFINE_FINAL_TYPE (NexusGtkDiffSigns, nexus_gtk_diff_signs, GTK_SOURCE_TYPE_GUTTER_RENDERER_TEXT)

static gboolean
has_tag (GtkTextBuffer *buffer,
         guint          line,
         const char    *name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, (int) line);

  return gtk_text_iter_has_tag (&iter, tag);
}

const char *
nexus_gtk_diff_signs_get_sign (GtkTextBuffer *buffer,
                               guint          line)
{
  if (has_tag (buffer, line, NEXUS_GTK_DIFF_TAG_REMOVED))
    return REMOVED;

  return has_tag (buffer, line, NEXUS_GTK_DIFF_TAG_ADDED) ? ADDED : "";
}

static void
nexus_gtk_diff_signs_query_data (GtkSourceGutterRenderer *renderer,
                                 GtkSourceGutterLines    *lines,
                                 guint                    line)
{
  const char *sign = nexus_gtk_diff_signs_get_sign (gtk_source_gutter_lines_get_buffer (lines), line);

  gtk_source_gutter_renderer_text_set_text (GTK_SOURCE_GUTTER_RENDERER_TEXT (renderer), sign, -1);
}

/* As wide as the wider one, however large the text is. */
static void
nexus_gtk_diff_signs_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  GtkSourceGutterRendererText *text = GTK_SOURCE_GUTTER_RENDERER_TEXT (widget);
  int removed;
  int added;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;

  gtk_source_gutter_renderer_text_measure (text, REMOVED, &removed, NULL);
  gtk_source_gutter_renderer_text_measure (text, ADDED, &added, NULL);
  *minimum = *natural = MAX (removed, added) + 2 * PADDING;
}

static void
nexus_gtk_diff_signs_class_init (NexusGtkDiffSignsClass *klass)
{
  GTK_WIDGET_CLASS (klass)->measure = nexus_gtk_diff_signs_measure;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->query_data = nexus_gtk_diff_signs_query_data;
}

static void
nexus_gtk_diff_signs_init (NexusGtkDiffSigns *self)
{
  GtkSourceGutterRenderer *renderer = GTK_SOURCE_GUTTER_RENDERER (self);

  gtk_widget_add_css_class (GTK_WIDGET (self), "nexus-diff-signs");
  gtk_source_gutter_renderer_set_xalign (renderer, 0.5);
  gtk_source_gutter_renderer_set_alignment_mode (renderer, GTK_SOURCE_GUTTER_RENDERER_ALIGNMENT_MODE_FIRST);
}

void
nexus_gtk_diff_signs_add (GtkSourceView *view)
{
  gtk_source_gutter_insert (gtk_source_view_get_gutter (view, GTK_TEXT_WINDOW_LEFT),
                            g_object_new (NEXUS_GTK_TYPE_DIFF_SIGNS, NULL), 0);
}

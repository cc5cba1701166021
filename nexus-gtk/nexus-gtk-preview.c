/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-error.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-preview-load.h"
#include "nexus-gtk-preview.h"
#include "nexus-gtk-source.h"

/* Pixels of the longer side, on an ordinary screen. */
#define SMALL_SIZE  300
#define LARGE_SIZE  1600
/* The height of a small one. */
#define SMALL_HEIGHT 200

struct _NexusGtkPreview {
  AdwBin           parent_instance;

  NexusFilesystem *filesystem;
  NexusEntry      *entry;
  GCancellable    *loading;      /* NULL when nothing is being read */
  gboolean         large;

  GtkStack        *stack;
  GtkImage        *image;
  GtkWidget       *clamp;
  GtkPicture      *picture;
  GtkWidget       *text;         /* made with the first text */
  GtkSourceView   *view;
  GtkLabel        *note;
};

G_DEFINE_FINAL_TYPE (NexusGtkPreview, nexus_gtk_preview, ADW_TYPE_BIN)

static void
show_note (NexusGtkPreview *self,
           const char      *text)
{
  gtk_label_set_text (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
}

static void
show_icon (NexusGtkPreview *self)
{
  g_autoptr(GIcon) icon = nexus_gtk_get_icon (self->entry);

  gtk_image_set_from_gicon (self->image, icon);
  gtk_widget_remove_css_class (GTK_WIDGET (self->image), "dim-label");
  gtk_stack_set_visible_child_name (self->stack, "icon");
}

static void
show_picture (NexusGtkPreview        *self,
              NexusGtkPreviewContent *content)
{
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (self->entry));
  g_autofree char *name = g_strdup_printf (_("Preview of %s"), shown);
  /* Translators: width and height of a picture */
  g_autofree char *size = g_strdup_printf (_("%d × %d pixels"), content->width, content->height);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (content->texture));
  gtk_picture_set_alternative_text (self->picture, name);
  gtk_stack_set_visible_child_name (self->stack, "picture");
  show_note (self, size);
}

static void
make_text (NexusGtkPreview *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->view = nexus_gtk_source_view_new ();
  if (!self->large)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->view), "nexus-small-text");
      gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), SMALL_HEIGHT);
      gtk_widget_add_css_class (scrolled, "card");
      gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
    }
  else
    gtk_source_view_set_show_line_numbers (self->view, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  /* The text takes the focus, and has a name. */
  gtk_widget_set_focusable (scrolled, FALSE);
  self->text = scrolled;
  gtk_stack_add_named (self->stack, scrolled, "text");
}

static void
show_text (NexusGtkPreview    *self,
           NexusGtkTextSample *sample)
{
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (self->entry));
  g_autofree char *name = g_strdup_printf (_("Preview of %s"), shown);
  g_autofree char *notes = nexus_gtk_text_sample_dup_notes (sample);
  GtkTextBuffer *buffer;
  GtkTextIter start;

  if (*sample->text == '\0')
    {
      show_note (self, _("This file is empty."));
      return;
    }

  if (self->text == NULL)
    make_text (self);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  nexus_gtk_source_view_set_type (self->view, nexus_entry_get_name (self->entry),
                                  nexus_entry_get_content_type (self->entry));
  gtk_text_buffer_set_text (buffer, sample->text, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_stack_set_visible_child_name (self->stack, "text");
  /* A small one never shows all. */
  show_note (self, self->large ? notes : NULL);
}

/* --- Reading --- */

static void
stop_loading (NexusGtkPreview *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkPreview) self = user_data;
  g_autoptr(NexusGtkPreviewContent) content = NULL;
  g_autoptr(GError) error = NULL;

  content = nexus_gtk_preview_load_finish (result, &error);
  /* Something else is shown by now. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (content == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);

      show_icon (self);
      show_note (self, text);
    }
  else if (content->texture != NULL)
    show_picture (self, content);
  else if (content->sample != NULL)
    show_text (self, content->sample);
}

/* What is shown of the former version stays until the new one is there. */
static void
start_loading (NexusGtkPreview *self)
{
  int size = (self->large ? LARGE_SIZE : SMALL_SIZE) * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  self->loading = g_cancellable_new ();
  nexus_gtk_preview_load_async (self->filesystem, self->entry, size, self->loading, loaded_cb, g_object_ref (self));
}

void
nexus_gtk_preview_set_entry (NexusGtkPreview *self,
                             NexusFilesystem *filesystem,
                             NexusEntry      *entry)
{
  gboolean same;

  g_return_if_fail (NEXUS_GTK_IS_PREVIEW (self));

  same = self->entry != NULL && entry != NULL && filesystem == self->filesystem &&
         strcmp (nexus_entry_get_id (self->entry), nexus_entry_get_id (entry)) == 0;
  if (same && g_strcmp0 (nexus_entry_get_etag (self->entry), nexus_entry_get_etag (entry)) == 0)
    {
      g_set_object (&self->entry, entry);
      return;
    }

  stop_loading (self);
  g_set_object (&self->filesystem, filesystem);
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    {
      gtk_image_clear (self->image);
      gtk_stack_set_visible_child_name (self->stack, "icon");
      show_note (self, NULL);
      return;
    }
  if (!same)
    {
      show_icon (self);
      show_note (self, NULL);
    }
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE)
    start_loading (self);
}

void
nexus_gtk_preview_set_icon (NexusGtkPreview *self,
                            const char      *icon_name)
{
  g_return_if_fail (NEXUS_GTK_IS_PREVIEW (self));

  nexus_gtk_preview_set_entry (self, NULL, NULL);
  gtk_image_set_from_icon_name (self->image, icon_name);
  gtk_widget_add_css_class (GTK_WIDGET (self->image), "dim-label");
}

const char *
nexus_gtk_preview_get_page (NexusGtkPreview *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PREVIEW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

const char *
nexus_gtk_preview_get_note (NexusGtkPreview *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PREVIEW (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self->note)) ? gtk_label_get_text (self->note) : NULL;
}

gboolean
nexus_gtk_preview_is_settled (NexusGtkPreview *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PREVIEW (self), FALSE);

  return self->loading == NULL;
}

/* --- The widget --- */

static void
nexus_gtk_preview_dispose (GObject *object)
{
  NexusGtkPreview *self = NEXUS_GTK_PREVIEW (object);

  stop_loading (self);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (nexus_gtk_preview_parent_class)->dispose (object);
}

static void
nexus_gtk_preview_class_init (NexusGtkPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_preview_dispose;
}

static void
nexus_gtk_preview_init (NexusGtkPreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture, GTK_CONTENT_FIT_SCALE_DOWN);
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_justify (self->note, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->image), "icon");
  self->clamp = adw_clamp_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->clamp), GTK_ORIENTATION_VERTICAL);
  adw_clamp_set_child (ADW_CLAMP (self->clamp), GTK_WIDGET (self->picture));
  gtk_stack_add_named (self->stack, self->clamp, "picture");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  adw_bin_set_child (ADW_BIN (self), box);
}

NexusGtkPreview *
nexus_gtk_preview_new (gboolean large)
{
  NexusGtkPreview *self = g_object_new (NEXUS_GTK_TYPE_PREVIEW, NULL);

  self->large = large;
  gtk_image_set_pixel_size (self->image, large ? 256 : 96);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), large);
  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), large ? G_MAXINT16 : SMALL_HEIGHT);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (self->clamp), large ? G_MAXINT16 : SMALL_HEIGHT);
  if (large)
    gtk_widget_set_margin_bottom (GTK_WIDGET (self->note), 9);

  return self;
}

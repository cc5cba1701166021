/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-search-completion.h"

/* As many are offered. */
#define OFFERED_MAX 8

struct _NexusGtkSearchCompletion {
  GObject          parent_instance;

  GtkEntry        *entry;         /* NULL once it is detached */
  NexusFilesystem *filesystem;
  GCancellable    *cancellable;   /* of the question that is asked */
  guint            start;         /* what an offer takes the place of, in characters */
  guint            end;
  GtkWidget       *popover;
  GtkListBox      *list;
  guint            n_offers;
  gboolean         completing;
};

G_DEFINE_FINAL_TYPE (NexusGtkSearchCompletion, nexus_gtk_search_completion, G_TYPE_OBJECT)

/* --- What is offered --- */

static void
stop (NexusGtkSearchCompletion *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
clear_offers (NexusGtkSearchCompletion *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  self->n_offers = 0;
}

static void
add_offer (NexusGtkSearchCompletion *self,
           const char               *offer)
{
  GtkWidget *label = gtk_label_new (offer);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_box_append (self->list, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)), GTK_ACCESSIBLE_PROPERTY_LABEL, offer,
                                  -1);
  self->n_offers++;
}

static void
completed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkSearchCompletion) self = user_data;
  guint start;
  guint end;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) offers = nexus_filesystem_complete_query_finish (NEXUS_FILESYSTEM (object), result, &start, &end,
                                                                 &error);
  g_autofree char *typed = NULL;

  /* Without offers one can type on: an error is no reason to tell of them. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->entry == NULL)
    return;

  clear_offers (self);
  self->start = start;
  self->end = end;
  typed = gtk_editable_get_chars (GTK_EDITABLE (self->entry), (int) start, (int) end);
  for (guint i = 0; offers != NULL && offers[i] != NULL && self->n_offers < OFFERED_MAX; i++)
    {
      if (strcmp (offers[i], typed) != 0)
        add_offer (self, offers[i]);
    }
  if (self->n_offers > 0 && gtk_widget_get_mapped (GTK_WIDGET (self->entry)))
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* Only for somebody who writes. */
static void
changed_cb (NexusGtkSearchCompletion *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->entry));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  stop (self);
  if (self->filesystem == NULL || self->completing || focus == NULL ||
      !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry)))
    {
      nexus_gtk_search_completion_close (self);
      return;
    }

  self->cancellable = g_cancellable_new ();
  nexus_filesystem_complete_query_async (self->filesystem, gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                         (guint) gtk_editable_get_position (GTK_EDITABLE (self->entry)),
                                         self->cancellable, completed_cb, g_object_ref (self));
}

/* --- Taking one --- */

/* A key wants a value, which is asked for at once; what is whole is followed by the next word. */
static void
take (NexusGtkSearchCompletion *self,
      GtkListBoxRow            *row)
{
  const char *offer = gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row)));
  gboolean is_key = g_str_has_suffix (offer, ":");
  g_autofree char *text = g_strconcat (offer, is_key ? "" : " ", NULL);
  int position = (int) self->start;

  /* The row goes with the first change. */
  self->completing = TRUE;
  gtk_editable_delete_text (GTK_EDITABLE (self->entry), (int) self->start, (int) self->end);
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
  self->completing = FALSE;
  if (is_key)
    changed_cb (self);
}

static void
choose (NexusGtkSearchCompletion *self,
        int                       by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : by > 0 ? 0 : (int) self->n_offers - 1;

  if (index < 0 || index >= (int) self->n_offers)
    gtk_list_box_unselect_all (self->list);
  else
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, index));
}

static gboolean
key_cb (NexusGtkSearchCompletion *self,
        guint                     keyval,
        guint                     keycode,
        GdkModifierType           state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (self->n_offers == 0 || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Tab:
      take (self, row != NULL ? row : gtk_list_box_get_row_at_index (self->list, 0));
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      choose (self, keyval == GDK_KEY_Down ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (row == NULL)
        return GDK_EVENT_PROPAGATE;
      take (self, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      nexus_gtk_search_completion_close (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- The object --- */

GStrv
nexus_gtk_search_completion_dup_offers (NexusGtkSearchCompletion *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self), NULL);

  for (guint i = 0; i < self->n_offers; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);

      g_strv_builder_add (builder, gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row))));
    }

  return g_strv_builder_end (builder);
}

void
nexus_gtk_search_completion_close (NexusGtkSearchCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (self->entry == NULL)
    return;
  stop (self);
  clear_offers (self);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

void
nexus_gtk_search_completion_set_filesystem (NexusGtkSearchCompletion *self,
                                            NexusFilesystem          *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (g_set_object (&self->filesystem, filesystem))
    nexus_gtk_search_completion_close (self);
}

void
nexus_gtk_search_completion_detach (NexusGtkSearchCompletion *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_COMPLETION (self));

  if (self->entry == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->entry, self);
  nexus_gtk_search_completion_close (self);
  g_clear_object (&self->filesystem);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->list = NULL;
  self->entry = NULL;
}

static void
nexus_gtk_search_completion_finalize (GObject *object)
{
  nexus_gtk_search_completion_detach (NEXUS_GTK_SEARCH_COMPLETION (object));

  G_OBJECT_CLASS (nexus_gtk_search_completion_parent_class)->finalize (object);
}

static void
nexus_gtk_search_completion_class_init (NexusGtkSearchCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_completion_finalize;
}

static void
nexus_gtk_search_completion_init (NexusGtkSearchCompletion *self)
{
}

NexusGtkSearchCompletion *
nexus_gtk_search_completion_new (GtkEntry *entry)
{
  NexusGtkSearchCompletion *self = g_object_new (NEXUS_GTK_TYPE_SEARCH_COMPLETION, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = entry;
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "nexus-completion");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Completions"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (take), self, G_CONNECT_SWAPPED);

  /* The keyboard stays with the entry. */
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_size_request (self->popover, 240, -1);
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (entry));

  return self;
}

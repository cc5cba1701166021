/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-offers.h"

struct _NexusGtkOffers {
  GObject     parent_instance;

  GtkEntry   *entry;     /* NULL once it is detached */
  GtkWidget  *popover;
  GtkListBox *list;
  guint       count;
};

enum {
  SIGNAL_TAKEN,
  SIGNAL_DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkOffers, nexus_gtk_offers, G_TYPE_OBJECT)

/* --- What is offered --- */

guint
nexus_gtk_offers_get_count (NexusGtkOffers *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_OFFERS (self), 0);

  return self->count;
}

static GtkLabel *
get_label (NexusGtkOffers *self,
           guint           index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  return GTK_LABEL (gtk_list_box_row_get_child (row));
}

const char *
nexus_gtk_offers_get_text (NexusGtkOffers *self,
                           guint           index)
{
  g_return_val_if_fail (NEXUS_GTK_IS_OFFERS (self), NULL);
  g_return_val_if_fail (index < self->count, NULL);

  return gtk_label_get_text (get_label (self, index));
}

GStrv
nexus_gtk_offers_dup_texts (NexusGtkOffers *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (NEXUS_GTK_IS_OFFERS (self), NULL);

  for (guint i = 0; i < self->count; i++)
    g_strv_builder_add (builder, nexus_gtk_offers_get_text (self, i));

  return g_strv_builder_end (builder);
}

void
nexus_gtk_offers_set_text (NexusGtkOffers *self,
                           guint           index,
                           const char     *text)
{
  GtkLabel *label;

  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));
  g_return_if_fail (index < self->count);
  g_return_if_fail (text != NULL);

  label = get_label (self, index);
  gtk_label_set_text (label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (label))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
nexus_gtk_offers_add (NexusGtkOffers *self,
                      const char     *text)
{
  GtkWidget *label;

  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));
  g_return_if_fail (self->entry != NULL);

  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_box_append (self->list, label);
  nexus_gtk_offers_set_text (self, self->count++, text);
}

void
nexus_gtk_offers_clear (NexusGtkOffers *self)
{
  GtkWidget *child;

  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));

  if (self->entry == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  self->count = 0;
}

void
nexus_gtk_offers_show (NexusGtkOffers *self)
{
  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));

  if (self->entry == NULL)
    return;
  if (self->count > 0 && gtk_widget_get_mapped (GTK_WIDGET (self->entry)))
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

void
nexus_gtk_offers_close (NexusGtkOffers *self)
{
  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));

  nexus_gtk_offers_clear (self);
  nexus_gtk_offers_show (self);
}

/* --- Taking one --- */

static void
row_activated_cb (NexusGtkOffers *self,
                  GtkListBoxRow  *row)
{
  g_signal_emit (self, signals[SIGNAL_TAKEN], 0, (guint) gtk_list_box_row_get_index (row), FALSE);
}

static void
choose (NexusGtkOffers *self,
        int             by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : by > 0 ? 0 : (int) self->count - 1;

  if (index < 0 || index >= (int) self->count)
    gtk_list_box_unselect_all (self->list);
  else
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, index));
}

static gboolean
key_cb (NexusGtkOffers  *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  GtkListBoxRow *row;

  if (self->count == 0 || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  row = gtk_list_box_get_selected_row (self->list);
  switch (keyval)
    {
    case GDK_KEY_Tab:
      g_signal_emit (self, signals[SIGNAL_TAKEN], 0, row != NULL ? (guint) gtk_list_box_row_get_index (row) : 0, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      choose (self, keyval == GDK_KEY_Down ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (row == NULL)
        return GDK_EVENT_PROPAGATE;
      row_activated_cb (self, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!gtk_widget_get_visible (self->popover))
        return GDK_EVENT_PROPAGATE;
      nexus_gtk_offers_close (self);
      g_signal_emit (self, signals[SIGNAL_DISMISSED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- The object --- */

void
nexus_gtk_offers_detach (NexusGtkOffers *self)
{
  g_return_if_fail (NEXUS_GTK_IS_OFFERS (self));

  if (self->entry == NULL)
    return;
  nexus_gtk_offers_clear (self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->list = NULL;
  self->entry = NULL;
}

static void
nexus_gtk_offers_finalize (GObject *object)
{
  nexus_gtk_offers_detach (NEXUS_GTK_OFFERS (object));

  G_OBJECT_CLASS (nexus_gtk_offers_parent_class)->finalize (object);
}

static void
nexus_gtk_offers_class_init (NexusGtkOffersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_offers_finalize;

  signals[SIGNAL_TAKEN] = g_signal_new ("taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_offers_init (NexusGtkOffers *self)
{
}

NexusGtkOffers *
nexus_gtk_offers_new (GtkEntry *entry)
{
  NexusGtkOffers *self;
  GtkEventController *keys;

  g_return_val_if_fail (GTK_IS_ENTRY (entry), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OFFERS, NULL);
  self->entry = entry;
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "nexus-completion");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Completions"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);

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

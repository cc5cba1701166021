/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-selection.h"

struct _NexusGtkSelection {
  GObject     parent_instance;

  GListModel *model;      /* may be NULL */
  GtkBitset  *selected;
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkSelection, nexus_gtk_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* --- The list --- */

static GType
nexus_gtk_selection_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
nexus_gtk_selection_get_n_items (GListModel *model)
{
  NexusGtkSelection *self = NEXUS_GTK_SELECTION (model);

  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static gpointer
nexus_gtk_selection_get_item (GListModel *model,
                              guint       position)
{
  NexusGtkSelection *self = NEXUS_GTK_SELECTION (model);

  return self->model != NULL ? g_list_model_get_item (self->model, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_selection_get_item_type;
  iface->get_n_items = nexus_gtk_selection_get_n_items;
  iface->get_item = nexus_gtk_selection_get_item;
}

static void
items_changed_cb (NexusGtkSelection *self,
                  guint              position,
                  guint              removed,
                  guint              added)
{
  gtk_bitset_splice (self->selected, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* --- The selection: GTK makes all other calls of this one --- */

static gboolean
nexus_gtk_selection_is_selected (GtkSelectionModel *model,
                                 guint              position)
{
  return gtk_bitset_contains (NEXUS_GTK_SELECTION (model)->selected, position);
}

static GtkBitset *
nexus_gtk_selection_get_selection_in_range (GtkSelectionModel *model,
                                            guint              position,
                                            guint              n_items)
{
  return gtk_bitset_ref (NEXUS_GTK_SELECTION (model)->selected);
}

static gboolean
nexus_gtk_selection_set_selection (GtkSelectionModel *model,
                                   GtkBitset         *selected,
                                   GtkBitset         *mask)
{
  NexusGtkSelection *self = NEXUS_GTK_SELECTION (model);
  g_autoptr(GtkBitset) changes = gtk_bitset_copy (self->selected);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr(GtkBitset) next = NULL;

  /* What is to be another way, within the mask and within the list. */
  gtk_bitset_difference (changes, selected);
  gtk_bitset_intersect (changes, mask);
  gtk_bitset_remove_range_closed (changes, n_items, G_MAXUINT);
  if (gtk_bitset_is_empty (changes))
    return TRUE;

  /* Somebody may still look at the one that was. */
  next = gtk_bitset_copy (self->selected);
  gtk_bitset_difference (next, changes);
  gtk_bitset_unref (self->selected);
  self->selected = g_steal_pointer (&next);
  gtk_selection_model_selection_changed (model, gtk_bitset_get_minimum (changes),
                                         gtk_bitset_get_maximum (changes) - gtk_bitset_get_minimum (changes) + 1);

  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = nexus_gtk_selection_is_selected;
  iface->get_selection_in_range = nexus_gtk_selection_get_selection_in_range;
  iface->set_selection = nexus_gtk_selection_set_selection;
}

/* --- The object --- */

static void
drop_model (NexusGtkSelection *self)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
}

static void
nexus_gtk_selection_dispose (GObject *object)
{
  drop_model (NEXUS_GTK_SELECTION (object));

  G_OBJECT_CLASS (nexus_gtk_selection_parent_class)->dispose (object);
}

static void
nexus_gtk_selection_finalize (GObject *object)
{
  gtk_bitset_unref (NEXUS_GTK_SELECTION (object)->selected);

  G_OBJECT_CLASS (nexus_gtk_selection_parent_class)->finalize (object);
}

static void
nexus_gtk_selection_class_init (NexusGtkSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_selection_finalize;
}

static void
nexus_gtk_selection_init (NexusGtkSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

NexusGtkSelection *
nexus_gtk_selection_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SELECTION, NULL);
}

void
nexus_gtk_selection_set_model (NexusGtkSelection *self,
                               GListModel        *model)
{
  guint n_before;

  g_return_if_fail (NEXUS_GTK_IS_SELECTION (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;

  n_before = g_list_model_get_n_items (G_LIST_MODEL (self));
  drop_model (self);
  self->model = model != NULL ? g_object_ref (model) : NULL;
  if (model != NULL)
    g_signal_connect_swapped (model, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0, n_before, g_list_model_get_n_items (G_LIST_MODEL (self)));
}

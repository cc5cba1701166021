/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-order.h"

/* An order of its own instead of that of the column view: it also holds in the grid, and for a column that is not
 * shown because there is no room for it. */
struct _NexusGtkOrder {
  GtkSorter  parent_instance;

  char      *column;
  gboolean   descending;
};

G_DEFINE_FINAL_TYPE (NexusGtkOrder, nexus_gtk_order, GTK_TYPE_SORTER)

static GtkOrdering
nexus_gtk_order_compare (GtkSorter *sorter,
                         gpointer   a,
                         gpointer   b)
{
  NexusGtkOrder *self = NEXUS_GTK_ORDER (sorter);
  NexusEntry *first = nexus_gtk_item_get_entry (a);
  NexusEntry *second = nexus_gtk_item_get_entry (b);
  gboolean first_is_folder = nexus_entry_get_kind (first) == NEXUS_KIND_DIRECTORY;
  gboolean second_is_folder = nexus_entry_get_kind (second) == NEXUS_KIND_DIRECTORY;
  gboolean first_has = nexus_gtk_column_has_value (self->column, a);
  gboolean second_has = nexus_gtk_column_has_value (self->column, b);
  int order;

  if (first_is_folder != second_is_folder)
    return first_is_folder ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;
  if (first_has != second_has)
    return first_has ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;

  order = nexus_gtk_column_compare (self->column, a, b);
  if (self->descending)
    order = -order;
  if (order == 0)
    order = nexus_gtk_compare_names (first, second);

  return gtk_ordering_from_cmpfunc (order);
}

static GtkSorterOrder
nexus_gtk_order_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
nexus_gtk_order_finalize (GObject *object)
{
  g_free (NEXUS_GTK_ORDER (object)->column);

  G_OBJECT_CLASS (nexus_gtk_order_parent_class)->finalize (object);
}

static void
nexus_gtk_order_class_init (NexusGtkOrderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_order_finalize;
  GTK_SORTER_CLASS (klass)->compare = nexus_gtk_order_compare;
  GTK_SORTER_CLASS (klass)->get_order = nexus_gtk_order_get_order;
}

static void
nexus_gtk_order_init (NexusGtkOrder *self)
{
  self->column = g_strdup (NEXUS_GTK_COLUMN_NAME);
}

NexusGtkOrder *
nexus_gtk_order_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_ORDER, NULL);
}

void
nexus_gtk_order_set (NexusGtkOrder *self,
                     const char    *column,
                     gboolean       descending)
{
  g_return_if_fail (NEXUS_GTK_IS_ORDER (self));
  g_return_if_fail (nexus_gtk_column_is_sortable (column));

  descending = !!descending;
  if (strcmp (self->column, column) == 0 && self->descending == descending)
    return;

  g_free (self->column);
  self->column = g_strdup (column);
  self->descending = descending;
  gtk_sorter_changed (GTK_SORTER (self), GTK_SORTER_CHANGE_DIFFERENT);
}

const char *
nexus_gtk_order_get_column (NexusGtkOrder *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_ORDER (self), NULL);

  return self->column;
}

gboolean
nexus_gtk_order_get_descending (NexusGtkOrder *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_ORDER (self), FALSE);

  return self->descending;
}

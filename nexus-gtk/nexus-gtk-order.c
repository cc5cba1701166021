/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-order.h"

/* An order of its own instead of that of the column view: it also holds in the grid, and for a column that is not
 * shown because there is no room for it. */
struct _NexusGtkOrder {
  GtkSorter      parent_instance;

  NexusGtkColumn column;
  gboolean       descending;
};

G_DEFINE_FINAL_TYPE (NexusGtkOrder, nexus_gtk_order, GTK_TYPE_SORTER)

G_DEFINE_ENUM_TYPE (NexusGtkColumn, nexus_gtk_column,
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_NAME, "name"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_FOLDER, "folder"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_SIZE, "size"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_TYPE, "type"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_MODIFIED, "modified"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_VERSION, "version"),
                    G_DEFINE_ENUM_VALUE (NEXUS_GTK_COLUMN_DELETED, "deleted"))

static int
compare_uint64 (guint64 a,
                guint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_int64 (gint64 a,
               gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_folders (NexusEntry *a,
                 NexusEntry *b)
{
  const char *first = nexus_entry_get_path (a);
  const char *second = nexus_entry_get_path (b);
  gsize first_length = strrchr (first, '/') - first;
  gsize second_length = strrchr (second, '/') - second;
  int order = strncmp (first, second, MIN (first_length, second_length));

  return order != 0 ? order : compare_uint64 (first_length, second_length);
}

static gint64
get_deleted (gpointer item)
{
  return NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_get_deleted_ns (item) : 0;
}

static int
compare_column (NexusGtkColumn column,
                gpointer       a,
                gpointer       b)
{
  NexusEntry *first = nexus_gtk_item_get_entry (a);
  NexusEntry *second = nexus_gtk_item_get_entry (b);

  switch (column)
    {
    case NEXUS_GTK_COLUMN_FOLDER:
      return compare_folders (first, second);
    case NEXUS_GTK_COLUMN_SIZE:
      return compare_uint64 (nexus_entry_get_total_size (first), nexus_entry_get_total_size (second));
    case NEXUS_GTK_COLUMN_TYPE:
      return g_strcmp0 (nexus_entry_get_content_type (first), nexus_entry_get_content_type (second));
    case NEXUS_GTK_COLUMN_MODIFIED:
      return compare_int64 (nexus_entry_get_modified_ns (first), nexus_entry_get_modified_ns (second));
    case NEXUS_GTK_COLUMN_VERSION:
      return compare_uint64 (nexus_entry_get_version (first), nexus_entry_get_version (second));
    case NEXUS_GTK_COLUMN_DELETED:
      return compare_int64 (get_deleted (a), get_deleted (b));
    case NEXUS_GTK_COLUMN_NAME:
    case NEXUS_GTK_N_COLUMNS:
    default:
      return nexus_gtk_compare_names (first, second);
    }
}

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
  int order;

  if (first_is_folder != second_is_folder)
    return first_is_folder ? GTK_ORDERING_SMALLER : GTK_ORDERING_LARGER;

  order = compare_column (self->column, a, b);
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
nexus_gtk_order_class_init (NexusGtkOrderClass *klass)
{
  GTK_SORTER_CLASS (klass)->compare = nexus_gtk_order_compare;
  GTK_SORTER_CLASS (klass)->get_order = nexus_gtk_order_get_order;
}

static void
nexus_gtk_order_init (NexusGtkOrder *self)
{
}

NexusGtkOrder *
nexus_gtk_order_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_ORDER, NULL);
}

void
nexus_gtk_order_set (NexusGtkOrder  *self,
                     NexusGtkColumn  column,
                     gboolean        descending)
{
  g_return_if_fail (NEXUS_GTK_IS_ORDER (self));

  descending = !!descending;
  if (self->column == column && self->descending == descending)
    return;

  self->column = column;
  self->descending = descending;
  gtk_sorter_changed (GTK_SORTER (self), GTK_SORTER_CHANGE_DIFFERENT);
}

NexusGtkColumn
nexus_gtk_order_get_column (NexusGtkOrder *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_ORDER (self), NEXUS_GTK_COLUMN_NAME);

  return self->column;
}

gboolean
nexus_gtk_order_get_descending (NexusGtkOrder *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_ORDER (self), FALSE);

  return self->descending;
}

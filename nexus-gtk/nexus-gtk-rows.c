/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-rows.h"

struct _NexusGtkRows {
  AdwBin      parent_instance;

  GtkListBox *list;
  GHashTable *rows;        /* key → row; both are the row's */
  guint       n_named;     /* since begin */
  gboolean    reordered;
};

G_DEFINE_FINAL_TYPE (NexusGtkRows, nexus_gtk_rows, ADW_TYPE_BIN)

/* 0: not named since begin. */
static guint
get_place (gpointer row)
{
  return GPOINTER_TO_UINT (g_object_get_data (row, "nexus-place"));
}

static void
name (NexusGtkRows *self,
      GtkWidget    *row)
{
  guint former = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "nexus-former-place"));

  self->n_named++;
  self->reordered |= former != self->n_named;
  g_object_set_data (G_OBJECT (row), "nexus-place", GUINT_TO_POINTER (self->n_named));
}

static int
compare (GtkListBoxRow *a,
         GtkListBoxRow *b,
         gpointer       user_data)
{
  return (get_place (a) > get_place (b)) - (get_place (a) < get_place (b));
}

static void
nexus_gtk_rows_dispose (GObject *object)
{
  g_clear_pointer (&NEXUS_GTK_ROWS (object)->rows, g_hash_table_unref);

  G_OBJECT_CLASS (nexus_gtk_rows_parent_class)->dispose (object);
}

static void
nexus_gtk_rows_class_init (NexusGtkRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_rows_dispose;
}

static void
nexus_gtk_rows_init (NexusGtkRows *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (self->list, compare, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
}

NexusGtkRows *
nexus_gtk_rows_new (const char *title)
{
  NexusGtkRows *self = g_object_new (NEXUS_GTK_TYPE_ROWS, NULL);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->list));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_bin_set_child (ADW_BIN (self), group);

  return self;
}

void
nexus_gtk_rows_begin (NexusGtkRows *self)
{
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (NEXUS_GTK_IS_ROWS (self));

  self->n_named = 0;
  self->reordered = FALSE;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      g_object_set_data (row, "nexus-former-place", GUINT_TO_POINTER (get_place (row)));
      g_object_set_data (row, "nexus-place", NULL);
    }
}

GtkWidget *
nexus_gtk_rows_find (NexusGtkRows *self,
                     const char   *key)
{
  GtkWidget *row;

  g_return_val_if_fail (NEXUS_GTK_IS_ROWS (self), NULL);

  row = g_hash_table_lookup (self->rows, key);
  if (row != NULL)
    name (self, row);

  return row;
}

void
nexus_gtk_rows_add (NexusGtkRows *self,
                    const char   *key,
                    GtkWidget    *row)
{
  g_return_if_fail (NEXUS_GTK_IS_ROWS (self));

  name (self, row);
  g_hash_table_insert (self->rows, g_strdup (key), row);
  gtk_list_box_append (self->list, row);
}

void
nexus_gtk_rows_end (NexusGtkRows  *self,
                    gboolean     (*keep) (GtkWidget *row))
{
  GHashTableIter iter;
  gpointer row;

  g_return_if_fail (NEXUS_GTK_IS_ROWS (self));

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      if (get_place (row) != 0)
        continue;
      if (keep != NULL && keep (row))
        {
          g_object_set_data (row, "nexus-place", g_object_get_data (row, "nexus-former-place"));
          continue;
        }
      g_hash_table_iter_remove (&iter);
      gtk_list_box_remove (self->list, row);
    }
  if (self->reordered)
    gtk_list_box_invalidate_sort (self->list);
}

void
nexus_gtk_rows_clear (NexusGtkRows *self)
{
  g_return_if_fail (NEXUS_GTK_IS_ROWS (self));

  nexus_gtk_rows_begin (self);
  nexus_gtk_rows_end (self, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-browser-columns.h"

/* Names need so much room themselves. */
#define NAME_WIDTH 220
/* Whatever the settings say. */
#define WIDTH_MIN  40
#define WIDTH_MAX  2000

#define ID "nexus-column"

struct _NexusGtkColumns {
  GObject                parent_instance;

  GtkColumnView         *view;
  NexusGtkGetFilesystem  get_filesystem;
  NexusGtkPrepareCell    prepare;
  gpointer               user_data;
  GHashTable            *columns;    /* name → GtkColumnViewColumn */
  GHashTable            *widths;     /* name → width */
  const char            *asked;      /* the first that the view's sorter asked, while it is being found out */
  guint                  n_updates;  /* at work, of which nobody is told */
  guint                  moved_id;
};

enum {
  SIGNAL_SORTED,
  SIGNAL_MOVED,
  SIGNAL_RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkColumns, nexus_gtk_columns, G_TYPE_OBJECT)

/* --- What is done with headers --- */

static void
sorted_cb (NexusGtkColumns *self)
{
  if (self->n_updates == 0)
    g_signal_emit (self, signals[SIGNAL_SORTED], 0);
}

static gboolean
moved_later_cb (gpointer user_data)
{
  NexusGtkColumns *self = user_data;

  self->moved_id = 0;
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);

  return G_SOURCE_REMOVE;
}

/* A column that is moved is gone for a moment. */
static void
moved_cb (NexusGtkColumns *self)
{
  if (self->n_updates == 0 && self->moved_id == 0)
    self->moved_id = g_idle_add (moved_later_cb, self);
}

void
nexus_gtk_columns_tell_moved (NexusGtkColumns *self)
{
  if (self->moved_id == 0)
    return;

  g_clear_handle_id (&self->moved_id, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

static void
resized_cb (NexusGtkColumns     *self,
            GParamSpec          *pspec,
            GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (self->n_updates > 0 || width < 0)
    return;

  g_hash_table_insert (self->widths, g_strdup (g_object_get_data (G_OBJECT (column), ID)), GINT_TO_POINTER (width));
  g_signal_emit (self, signals[SIGNAL_RESIZED], 0);
}

/* --- Columns --- */

typedef struct {
  NexusGtkColumns *columns;
  const char      *name;
} Header;

/* Nothing is sorted by headers: they only tell which of them is asked. */
static int
ask_header (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  Header *header = user_data;

  if (header->columns->asked == NULL)
    header->columns->asked = header->name;

  return -1;
}

static void
apply_width (NexusGtkColumns     *self,
             GtkColumnViewColumn *column)
{
  const char *name = g_object_get_data (G_OBJECT (column), ID);
  int width = GPOINTER_TO_INT (g_hash_table_lookup (self->widths, name));

  if (width == 0)
    width = nexus_gtk_column_get_width (name);
  gtk_column_view_column_set_fixed_width (column, width > 0 ? CLAMP (width, WIDTH_MIN, WIDTH_MAX) : -1);
}

static GtkColumnViewColumn *
new_column (NexusGtkColumns *self,
            const char      *name)
{
  g_autofree char *title = nexus_gtk_column_dup_title (name);
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, nexus_gtk_cells_new_column (name, self->get_filesystem,
                                                                                               self->prepare,
                                                                                               self->user_data));
  Header *header = g_new0 (Header, 1);
  g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (ask_header, header, g_free));

  g_object_set_data_full (G_OBJECT (column), ID, g_strdup (name), g_free);
  header->columns = self;
  header->name = g_object_get_data (G_OBJECT (column), ID);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, nexus_gtk_column_get_width (name) == 0);
  apply_width (self, column);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);

  return column;
}

static GtkColumnViewColumn *
get_column (NexusGtkColumns *self,
            const char      *name)
{
  GtkColumnViewColumn *column = g_hash_table_lookup (self->columns, name);

  if (column == NULL)
    {
      column = new_column (self, name);
      g_hash_table_insert (self->columns, g_strdup (name), column);
    }

  return column;
}

static gboolean
is_shown (NexusGtkColumns     *self,
          GtkColumnViewColumn *column)
{
  return gtk_column_view_column_get_column_view (column) == self->view;
}

GStrv
nexus_gtk_columns_dup (NexusGtkColumns *self)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr(GObject) column = g_list_model_get_item (shown, i);

      g_strv_builder_add (builder, g_object_get_data (column, ID));
    }

  return g_strv_builder_end (builder);
}

void
nexus_gtk_columns_show (NexusGtkColumns    *self,
                        const char * const *columns)
{
  g_auto(GStrv) shown = nexus_gtk_columns_dup (self);

  if (g_strv_equal ((const char * const *) shown, columns))
    return;

  /* Columns come and go instead of being hidden: up to GTK 4.8, a hidden column keeps the others from expanding. */
  self->n_updates++;
  for (guint i = 0; shown[i] != NULL; i++)
    {
      if (!g_strv_contains (columns, shown[i]))
        gtk_column_view_remove_column (self->view, get_column (self, shown[i]));
    }
  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_autoptr(GtkColumnViewColumn) former = g_list_model_get_item (gtk_column_view_get_columns (self->view), i);
      GtkColumnViewColumn *column = get_column (self, columns[i]);

      if (former != column)
        gtk_column_view_insert_column (self->view, i, column);
    }
  self->n_updates--;
}

GStrv
nexus_gtk_columns_fit (const char * const *columns,
                       int                 width)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n_columns = g_strv_length ((GStrv) columns);
  g_autofree gboolean *fits = g_new0 (gboolean, n_columns);
  int left = width - NAME_WIDTH;

  /* No column takes the room of one that is worth more. */
  while (left >= 0)
    {
      guint best = n_columns;

      for (guint i = 0; i < n_columns; i++)
        {
          if (!fits[i] && (best == n_columns ||
                           nexus_gtk_column_get_worth (columns[i]) > nexus_gtk_column_get_worth (columns[best])))
            best = i;
        }
      if (best == n_columns)
        break;
      left -= nexus_gtk_column_get_width (columns[best]);
      fits[best] = left >= 0;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      if (fits[i] || strcmp (columns[i], NEXUS_GTK_COLUMN_NAME) == 0)
        g_strv_builder_add (builder, columns[i]);
    }

  return g_strv_builder_end (builder);
}

GStrv
nexus_gtk_columns_merge (const char * const *columns,
                         const char * const *shown)
{
  g_autoptr(GPtrArray) merged = g_ptr_array_new ();
  GStrv result;

  for (guint i = 0; shown[i] != NULL; i++)
    g_ptr_array_add (merged, (char *) shown[i]);
  for (guint i = 0; columns[i] != NULL; i++)
    {
      guint position = 0;

      if (g_strv_contains (shown, columns[i]))
        continue;
      if (i > 0 && g_ptr_array_find_with_equal_func (merged, columns[i - 1], g_str_equal, &position))
        position++;
      g_ptr_array_insert (merged, (int) position, (char *) columns[i]);
    }
  g_ptr_array_add (merged, NULL);
  result = g_strdupv ((GStrv) merged->pdata);

  return result;
}

/* --- Widths --- */

void
nexus_gtk_columns_set_widths (NexusGtkColumns *self,
                              GVariant        *widths)
{
  GHashTableIter column_iter;
  GVariantIter iter;
  const char *name;
  gpointer column;
  int width;

  g_hash_table_remove_all (self->widths);
  g_variant_iter_init (&iter, widths);
  while (g_variant_iter_next (&iter, "{&si}", &name, &width))
    {
      if (width > 0)
        g_hash_table_insert (self->widths, g_strdup (name), GINT_TO_POINTER (width));
    }

  self->n_updates++;
  g_hash_table_iter_init (&column_iter, self->columns);
  while (g_hash_table_iter_next (&column_iter, NULL, &column))
    apply_width (self, column);
  self->n_updates--;
}

GVariant *
nexus_gtk_columns_get_widths (NexusGtkColumns *self)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));
  GHashTableIter iter;
  gpointer name;
  gpointer width;

  g_hash_table_iter_init (&iter, self->widths);
  while (g_hash_table_iter_next (&iter, &name, &width))
    g_variant_builder_add (&builder, "{si}", name, GPOINTER_TO_INT (width));

  return g_variant_builder_end (&builder);
}

/* --- Order --- */

const char *
nexus_gtk_columns_get_order (NexusGtkColumns *self,
                             gboolean        *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkOrdering ordering;

  /* Up to GTK 4.8, the only way to learn which column a view sorts by is to let it sort: the sorter asks that column
   * first, which says "smaller", and turns the answer round if the order is descending. */
  self->asked = NULL;
  ordering = gtk_sorter_compare (sorter, self, self->view);
  *descending = ordering == GTK_ORDERING_LARGER;

  return self->asked;
}

void
nexus_gtk_columns_show_order (NexusGtkColumns *self,
                              const char      *name,
                              gboolean         descending)
{
  GtkColumnViewColumn *column = g_hash_table_lookup (self->columns, name);

  self->n_updates++;
  /* Without this, the former column keeps its arrow as the second one. */
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  if (column != NULL && is_shown (self, column))
    gtk_column_view_sort_by_column (self->view, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->n_updates--;
}

/* --- The object --- */

void
nexus_gtk_columns_detach (NexusGtkColumns *self)
{
  g_clear_handle_id (&self->moved_id, g_source_remove);
  if (self->view == NULL)
    return;

  g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  g_signal_handlers_disconnect_by_data (gtk_column_view_get_columns (self->view), self);
  self->view = NULL;
}

static void
nexus_gtk_columns_dispose (GObject *object)
{
  nexus_gtk_columns_detach (NEXUS_GTK_COLUMNS (object));

  G_OBJECT_CLASS (nexus_gtk_columns_parent_class)->dispose (object);
}

static void
nexus_gtk_columns_finalize (GObject *object)
{
  NexusGtkColumns *self = NEXUS_GTK_COLUMNS (object);

  g_hash_table_unref (self->columns);
  g_hash_table_unref (self->widths);

  G_OBJECT_CLASS (nexus_gtk_columns_parent_class)->finalize (object);
}

static void
nexus_gtk_columns_class_init (NexusGtkColumnsClass *klass)
{
  static const char * const names[N_SIGNALS] = { "sorted", "moved", "resized" };

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_columns_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
nexus_gtk_columns_init (NexusGtkColumns *self)
{
  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

NexusGtkColumns *
nexus_gtk_columns_new (GtkColumnView         *view,
                       NexusGtkGetFilesystem  get_filesystem,
                       NexusGtkPrepareCell    prepare,
                       gpointer               user_data)
{
  NexusGtkColumns *self = g_object_new (NEXUS_GTK_TYPE_COLUMNS, NULL);

  self->view = view;
  self->get_filesystem = get_filesystem;
  self->prepare = prepare;
  self->user_data = user_data;
  g_signal_connect_swapped (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorted_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_columns (view), "items-changed", G_CALLBACK (moved_cb), self);

  return self;
}

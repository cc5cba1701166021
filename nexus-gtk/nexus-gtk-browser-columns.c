/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-browser-columns.h"
#include "nexus-gtk-format.h"

typedef char *(*Format) (gpointer item);
typedef void (*Show) (GtkListItem *item, NexusEntry *entry, Format format);

typedef struct {
  Show                 show;      /* the entry is NULL until it has been read */
  Format               format;
  NexusGtkPrepareCell  prepare;
  gpointer             user_data;
  float                xalign;
} Column;

/* --- What cells show --- */

static char *
format_size (gpointer item)
{
  return nexus_gtk_format_size (nexus_gtk_item_get_entry (item));
}

static char *
format_type (gpointer item)
{
  return nexus_gtk_format_type (nexus_gtk_item_get_entry (item));
}

static char *
format_modified (gpointer item)
{
  g_autoptr(GDateTime) time = nexus_entry_dup_modified (nexus_gtk_item_get_entry (item));

  return nexus_gtk_format_time (time);
}

static char *
format_version (gpointer item)
{
  NexusEntry *entry = nexus_gtk_item_get_entry (item);

  return nexus_entry_get_kind (entry) == NEXUS_KIND_FILE ? g_strdup_printf ("%u", nexus_entry_get_version (entry))
                                                         : g_strdup ("");
}

static char *
format_folder (gpointer item)
{
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (nexus_gtk_item_get_entry (item)));

  return nexus_path_display (parent != NULL ? parent : "/");
}

static char *
format_deleted (gpointer item)
{
  g_autoptr(GDateTime) time = NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_dup_deleted (item) : NULL;

  return nexus_gtk_format_time (time);
}

/* --- Cells --- */

static void
setup_text_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Column             *column)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->xalign);
  gtk_widget_add_css_class (cell, "dim-label");
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
  column->prepare (cell, item, column->user_data);
}

static void
show_text (GtkListItem *item,
           NexusEntry  *entry,
           Format       format)
{
  g_autofree char *text = entry != NULL ? format (gtk_list_item_get_item (item)) : NULL;

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static void
setup_name_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Column             *column)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *name = gtk_inscription_new (NULL);

  gtk_image_set_icon_size (GTK_IMAGE (icon), GTK_ICON_SIZE_NORMAL);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 24);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (name), 14);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (name), 28);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_list_item_set_child (item, cell);
  column->prepare (cell, item, column->user_data);
}

static void
bind_icon (GtkWidget  *icon,
           NexusEntry *entry)
{
  g_autoptr(GIcon) gicon = entry != NULL ? nexus_gtk_get_icon (entry) : NULL;

  gtk_image_set_from_gicon (GTK_IMAGE (icon), gicon);
}

/* What is heard of a row or a grid's item that has the focus.  GTK 4.8 has no call for that. */
static void
name_item (GtkWidget  *widget,
           NexusEntry *entry,
           const char *shown)
{
  g_autofree char *type = nexus_gtk_format_type (entry);
  g_autofree char *size = nexus_gtk_format_size (entry);
  /* Translators: what is read out of a file: its name, type and size */
  g_autofree char *text = g_strdup_printf (_("%s, %s, %s"), shown, type, size);

  if (widget != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static char *
dup_shown (NexusEntry *entry)
{
  return entry != NULL ? nexus_path_display (nexus_entry_get_name (entry)) : g_strdup ("");
}

static void
show_name (GtkListItem *item,
           NexusEntry  *entry,
           Format       format)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *shown = dup_shown (entry);

  bind_icon (gtk_widget_get_first_child (cell), entry);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  /* The cell is in a cell of the view, and that in the row. */
  if (entry != NULL)
    name_item (gtk_widget_get_parent (gtk_widget_get_parent (cell)), entry, shown);
}

static void
setup_grid_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Column             *column)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *name = gtk_label_new (NULL);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  /* A name has no hyphens but its own. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (name), attributes);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 64);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (name), 2);
  gtk_label_set_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_top (cell, 9);
  gtk_widget_set_margin_bottom (cell, 9);
  gtk_widget_set_margin_start (cell, 3);
  gtk_widget_set_margin_end (cell, 3);
  gtk_widget_set_valign (cell, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_list_item_set_child (item, cell);
  column->prepare (cell, item, column->user_data);
}

/* A long word loses its ending to the second line as a whole. */
static char *
dup_breakable (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || strchr (name, ' ') != NULL)
    return g_strdup (name);

  return g_strdup_printf ("%.*s\u200b%s", (int) (dot - name), name, dot);
}

static void
show_in_grid (GtkListItem *item,
              NexusEntry  *entry,
              Format       format)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *shown = dup_shown (entry);
  g_autofree char *breakable = dup_breakable (shown);

  bind_icon (gtk_widget_get_first_child (cell), entry);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (cell)), breakable);
  gtk_widget_set_tooltip_text (cell, shown);
  if (entry != NULL)
    name_item (gtk_widget_get_parent (cell), entry, shown);
}

/* --- Factories --- */

static void
show_item (GtkListItem *item)
{
  const Column *column = g_object_get_data (G_OBJECT (item), "column");

  column->show (item, nexus_gtk_item_get_entry (gtk_list_item_get_item (item)), column->format);
}

/* The entry of a row comes later, and changes. */
static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *item,
         Column             *column)
{
  gpointer shown = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "column", column);
  if (NEXUS_IS_MODEL_ROW (shown))
    g_signal_connect_swapped (shown, "notify::entry", G_CALLBACK (show_item), item);
  show_item (item);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *item,
           Column             *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_item, item);
}

static GtkListItemFactory *
new_factory (GCallback            setup,
             Show                 show,
             Format               format,
             float                xalign,
             NexusGtkPrepareCell  prepare,
             gpointer             user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = g_new0 (Column, 1);

  column->show = show;
  column->format = format;
  column->xalign = xalign;
  column->prepare = prepare;
  column->user_data = user_data;
  g_object_set_data_full (G_OBJECT (factory), "column", column, g_free);
  g_signal_connect (factory, "setup", setup, column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), column);

  return factory;
}

/* --- Columns --- */

static const struct {
  const char *title;
  Format      format;
  int         width;      /* 0: what is left */
  float       xalign;
} facts[NEXUS_GTK_N_COLUMNS] = {
  [NEXUS_GTK_COLUMN_NAME] = { N_("Name"), NULL, 0, 0.0f },
  [NEXUS_GTK_COLUMN_FOLDER] = { N_("Folder"), format_folder, 180, 0.0f },
  [NEXUS_GTK_COLUMN_SIZE] = { N_("Size"), format_size, 100, 0.0f },
  [NEXUS_GTK_COLUMN_TYPE] = { N_("Type"), format_type, 150, 0.0f },
  [NEXUS_GTK_COLUMN_MODIFIED] = { N_("Modified"), format_modified, 120, 0.0f },
  [NEXUS_GTK_COLUMN_VERSION] = { N_("Version"), format_version, 90, 0.0f },
  [NEXUS_GTK_COLUMN_DELETED] = { N_("Deleted"), format_deleted, 120, 0.0f },
};

/* Names need so much room themselves. */
#define NAME_WIDTH 220

typedef struct {
  NexusGtkColumns *columns;
  int              index;
} Header;

/* Nothing is sorted by headers: they only tell which of them is asked. */
static int
ask_header (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  Header *header = user_data;

  if (header->columns->asked < 0)
    header->columns->asked = header->index;

  return -1;
}

static GtkColumnViewColumn *
new_column (NexusGtkColumns    *columns,
            int                 index,
            GtkListItemFactory *factory)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (_(facts[index].title), factory);
  Header *header = g_new0 (Header, 1);
  g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (ask_header, header, g_free));

  header->columns = columns;
  header->index = index;
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (facts[index].width > 0)
    gtk_column_view_column_set_fixed_width (column, facts[index].width);
  else
    gtk_column_view_column_set_expand (column, TRUE);

  return column;
}

void
nexus_gtk_columns_init (NexusGtkColumns     *columns,
                        NexusGtkPrepareCell  prepare,
                        gpointer             user_data)
{
  for (int i = 0; i < NEXUS_GTK_N_COLUMNS; i++)
    {
      gboolean name = i == NEXUS_GTK_COLUMN_NAME;
      GtkListItemFactory *factory;

      factory = new_factory (name ? G_CALLBACK (setup_name_cb) : G_CALLBACK (setup_text_cb),
                             name ? show_name : show_text,
                             facts[i].format, facts[i].xalign, prepare, user_data);
      columns->columns[i] = new_column (columns, i, factory);
    }
}

void
nexus_gtk_columns_clear (NexusGtkColumns *columns)
{
  for (guint i = 0; i < NEXUS_GTK_N_COLUMNS; i++)
    g_clear_object (&columns->columns[i]);
}

static gboolean
has_column (GtkColumnView       *view,
            GtkColumnViewColumn *column)
{
  GListModel *shown = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr(GtkColumnViewColumn) candidate = g_list_model_get_item (shown, i);

      if (candidate == column)
        return TRUE;
    }

  return FALSE;
}

void
nexus_gtk_columns_show (NexusGtkColumns *columns,
                        GtkColumnView   *view,
                        guint            wanted)
{
  guint position = 0;

  /* Columns come and go instead of being hidden: up to GTK 4.8, a hidden column keeps the others from expanding. */
  for (guint i = 0; i < NEXUS_GTK_N_COLUMNS; i++)
    {
      gboolean is_wanted = (wanted & (1u << i)) != 0;
      gboolean is_shown = has_column (view, columns->columns[i]);

      if (is_wanted && !is_shown)
        gtk_column_view_insert_column (view, position, columns->columns[i]);
      else if (!is_wanted && is_shown)
        gtk_column_view_remove_column (view, columns->columns[i]);
      position += is_wanted;
    }
}

guint
nexus_gtk_columns_fit (guint wanted,
                       int   width)
{
  static const NexusGtkColumn by_worth[] = {
    NEXUS_GTK_COLUMN_SIZE,
    NEXUS_GTK_COLUMN_FOLDER,
    NEXUS_GTK_COLUMN_DELETED,
    NEXUS_GTK_COLUMN_MODIFIED,
    NEXUS_GTK_COLUMN_TYPE,
    NEXUS_GTK_COLUMN_VERSION,
  };
  guint fitting = 1u << NEXUS_GTK_COLUMN_NAME;
  int left = width - NAME_WIDTH;

  for (guint i = 0; i < G_N_ELEMENTS (by_worth); i++)
    {
      guint bit = 1u << by_worth[i];

      if ((wanted & bit) == 0)
        continue;
      /* No column takes the room of one that is worth more. */
      left -= facts[by_worth[i]].width;
      if (left < 0)
        break;
      fitting |= bit;
    }

  return fitting;
}

gboolean
nexus_gtk_columns_get_order (NexusGtkColumns *columns,
                             GtkColumnView   *view,
                             NexusGtkColumn  *column,
                             gboolean        *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (view);
  GtkOrdering ordering;

  /* Up to GTK 4.8, the only way to learn which column a view sorts by is to let it sort: the sorter asks that column
   * first, which says "smaller", and turns the answer round if the order is descending. */
  columns->asked = -1;
  ordering = gtk_sorter_compare (sorter, columns->columns[0], columns->columns[1]);
  if (columns->asked < 0)
    return FALSE;

  *column = columns->asked;
  *descending = ordering == GTK_ORDERING_LARGER;

  return TRUE;
}

void
nexus_gtk_columns_show_order (NexusGtkColumns *columns,
                              GtkColumnView   *view,
                              NexusGtkColumn   column,
                              gboolean         descending)
{
  /* Without this, the former column keeps its arrow as the second one. */
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  if (has_column (view, columns->columns[column]))
    gtk_column_view_sort_by_column (view, columns->columns[column],
                                    descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

GtkListItemFactory *
nexus_gtk_grid_factory_new (NexusGtkPrepareCell prepare,
                            gpointer            user_data)
{
  return new_factory (G_CALLBACK (setup_grid_cb), show_in_grid, NULL, 0.5f, prepare, user_data);
}

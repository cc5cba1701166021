/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-cells.h"
#include "nexus-gtk-direction.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-slot.h"
#include "nexus-gtk-thumbnail-loader.h"
#include "nexus-gtk-thumbnail.h"

#define LOADER    "nexus-loader"
#define LIST_ICON 24
#define PANE_ICON 16

typedef struct _Cells Cells;

/* The entry is NULL until it has been read. */
typedef void (*Show) (GtkListItem *item, NexusEntry *entry, const Cells *cells);

struct _Cells {
  char                  *column;
  int                    size;            /* of icons */
  Show                   show;
  NexusGtkGetFilesystem  get_filesystem;
  NexusGtkPrepareCell    prepare;
  gpointer               user_data;
};

/* --- Cells --- */

/* Some are only to be looked at. */
static void
prepare (const Cells *cells,
         GtkWidget   *cell,
         GtkListItem *item)
{
  if (cells->prepare != NULL)
    cells->prepare (cell, item, cells->user_data);
}

static void
setup_text_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Cells              *cells)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* With more height than a line has, an inscription would put a text that it shortens above the others of the row. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "dim-label");
  gtk_widget_add_css_class (text, "numeric");
  gtk_box_append (GTK_BOX (cell), text);
  gtk_list_item_set_child (item, cell);
  prepare (cells, cell, item);
}

static gpointer
get_item (GtkListItem *item)
{
  gpointer shown = gtk_list_item_get_item (item);

  return NEXUS_GTK_IS_SLOT (shown) ? nexus_gtk_slot_get_item (shown) : shown;
}

static void
show_text (GtkListItem *item,
           NexusEntry  *entry,
           const Cells *cells)
{
  g_autofree char *text = entry != NULL ? nexus_gtk_column_format (cells->column, get_item (item)) : NULL;

  nexus_gtk_direction_set_text (GTK_INSCRIPTION (gtk_widget_get_first_child (gtk_list_item_get_child (item))), text);
}

static void
show_icon (GtkWidget  *icon,
           NexusEntry *entry,
           GdkTexture *picture)
{
  g_autoptr(GIcon) gicon = NULL;

  if (picture != NULL)
    {
      gtk_image_set_from_paintable (GTK_IMAGE (icon), GDK_PAINTABLE (picture));
      return;
    }

  gicon = entry != NULL ? nexus_gtk_get_icon (entry) : NULL;
  gtk_image_set_from_gicon (GTK_IMAGE (icon), gicon);
}

/* An image shows both, so that a row needs no widget more. */
static GtkWidget *
new_icon (int size)
{
  GtkWidget *icon = gtk_image_new ();

  gtk_image_set_pixel_size (GTK_IMAGE (icon), size);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  g_object_set_data_full (G_OBJECT (icon), LOADER, nexus_gtk_thumbnail_loader_new (icon, size, show_icon),
                          (GDestroyNotify) nexus_gtk_thumbnail_loader_drop);

  return icon;
}

static void
bind_icon (GtkWidget   *icon,
           NexusEntry  *entry,
           const Cells *cells)
{
  nexus_gtk_thumbnail_loader_set_entry (g_object_get_data (G_OBJECT (icon), LOADER),
                                        cells->get_filesystem (cells->user_data), entry);
}

static void
setup_name_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Cells              *cells)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = new_icon (LIST_ICON);
  GtkWidget *name = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (name), 14);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (name), 28);
  gtk_widget_set_valign (name, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_list_item_set_child (item, cell);
  prepare (cells, cell, item);
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
           const Cells *cells)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *shown = dup_shown (entry);

  bind_icon (gtk_widget_get_first_child (cell), entry, cells);
  nexus_gtk_direction_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  /* The cell is in a cell of the view, and that in the row. */
  if (entry != NULL)
    name_item (gtk_widget_get_parent (gtk_widget_get_parent (cell)), entry, shown);
}

/* The whole name.  A text that is set for it would make GTK look where the pointer is, for each of hundreds of cells. */
static gboolean
tooltip_cb (GtkWidget   *cell,
            int          x,
            int          y,
            gboolean     keyboard,
            GtkTooltip  *tooltip,
            GtkListItem *item)
{
  gpointer shown = get_item (item);
  NexusEntry *entry = shown != NULL ? nexus_gtk_item_get_entry (shown) : NULL;
  g_autofree char *text = dup_shown (entry);

  gtk_tooltip_set_text (tooltip, text);

  return entry != NULL;
}

static void
setup_grid_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Cells              *cells)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *icon = nexus_gtk_thumbnail_new (cells->size);
  /* A label would be measured again for each name, hundreds of which are made at once. */
  GtkWidget *name = gtk_inscription_new (NULL);
  guint n_chars = (guint) MAX (12, cells->size / 8);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  /* A name has no hyphens but its own. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_inscription_set_attributes (GTK_INSCRIPTION (name), attributes);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (name), PANGO_WRAP_WORD_CHAR);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (name), 2);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (name), 2);
  /* As wide as the icon, or as a name of some length. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (name), n_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (name), n_chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (name), 0.5f);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (name), 0.0f);
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect_object (cell, "query-tooltip", G_CALLBACK (tooltip_cb), item, 0);
  gtk_widget_set_margin_top (cell, 9);
  gtk_widget_set_margin_bottom (cell, 9);
  gtk_widget_set_margin_start (cell, 3);
  gtk_widget_set_margin_end (cell, 3);
  gtk_widget_set_valign (cell, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_list_item_set_child (item, cell);
  prepare (cells, cell, item);
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
              const Cells *cells)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *shown = dup_shown (entry);
  g_autofree char *breakable = dup_breakable (shown);

  nexus_gtk_thumbnail_set_entry (NEXUS_GTK_THUMBNAIL (gtk_widget_get_first_child (cell)),
                                 cells->get_filesystem (cells->user_data), entry);
  nexus_gtk_direction_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), breakable);
  if (entry != NULL)
    name_item (gtk_widget_get_parent (cell), entry, shown);
}

static void
setup_pane_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               Cells              *cells)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = new_icon (PANE_ICON);
  GtkWidget *name = gtk_inscription_new (NULL);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");

  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (name), 6);
  gtk_widget_set_valign (name, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (arrow, "dim-label");
  gtk_box_append (GTK_BOX (cell), icon);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_box_append (GTK_BOX (cell), arrow);
  gtk_list_item_set_child (item, cell);
  prepare (cells, cell, item);
}

static void
show_in_pane (GtkListItem *item,
              NexusEntry  *entry,
              const Cells *cells)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *shown = dup_shown (entry);

  bind_icon (gtk_widget_get_first_child (cell), entry, cells);
  nexus_gtk_direction_set_text (GTK_INSCRIPTION (nexus_gtk_cells_get_name (cell)), shown);
  gtk_widget_set_opacity (gtk_widget_get_last_child (cell),
                          entry != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? 1.0 : 0.0);
  if (entry != NULL)
    name_item (gtk_widget_get_parent (cell), entry, shown);
}

/* --- Factories --- */

static void
show_item (GtkListItem *item)
{
  const Cells *cells = g_object_get_data (G_OBJECT (item), "cells");

  cells->show (item, nexus_gtk_item_get_entry (get_item (item)), cells);
}

/* The entry of a row comes later, and changes; what is in a slot does so as well. */
static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *item,
         Cells              *cells)
{
  gpointer shown = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "cells", cells);
  if (NEXUS_GTK_IS_SLOT (shown))
    g_signal_connect_swapped (shown, "changed", G_CALLBACK (show_item), item);
  else if (NEXUS_IS_MODEL_ROW (shown))
    g_signal_connect_swapped (shown, "notify::entry", G_CALLBACK (show_item), item);
  show_item (item);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *item,
           Cells              *cells)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_item, item);
}

static void
cells_free (Cells *cells)
{
  g_free (cells->column);
  g_free (cells);
}

/* Takes the cells. */
static GtkListItemFactory *
new_factory (Cells     *cells,
             GCallback  setup)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data_full (G_OBJECT (factory), "cells", cells, (GDestroyNotify) cells_free);
  g_signal_connect (factory, "setup", setup, cells);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), cells);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), cells);

  return factory;
}

GtkListItemFactory *
nexus_gtk_cells_new_column (const char            *column,
                            NexusGtkGetFilesystem  get_filesystem,
                            NexusGtkPrepareCell    prepare_cell,
                            gpointer               user_data)
{
  gboolean name = strcmp (column, NEXUS_GTK_COLUMN_NAME) == 0;
  Cells *cells = g_new0 (Cells, 1);

  cells->column = g_strdup (column);
  cells->show = name ? show_name : show_text;
  cells->get_filesystem = get_filesystem;
  cells->prepare = prepare_cell;
  cells->user_data = user_data;

  return new_factory (cells, name ? G_CALLBACK (setup_name_cb) : G_CALLBACK (setup_text_cb));
}

GtkListItemFactory *
nexus_gtk_cells_new_grid (int                    size,
                          NexusGtkGetFilesystem  get_filesystem,
                          NexusGtkPrepareCell    prepare_cell,
                          gpointer               user_data)
{
  Cells *cells = g_new0 (Cells, 1);

  cells->size = size;
  cells->show = show_in_grid;
  cells->get_filesystem = get_filesystem;
  cells->prepare = prepare_cell;
  cells->user_data = user_data;

  return new_factory (cells, G_CALLBACK (setup_grid_cb));
}

GtkListItemFactory *
nexus_gtk_cells_new_pane (NexusGtkGetFilesystem  get_filesystem,
                          NexusGtkPrepareCell    prepare_cell,
                          gpointer               user_data)
{
  Cells *cells = g_new0 (Cells, 1);

  cells->show = show_in_pane;
  cells->get_filesystem = get_filesystem;
  cells->prepare = prepare_cell;
  cells->user_data = user_data;

  return new_factory (cells, G_CALLBACK (setup_pane_cb));
}

GtkWidget *
nexus_gtk_cells_get_name (GtkWidget *cell)
{
  /* Only a name has an icon before it. */
  return GTK_IS_BOX (cell) ? gtk_widget_get_next_sibling (gtk_widget_get_first_child (cell)) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-cells.h"
#include "nexus-gtk-direction.h"
#include "nexus-gtk-directory-list.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-panes.h"
#include "nexus-gtk-place.h"

#define WIDTH   220
/* Whoever goes through a list with the arrows does not want to see what is in every folder of it. */
#define NEXT_MS 120

typedef struct {
  NexusGtkPanes         *panes;
  char                  *path;
  char                  *selected;    /* the name of the child that leads to the next pane; may be NULL */
  NexusGtkDirectoryList *list;
  GtkSingleSelection    *selection;
  GtkListView           *view;
  GtkWidget             *widget;
} Pane;

struct _NexusGtkPanes {
  AdwBin           parent_instance;

  GtkWidget       *outer;             /* which scrolls from side to side */
  GtkBox          *box;
  GtkListView     *active;
  GtkWidget       *active_widget;
  NexusFilesystem *filesystem;
  gboolean         show_hidden;
  GPtrArray       *before;            /* Pane, the top of the store first */
  Pane            *next;
  char            *wanted;            /* the path of the next one */
  guint            next_id;
};

enum {
  SIGNAL_GO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkPanes, nexus_gtk_panes, ADW_TYPE_BIN)

/* --- One pane --- */

static GtkWidget *
new_scrolled (GtkWidget *view)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_size_request (scrolled, WIDTH, -1);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "nexus-pane");

  return scrolled;
}

/* As soon as it is known where it is. */
static void
select_child (Pane *pane)
{
  guint position;

  if (pane->selected == NULL ||
      !nexus_gtk_directory_list_find_name (pane->list, pane->selected, &position) ||
      gtk_single_selection_get_selected (pane->selection) == position)
    return;

  gtk_single_selection_set_selected (pane->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (pane->view), "list.scroll-to-item", "u", position);
}

static void
clicked_cb (Pane *pane,
            guint position)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (pane->selection), position);
  NexusEntry *entry = item != NULL ? nexus_gtk_item_get_entry (item) : NULL;

  if (entry == NULL)
    return;
  /* Whoever hears of it may let go of the pane. */
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      g_autofree char *path = g_strdup (nexus_entry_get_path (entry));

      g_signal_emit (pane->panes, signals[SIGNAL_GO], 0, path, NULL);
    }
  else
    {
      g_autofree char *path = g_strdup (pane->path);
      g_autofree char *name = g_strdup (nexus_entry_get_name (entry));

      g_signal_emit (pane->panes, signals[SIGNAL_GO], 0, path, name);
    }
}

static void
pane_free (Pane *pane)
{
  g_signal_handlers_disconnect_by_data (pane->list, pane);
  g_signal_handlers_disconnect_by_data (pane->view, pane);
  gtk_list_view_set_model (pane->view, NULL);
  gtk_box_remove (pane->panes->box, pane->widget);
  g_clear_object (&pane->selection);
  g_clear_object (&pane->list);
  g_free (pane->path);
  g_free (pane->selected);
  g_free (pane);
}

static NexusFilesystem *
get_filesystem (gpointer panes)
{
  return NEXUS_GTK_PANES (panes)->filesystem;
}

/* Behind another one. */
static Pane *
pane_new (NexusGtkPanes *panes,
          const char    *path,
          const char    *selected,
          GtkWidget     *behind)
{
  Pane *pane = g_new0 (Pane, 1);
  g_autoptr(GtkListItemFactory) factory = nexus_gtk_cells_new_pane (get_filesystem, NULL, panes);
  g_autofree char *title = nexus_gtk_place_dup_title (path);

  pane->panes = panes;
  pane->path = g_strdup (path);
  pane->selected = g_strdup (selected);
  pane->list = nexus_gtk_directory_list_new (panes->filesystem, path);
  nexus_gtk_directory_list_set_show_hidden (pane->list, panes->show_hidden);
  pane->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (pane->selection, FALSE);
  gtk_single_selection_set_can_unselect (pane->selection, TRUE);
  gtk_single_selection_set_model (pane->selection, G_LIST_MODEL (pane->list));
  pane->view = GTK_LIST_VIEW (gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (pane->selection)),
                                                 g_steal_pointer (&factory)));
  gtk_list_view_set_single_click_activate (pane->view, TRUE);
  /* The keyboard goes from folder to folder in the list between them. */
  gtk_widget_set_can_focus (GTK_WIDGET (pane->view), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (pane->view), "nexus-pane-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (pane->view, "activate", G_CALLBACK (clicked_cb), pane);
  g_signal_connect_swapped (pane->list, "items-changed", G_CALLBACK (select_child), pane);
  g_signal_connect_swapped (pane->list, "notify::loading", G_CALLBACK (select_child), pane);
  pane->widget = new_scrolled (GTK_WIDGET (pane->view));
  gtk_box_insert_child_after (panes->box, pane->widget, behind);
  select_child (pane);

  return pane;
}

static void
set_selected (Pane       *pane,
              const char *selected)
{
  if (g_strcmp0 (pane->selected, selected) == 0)
    return;

  g_free (pane->selected);
  pane->selected = g_strdup (selected);
  select_child (pane);
}

/* --- What is after it --- */

static void
drop_next (NexusGtkPanes *self)
{
  g_clear_handle_id (&self->next_id, g_source_remove);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->next, pane_free);
}

static gboolean
next_cb (gpointer user_data)
{
  NexusGtkPanes *self = user_data;

  self->next_id = 0;
  g_clear_pointer (&self->next, pane_free);
  if (self->wanted != NULL)
    self->next = pane_new (self, self->wanted, NULL, self->active_widget);

  return G_SOURCE_REMOVE;
}

void
nexus_gtk_panes_set_next (NexusGtkPanes *self,
                          const char    *path)
{
  g_return_if_fail (NEXUS_GTK_IS_PANES (self));

  if (g_strcmp0 (self->wanted, path) == 0)
    return;

  g_free (self->wanted);
  self->wanted = g_strdup (path);
  g_clear_handle_id (&self->next_id, g_source_remove);
  self->next_id = g_timeout_add (NEXT_MS, next_cb, self);
}

/* --- What is before it --- */

static GPtrArray *
list_ancestors (const char *place)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = nexus_gtk_place_is_folder (place) ? nexus_path_dup_parent (place) : NULL;

  while (path != NULL)
    {
      char *parent = nexus_path_dup_parent (path);

      g_ptr_array_insert (paths, 0, g_steal_pointer (&path));
      path = parent;
    }

  return paths;
}

void
nexus_gtk_panes_show_place (NexusGtkPanes   *self,
                            NexusFilesystem *filesystem,
                            const char      *place,
                            gboolean         show_hidden)
{
  g_autoptr(GPtrArray) paths = list_ancestors (place);
  guint n_kept = 0;

  g_return_if_fail (NEXUS_GTK_IS_PANES (self));

  if (self->filesystem != filesystem || self->show_hidden != show_hidden)
    {
      g_ptr_array_set_size (self->before, 0);
      g_set_object (&self->filesystem, filesystem);
      self->show_hidden = show_hidden;
    }
  drop_next (self);
  while (n_kept < self->before->len && n_kept < paths->len &&
         strcmp (((Pane *) g_ptr_array_index (self->before, n_kept))->path, g_ptr_array_index (paths, n_kept)) == 0)
    n_kept++;
  g_ptr_array_set_size (self->before, (int) n_kept);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *after = i + 1 < paths->len ? g_ptr_array_index (paths, i + 1) : place;
      g_autofree char *name = nexus_path_dup_name (after);
      Pane *former = i > 0 ? g_ptr_array_index (self->before, i - 1) : NULL;

      if (i < n_kept)
        set_selected (g_ptr_array_index (self->before, i), name);
      else
        g_ptr_array_add (self->before, pane_new (self, g_ptr_array_index (paths, i), name,
                                                 former != NULL ? former->widget : NULL));
    }
}

void
nexus_gtk_panes_clear (NexusGtkPanes *self)
{
  g_return_if_fail (NEXUS_GTK_IS_PANES (self));

  drop_next (self);
  g_ptr_array_set_size (self->before, 0);
  g_clear_object (&self->filesystem);
}

/* --- The widget --- */

/* What is shown last is what is looked at. */
static void
widened_cb (GtkScrolledWindow *outer)
{
  nexus_gtk_direction_scroll_to_end (outer);
}

static void
nexus_gtk_panes_dispose (GObject *object)
{
  NexusGtkPanes *self = NEXUS_GTK_PANES (object);

  if (self->before != NULL)
    nexus_gtk_panes_clear (self);
  g_clear_pointer (&self->before, g_ptr_array_unref);

  G_OBJECT_CLASS (nexus_gtk_panes_parent_class)->dispose (object);
}

static void
nexus_gtk_panes_class_init (NexusGtkPanesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_panes_dispose;

  signals[SIGNAL_GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
nexus_gtk_panes_init (NexusGtkPanes *self)
{
  GtkAdjustment *adjustment;

  self->before = g_ptr_array_new_with_free_func ((GDestroyNotify) pane_free);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->outer = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->outer), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->outer), GTK_WIDGET (self->box));
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->outer));
  g_signal_connect_object (adjustment, "notify::upper", G_CALLBACK (widened_cb), self->outer, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->outer);
}

NexusGtkPanes *
nexus_gtk_panes_new (GtkListView *active)
{
  NexusGtkPanes *self = g_object_new (NEXUS_GTK_TYPE_PANES, NULL);

  self->active = active;
  self->active_widget = new_scrolled (GTK_WIDGET (active));
  gtk_widget_set_hexpand (self->active_widget, TRUE);
  gtk_widget_add_css_class (self->active_widget, "active");
  gtk_box_append (self->box, self->active_widget);

  return self;
}

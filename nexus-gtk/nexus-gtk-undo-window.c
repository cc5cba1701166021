/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-undo-window.h"

struct _NexusGtkUndoWindow {
  AdwWindow          parent_instance;

  NexusGtkUndo      *undo;
  GtkStack          *pages;       /* "list", "empty" */
  GtkNoSelection    *selection;
};

enum {
  SIGNAL_RUN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkUndoWindow, nexus_gtk_undo_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

/* --- Rows: there may be thousands, so that only those in sight have widgets --- */

typedef struct {
  GtkLabel  *description;
  GtkLabel  *facts;
  GtkWidget *button;
} Row;

static void
clicked_cb (GtkWidget   *button,
            GtkListItem *item)
{
  NexusGtkUndoWindow *self = NEXUS_GTK_UNDO_WINDOW (gtk_widget_get_root (button));
  NexusUndoStep *step = gtk_list_item_get_item (item);

  g_signal_emit (self, signals[SIGNAL_RUN], 0, nexus_undo_step_get_id (step),
                 nexus_undo_step_get_state (step) == NEXUS_UNDO_STATE_UNDONE);
}

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Row *row = g_new0 (Row, 1);

  row->description = GTK_LABEL (new_label (NULL));
  row->facts = GTK_LABEL (new_label ("caption"));
  gtk_widget_add_css_class (GTK_WIDGET (row->facts), "dim-label");
  row->button = gtk_button_new ();
  gtk_widget_set_valign (row->button, GTK_ALIGN_CENTER);
  g_signal_connect (row->button, "clicked", G_CALLBACK (clicked_cb), item);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->description));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->facts));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), row->button);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, box);
  g_object_set_data_full (G_OBJECT (item), "nexus-gtk-row", row, g_free);
}

static const char *
get_state_text (NexusUndoStep *step)
{
  switch (nexus_undo_step_get_state (step))
    {
    case NEXUS_UNDO_STATE_UNDONE:
      return _("undone");
    case NEXUS_UNDO_STATE_FINAL:
      return _("cannot be undone");
    case NEXUS_UNDO_STATE_DONE:
    default:
      return NULL;
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  Row *row = g_object_get_data (G_OBJECT (item), "nexus-gtk-row");
  NexusUndoStep *step = gtk_list_item_get_item (item);
  const char *description = nexus_undo_step_get_description (step);
  const char *state = get_state_text (step);
  gboolean undone = nexus_undo_step_get_state (step) == NEXUS_UNDO_STATE_UNDONE;
  const char *verb = undone ? _("Redo") : _("Undo");
  g_autoptr(GDateTime) time = nexus_undo_step_dup_time (step);
  g_autofree char *shown = nexus_gtk_format_full_time (time);
  g_autofree char *facts = state != NULL ? g_strdup_printf ("%s · %s", shown, state) : g_strdup (shown);
  g_autofree char *name = g_strdup_printf ("%s: %s", verb, description);

  gtk_label_set_text (row->description, description);
  gtk_label_set_text (row->facts, facts);
  gtk_widget_set_sensitive (GTK_WIDGET (row->description),
                            nexus_undo_step_get_state (step) == NEXUS_UNDO_STATE_DONE);
  gtk_button_set_label (GTK_BUTTON (row->button), verb);
  gtk_widget_set_visible (row->button, nexus_undo_step_get_state (step) != NEXUS_UNDO_STATE_FINAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- The window --- */

static void
changed_cb (NexusGtkUndoWindow *self)
{
  GListModel *steps = nexus_gtk_undo_get_steps (self->undo);
  gboolean any = steps != NULL && g_list_model_get_n_items (steps) > 0;

  gtk_no_selection_set_model (self->selection, steps);
  gtk_stack_set_visible_child_name (self->pages, any ? "list" : "empty");
}

static void
nexus_gtk_undo_window_dispose (GObject *object)
{
  NexusGtkUndoWindow *self = NEXUS_GTK_UNDO_WINDOW (object);

  if (self->undo != NULL)
    g_signal_handlers_disconnect_by_data (self->undo, self);
  g_clear_object (&self->undo);

  G_OBJECT_CLASS (nexus_gtk_undo_window_parent_class)->dispose (object);
}

static void
nexus_gtk_undo_window_class_init (NexusGtkUndoWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_undo_window_dispose;

  signals[SIGNAL_RUN] = g_signal_new ("run", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_BOOLEAN);
}

static GtkWidget *
new_list (NexusGtkUndoWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->selection = gtk_no_selection_new (NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("History of Changes"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);

  return scrolled;
}

static void
nexus_gtk_undo_window_init (NexusGtkUndoWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->pages = GTK_STACK (gtk_stack_new ());
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "edit-undo-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("Nothing to Undo"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _("What is done to the store is listed here."));
  nexus_gtk_accessible_describe_page (ADW_STATUS_PAGE (empty));
  gtk_stack_add_named (self->pages, new_list (self), "list");
  gtk_stack_add_named (self->pages, empty, "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->pages), TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pages));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_widget_set_name (GTK_WIDGET (self), "undo-window");
  gtk_widget_set_size_request (GTK_WIDGET (self), 300, 240);
  /* Short: in a narrow window there is room for little more than a word of large text. */
  gtk_window_set_title (GTK_WINDOW (self), _("History"));
  nexus_gtk_name_buttons (header);
}

NexusGtkUndoWindow *
nexus_gtk_undo_window_new (GtkWindow    *parent,
                           NexusGtkUndo *undo)
{
  NexusGtkUndoWindow *self;

  g_return_val_if_fail (NEXUS_GTK_IS_UNDO (undo), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_UNDO_WINDOW,
                       "transient-for", parent,
                       "destroy-with-parent", TRUE,
                       "default-width", 460,
                       "default-height", 520,
                       NULL);
  self->undo = g_object_ref (undo);
  g_signal_connect_object (undo, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-search-chip.h"

struct _NexusGtkSearchChip {
  AdwBin      parent_instance;

  char       *key;
  char       *title;
  GStrv       filters;     /* that are asked */
  GPtrArray  *choices;     /* of Choice, as the rows of the list */
  gboolean    several;

  GtkWidget  *button;
  GtkWidget  *popover;
  GtkListBox *list;
  GtkWidget  *entry;       /* for others; hidden where there are none */
};

typedef struct {
  char      *label;
  char      *filter;       /* NULL: none is asked */
  GtkWidget *check;
} Choice;

enum {
  SIGNAL_CHOSEN,
  SIGNAL_OPENS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSearchChip, nexus_gtk_search_chip, ADW_TYPE_BIN)

static void
choice_free (Choice *choice)
{
  g_free (choice->label);
  g_free (choice->filter);
  g_free (choice);
}

/* --- What is asked --- */

static gboolean
is_asked (NexusGtkSearchChip *self,
          const Choice       *choice)
{
  if (choice->filter == NULL)
    return self->filters[0] == NULL;

  return g_strv_contains ((const char * const *) self->filters, choice->filter);
}

/* A value that is not among the choices is shown as it was written. */
static char *
describe (NexusGtkSearchChip *self,
          const char         *filter)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = g_ptr_array_index (self->choices, i);

      if (g_strcmp0 (choice->filter, filter) == 0)
        return g_strdup (choice->label);
    }

  return g_strdup (*filter == ':' ? filter + 1 : filter);
}

static void
show_filters (NexusGtkSearchChip *self)
{
  g_autoptr(GString) values = g_string_new (NULL);
  g_autofree char *text = NULL;
  GtkWidget *label = gtk_menu_button_get_child (GTK_MENU_BUTTON (self->button));

  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = g_ptr_array_index (self->choices, i);
      GtkWidget *row = gtk_widget_get_ancestor (choice->check, GTK_TYPE_LIST_BOX_ROW);

      gtk_widget_set_opacity (choice->check, is_asked (self, choice) ? 1 : 0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, is_asked (self, choice), -1);
    }
  for (guint i = 0; self->filters[i] != NULL; i++)
    {
      g_autofree char *value = describe (self, self->filters[i]);

      g_string_append_printf (values, "%s%s", i > 0 ? ", " : "", value);
    }
  if (values->len > 0)
    /* Translators: what is asked in a search, such as "Size: Over 1 GB" */
    text = g_strdup_printf (_("%s: %s"), self->title, values->str);
  else
    text = g_strdup (self->title);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (label)), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (values->len > 0)
    gtk_widget_add_css_class (self->button, "active");
  else
    gtk_widget_remove_css_class (self->button, "active");
}

void
nexus_gtk_search_chip_set_filters (NexusGtkSearchChip *self,
                                   const char * const *filters)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self));
  g_return_if_fail (filters != NULL);

  g_strfreev (self->filters);
  self->filters = g_strdupv ((GStrv) filters);
  show_filters (self);
}

/* --- Asking something else --- */

static void
choose (NexusGtkSearchChip *self,
        const Choice       *choice)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) filters = NULL;

  /* Of several, what was asked already is not asked any more. */
  for (guint i = 0; self->several && choice->filter != NULL && self->filters[i] != NULL; i++)
    {
      if (strcmp (self->filters[i], choice->filter) != 0)
        g_strv_builder_add (builder, self->filters[i]);
    }
  if (choice->filter != NULL && !(self->several && is_asked (self, choice)))
    g_strv_builder_add (builder, choice->filter);
  filters = g_strv_builder_end (builder);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, filters);
}

static void
row_activated_cb (NexusGtkSearchChip *self,
                  GtkListBoxRow      *row)
{
  choose (self, g_ptr_array_index (self->choices, gtk_list_box_row_get_index (row)));
  if (!self->several)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* What is written without an operator is the value. */
static void
entry_activate_cb (NexusGtkSearchChip *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  Choice choice = { .filter = g_strconcat (strchr (":=<>", *text) != NULL ? "" : ":", text, NULL) };

  if (*text != '\0')
    {
      choose (self, &choice);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      gtk_popover_popdown (GTK_POPOVER (self->popover));
    }
  g_free (choice.filter);
}

void
nexus_gtk_search_chip_add_choice (NexusGtkSearchChip *self,
                                  const char         *label,
                                  const char         *filter)
{
  Choice *choice;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_label_new (label);

  g_return_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self));

  choice = g_new0 (Choice, 1);
  choice->label = g_strdup (label);
  choice->filter = g_strdup (filter);
  choice->check = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (choice->check), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  g_ptr_array_add (self->choices, choice);

  gtk_label_set_xalign (GTK_LABEL (text), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), choice->check);
  gtk_list_box_append (self->list, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  show_filters (self);
}

void
nexus_gtk_search_chip_clear (NexusGtkSearchChip *self)
{
  GtkWidget *child;

  g_return_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self));

  g_ptr_array_set_size (self->choices, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
}

void
nexus_gtk_search_chip_set_several (NexusGtkSearchChip *self,
                                   gboolean            several)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self));

  self->several = several;
}

void
nexus_gtk_search_chip_allow_other (NexusGtkSearchChip *self,
                                   const char         *hint)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self));

  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint, -1);
  gtk_widget_set_visible (self->entry, TRUE);
}

const char *
nexus_gtk_search_chip_get_key (NexusGtkSearchChip *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_CHIP (self), NULL);

  return self->key;
}

/* --- The object --- */

static void
opens_cb (NexusGtkSearchChip *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENS], 0);
}

static void
nexus_gtk_search_chip_finalize (GObject *object)
{
  NexusGtkSearchChip *self = NEXUS_GTK_SEARCH_CHIP (object);

  g_ptr_array_unref (self->choices);
  g_strfreev (self->filters);
  g_free (self->key);
  g_free (self->title);

  G_OBJECT_CLASS (nexus_gtk_search_chip_parent_class)->finalize (object);
}

static void
nexus_gtk_search_chip_class_init (NexusGtkSearchChipClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_chip_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[SIGNAL_OPENS] = g_signal_new ("opens", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_label (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));

  return box;
}

static void
nexus_gtk_search_chip_init (NexusGtkSearchChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) choice_free);
  self->filters = g_new0 (char *, 1);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "nexus-choices");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), scrolled);

  self->entry = gtk_entry_new ();
  gtk_widget_set_visible (self->entry, FALSE);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entry_activate_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->entry);

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_size_request (self->popover, 220, -1);
  g_signal_connect_object (self->popover, "map", G_CALLBACK (opens_cb), self, G_CONNECT_SWAPPED);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), new_label ());
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_widget_add_css_class (self->button, "nexus-filter");
  adw_bin_set_child (ADW_BIN (self), self->button);
}

NexusGtkSearchChip *
nexus_gtk_search_chip_new (const char *key,
                           const char *title)
{
  NexusGtkSearchChip *self = g_object_new (NEXUS_GTK_TYPE_SEARCH_CHIP, NULL);

  self->key = g_strdup (key);
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  nexus_gtk_name_buttons (GTK_WIDGET (self));
  show_filters (self);

  return self;
}

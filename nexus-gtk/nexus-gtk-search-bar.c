/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-search-bar.h"
#include "nexus-gtk-search-completion.h"
#include "nexus-gtk-search-filters.h"

/* Letters that are typed at once are looked for together. */
#define SEARCH_MS 20

/* What is not finished is not wrong yet. */
#define FAULT_MS 500

struct _NexusGtkSearchBar {
  AdwBin                    parent_instance;

  NexusFilesystem          *filesystem;
  char                     *place;         /* that is shown */
  char                     *origin;        /* the place in which it was opened */
  char                     *prefix;        /* what was written for the person then; nothing is looked for with it alone */
  char                     *name;
  guint                     fault;
  guint                     search_id;
  guint                     fault_id;
  gboolean                  setting;       /* the text, and not a person */

  GtkRevealer              *revealer;
  GtkWidget                *entry;
  GtkWidget                *save;
  NexusGtkSearchCompletion *completion;
  NexusGtkSearchFilters    *filters;
  GtkLabel                 *message;
};

enum {
  SIGNAL_LEAVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSearchBar, nexus_gtk_search_bar, ADW_TYPE_BIN)

const char *
nexus_gtk_search_bar_get_text (NexusGtkSearchBar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static char *
dup_trimmed (NexusGtkSearchBar *self)
{
  return g_strstrip (g_strdup (nexus_gtk_search_bar_get_text (self)));
}

static void
set_text (NexusGtkSearchBar *self,
          const char        *text)
{
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->setting = FALSE;
}

/* --- What is wrong --- */

/* From there on the text is marked. */
static void
mark (NexusGtkSearchBar *self)
{
  const char *text = nexus_gtk_search_bar_get_text (self);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  glong length = g_utf8_strlen (text, -1);
  PangoAttribute *attribute;

  if (self->fault > 0)
    {
      /* At the end there is no letter to mark but the last one. */
      glong from = CLAMP ((glong) self->fault - 1, 0, MAX (length - 1, 0));

      attribute = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
      attribute->start_index = (guint) (g_utf8_offset_to_pointer (text, from) - text);
      pango_attr_list_insert (attributes, attribute);
    }
  gtk_entry_set_attributes (GTK_ENTRY (self->entry), attributes);
}

static void
show_fault (NexusGtkSearchBar *self,
            const char        *message)
{
  gtk_label_set_text (self->message, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
}

static gboolean
fault_cb (gpointer user_data)
{
  NexusGtkSearchBar *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (nexus_gtk_search_bar_get_text (self), &error);

  self->fault_id = 0;
  show_fault (self, query == NULL ? error->message : NULL);

  return G_SOURCE_REMOVE;
}

static void
refused_cb (NexusGtkSearchBar *self,
            const GError      *error)
{
  show_fault (self, error->message);
}

/* Somebody who goes on to type begins a word. */
static void
edited_cb (NexusGtkSearchBar *self,
           NexusQuery        *query)
{
  g_autofree char *text = g_strconcat (nexus_query_to_string (query), nexus_query_is_empty (query) ? "" : " ", NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
edit_on_cb (NexusGtkSearchBar *self)
{
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
}

/* --- Searching --- */

/* What was not written by a person is nothing to look for. */
static gboolean
is_blank (NexusGtkSearchBar *self,
          const char        *text)
{
  return *text == '\0' || g_strcmp0 (self->prefix, text) == 0;
}

static gboolean
search_cb (gpointer user_data)
{
  NexusGtkSearchBar *self = user_data;
  g_autofree char *text = dup_trimmed (self);
  g_autoptr(NexusQuery) query = NULL;

  self->search_id = 0;
  g_clear_handle_id (&self->fault_id, g_source_remove);
  query = nexus_query_new_parse_full (nexus_gtk_search_bar_get_text (self), &self->fault, NULL);
  mark (self);
  if (query == NULL)
    {
      self->fault_id = g_timeout_add (FAULT_MS, fault_cb, self);
      return G_SOURCE_REMOVE;
    }

  show_fault (self, NULL);
  nexus_gtk_search_filters_set_query (self->filters, query);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.search", "s", is_blank (self, text) ? "" : text);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkSearchBar *self)
{
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY,
                                     *nexus_gtk_search_bar_get_text (self) != '\0' ? "edit-clear-symbolic" : NULL);
  if (*nexus_gtk_search_bar_get_text (self) != '\0')
    gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY, _("Clear"));
  if (!self->setting && self->search_id == 0)
    self->search_id = g_timeout_add (SEARCH_MS, search_cb, self);
}

static void
search_now (NexusGtkSearchBar *self)
{
  if (self->search_id == 0)
    return;
  g_source_remove (self->search_id);
  search_cb (self);
}

static void
icon_cb (NexusGtkSearchBar    *self,
         GtkEntryIconPosition  position)
{
  if (position == GTK_ENTRY_ICON_SECONDARY)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
activate_cb (NexusGtkSearchBar *self)
{
  nexus_gtk_search_completion_close (self->completion);
  search_now (self);
  if (self->fault_id != 0)
    {
      g_source_remove (self->fault_id);
      fault_cb (self);
    }
  else if (self->fault == 0)
    {
      g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
    }
}

static gboolean
key_cb (NexusGtkSearchBar *self,
        guint              keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Escape:
      nexus_gtk_search_bar_close (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      nexus_gtk_search_completion_close (self->completion);
      search_now (self);
      g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
focus_left_cb (NexusGtkSearchBar *self)
{
  nexus_gtk_search_completion_close (self->completion);
}

/* --- Opening and closing --- */

static void
set_origin (NexusGtkSearchBar *self,
            const char        *place)
{
  g_clear_pointer (&self->prefix, g_free);
  g_free (self->origin);
  self->origin = g_strdup (place);
  nexus_gtk_search_filters_set_origin (self->filters, place);
  self->prefix = nexus_gtk_search_filters_dup_prefix (self->filters);
}

static void
show (NexusGtkSearchBar *self,
      gboolean           shown)
{
  gtk_revealer_set_reveal_child (self->revealer, shown);
  /* What is hidden takes no focus. */
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (shown)
    return;

  g_clear_handle_id (&self->search_id, g_source_remove);
  g_clear_handle_id (&self->fault_id, g_source_remove);
  nexus_gtk_search_completion_close (self->completion);
  self->fault = 0;
  set_text (self, "");
  mark (self);
  show_fault (self, NULL);
  set_origin (self, NULL);
  nexus_gtk_search_bar_set_name (self, NULL);
}

static void
show_text (NexusGtkSearchBar *self,
           const char        *text)
{
  g_autoptr(NexusQuery) query = nexus_query_new_parse_full (text, &self->fault, NULL);

  set_text (self, text);
  mark (self);
  if (query != NULL)
    nexus_gtk_search_filters_set_query (self->filters, query);
  fault_cb (self);
}

void
nexus_gtk_search_bar_open (NexusGtkSearchBar *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self));

  if (!nexus_gtk_search_bar_is_open (self))
    {
      set_origin (self, self->place);
      show (self, TRUE);
      if (self->prefix != NULL)
        {
          g_autofree char *text = g_strconcat (self->prefix, " ", NULL);

          show_text (self, text);
        }
      else
        {
          show_text (self, "");
        }
      gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
      return;
    }
  gtk_widget_grab_focus (self->entry);
}

void
nexus_gtk_search_bar_close (NexusGtkSearchBar *self)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self));

  if (!nexus_gtk_search_bar_is_open (self))
    return;
  show (self, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.search", "s", "");
  g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
}

gboolean
nexus_gtk_search_bar_is_open (NexusGtkSearchBar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

void
nexus_gtk_search_bar_set_place (NexusGtkSearchBar *self,
                                const char        *place)
{
  g_autofree char *text = NULL;

  g_return_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self));
  g_return_if_fail (place != NULL);

  g_free (self->place);
  self->place = g_strdup (place);
  text = dup_trimmed (self);
  if (!g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH))
    {
      /* Somebody who deletes what was written goes on with something else. */
      if (nexus_gtk_search_bar_is_open (self) && (!is_blank (self, text) || g_strcmp0 (self->origin, place) != 0))
        show (self, FALSE);
      return;
    }

  /* Not while it is being written. */
  if (nexus_gtk_search_bar_is_open (self) && strcmp (text, nexus_gtk_place_get_rest (place)) == 0)
    return;
  if (!nexus_gtk_search_bar_is_open (self))
    set_origin (self, NULL);
  show (self, TRUE);
  show_text (self, nexus_gtk_place_get_rest (place));
}

void
nexus_gtk_search_bar_set_filesystem (NexusGtkSearchBar *self,
                                     NexusFilesystem   *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self));

  if (!g_set_object (&self->filesystem, filesystem))
    return;
  nexus_gtk_search_completion_set_filesystem (self->completion, filesystem);
  nexus_gtk_search_filters_set_filesystem (self->filters, filesystem);
}

GtkWidget *
nexus_gtk_search_bar_get_entry (NexusGtkSearchBar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self), NULL);

  return self->entry;
}

const char *
nexus_gtk_search_bar_get_name (NexusGtkSearchBar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self), NULL);

  return self->name;
}

void
nexus_gtk_search_bar_set_name (NexusGtkSearchBar *self,
                               const char        *name)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self));

  g_free (self->name);
  self->name = g_strdup (name);
}

guint
nexus_gtk_search_bar_get_fault (NexusGtkSearchBar *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_BAR (self), 0);

  return self->fault;
}

/* --- The object --- */

static void
nexus_gtk_search_bar_dispose (GObject *object)
{
  NexusGtkSearchBar *self = NEXUS_GTK_SEARCH_BAR (object);

  g_clear_handle_id (&self->search_id, g_source_remove);
  g_clear_handle_id (&self->fault_id, g_source_remove);
  if (self->completion != NULL)
    nexus_gtk_search_completion_detach (self->completion);
  g_clear_object (&self->completion);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_search_bar_parent_class)->dispose (object);
}

static void
nexus_gtk_search_bar_finalize (GObject *object)
{
  NexusGtkSearchBar *self = NEXUS_GTK_SEARCH_BAR (object);

  g_free (self->place);
  g_free (self->origin);
  g_free (self->prefix);
  g_free (self->name);

  G_OBJECT_CLASS (nexus_gtk_search_bar_parent_class)->finalize (object);
}

static void
nexus_gtk_search_bar_class_init (NexusGtkSearchBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_search_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_bar_finalize;

  signals[SIGNAL_LEAVE] = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_icon_button (const char *icon,
                 const char *hint)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, hint);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static void
add_entry (NexusGtkSearchBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "system-search-symbolic");
  gtk_entry_set_icon_activatable (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Search for names, texts and tags"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search"), -1);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "icon-release", G_CALLBACK (icon_cb), self, G_CONNECT_SWAPPED);
  self->completion = nexus_gtk_search_completion_new (GTK_ENTRY (self->entry));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, focus);
}

static void
nexus_gtk_search_bar_init (NexusGtkSearchBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *close = new_icon_button ("window-close-symbolic", _("Close Search"));

  add_entry (self);
  self->filters = nexus_gtk_search_filters_new ();
  g_signal_connect_object (self->filters, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filters, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filters, "edit-on", G_CALLBACK (edit_on_cb), self, G_CONNECT_SWAPPED);
  self->save = new_icon_button ("document-save-symbolic", _("Save Search…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->save), "win.save-search");
  g_signal_connect_object (close, "clicked", G_CALLBACK (nexus_gtk_search_bar_close), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), self->entry);
  gtk_box_append (GTK_BOX (row), self->save);
  gtk_box_append (GTK_BOX (row), close);

  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->message, 0.0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->filters));
  gtk_widget_add_css_class (box, "nexus-search-bar");

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
  set_origin (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  nexus_gtk_name_buttons (GTK_WIDGET (self));
}

NexusGtkSearchBar *
nexus_gtk_search_bar_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SEARCH_BAR, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-type-ahead.h"

/* So many names are looked at before the loop has its turn again. */
#define STEP 2000

struct _NexusGtkTypeAhead {
  AdwBin           parent_instance;

  GListModel      *model;
  NexusGtkDupName  dup_name;
  gpointer         user_data;
  GtkRevealer     *revealer;
  GtkWidget       *entry;

  /* The search at work. */
  guint            search_id;
  gboolean         entered;     /* Enter was pressed while it was at work */
  char            *wanted;      /* folded */
  gboolean         prefixes;    /* a name that begins with the text wins over one that has it inside */
  gboolean         backwards;
  guint            start;
  guint            n_looked;
  guint            inside;      /* the first that has the text inside */
  guint            found;       /* the last that was found, to go on from */
};

enum {
  SIGNAL_FOUND,
  SIGNAL_ACTIVATED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkTypeAhead, nexus_gtk_type_ahead, ADW_TYPE_BIN)

/* --- The search --- */

static void
accept (NexusGtkTypeAhead *self)
{
  nexus_gtk_type_ahead_close (self);
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
end_search (NexusGtkTypeAhead *self,
            guint              position)
{
  self->search_id = 0;
  if (position == G_MAXUINT)
    {
      gtk_widget_add_css_class (self->entry, "error");
      return;
    }

  gtk_widget_remove_css_class (self->entry, "error");
  self->found = position;
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, position);
  if (self->entered)
    accept (self);
}

static guint
get_position (NexusGtkTypeAhead *self,
              guint              n_items)
{
  guint by = self->n_looked % n_items;
  guint start = self->start % n_items;

  return self->backwards ? (start + n_items - by) % n_items : (start + by) % n_items;
}

static gboolean
search_cb (gpointer user_data)
{
  NexusGtkTypeAhead *self = user_data;
  guint n_items = g_list_model_get_n_items (self->model);

  for (guint i = 0; i < STEP && self->n_looked < n_items; i++, self->n_looked++)
    {
      guint position = get_position (self, n_items);
      g_autofree char *name = self->dup_name (position, self->user_data);

      if (name == NULL)
        continue;
      if (g_str_has_prefix (name, self->wanted) || (!self->prefixes && strstr (name, self->wanted) != NULL))
        {
          end_search (self, position);
          return G_SOURCE_REMOVE;
        }
      if (self->inside == G_MAXUINT && strstr (name, self->wanted) != NULL)
        self->inside = position;
    }
  if (self->n_looked < n_items)
    return G_SOURCE_CONTINUE;

  end_search (self, self->inside);

  return G_SOURCE_REMOVE;
}

static void
stop (NexusGtkTypeAhead *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  g_clear_pointer (&self->wanted, g_free);
}

static void
search (NexusGtkTypeAhead *self,
        guint              start,
        gboolean           prefixes,
        gboolean           backwards)
{
  stop (self);
  self->wanted = nexus_gtk_fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_widget_remove_css_class (self->entry, "error");
  if (*self->wanted == '\0')
    return;

  self->start = start;
  self->prefixes = prefixes;
  self->backwards = backwards;
  self->entered = FALSE;
  self->n_looked = 0;
  self->inside = G_MAXUINT;
  self->search_id = g_idle_add (search_cb, self);
}

static void
changed_cb (NexusGtkTypeAhead *self)
{
  search (self, 0, TRUE, FALSE);
}

static void
next_cb (NexusGtkTypeAhead *self)
{
  search (self, self->found + 1, FALSE, FALSE);
}

static void
previous_cb (NexusGtkTypeAhead *self)
{
  guint n_items = g_list_model_get_n_items (self->model);

  search (self, self->found > 0 ? self->found - 1 : MAX (n_items, 1) - 1, FALSE, TRUE);
}

/* --- Keys --- */

static void
activate_cb (NexusGtkTypeAhead *self)
{
  /* Enter may come before the search has ended. */
  if (self->search_id != 0)
    self->entered = TRUE;
  else if (!gtk_widget_has_css_class (self->entry, "error"))
    accept (self);
}

static gboolean
key_cb (NexusGtkTypeAhead *self,
        guint              keyval)
{
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    next_cb (self);
  else if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    previous_cb (self);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
leave_cb (NexusGtkTypeAhead *self)
{
  if (gtk_revealer_get_reveal_child (self->revealer))
    {
      stop (self);
      gtk_revealer_set_reveal_child (self->revealer, FALSE);
    }
}

static void
commit_cb (NexusGtkTypeAhead *self,
           const char        *text)
{
  if (!g_unichar_isspace (g_utf8_get_char (text)))
    nexus_gtk_type_ahead_open (self, text);
}

static void
realize_cb (GtkIMContext *context,
            GtkWidget    *widget)
{
  gtk_im_context_set_client_widget (context, widget);
}

static void
unrealize_cb (GtkIMContext *context)
{
  gtk_im_context_set_client_widget (context, NULL);
}

void
nexus_gtk_type_ahead_watch (NexusGtkTypeAhead *self,
                            GtkWidget         *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr(GtkIMContext) context = gtk_im_multicontext_new ();

  /* With a context of its own, also what is composed of several keys opens the entry. */
  g_signal_connect_object (context, "commit", G_CALLBACK (commit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "realize", G_CALLBACK (realize_cb), context, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "unrealize", G_CALLBACK (unrealize_cb), context, G_CONNECT_SWAPPED);
  gtk_event_controller_key_set_im_context (GTK_EVENT_CONTROLLER_KEY (keys), context);
  gtk_widget_add_controller (widget, keys);
}

/* --- Opening and closing --- */

void
nexus_gtk_type_ahead_open (NexusGtkTypeAhead *self,
                           const char        *text)
{
  g_return_if_fail (NEXUS_GTK_IS_TYPE_AHEAD (self));
  g_return_if_fail (text != NULL);

  self->found = 0;
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

void
nexus_gtk_type_ahead_close (NexusGtkTypeAhead *self)
{
  g_return_if_fail (NEXUS_GTK_IS_TYPE_AHEAD (self));

  if (!gtk_revealer_get_reveal_child (self->revealer))
    return;

  stop (self);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

GtkWidget *
nexus_gtk_type_ahead_get_entry (NexusGtkTypeAhead *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TYPE_AHEAD (self), NULL);

  return self->entry;
}

/* --- The widget --- */

static void
nexus_gtk_type_ahead_dispose (GObject *object)
{
  NexusGtkTypeAhead *self = NEXUS_GTK_TYPE_AHEAD (object);

  stop (self);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (nexus_gtk_type_ahead_parent_class)->dispose (object);
}

static void
nexus_gtk_type_ahead_class_init (NexusGtkTypeAheadClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_type_ahead_dispose;

  signals[SIGNAL_FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_type_ahead_init (NexusGtkTypeAhead *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = gtk_search_entry_new ();
  gtk_widget_add_css_class (self->entry, "nexus-type-ahead");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Select by name"), -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (nexus_gtk_type_ahead_close), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  /* Without a transition, the entry is there for the next key: until the first frame of one, keys would be lost. */
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_NONE);
  gtk_revealer_set_child (self->revealer, self->entry);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
}

NexusGtkTypeAhead *
nexus_gtk_type_ahead_new (GListModel      *model,
                          NexusGtkDupName  dup_name,
                          gpointer         user_data)
{
  NexusGtkTypeAhead *self = g_object_new (NEXUS_GTK_TYPE_TYPE_AHEAD, NULL);

  self->model = g_object_ref (model);
  self->dup_name = dup_name;
  self->user_data = user_data;

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-search-attribute.h"
#include "nexus-gtk-search-completion.h"

struct _NexusGtkSearchAttribute {
  AdwBin                    parent_instance;

  GtkWidget                *popover;
  GtkWidget                *key;
  GtkWidget                *relation;
  GtkWidget                *value;
  GtkWidget                *add;
  NexusGtkSearchCompletion *completion;    /* of keys */
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSearchAttribute, nexus_gtk_search_attribute, ADW_TYPE_BIN)

/* In the order of the drop-down. */
static const struct {
  const char *name;
  const char *operator;
} relations[] = {
  /* Translators: what is asked of an attribute: key, relation, value */
  { N_("contains"), ":" },
  { N_("is"), "=" },
  { N_("is at least"), ">=" },
  { N_("is at most"), "<=" },
  { N_("is there"), NULL },
};

char *
nexus_gtk_search_quote (const char *value)
{
  g_autoptr(GString) text = g_string_new ("\"");

  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Without the operator that the completion puts behind it. */
static char *
dup_key (NexusGtkSearchAttribute *self)
{
  char *key = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->key))));

  if (g_str_has_suffix (key, ":"))
    key[strlen (key) - 1] = '\0';

  return key;
}

static const char *
get_operator (NexusGtkSearchAttribute *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->relation));

  return selected < G_N_ELEMENTS (relations) ? relations[selected].operator : ":";
}

static void
update (NexusGtkSearchAttribute *self)
{
  g_autofree char *key = dup_key (self);
  gboolean valued = get_operator (self) != NULL;

  gtk_widget_set_sensitive (self->value, valued);
  gtk_widget_set_sensitive (self->add, *key != '\0' &&
                            (!valued || *gtk_editable_get_text (GTK_EDITABLE (self->value)) != '\0'));
}

/* A key is quoted only where it has to be, so that one of the search's own keys can be asked as well. */
static char *
write_key (const char *key)
{
  gboolean plain = g_ascii_isalpha (*key) || *key == '_';

  for (const char *letter = key; plain && *letter != '\0'; letter++)
    plain = g_ascii_isalnum (*letter) || strchr ("_-.", *letter) != NULL;

  return plain || *key == '"' ? g_strdup (key) : nexus_gtk_search_quote (key);
}

static void
add_cb (NexusGtkSearchAttribute *self)
{
  g_autofree char *typed = dup_key (self);
  g_autofree char *key = write_key (typed);
  g_autofree char *value = nexus_gtk_search_quote (gtk_editable_get_text (GTK_EDITABLE (self->value)));
  const char *operator = get_operator (self);
  g_autofree char *filter = operator != NULL ? g_strconcat (operator, value, NULL) : g_strdup (":*");

  if (!gtk_widget_get_sensitive (self->add))
    return;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  gtk_editable_set_text (GTK_EDITABLE (self->value), "");
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, key, filter);
}

void
nexus_gtk_search_attribute_set_filesystem (NexusGtkSearchAttribute *self,
                                           NexusFilesystem         *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_ATTRIBUTE (self));

  nexus_gtk_search_completion_set_filesystem (self->completion, filesystem);
}

/* --- The object --- */

static void
nexus_gtk_search_attribute_dispose (GObject *object)
{
  NexusGtkSearchAttribute *self = NEXUS_GTK_SEARCH_ATTRIBUTE (object);

  if (self->completion != NULL)
    nexus_gtk_search_completion_detach (self->completion);
  g_clear_object (&self->completion);

  G_OBJECT_CLASS (nexus_gtk_search_attribute_parent_class)->dispose (object);
}

static void
nexus_gtk_search_attribute_class_init (NexusGtkSearchAttributeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_search_attribute_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static GtkWidget *
new_entry (NexusGtkSearchAttribute *self,
           const char              *title)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);

  return entry;
}

static void
nexus_gtk_search_attribute_init (NexusGtkSearchAttribute *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (relations); i++)
    gtk_string_list_append (names, _(relations[i].name));
  self->key = new_entry (self, _("Attribute"));
  self->completion = nexus_gtk_search_completion_new (GTK_ENTRY (self->key));
  self->relation = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->relation), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Relation"), -1);
  g_signal_connect_object (self->relation, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->value = new_entry (self, _("Value"));
  self->add = gtk_button_new_with_mnemonic (_("_Add"));
  gtk_widget_add_css_class (self->add, "suggested-action");
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->key);
  gtk_box_append (GTK_BOX (box), self->relation);
  gtk_box_append (GTK_BOX (box), self->value);
  gtk_box_append (GTK_BOX (box), self->add);

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_size_request (self->popover, 220, -1);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "list-add-symbolic");
  gtk_widget_set_tooltip_text (button, _("Search for an Attribute"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), self->popover);
  gtk_widget_add_css_class (button, "nexus-filter");
  adw_bin_set_child (ADW_BIN (self), button);
  update (self);
}

NexusGtkSearchAttribute *
nexus_gtk_search_attribute_new (void)
{
  NexusGtkSearchAttribute *self = g_object_new (NEXUS_GTK_TYPE_SEARCH_ATTRIBUTE, NULL);

  nexus_gtk_name_buttons (GTK_WIDGET (self));

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-attribute-row.h"

struct _NexusGtkAttributeRow {
  AdwEntryRow            parent_instance;

  char                  *key;
  NexusGtkAttributeType  type;
  gboolean               editable;
  GVariant              *value;      /* NULL: different ones, or none yet */
  char                  *stored;     /* what is written of it */
  GtkWidget             *toggle;     /* of a boolean */
  GtkWidget             *calendar;   /* of a date */
  GtkWidget             *calendar_popover;
  gboolean               showing;    /* what comes from the store is nothing to store */
};

enum {
  SIGNAL_APPLIED,
  SIGNAL_RENAME,
  SIGNAL_REMOVE,
  SIGNAL_CONVERT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkAttributeRow, nexus_gtk_attribute_row, ADW_TYPE_ENTRY_ROW)

static const char *
get_text (NexusGtkAttributeRow *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self));
}

/* The button to apply is for what a person wrote. */
static void
set_text_quietly (NexusGtkAttributeRow *self,
                  const char           *text)
{
  self->showing = TRUE;
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), self->editable);
  self->showing = FALSE;
}

/* Takes the value. */
static void
apply_value (NexusGtkAttributeRow *self,
             GVariant             *value)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);

  g_free (self->stored);
  self->stored = nexus_gtk_attribute_value_print (owned);
  g_signal_emit (self, signals[SIGNAL_APPLIED], 0, owned);
}

static void
apply_cb (NexusGtkAttributeRow *self)
{
  GVariant *value = nexus_gtk_attribute_value_parse (get_text (self), self->type, self->value);

  if (value != NULL)
    apply_value (self, value);
}

/* What cannot be stored is marked while it is written. */
static void
changed_cb (NexusGtkAttributeRow *self)
{
  g_autoptr(GVariant) value = nexus_gtk_attribute_value_parse (get_text (self), self->type, self->value);
  gboolean good = value != NULL || g_strcmp0 (get_text (self), self->stored) == 0;
  const char *hint = NULL;

  if (value != NULL)
    g_variant_ref_sink (value);
  if (!good && self->type == NEXUS_GTK_ATTRIBUTE_NUMBER)
    hint = _("This is not a number");
  else if (!good && self->type == NEXUS_GTK_ATTRIBUTE_DATE)
    hint = _("Write a date as year, month and day: 2026-11-21");
  else if (!good)
    hint = _("This is not a value of the same type");

  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), hint);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

gboolean
nexus_gtk_attribute_row_is_edited (GtkWidget *row)
{
  NexusGtkAttributeRow *self;

  if (!NEXUS_GTK_IS_ATTRIBUTE_ROW (row))
    return FALSE;
  self = NEXUS_GTK_ATTRIBUTE_ROW (row);

  return self->toggle == NULL && self->stored != NULL && strcmp (get_text (self), self->stored) != 0;
}

static gboolean
key_cb (NexusGtkAttributeRow *self,
        guint                 keyval)
{
  if (keyval != GDK_KEY_Escape || !nexus_gtk_attribute_row_is_edited (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  set_text_quietly (self, self->stored);

  return GDK_EVENT_STOP;
}

/* --- Yes or no --- */

static void
toggled_cb (NexusGtkAttributeRow *self)
{
  if (!self->showing)
    apply_value (self, g_variant_new_boolean (gtk_switch_get_active (GTK_SWITCH (self->toggle))));
}

/* The field stays empty and out of reach; what is pressed is the switch. */
static void
add_switch (NexusGtkAttributeRow *self,
            const char           *shown)
{
  self->toggle = gtk_switch_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "nexus-boolean");
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (self->toggle, self->editable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->toggle);
  gtk_editable_set_editable (GTK_EDITABLE (self), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self))), FALSE);
}

/* --- Dates --- */

static void
show_calendar_cb (NexusGtkAttributeRow *self)
{
  g_autoptr(GDateTime) date = NULL;

  if (nexus_gtk_attribute_value_parse_date (get_text (self), &date))
    {
      self->showing = TRUE;
      gtk_calendar_select_day (GTK_CALENDAR (self->calendar), date);
      self->showing = FALSE;
    }
}

static void
day_cb (NexusGtkAttributeRow *self)
{
  g_autoptr(GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (self->showing)
    return;
  date = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  text = g_date_time_format (date, "%Y-%m-%d");
  set_text_quietly (self, text);
  apply_value (self, g_variant_new_string (text));
}

static void
add_calendar (NexusGtkAttributeRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->calendar = gtk_calendar_new ();
  self->calendar_popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->calendar_popover), self->calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), self->calendar_popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_tooltip_text (button, _("Choose a date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a date"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (self->calendar_popover, "map", G_CALLBACK (show_calendar_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), button);
}

/* --- The menu --- */

static void
convert_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CONVERT], 0, g_variant_get_string (parameter, NULL));
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_RENAME], 0);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

static GMenuModel *
new_menu (NexusGtkAttributeRow *self)
{
  static const struct {
    NexusGtkAttributeType  type;
    const char            *label;
  } types[] = {
    { NEXUS_GTK_ATTRIBUTE_TEXT, N_("Change to _Text") },
    { NEXUS_GTK_ATTRIBUTE_NUMBER, N_("Change to _Number") },
    { NEXUS_GTK_ATTRIBUTE_BOOLEAN, N_("Change to _Yes or No") },
    { NEXUS_GTK_ATTRIBUTE_DATE, N_("Change to _Date") },
  };
  g_autoptr(GMenu) conversions = g_menu_new ();
  g_autoptr(GMenu) rest = g_menu_new ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *action = g_strdup_printf ("attribute.convert::%s", nexus_gtk_attribute_type_get_nick (types[i].type));

      if (types[i].type != self->type)
        g_menu_append (conversions, _(types[i].label), action);
    }
  g_menu_append (rest, _("_Rename…"), "attribute.rename");
  g_menu_append (rest, _("Re_move"), "attribute.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (conversions));

  return G_MENU_MODEL (menu);
}

static void
add_menu (NexusGtkAttributeRow *self,
          const char           *shown)
{
  g_autoptr(GMenuModel) menu = new_menu (self);
  g_autofree char *name = g_strdup_printf (_("Options of attribute %s"), shown);
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), button);
}

/* --- What it shows --- */

const char *
nexus_gtk_attribute_row_get_key (NexusGtkAttributeRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_ATTRIBUTE_ROW (self), NULL);

  return self->key;
}

static void
show_title (NexusGtkAttributeRow *self,
            guint                 n_with,
            guint                 n_entries)
{
  g_autofree char *shown = nexus_path_display (self->key);
  g_autofree char *share = NULL;
  g_autofree char *title = NULL;

  if (n_with < n_entries)
    share = g_strdup_printf (_("%u of %u"), n_with, n_entries);
  if (self->value == NULL)
    /* Translators: the name of an attribute that the selected files have with different values */
    title = g_strdup_printf (_("%s — different values"), shown);
  else if (share != NULL)
    title = g_strdup_printf (_("%s (%s)"), shown, share);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title != NULL ? title : shown);
}

void
nexus_gtk_attribute_row_set_value (NexusGtkAttributeRow *self,
                                   GVariant             *value,
                                   guint                 n_with,
                                   guint                 n_entries)
{
  g_autofree char *text = value != NULL ? nexus_gtk_attribute_value_print (value) : g_strdup ("");
  gboolean edited;

  g_return_if_fail (NEXUS_GTK_IS_ATTRIBUTE_ROW (self));

  edited = nexus_gtk_attribute_row_is_edited (GTK_WIDGET (self));
  g_clear_pointer (&self->value, g_variant_unref);
  self->value = value != NULL ? g_variant_ref (value) : NULL;
  g_free (self->stored);
  self->stored = g_steal_pointer (&text);
  show_title (self, n_with, n_entries);
  if (self->toggle != NULL)
    {
      self->showing = TRUE;
      gtk_switch_set_active (GTK_SWITCH (self->toggle), value != NULL && g_variant_get_boolean (value));
      self->showing = FALSE;
    }
  else if (!edited && strcmp (get_text (self), self->stored) != 0)
    set_text_quietly (self, self->stored);
}

/* --- The widget --- */

static void
nexus_gtk_attribute_row_finalize (GObject *object)
{
  NexusGtkAttributeRow *self = NEXUS_GTK_ATTRIBUTE_ROW (object);

  g_clear_pointer (&self->value, g_variant_unref);
  g_free (self->stored);
  g_free (self->key);

  G_OBJECT_CLASS (nexus_gtk_attribute_row_parent_class)->finalize (object);
}

static void
nexus_gtk_attribute_row_class_init (NexusGtkAttributeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_attribute_row_finalize;

  signals[SIGNAL_APPLIED] = g_signal_new ("applied", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_VARIANT);
  signals[SIGNAL_RENAME] = g_signal_new ("rename", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CONVERT] = g_signal_new ("convert", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "attribute.convert", "s", convert_action);
  gtk_widget_class_install_action (widget_class, "attribute.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "attribute.remove", NULL, remove_action);
}

static void
nexus_gtk_attribute_row_init (NexusGtkAttributeRow *self)
{
}

NexusGtkAttributeRow *
nexus_gtk_attribute_row_new (const char            *key,
                             NexusGtkAttributeType  type,
                             gboolean               editable)
{
  NexusGtkAttributeRow *self = g_object_new (NEXUS_GTK_TYPE_ATTRIBUTE_ROW, NULL);
  g_autofree char *shown = nexus_path_display (key);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->key = g_strdup (key);
  self->type = type;
  self->editable = editable;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), shown);
  gtk_editable_set_editable (GTK_EDITABLE (self), editable);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), editable);
  if (type == NEXUS_GTK_ATTRIBUTE_NUMBER)
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_NUMBER);
  if (type == NEXUS_GTK_ATTRIBUTE_BOOLEAN)
    add_switch (self, shown);
  else
    g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (self, "apply", G_CALLBACK (apply_cb), NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  if (editable)
    {
      if (type == NEXUS_GTK_ATTRIBUTE_DATE)
        add_calendar (self);
      add_menu (self, shown);
    }

  return self;
}

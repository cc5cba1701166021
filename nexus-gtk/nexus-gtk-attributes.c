/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-attribute-row.h"
#include "nexus-gtk-attributes.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-rows.h"
#include "nexus-gtk-steps.h"

/* The row at the end of the group to add something with. */
#define ADD_KEY ""

struct _NexusGtkAttributes {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  NexusGtkRows    *rows;
  GHashTable      *sums;          /* key → Sum */
  NexusGtkSteps   *summing;       /* up many entries */
};

G_DEFINE_FINAL_TYPE (NexusGtkAttributes, nexus_gtk_attributes, ADW_TYPE_BIN)

/* --- Changing them --- */

/* The value that an entry has; NULL if none. */
static GVariant *
lookup (NexusEntry *entry,
        const char *key)
{
  GVariantIter iter;
  const char *at;
  GVariant *value;

  g_variant_iter_init (&iter, nexus_entry_get_attributes (entry));
  while (g_variant_iter_next (&iter, "{&sv}", &at, &value))
    {
      if (strcmp (at, key) == 0)
        return value;
      g_variant_unref (value);
    }

  return NULL;
}

static void
set_attribute (NexusGtkAttributes *self,
               const char         *key,
               GVariant           *value)
{
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (key);
  g_autofree char *description = g_strdup_printf (_("Set the attribute “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    nexus_batch_set_attribute (batch, nexus_entry_get_path (g_ptr_array_index (entries, i)), key, value);
  nexus_gtk_subject_commit (self->subject, batch, description);
}

static void
applied_cb (NexusGtkAttributes   *self,
            GVariant             *value,
            NexusGtkAttributeRow *row)
{
  set_attribute (self, nexus_gtk_attribute_row_get_key (row), value);
}

static void
remove_cb (NexusGtkAttributes   *self,
           NexusGtkAttributeRow *row)
{
  const char *key = nexus_gtk_attribute_row_get_key (row);
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (key);
  g_autofree char *description = g_strdup_printf (_("Remove the attribute “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr(GVariant) value = lookup (entry, key);

      if (value != NULL)
        nexus_batch_remove_attribute (batch, nexus_entry_get_path (entry), key);
    }
  nexus_gtk_subject_commit (self->subject, batch, description);
}

static void
convert_cb (NexusGtkAttributes   *self,
            const char           *nick,
            NexusGtkAttributeRow *row)
{
  const char *key = nexus_gtk_attribute_row_get_key (row);
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (key);
  g_autofree char *description = g_strdup_printf (_("Change the type of the attribute “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr(GVariant) value = lookup (entry, key);

      if (value != NULL)
        nexus_batch_set_attribute (batch, nexus_entry_get_path (entry), key,
                                   nexus_gtk_attribute_value_convert (value, nexus_gtk_attribute_type_from_nick (nick)));
    }
  nexus_gtk_subject_commit (self->subject, batch, description);
}

/* One that has an attribute of the new name already loses its value to the other, in the same step. */
static void
rename_attribute (NexusGtkAttributes *self,
                  const char         *key,
                  const char         *new_key)
{
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (key);
  g_autofree char *description = g_strdup_printf (_("Rename the attribute “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr(GVariant) value = lookup (entry, key);

      if (value == NULL)
        continue;
      nexus_batch_set_attribute (batch, nexus_entry_get_path (entry), new_key, value);
      nexus_batch_remove_attribute (batch, nexus_entry_get_path (entry), key);
    }
  nexus_gtk_subject_commit (self->subject, batch, description);
}

typedef struct {
  NexusGtkAttributes *self;
  char               *key;
} Renaming;

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Renaming *renaming = user_data;
  g_autoptr(NexusGtkAttributes) self = renaming->self;
  g_autofree char *key = renaming->key;
  g_autofree char *text = nexus_gtk_dialogs_text_finish (result);

  g_free (renaming);
  if (text != NULL && *g_strstrip (text) != '\0' && strcmp (text, key) != 0 && self->subject != NULL)
    rename_attribute (self, key, text);
}

static void
rename_cb (NexusGtkAttributes   *self,
           NexusGtkAttributeRow *row)
{
  Renaming *renaming = g_new0 (Renaming, 1);

  renaming->self = g_object_ref (self);
  renaming->key = g_strdup (nexus_gtk_attribute_row_get_key (row));
  nexus_gtk_dialogs_text_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Rename Attribute"),
                                _("_Rename"), renaming->key, renamed_cb, renaming);
}

static void
add_cb (NexusGtkAttributes *self,
        GtkEditable        *row)
{
  g_auto(GStrv) parts = g_strsplit (gtk_editable_get_text (row), "=", 2);

  if (parts[0] == NULL || *g_strstrip (parts[0]) == '\0')
    return;
  set_attribute (self, parts[0], nexus_gtk_attribute_value_guess (parts[1] != NULL ? g_strstrip (parts[1]) : ""));
  gtk_editable_set_text (row, "");
}

/* --- Showing them --- */

/* What all entries have under a key. */
typedef struct {
  GVariant              *value;   /* NULL: different ones */
  NexusGtkAttributeType  type;    /* of all of them, else OTHER */
  guint                  n_with;
} Sum;

static void
sum_free (Sum *sum)
{
  g_clear_pointer (&sum->value, g_variant_unref);
  g_free (sum);
}

static void
stop_summing (NexusGtkAttributes *self)
{
  g_hash_table_remove_all (self->sums);
  g_clear_pointer (&self->summing, nexus_gtk_steps_stop);
}

static void
sum_up (gpointer entry,
        gpointer user_data)
{
  NexusGtkAttributes *self = user_data;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, nexus_entry_get_attributes (entry));
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      NexusGtkAttributeType type = nexus_gtk_attribute_value_get_type (value);
      Sum *sum = g_hash_table_lookup (self->sums, key);

      if (sum == NULL)
        {
          sum = g_new0 (Sum, 1);
          sum->value = g_variant_ref (value);
          sum->type = type;
          g_hash_table_insert (self->sums, g_strdup (key), sum);
        }
      else if (sum->value != NULL && !g_variant_equal (sum->value, value))
        g_clear_pointer (&sum->value, g_variant_unref);
      /* Dates among texts are texts. */
      if (sum->type != type)
        sum->type = NEXUS_GTK_ATTRIBUTE_TEXT;
      sum->n_with++;
    }
}

static void
show_attribute (NexusGtkAttributes *self,
                const char         *key,
                const Sum          *sum)
{
  /* A value of another type needs another row. */
  g_autofree char *name = g_strdup_printf ("%s %s", nexus_gtk_attribute_type_get_nick (sum->type), key);
  GtkWidget *row = nexus_gtk_rows_find (self->rows, name);

  if (row == NULL)
    {
      row = GTK_WIDGET (nexus_gtk_attribute_row_new (key, sum->type, nexus_gtk_subject_is_editable (self->subject)));
      g_signal_connect_object (row, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "convert", G_CALLBACK (convert_cb), self, G_CONNECT_SWAPPED);
      nexus_gtk_rows_add (self->rows, name, row);
    }
  nexus_gtk_attribute_row_set_value (NEXUS_GTK_ATTRIBUTE_ROW (row), sum->value, sum->n_with,
                                     nexus_gtk_subject_get_entries (self->subject)->len);
}

static void
show_add_row (NexusGtkAttributes *self)
{
  GtkWidget *row;

  if (!nexus_gtk_subject_is_editable (self->subject) || nexus_gtk_rows_find (self->rows, ADD_KEY) != NULL)
    return;

  row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Add “name = value”"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_rows_add (self->rows, ADD_KEY, row);
}

static void
show_attributes (gpointer user_data)
{
  NexusGtkAttributes *self = user_data;
  g_autoptr(GPtrArray) keys = nexus_gtk_sort_keys (self->sums);

  nexus_gtk_rows_begin (self->rows);
  for (guint i = 0; i < keys->len; i++)
    show_attribute (self, g_ptr_array_index (keys, i), g_hash_table_lookup (self->sums, g_ptr_array_index (keys, i)));
  show_add_row (self);
  /* One that has gone meanwhile can still be written anew. */
  nexus_gtk_rows_end (self->rows, nexus_gtk_attribute_row_is_edited);
  gtk_widget_set_visible (GTK_WIDGET (self), nexus_gtk_subject_is_editable (self->subject) || keys->len > 0);
}

static void
subject_changed_cb (NexusGtkAttributes *self,
                    gboolean            another)
{
  if (another)
    nexus_gtk_rows_clear (self->rows);
  stop_summing (self);
  self->summing = nexus_gtk_steps_start (nexus_gtk_subject_get_entries (self->subject), sum_up, show_attributes, self);
  /* Until it is known what there is. */
  if (another && self->summing != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* --- The widget --- */

static void
nexus_gtk_attributes_dispose (GObject *object)
{
  NexusGtkAttributes *self = NEXUS_GTK_ATTRIBUTES (object);

  if (self->sums != NULL)
    stop_summing (self);
  g_clear_pointer (&self->sums, g_hash_table_unref);
  g_clear_object (&self->subject);

  G_OBJECT_CLASS (nexus_gtk_attributes_parent_class)->dispose (object);
}

static void
nexus_gtk_attributes_class_init (NexusGtkAttributesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_attributes_dispose;
}

static void
nexus_gtk_attributes_init (NexusGtkAttributes *self)
{
  self->sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sum_free);
  self->rows = nexus_gtk_rows_new (_("Attributes"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->rows));
}

NexusGtkAttributes *
nexus_gtk_attributes_new (NexusGtkSubject *subject)
{
  NexusGtkAttributes *self = g_object_new (NEXUS_GTK_TYPE_ATTRIBUTES, NULL);

  self->subject = g_object_ref (subject);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-steps.h"
#include "nexus-gtk-tag-chip.h"
#include "nexus-gtk-tags.h"
#include "nexus-gtk-wrap-layout.h"

#define SUGGESTIONS_MAX 8

struct _NexusGtkTags {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  NexusFilesystem *filesystem;    /* whose tags are known */
  GListModel      *known;         /* of NexusTag; NULL until they are */
  GCancellable    *listing;
  GHashTable      *chips;         /* tag → chip; both are the chip's */
  GHashTable      *counts;        /* tag → number of the entries that have it; theirs */
  NexusGtkSteps   *counting;      /* those of many entries */
  gboolean         editable;      /* what the chips are for */
  GtkWidget       *chip_row;
  GtkWidget       *chip_box;
  GtkWidget       *add_row;
  GtkWidget       *suggestion_row;
  GtkWidget       *suggestion_box;
};

G_DEFINE_FINAL_TYPE (NexusGtkTags, nexus_gtk_tags, ADW_TYPE_BIN)

static gboolean
has_tag (NexusEntry *entry,
         const char *tag)
{
  return g_strv_contains (nexus_entry_get_tags (entry), tag);
}

/* --- Changing them --- */

static void
add_tag (NexusGtkTags *self,
         const char   *tag)
{
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (tag);
  g_autofree char *description = g_strdup_printf (_("Add the tag “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);

      if (!has_tag (entry, tag))
        nexus_batch_add_tag (batch, nexus_entry_get_path (entry), tag);
    }
  nexus_gtk_subject_commit (self->subject, batch, description);
}

static void
remove_cb (NexusGtkTags    *self,
           NexusGtkTagChip *chip)
{
  const char *tag = nexus_gtk_tag_chip_get_tag (chip);
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (tag);
  g_autofree char *description = g_strdup_printf (_("Remove the tag “%s”"), shown);

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);

      if (has_tag (entry, tag))
        nexus_batch_remove_tag (batch, nexus_entry_get_path (entry), tag);
    }
  nexus_gtk_subject_commit (self->subject, batch, description);
}

static void
complete_cb (NexusGtkTags    *self,
             NexusGtkTagChip *chip)
{
  add_tag (self, nexus_gtk_tag_chip_get_tag (chip));
}

static void
color_cb (NexusGtkTags    *self,
          const char      *color,
          NexusGtkTagChip *chip)
{
  const char *tag = nexus_gtk_tag_chip_get_tag (chip);
  NexusBatch *batch = nexus_batch_new (nexus_gtk_subject_get_filesystem (self->subject));
  g_autofree char *shown = nexus_path_display (tag);
  g_autofree char *description = g_strdup_printf (_("Change the color of the tag “%s”"), shown);

  nexus_batch_set_tag_color (batch, tag, color);
  nexus_gtk_subject_commit (self->subject, batch, description);
}

static void
apply_cb (NexusGtkTags *self)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_row))));

  if (*tag != '\0')
    add_tag (self, tag);
  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
}

/* --- Suggestions --- */

static void
suggestion_cb (NexusGtkTags *self,
               GtkWidget    *button)
{
  add_tag (self, g_object_get_data (G_OBJECT (button), "tag"));
  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
  gtk_widget_grab_focus (self->add_row);
}

static void
add_suggestion (NexusGtkTags *self,
                const char   *tag)
{
  g_autofree char *shown = nexus_path_display (tag);
  g_autofree char *name = g_strdup_printf (_("Add the tag “%s”"), shown);
  GtkWidget *label = gtk_label_new (shown);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "nexus-suggestion");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (suggestion_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->suggestion_box), button);
}

/* Tags that not all entries have yet and that have what is written in them, those that begin with it first. */
static void
suggest (NexusGtkTags *self)
{
  g_autofree char *wanted = nexus_gtk_fold (gtk_editable_get_text (GTK_EDITABLE (self->add_row)));
  guint n_entries = nexus_gtk_subject_get_entries (self->subject)->len;
  guint n_known = self->known != NULL ? g_list_model_get_n_items (self->known) : 0;
  guint n_found = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->suggestion_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->suggestion_box), child);
  g_strstrip (wanted);
  for (guint inside = 0; inside < 2 && *wanted != '\0'; inside++)
    {
      for (guint i = 0; i < n_known && n_found < SUGGESTIONS_MAX; i++)
        {
          g_autoptr(NexusTag) tag = g_list_model_get_item (self->known, i);
          g_autofree char *folded = nexus_gtk_fold (nexus_tag_get_name (tag));
          const char *hit = strstr (folded, wanted);
          gpointer chip = g_hash_table_lookup (self->chips, nexus_tag_get_name (tag));

          if (hit == NULL || (hit > folded) != (inside == 1) || (chip != NULL && n_entries == 1))
            continue;
          add_suggestion (self, nexus_tag_get_name (tag));
          n_found++;
        }
    }
  gtk_widget_set_visible (self->suggestion_row, n_found > 0);
}

/* --- Showing them --- */

static void
show_colors (NexusGtkTags *self)
{
  guint n_known = self->known != NULL ? g_list_model_get_n_items (self->known) : 0;

  for (guint i = 0; i < n_known; i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (self->known, i);
      NexusGtkTagChip *chip = g_hash_table_lookup (self->chips, nexus_tag_get_name (tag));

      if (chip != NULL)
        nexus_gtk_tag_chip_set_color (chip, nexus_tag_get_color (tag));
    }
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkTags) self = user_data;
  g_autoptr(GListModel) known = nexus_filesystem_list_tags_finish (NEXUS_FILESYSTEM (object), result, NULL);

  if (known == NULL || NEXUS_FILESYSTEM (object) != self->filesystem)
    return;
  g_set_object (&self->known, known);
  show_colors (self);
  suggest (self);
}

static void
list_tags (NexusGtkTags *self)
{
  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  nexus_filesystem_list_tags_async (self->filesystem, self->listing, listed_cb, g_object_ref (self));
}

static void
store_changed_cb (NexusGtkTags *self,
                  NexusChange  *change)
{
  if (nexus_change_get_kind (change) == NEXUS_CHANGE_TAGS)
    list_tags (self);
}

static void
follow_store (NexusGtkTags *self)
{
  NexusFilesystem *filesystem = nexus_gtk_subject_get_filesystem (self->subject);

  if (self->filesystem == filesystem)
    return;
  if (self->filesystem != NULL)
    g_signal_handlers_disconnect_by_data (self->filesystem, self);
  g_set_object (&self->filesystem, filesystem);
  g_clear_object (&self->known);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  list_tags (self);
}

static NexusGtkTagChip *
add_chip (NexusGtkTags *self,
          const char   *tag)
{
  NexusGtkTagChip *chip = nexus_gtk_tag_chip_new (tag, self->editable);

  g_signal_connect_object (chip, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "complete", G_CALLBACK (complete_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "color", G_CALLBACK (color_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->chip_box), GTK_WIDGET (chip));
  g_hash_table_insert (self->chips, (char *) nexus_gtk_tag_chip_get_tag (chip), chip);

  return chip;
}

static void
stop_counting (NexusGtkTags *self)
{
  g_hash_table_remove_all (self->counts);
  g_clear_pointer (&self->counting, nexus_gtk_steps_stop);
}

static void
count_tags (gpointer entry,
            gpointer user_data)
{
  NexusGtkTags *self = user_data;
  const char * const *tags = nexus_entry_get_tags (entry);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, tags[i]));

      g_hash_table_replace (self->counts, (char *) tags[i], GUINT_TO_POINTER (count + 1));
    }
}

/* In place: a chip whose tag stays keeps the focus. */
static void
show_chips (gpointer user_data)
{
  NexusGtkTags *self = user_data;
  GHashTable *counts = self->counts;
  g_autoptr(GPtrArray) tags = nexus_gtk_sort_keys (counts);
  guint n_entries = nexus_gtk_subject_get_entries (self->subject)->len;
  GHashTableIter iter;
  gpointer tag;
  gpointer chip;
  GtkWidget *after = NULL;

  g_hash_table_iter_init (&iter, self->chips);
  while (g_hash_table_iter_next (&iter, &tag, &chip))
    {
      if (g_hash_table_contains (counts, tag))
        continue;
      g_hash_table_iter_remove (&iter);
      gtk_box_remove (GTK_BOX (self->chip_box), chip);
    }

  for (guint i = 0; i < tags->len; i++)
    {
      tag = g_ptr_array_index (tags, i);
      chip = g_hash_table_lookup (self->chips, tag);
      if (chip == NULL)
        chip = add_chip (self, tag);
      nexus_gtk_tag_chip_set_share (chip, GPOINTER_TO_UINT (g_hash_table_lookup (counts, tag)), n_entries);
      gtk_box_reorder_child_after (GTK_BOX (self->chip_box), chip, after);
      after = chip;
    }
  gtk_widget_set_visible (self->chip_row, tags->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), self->editable || tags->len > 0);
  show_colors (self);
}

static void
subject_changed_cb (NexusGtkTags *self,
                    gboolean      another)
{
  gboolean editable = nexus_gtk_subject_is_editable (self->subject);
  GtkWidget *child;

  follow_store (self);
  if (another)
    {
      g_hash_table_remove_all (self->chips);
      while ((child = gtk_widget_get_first_child (self->chip_box)) != NULL)
        gtk_box_remove (GTK_BOX (self->chip_box), child);
      gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
    }
  self->editable = editable;
  stop_counting (self);
  gtk_widget_set_visible (GTK_WIDGET (self), editable || g_hash_table_size (self->chips) > 0);
  self->counting = nexus_gtk_steps_start (nexus_gtk_subject_get_entries (self->subject), count_tags, show_chips, self);
  suggest (self);
  gtk_widget_set_visible (self->add_row, editable);
}

/* --- The widget --- */

static void
nexus_gtk_tags_dispose (GObject *object)
{
  NexusGtkTags *self = NEXUS_GTK_TAGS (object);

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->known);
  if (self->counts != NULL)
    stop_counting (self);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->subject);
  g_clear_pointer (&self->chips, g_hash_table_unref);

  G_OBJECT_CLASS (nexus_gtk_tags_parent_class)->dispose (object);
}

static void
nexus_gtk_tags_class_init (NexusGtkTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_tags_dispose;
}

/* A row that is there for what is in it. */
static GtkWidget *
new_wrap_row (GtkWidget **box)
{
  GtkWidget *row = gtk_list_box_row_new ();

  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (*box, nexus_gtk_wrap_layout_new (6));
  gtk_widget_add_css_class (*box, "nexus-chips");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), *box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);

  return row;
}

static void
nexus_gtk_tags_init (NexusGtkTags *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->chips = g_hash_table_new (g_str_hash, g_str_equal);
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
  self->chip_row = new_wrap_row (&self->chip_box);
  self->suggestion_row = new_wrap_row (&self->suggestion_box);
  self->add_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add_row), _("Add a Tag"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->add_row), TRUE);
  g_signal_connect_object (self->add_row, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_row, "changed", G_CALLBACK (suggest), self, G_CONNECT_SWAPPED);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Tags"), -1);
  gtk_list_box_append (GTK_LIST_BOX (list), self->chip_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->add_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->suggestion_row);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Tags"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  adw_bin_set_child (ADW_BIN (self), group);
}

NexusGtkTags *
nexus_gtk_tags_new (NexusGtkSubject *subject)
{
  NexusGtkTags *self = g_object_new (NEXUS_GTK_TYPE_TAGS, NULL);

  self->subject = g_object_ref (subject);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

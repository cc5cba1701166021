/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-facts.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-integrity-row.h"
#include "nexus-gtk-media-load.h"
#include "nexus-gtk-steps.h"

enum {
  FACT_FOLDER,
  FACT_SIZE,
  FACT_CONTENTS,
  FACT_TARGET,
  FACT_TYPE,
  FACT_DURATION,
  FACT_DIMENSIONS,
  FACT_MODIFIED,
  FACT_ADDED,
  FACT_DELETED,
  FACT_KEPT,
  FACT_PERMISSIONS,
  FACT_HASH,
  N_FACTS
};

/* What several entries come to. */
typedef struct {
  guint       n_folders;
  guint       n_files;
  guint       n_links;
  guint64     size;
  guint64     count;      /* of what is in the folders */
  gint64      first_ns;
  gint64      last_ns;
  char       *folder;     /* that all of them are in; NULL for different ones */
  gsize       length;     /* of what their paths have in front of their names, with the slash */
  const char *type;       /* of all files; theirs */
} Sum;

struct _NexusGtkFacts {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  GtkWidget       *facts[N_FACTS];
  GtkWidget       *integrity;
  Sum              sum;
  NexusGtkSteps   *summing;     /* up many entries */
  GCancellable    *looking;     /* at a sound or a film … */
  char            *heard;       /* … with this content */
};

G_DEFINE_FINAL_TYPE (NexusGtkFacts, nexus_gtk_facts, ADW_TYPE_BIN)

static void
show_fact (NexusGtkFacts *self,
           int            fact,
           const char    *value)
{
  g_autofree char *markup = value != NULL ? g_markup_escape_text (value, -1) : NULL;

  gtk_widget_set_visible (self->facts[fact], value != NULL);
  if (value != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->facts[fact]), markup);
}

static char *
dup_folder (NexusEntry *entry)
{
  char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));

  return parent != NULL ? parent : g_strdup ("/");
}

/* --- One --- */

static void
show_entry (NexusGtkFacts *self,
            NexusEntry    *entry)
{
  gboolean directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  gboolean link = nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK;
  guint64 count = nexus_entry_get_total_count (entry);
  g_autofree char *size = nexus_gtk_format_size (entry);
  g_autofree char *parent = dup_folder (entry);
  g_autofree char *place = nexus_path_display (parent);
  g_autofree char *mode = g_strdup_printf ("%03o", nexus_entry_get_mode (entry));
  g_autofree char *target = link ? nexus_path_display (nexus_entry_get_target (entry)) : NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GDateTime) created = nexus_entry_dup_created (entry);
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
  g_autofree char *created_text = nexus_gtk_format_full_time (created);
  g_autofree char *modified_text = nexus_gtk_format_full_time (modified);

  if (directory)
    contents = g_strdup_printf (ngettext ("%u item", "%u items", count), (guint) MIN (count, G_MAXUINT));
  show_fact (self, FACT_FOLDER, place);
  show_fact (self, FACT_SIZE, size);
  show_fact (self, FACT_CONTENTS, contents);
  show_fact (self, FACT_TARGET, target);
  show_fact (self, FACT_TYPE, directory || link ? NULL : nexus_entry_get_content_type (entry));
  show_fact (self, FACT_MODIFIED, modified_text);
  show_fact (self, FACT_ADDED, created_text);
  show_fact (self, FACT_PERMISSIONS, mode);
  show_fact (self, FACT_HASH, nexus_entry_get_etag (entry));
  gtk_widget_set_visible (self->integrity, nexus_gtk_subject_is_editable (self->subject) && !link);
}

/* --- Several --- */

/* "2 folders, 5 files and 1 link", of those that there are. */
static char *
describe_kinds (guint n_folders,
                guint n_files,
                guint n_links)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  if (n_folders > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u folder", "%u folders", n_folders), n_folders);

      g_strv_builder_add (builder, text);
    }
  if (n_files > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);

      g_strv_builder_add (builder, text);
    }
  if (n_links > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u link", "%u links", n_links), n_links);

      g_strv_builder_add (builder, text);
    }
  parts = g_strv_builder_end (builder);

  /* Translators: what is between the parts of “2 folders, 5 files” */
  return g_strjoinv (_(", "), parts);
}

static void
stop_summing (NexusGtkFacts *self)
{
  g_clear_pointer (&self->summing, nexus_gtk_steps_stop);
  g_clear_pointer (&self->sum.folder, g_free);
}

static void
sum_up (gpointer entry,
        gpointer user_data)
{
  Sum *sum = &((NexusGtkFacts *) user_data)->sum;
  NexusKind kind = nexus_entry_get_kind (entry);
  const char *path = nexus_entry_get_path (entry);

  sum->n_folders += kind == NEXUS_KIND_DIRECTORY;
  sum->n_files += kind == NEXUS_KIND_FILE;
  sum->n_links += kind == NEXUS_KIND_SYMBOLIC_LINK;
  sum->size += nexus_entry_get_total_size (entry);
  sum->count += kind == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_count (entry) : 0;
  sum->first_ns = MIN (sum->first_ns, nexus_entry_get_modified_ns (entry));
  sum->last_ns = MAX (sum->last_ns, nexus_entry_get_modified_ns (entry));
  if (sum->type != NULL && g_strcmp0 (sum->type, nexus_entry_get_content_type (entry)) != 0)
    sum->type = NULL;
  if (sum->folder != NULL && (strncmp (path, sum->folder, sum->length - 1) != 0 ||
                              strrchr (path, '/') != path + sum->length - 1))
    g_clear_pointer (&sum->folder, g_free);
}

static void
show_sum (gpointer user_data)
{
  NexusGtkFacts *self = user_data;
  const Sum *sum = &self->sum;
  g_autofree char *folder = sum->folder != NULL ? nexus_path_display (sum->folder) : NULL;
  g_autofree char *size = g_format_size (sum->size);
  g_autofree char *kinds = describe_kinds (sum->n_folders, sum->n_files, sum->n_links);
  g_autofree char *times = nexus_gtk_format_times (sum->first_ns, sum->last_ns);
  g_autofree char *contents = NULL;

  if (sum->n_folders > 0)
    {
      g_autofree char *inside = g_strdup_printf (ngettext ("%u item in the folders", "%u items in the folders", sum->count),
                                                 (guint) MIN (sum->count, G_MAXUINT));

      contents = g_strconcat (kinds, "\n", inside, NULL);
    }
  show_fact (self, FACT_FOLDER, folder != NULL ? folder : _("Different folders"));
  show_fact (self, FACT_SIZE, size);
  show_fact (self, FACT_CONTENTS, contents != NULL ? contents : kinds);
  show_fact (self, FACT_TYPE, sum->n_folders + sum->n_links == 0 ? sum->type : NULL);
  show_fact (self, FACT_MODIFIED, times);
  gtk_widget_set_visible (self->integrity, nexus_gtk_subject_is_editable (self->subject) &&
                                           sum->n_folders + sum->n_files > 0);
}

/* Of many it takes some moments until it is known, in which the facts of others are not shown. */
static void
show_entries (NexusGtkFacts *self,
              GPtrArray     *entries,
              gboolean       another)
{
  static const int of_one[] = { FACT_TARGET, FACT_ADDED, FACT_PERMISSIONS, FACT_HASH };
  static const int of_all[] = { FACT_FOLDER, FACT_SIZE, FACT_CONTENTS, FACT_TYPE, FACT_MODIFIED };
  NexusEntry *first = g_ptr_array_index (entries, 0);
  char *folder = dup_folder (first);

  for (guint i = 0; i < G_N_ELEMENTS (of_one); i++)
    show_fact (self, of_one[i], NULL);
  self->sum = (Sum) {
    .first_ns = G_MAXINT64,
    .last_ns = G_MININT64,
    .folder = folder,
    .length = folder[1] == '\0' ? 1 : strlen (folder) + 1,
    .type = nexus_entry_get_content_type (first),
  };
  self->summing = nexus_gtk_steps_start (entries, sum_up, show_sum, self);
  if (self->summing == NULL || !another)
    return;

  gtk_widget_set_visible (self->integrity, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (of_all); i++)
    show_fact (self, of_all[i], NULL);
}

/* --- In the trash --- */

static void
show_trashed (NexusGtkFacts  *self,
              NexusTrashItem *item)
{
  g_autoptr(GDateTime) deleted = item != NULL ? nexus_trash_item_dup_deleted (item) : NULL;
  g_autofree char *deleted_text = item != NULL ? nexus_gtk_format_full_time (deleted) : NULL;
  g_autofree char *kept = item != NULL ? nexus_gtk_format_kept (item) : NULL;

  show_fact (self, FACT_DELETED, deleted_text);
  show_fact (self, FACT_KEPT, kept);
}

/* --- Sounds and films --- */

static void
show_media (NexusGtkFacts       *self,
            const NexusGtkMedia *media)
{
  g_autofree char *duration = media->duration > 0 ? nexus_gtk_format_duration (media->duration) : NULL;
  g_autofree char *dimensions = NULL;

  if (media->width > 0)
    dimensions = g_strdup_printf (_("%d × %d pixels"), (int) media->width, (int) media->height);
  show_fact (self, FACT_DURATION, duration);
  show_fact (self, FACT_DIMENSIONS, dimensions);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkFacts) self = user_data;
  NexusGtkMedia media = { 0 };

  /* Of what is shown by now. */
  if (nexus_gtk_media_load_finish (result, &media) && g_task_get_cancellable (G_TASK (result)) == self->looking)
    show_media (self, &media);
}

static void
stop_looking (NexusGtkFacts *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->heard, g_free);
}

/* Once for a content, however often something else changes. */
static void
look (NexusGtkFacts *self)
{
  const NexusGtkMedia nothing = { 0 };
  NexusEntry *entry = nexus_gtk_subject_is_editable (self->subject) ? nexus_gtk_subject_get_file (self->subject) : NULL;

  if (entry != NULL && !nexus_gtk_media_has_facts (nexus_entry_get_content_type (entry)))
    entry = NULL;
  if (entry != NULL && g_strcmp0 (nexus_entry_get_etag (entry), self->heard) == 0)
    return;

  stop_looking (self);
  show_media (self, &nothing);
  if (entry == NULL)
    return;
  self->looking = g_cancellable_new ();
  self->heard = g_strdup (nexus_entry_get_etag (entry));
  nexus_gtk_media_load_async (nexus_gtk_subject_get_filesystem (self->subject), entry, self->looking, looked_cb,
                              g_object_ref (self));
}

static void
subject_changed_cb (NexusGtkFacts *self,
                    gboolean       another)
{
  GPtrArray *entries = nexus_gtk_subject_get_entries (self->subject);
  NexusEntry *entry = nexus_gtk_subject_get_entry (self->subject);

  stop_summing (self);
  if (entry != NULL)
    show_entry (self, entry);
  else if (entries->len > 0)
    show_entries (self, entries, another);
  show_trashed (self, nexus_gtk_subject_get_trashed (self->subject));
  look (self);
}

/* --- The widget --- */

static void
copy_cb (NexusGtkFacts *self)
{
  NexusEntry *entry = nexus_gtk_subject_get_file (self->subject);

  if (entry == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), nexus_entry_get_etag (entry));
  nexus_gtk_subject_toast (self->subject, _("Hash copied"));
}

static void
add_copy_button (NexusGtkFacts *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_tooltip_text (button, _("Copy hash"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy hash"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->facts[FACT_HASH]), button);
  gtk_widget_add_css_class (self->facts[FACT_HASH], "nexus-etag");
}

static void
add_facts (NexusGtkFacts *self)
{
  static const char * const titles[N_FACTS] = {
    [FACT_FOLDER] = N_("Folder"),
    [FACT_SIZE] = N_("Size"),
    [FACT_CONTENTS] = N_("Contents"),
    [FACT_TARGET] = N_("Points To"),
    [FACT_TYPE] = N_("Type"),
    /* Translators: how long a sound or a film is */
    [FACT_DURATION] = N_("Duration"),
    /* Translators: the width and the height of a film */
    [FACT_DIMENSIONS] = N_("Dimensions"),
    [FACT_MODIFIED] = N_("Modified"),
    [FACT_ADDED] = N_("Added"),
    [FACT_DELETED] = N_("Deleted"),
    [FACT_KEPT] = N_("Kept For"),
    [FACT_PERMISSIONS] = N_("Permissions"),
    [FACT_HASH] = N_("Content Hash"),
  };
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < N_FACTS; i++)
    {
      self->facts[i] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->facts[i]), _(titles[i]));
      /* The hash is shown whole. */
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->facts[i]), 4);
      gtk_widget_add_css_class (self->facts[i], "nexus-fact");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->facts[i]);
    }
  add_copy_button (self);
  self->integrity = GTK_WIDGET (nexus_gtk_integrity_row_new (self->subject));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->integrity);
  adw_bin_set_child (ADW_BIN (self), group);
}

static void
nexus_gtk_facts_dispose (GObject *object)
{
  stop_summing (NEXUS_GTK_FACTS (object));
  stop_looking (NEXUS_GTK_FACTS (object));
  g_clear_object (&NEXUS_GTK_FACTS (object)->subject);

  G_OBJECT_CLASS (nexus_gtk_facts_parent_class)->dispose (object);
}

static void
nexus_gtk_facts_class_init (NexusGtkFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_facts_dispose;
}

static void
nexus_gtk_facts_init (NexusGtkFacts *self)
{
}

NexusGtkFacts *
nexus_gtk_facts_new (NexusGtkSubject *subject)
{
  NexusGtkFacts *self = g_object_new (NEXUS_GTK_TYPE_FACTS, NULL);

  self->subject = g_object_ref (subject);
  add_facts (self);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

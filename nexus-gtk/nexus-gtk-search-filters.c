/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-search-attribute.h"
#include "nexus-gtk-search-chip.h"
#include "nexus-gtk-search-filters.h"
#include "nexus-gtk-wrap-layout.h"

struct _NexusGtkSearchFilters {
  AdwBin                   parent_instance;

  NexusFilesystem         *filesystem;
  NexusQuery              *query;         /* that is shown */
  char                    *prefix;
  GCancellable            *tags_read;

  GtkBox                  *box;
  NexusGtkSearchChip      *places;
  NexusGtkSearchChip      *types;
  NexusGtkSearchChip      *tags;
  NexusGtkSearchChip      *sizes;
  NexusGtkSearchChip      *times;
  NexusGtkSearchAttribute *attribute;
  GPtrArray               *others;        /* buttons that take other filters away; the box has them */
};

enum {
  SIGNAL_EDITED,
  SIGNAL_REFUSED,
  SIGNAL_EDIT_ON,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSearchFilters, nexus_gtk_search_filters, ADW_TYPE_BIN)

/* --- What is asked --- */

static void
change_filters (NexusGtkSearchFilters *self,
                const char            *key,
                const char * const    *filters)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) changed = nexus_query_new_with_filters (self->query, key, filters, &error);

  if (changed != NULL)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, changed);
  else
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

static void
chosen_cb (NexusGtkSearchFilters  *self,
           char              **filters,
           NexusGtkSearchChip *chip)
{
  change_filters (self, nexus_gtk_search_chip_get_key (chip), (const char * const *) filters);
}

static void
attribute_chosen_cb (NexusGtkSearchFilters *self,
                     const char        *key,
                     const char        *filter)
{
  const char *filters[] = { filter, NULL };

  change_filters (self, key, filters);
  g_signal_emit (self, signals[SIGNAL_EDIT_ON], 0);
}

static void
remove_cb (NexusGtkSearchFilters *self,
           GtkWidget         *button)
{
  const char *none[] = { NULL };
  g_autofree char *key = g_strdup (g_object_get_data (G_OBJECT (button), "key"));

  /* The button goes. */
  g_signal_emit (self, signals[SIGNAL_EDIT_ON], 0);
  change_filters (self, key, none);
}

static void
add_other (NexusGtkSearchFilters *self,
           const char        *key,
           char             **filters)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *values = g_strjoinv (" ", filters);
  g_autofree char *text = g_strconcat (key, values, NULL);
  g_autofree char *hint = g_strdup_printf (_("Do not search for “%s”"), text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, hint);
  gtk_widget_add_css_class (button, "nexus-filter");
  gtk_widget_add_css_class (button, "active");
  g_object_set_data_full (G_OBJECT (button), "key", g_strdup (key), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (self->box, button, gtk_widget_get_prev_sibling (GTK_WIDGET (self->attribute)));
  g_ptr_array_add (self->others, button);
  nexus_gtk_name_buttons (button);
}

void
nexus_gtk_search_filters_set_query (NexusGtkSearchFilters *self,
                                    NexusQuery            *query)
{
  NexusGtkSearchChip *chips[] = { self->places, self->types, self->tags, self->sizes, self->times };
  g_auto(GStrv) keys = NULL;

  g_return_if_fail (NEXUS_GTK_IS_SEARCH_FILTERS (self));
  g_return_if_fail (NEXUS_IS_QUERY (query));

  g_set_object (&self->query, query);
  keys = nexus_query_list_keys (query);
  for (guint i = 0; i < self->others->len; i++)
    gtk_box_remove (self->box, g_ptr_array_index (self->others, i));
  g_ptr_array_set_size (self->others, 0);
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      g_auto(GStrv) filters = nexus_query_list_filters (query, nexus_gtk_search_chip_get_key (chips[i]));

      nexus_gtk_search_chip_set_filters (chips[i], (const char * const *) filters);
    }
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_auto(GStrv) filters = NULL;
      gboolean has_chip = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (chips); j++)
        has_chip = has_chip || strcmp (keys[i], nexus_gtk_search_chip_get_key (chips[j])) == 0;
      if (has_chip)
        continue;
      filters = nexus_query_list_filters (query, keys[i]);
      add_other (self, keys[i], filters);
    }
}

/* New: how the search writes that a key has a value. */
static char *
dup_filter (const char *key,
            const char *value)
{
  g_autoptr(NexusQuery) nothing = nexus_query_new_parse ("", NULL);
  g_autofree char *quoted = nexus_gtk_search_quote (value);
  g_autofree char *filter = g_strconcat (":", quoted, NULL);
  const char *filters[] = { filter, NULL };
  g_autoptr(NexusQuery) query = nexus_query_new_with_filters (nothing, key, filters, NULL);
  g_auto(GStrv) written = query != NULL ? nexus_query_list_filters (query, key) : NULL;

  return g_strdup (written != NULL ? written[0] : filter);
}

static void
tags_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkSearchFilters) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tags = nexus_filesystem_list_tags_finish (NEXUS_FILESYSTEM (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_warning ("The search offers no tags: %s", error->message);

  nexus_gtk_search_chip_clear (self->tags);
  nexus_gtk_search_chip_add_choice (self->tags, _("Any or None"), NULL);
  for (guint i = 0; tags != NULL && i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (tags, i);
      g_autofree char *filter = dup_filter ("tag", nexus_tag_get_name (tag));

      nexus_gtk_search_chip_add_choice (self->tags, nexus_tag_get_name (tag), filter);
    }
}

static void
read_tags_cb (NexusGtkSearchFilters *self)
{
  g_cancellable_cancel (self->tags_read);
  g_clear_object (&self->tags_read);
  if (self->filesystem == NULL)
    return;
  self->tags_read = g_cancellable_new ();
  nexus_filesystem_list_tags_async (self->filesystem, self->tags_read, tags_cb, g_object_ref (self));
}

/* --- The place --- */

void
nexus_gtk_search_filters_set_origin (NexusGtkSearchFilters *self,
                                     const char            *origin)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_FILTERS (self));

  g_clear_pointer (&self->prefix, g_free);
  nexus_gtk_search_chip_clear (self->places);
  nexus_gtk_search_chip_add_choice (self->places, _("Everywhere"), NULL);
  if (origin != NULL && nexus_gtk_place_is_folder (origin) && origin[1] != '\0')
    {
      g_autofree char *title = nexus_gtk_place_dup_title (origin);
      /* Translators: what is searched: the folder with that name, and all in it */
      g_autofree char *label = g_strdup_printf (_("In “%s”"), title);
      g_autofree char *filter = dup_filter ("in", origin);

      nexus_gtk_search_chip_add_choice (self->places, label, filter);
      self->prefix = g_strconcat ("in", filter, NULL);
    }
}

char *
nexus_gtk_search_filters_dup_prefix (NexusGtkSearchFilters *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SEARCH_FILTERS (self), NULL);

  return g_strdup (self->prefix);
}

void
nexus_gtk_search_filters_set_filesystem (NexusGtkSearchFilters *self,
                                         NexusFilesystem       *filesystem)
{
  g_return_if_fail (NEXUS_GTK_IS_SEARCH_FILTERS (self));

  if (g_set_object (&self->filesystem, filesystem))
    nexus_gtk_search_attribute_set_filesystem (self->attribute, filesystem);
}

/* --- The object --- */

static void
nexus_gtk_search_filters_dispose (GObject *object)
{
  NexusGtkSearchFilters *self = NEXUS_GTK_SEARCH_FILTERS (object);

  g_cancellable_cancel (self->tags_read);
  g_clear_object (&self->tags_read);
  g_clear_object (&self->filesystem);
  g_clear_object (&self->query);

  G_OBJECT_CLASS (nexus_gtk_search_filters_parent_class)->dispose (object);
}

static void
nexus_gtk_search_filters_finalize (GObject *object)
{
  NexusGtkSearchFilters *self = NEXUS_GTK_SEARCH_FILTERS (object);

  g_ptr_array_unref (self->others);
  g_free (self->prefix);

  G_OBJECT_CLASS (nexus_gtk_search_filters_parent_class)->finalize (object);
}

static void
nexus_gtk_search_filters_class_init (NexusGtkSearchFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_search_filters_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_search_filters_finalize;

  signals[SIGNAL_EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_TYPE_QUERY);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_EDIT_ON] = g_signal_new ("edit-on", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static NexusGtkSearchChip *
add_chip (NexusGtkSearchFilters *self,
          const char        *key,
          const char        *title)
{
  NexusGtkSearchChip *chip = nexus_gtk_search_chip_new (key, title);

  g_signal_connect_object (chip, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (chip));

  return chip;
}

static void
add_chips (NexusGtkSearchFilters *self)
{
  static const struct {
    const char *label;
    const char *filter;
  } types[] = {
    { N_("Any Type"), NULL }, { N_("Folders"), ":folder" }, { N_("Files"), ":file" }, { N_("Documents"), ":document" },
    { N_("Images"), ":image" }, { N_("Audio"), ":audio" }, { N_("Video"), ":video" }, { N_("Text"), ":text" },
    { N_("Spreadsheets"), ":spreadsheet" }, { N_("Presentations"), ":presentation" }, { N_("Archives"), ":archive" },
    { N_("Source Code"), ":code" }, { N_("PDF"), ":pdf" },
  };
  static const struct {
    const char *label;
    const char *filter;
  } sizes[] = {
    { N_("Any Size"), NULL }, { N_("Empty"), "=0" }, { N_("Under 1 MB"), "<1M" }, { N_("1 MB to 100 MB"), ":1M..100M" },
    { N_("Over 100 MB"), ">100M" }, { N_("Over 1 GB"), ">1G" },
  };
  static const struct {
    const char *label;
    const char *filter;
  } times[] = {
    { N_("Any Time"), NULL }, { N_("Today"), ":today" }, { N_("Last 7 Days"), "<7d" }, { N_("Last 30 Days"), "<30d" },
    { N_("Last 12 Months"), "<1y" }, { N_("Longer Ago"), ">1y" },
  };

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->box), nexus_gtk_wrap_layout_new (6));
  self->places = add_chip (self, "in", _("Place"));
  nexus_gtk_search_chip_allow_other (self->places, _("Path of a folder"));
  self->types = add_chip (self, "type", _("Type"));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    nexus_gtk_search_chip_add_choice (self->types, _(types[i].label), types[i].filter);
  self->tags = add_chip (self, "tag", _("Tag"));
  nexus_gtk_search_chip_set_several (self->tags, TRUE);
  g_signal_connect_object (self->tags, "opens", G_CALLBACK (read_tags_cb), self, G_CONNECT_SWAPPED);
  self->sizes = add_chip (self, "size", _("Size"));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    nexus_gtk_search_chip_add_choice (self->sizes, _(sizes[i].label), sizes[i].filter);
  nexus_gtk_search_chip_allow_other (self->sizes, _("Such as >20M or 1k..2k"));
  self->times = add_chip (self, "modified", _("Modified"));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    nexus_gtk_search_chip_add_choice (self->times, _(times[i].label), times[i].filter);
  nexus_gtk_search_chip_allow_other (self->times, _("Such as 2024-05 or >=2024-05-31"));
  self->attribute = nexus_gtk_search_attribute_new ();
  g_signal_connect_object (self->attribute, "chosen", G_CALLBACK (attribute_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (self->attribute));
}

static void
nexus_gtk_search_filters_init (NexusGtkSearchFilters *self)
{
  self->query = nexus_query_new_parse ("", NULL);
  self->others = g_ptr_array_new ();
  add_chips (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

NexusGtkSearchFilters *
nexus_gtk_search_filters_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_SEARCH_FILTERS, NULL);
}

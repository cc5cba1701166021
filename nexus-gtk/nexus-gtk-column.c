/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <string.h>

#include "nexus-gtk-attribute-value.h"
#include "nexus-gtk-column.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"

typedef char *(*Format) (gpointer item);
typedef int (*Compare) (gpointer a, gpointer b);

/* Enough to tell contents from each other. */
#define ETAG_SHOWN 12

/* As GtkSettings has it, in 1/1024. */
#define USUAL_DPI (96 * 1024)
#define ATTRIBUTE_WIDTH 120

/* --- Texts --- */

static char *
format_name (gpointer item)
{
  return nexus_path_display (nexus_entry_get_name (nexus_gtk_item_get_entry (item)));
}

static char *
format_folder (gpointer item)
{
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (nexus_gtk_item_get_entry (item)));

  return nexus_path_display (parent != NULL ? parent : "/");
}

static char *
format_size (gpointer item)
{
  return nexus_gtk_format_size (nexus_gtk_item_get_entry (item));
}

static char *
format_type (gpointer item)
{
  return nexus_gtk_format_type (nexus_gtk_item_get_entry (item));
}

static char *
format_modified (gpointer item)
{
  g_autoptr(GDateTime) time = nexus_entry_dup_modified (nexus_gtk_item_get_entry (item));

  return nexus_gtk_format_time (time);
}

static char *
format_created (gpointer item)
{
  g_autoptr(GDateTime) time = nexus_entry_dup_created (nexus_gtk_item_get_entry (item));

  return nexus_gtk_format_time (time);
}

static char *
format_version (gpointer item)
{
  NexusEntry *entry = nexus_gtk_item_get_entry (item);

  return nexus_entry_get_kind (entry) == NEXUS_KIND_FILE ? g_strdup_printf ("%u", nexus_entry_get_version (entry))
                                                         : g_strdup ("");
}

static char *
format_tags (gpointer item)
{
  const char * const *tags = nexus_entry_get_tags (nexus_gtk_item_get_entry (item));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) shown = NULL;

  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      /* It is shown by a star, or nowhere. */
      if (strcmp (tags[i], NEXUS_GTK_STAR) != 0)
        g_strv_builder_add (builder, tags[i]);
    }
  shown = g_strv_builder_end (builder);

  /* Translators: what stands between the tags of a file */
  return g_strjoinv (_(", "), shown);
}

static char *
format_etag (gpointer item)
{
  const char *etag = nexus_entry_get_etag (nexus_gtk_item_get_entry (item));

  return g_strndup (etag != NULL ? etag : "", ETAG_SHOWN);
}

static char *
format_mode (gpointer item)
{
  static const char letters[] = "rwxrwxrwx";
  guint mode = nexus_entry_get_mode (nexus_gtk_item_get_entry (item));
  char *text = g_strdup (letters);

  for (guint i = 0; i < strlen (letters); i++)
    {
      if ((mode & (0400u >> i)) == 0)
        text[i] = '-';
    }

  return text;
}

static char *
format_deleted (gpointer item)
{
  g_autoptr(GDateTime) time = NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_dup_deleted (item) : NULL;

  return nexus_gtk_format_time (time);
}

static char *
format_expires (gpointer item)
{
  return NEXUS_IS_TRASH_ITEM (item) ? nexus_gtk_format_kept (item) : g_strdup ("—");
}

static GVariant *
lookup_attribute (gpointer    item,
                  const char *key)
{
  GVariant *attributes = nexus_entry_get_attributes (nexus_gtk_item_get_entry (item));

  return attributes != NULL ? g_variant_lookup_value (attributes, key, NULL) : NULL;
}

static char *
format_attribute (gpointer    item,
                  const char *key)
{
  g_autoptr(GVariant) value = lookup_attribute (item, key);

  if (value == NULL)
    return g_strdup ("");
  if (nexus_gtk_attribute_value_get_type (value) == NEXUS_GTK_ATTRIBUTE_BOOLEAN)
    /* Translators: the value of an attribute that is true or false */
    return g_strdup (g_variant_get_boolean (value) ? _("Yes") : _("No"));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **texts = g_variant_get_strv (value, NULL);

      return g_strjoinv (_(", "), (char **) texts);
    }

  return nexus_gtk_attribute_value_print (value);
}

/* --- Order --- */

static int
compare_uint64 (guint64 a,
                guint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_int64 (gint64 a,
               gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_name (gpointer a,
              gpointer b)
{
  return nexus_gtk_compare_names (nexus_gtk_item_get_entry (a), nexus_gtk_item_get_entry (b));
}

static int
compare_folder (gpointer a,
                gpointer b)
{
  const char *first = nexus_entry_get_path (nexus_gtk_item_get_entry (a));
  const char *second = nexus_entry_get_path (nexus_gtk_item_get_entry (b));
  gsize first_length = strrchr (first, '/') - first;
  gsize second_length = strrchr (second, '/') - second;
  int order = strncmp (first, second, MIN (first_length, second_length));

  return order != 0 ? order : compare_uint64 (first_length, second_length);
}

static int
compare_size (gpointer a,
              gpointer b)
{
  return compare_uint64 (nexus_entry_get_total_size (nexus_gtk_item_get_entry (a)),
                         nexus_entry_get_total_size (nexus_gtk_item_get_entry (b)));
}

static int
compare_type (gpointer a,
              gpointer b)
{
  return g_strcmp0 (nexus_entry_get_content_type (nexus_gtk_item_get_entry (a)),
                    nexus_entry_get_content_type (nexus_gtk_item_get_entry (b)));
}

static int
compare_modified (gpointer a,
                  gpointer b)
{
  return compare_int64 (nexus_entry_get_modified_ns (nexus_gtk_item_get_entry (a)),
                        nexus_entry_get_modified_ns (nexus_gtk_item_get_entry (b)));
}

static int
compare_created (gpointer a,
                 gpointer b)
{
  return compare_int64 (nexus_entry_get_created_ns (nexus_gtk_item_get_entry (a)),
                        nexus_entry_get_created_ns (nexus_gtk_item_get_entry (b)));
}

static int
compare_version (gpointer a,
                 gpointer b)
{
  return compare_uint64 (nexus_entry_get_version (nexus_gtk_item_get_entry (a)),
                         nexus_entry_get_version (nexus_gtk_item_get_entry (b)));
}

static int
compare_tags (gpointer a,
              gpointer b)
{
  g_autofree char *first = format_tags (a);
  g_autofree char *second = format_tags (b);

  return g_utf8_collate (first, second);
}

static int
compare_etag (gpointer a,
              gpointer b)
{
  return g_strcmp0 (nexus_entry_get_etag (nexus_gtk_item_get_entry (a)),
                    nexus_entry_get_etag (nexus_gtk_item_get_entry (b)));
}

static int
compare_mode (gpointer a,
              gpointer b)
{
  return compare_uint64 (nexus_entry_get_mode (nexus_gtk_item_get_entry (a)),
                         nexus_entry_get_mode (nexus_gtk_item_get_entry (b)));
}

static gint64
get_deleted (gpointer item)
{
  return NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_get_deleted_ns (item) : 0;
}

static int
compare_deleted (gpointer a,
                 gpointer b)
{
  return compare_int64 (get_deleted (a), get_deleted (b));
}

/* What is kept forever comes last. */
static gint64
get_expires (gpointer item)
{
  gint64 expires_ns = NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_get_expires_ns (item) : 0;

  return expires_ns != 0 ? expires_ns : G_MAXINT64;
}

static int
compare_expires (gpointer a,
                 gpointer b)
{
  return compare_int64 (get_expires (a), get_expires (b));
}

static gboolean
get_number (GVariant *value,
            double   *number)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    *number = (double) g_variant_get_int64 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    *number = g_variant_get_double (value);
  else
    return FALSE;

  return TRUE;
}

static int
compare_attribute (const char *key,
                   gpointer    a,
                   gpointer    b)
{
  g_autoptr(GVariant) first = lookup_attribute (a, key);
  g_autoptr(GVariant) second = lookup_attribute (b, key);
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;
  double first_number;
  double second_number;

  if (first == NULL || second == NULL)
    return 0;
  if (get_number (first, &first_number) && get_number (second, &second_number))
    return (first_number > second_number) - (first_number < second_number);
  first_text = nexus_gtk_attribute_value_print (first);
  second_text = nexus_gtk_attribute_value_print (second);

  return g_utf8_collate (first_text, second_text);
}

/* --- Columns --- */

static const struct {
  const char *column;
  const char *title;
  Format      format;
  Compare     compare;
  int         width;
  int         worth;
} facts[] = {
  { NEXUS_GTK_COLUMN_NAME, N_("Name"), format_name, compare_name, 0, 100 },
  { NEXUS_GTK_COLUMN_FOLDER, N_("Folder"), format_folder, compare_folder, 180, 80 },
  { NEXUS_GTK_COLUMN_SIZE, N_("Size"), format_size, compare_size, 100, 90 },
  { NEXUS_GTK_COLUMN_TYPE, N_("Type"), format_type, compare_type, 156, 40 },
  { NEXUS_GTK_COLUMN_MODIFIED, N_("Modified"), format_modified, compare_modified, 120, 60 },
  { NEXUS_GTK_COLUMN_CREATED, N_("Created"), format_created, compare_created, 120, 35 },
  { NEXUS_GTK_COLUMN_VERSION, N_("Version"), format_version, compare_version, 90, 30 },
  { NEXUS_GTK_COLUMN_TAGS, N_("Tags"), format_tags, compare_tags, 150, 50 },
  /* Translators: a short text that tells contents from each other; what HTTP calls an entity tag */
  { NEXUS_GTK_COLUMN_ETAG, N_("ETag"), format_etag, compare_etag, 130, 20 },
  /* Translators: who may read, write and execute a file */
  { NEXUS_GTK_COLUMN_MODE, N_("Mode"), format_mode, compare_mode, 110, 10 },
  { NEXUS_GTK_COLUMN_DELETED, N_("Deleted"), format_deleted, compare_deleted, 120, 70 },
  /* Translators: how much longer something stays in the trash */
  { NEXUS_GTK_COLUMN_EXPIRES, N_("Kept For"), format_expires, compare_expires, 120, 65 },
};

static int
find (const char *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      if (strcmp (facts[i].column, column) == 0)
        return (int) i;
    }

  return -1;
}

const char * const *
nexus_gtk_column_list (void)
{
  static const char *columns[G_N_ELEMENTS (facts) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    columns[i] = facts[i].column;

  return columns;
}

gboolean
nexus_gtk_column_is_valid (const char *column)
{
  const char *key = nexus_gtk_column_get_attribute (column);

  return key != NULL ? *key != '\0' : find (column) >= 0;
}

gboolean
nexus_gtk_column_is_sortable (const char *column)
{
  return nexus_gtk_column_is_valid (column) || strcmp (column, NEXUS_GTK_COLUMN_RELEVANCE) == 0;
}

gboolean
nexus_gtk_column_suits (const char *column,
                        const char *place)
{
  if (strcmp (column, NEXUS_GTK_COLUMN_FOLDER) == 0)
    return !nexus_gtk_place_is_folder (place);
  if (strcmp (column, NEXUS_GTK_COLUMN_DELETED) == 0 || strcmp (column, NEXUS_GTK_COLUMN_EXPIRES) == 0)
    return nexus_gtk_place_is_trash (place);
  /* What is recent was not looked for. */
  if (strcmp (column, NEXUS_GTK_COLUMN_RELEVANCE) == 0)
    return nexus_gtk_place_is_search (place) && strcmp (place, NEXUS_GTK_PLACE_RECENT) != 0;

  return TRUE;
}

const char *
nexus_gtk_column_get_attribute (const char *column)
{
  return g_str_has_prefix (column, NEXUS_GTK_COLUMN_ATTRIBUTE) ? column + strlen (NEXUS_GTK_COLUMN_ATTRIBUTE) : NULL;
}

char *
nexus_gtk_column_dup_title (const char *column)
{
  const char *key = nexus_gtk_column_get_attribute (column);

  return key != NULL ? nexus_path_display (key) : g_strdup (_(facts[find (column)].title));
}

char *
nexus_gtk_column_format (const char *column,
                         gpointer    item)
{
  const char *key = nexus_gtk_column_get_attribute (column);

  return key != NULL ? format_attribute (item, key) : facts[find (column)].format (item);
}

gboolean
nexus_gtk_column_has_value (const char *column,
                            gpointer    item)
{
  const char *key = nexus_gtk_column_get_attribute (column);

  if (key != NULL)
    {
      g_autoptr(GVariant) value = lookup_attribute (item, key);

      return value != NULL;
    }
  if (strcmp (column, NEXUS_GTK_COLUMN_TAGS) == 0)
    {
      g_autofree char *tags = format_tags (item);

      return *tags != '\0';
    }

  return strcmp (column, NEXUS_GTK_COLUMN_ETAG) != 0 ||
         nexus_entry_get_etag (nexus_gtk_item_get_entry (item)) != NULL;
}

int
nexus_gtk_column_compare (const char *column,
                          gpointer    a,
                          gpointer    b)
{
  const char *key = nexus_gtk_column_get_attribute (column);

  if (strcmp (column, NEXUS_GTK_COLUMN_RELEVANCE) == 0)
    return 0;

  return key != NULL ? compare_attribute (key, a, b) : facts[find (column)].compare (a, b);
}

/* Wider where a person reads larger text, else it would be cut off. */
int
nexus_gtk_column_get_width (const char *column)
{
  int width = nexus_gtk_column_get_attribute (column) != NULL ? ATTRIBUTE_WIDTH : facts[find (column)].width;
  int dpi = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);

  return dpi > USUAL_DPI ? (int) ((gint64) width * dpi / USUAL_DPI) : width;
}

int
nexus_gtk_column_get_worth (const char *column)
{
  /* Whoever chose one wants to see it. */
  return nexus_gtk_column_get_attribute (column) != NULL ? 55 : facts[find (column)].worth;
}

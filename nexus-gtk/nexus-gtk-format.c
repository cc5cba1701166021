/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-slot.h"

NexusEntry *
nexus_gtk_item_get_entry (gpointer item)
{
  if (NEXUS_GTK_IS_SLOT (item))
    item = nexus_gtk_slot_get_item (item);
  if (NEXUS_IS_MODEL_ROW (item))
    return nexus_model_row_get_entry (item);

  return NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_get_entry (item) : NEXUS_ENTRY (item);
}

char *
nexus_gtk_format_size (NexusEntry *entry)
{
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
    return g_strdup ("—");

  return g_format_size (nexus_entry_get_total_size (entry));
}

char *
nexus_gtk_format_type (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return g_strdup (_("Folder"));
    case NEXUS_KIND_SYMBOLIC_LINK:
      return g_strdup (_("Link"));
    case NEXUS_KIND_FILE:
    default:
      return g_content_type_get_description (nexus_entry_get_content_type (entry));
    }
}

char *
nexus_gtk_format_time (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  if (time == NULL)
    return g_strdup ("—");

  local = g_date_time_to_local (time);
  if (g_date_time_get_year (local) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    /* Translators: the time of something today, see strftime(3) */
    return g_date_time_format (local, _("Today %H:%M"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: the day of something this year */
    return g_date_time_format (local, _("%-e %b"));

  /* Translators: the day of something in another year */
  return g_date_time_format (local, _("%-e %b %Y"));
}

char *
nexus_gtk_format_full_time (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;

  if (time == NULL)
    return g_strdup ("—");
  local = g_date_time_to_local (time);

  /* Translators: day and time in full, see strftime(3) */
  return g_date_time_format (local, _("%-e %B %Y, %H:%M:%S"));
}

char *
nexus_gtk_format_tall_time (GDateTime *time)
{
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;

  if (time == NULL)
    return g_strdup ("—");
  local = g_date_time_to_local (time);
  day = g_date_time_format (local, _("%-e %b %Y"));
  clock = g_date_time_format (local, "%H:%M:%S");

  return g_strdup_printf ("%s\n%s", day, clock);
}

char *
nexus_gtk_format_times (gint64 first_ns,
                        gint64 last_ns)
{
  g_autoptr(GDateTime) first = g_date_time_new_from_unix_utc (first_ns / G_GINT64_CONSTANT (1000000000));
  g_autoptr(GDateTime) last = g_date_time_new_from_unix_utc (last_ns / G_GINT64_CONSTANT (1000000000));
  g_autofree char *first_text = nexus_gtk_format_full_time (first);
  g_autofree char *last_text = nexus_gtk_format_full_time (last);

  if (strcmp (first_text, last_text) == 0)
    return g_steal_pointer (&first_text);

  /* Translators: from the earliest to the latest time */
  return g_strdup_printf (_("%s – %s"), first_text, last_text);
}

char *
nexus_gtk_format_duration (gint64 duration)
{
  /* As clocks of players do: what has begun counts. */
  guint64 seconds = ((guint64) MAX (duration, 0) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  guint hours = (guint) (seconds / 3600);
  guint minutes = (guint) (seconds / 60 % 60);

  return hours > 0 ? g_strdup_printf ("%u:%02u:%02u", hours, minutes, (guint) (seconds % 60))
                   : g_strdup_printf ("%u:%02u", minutes, (guint) (seconds % 60));
}

char *
nexus_gtk_format_days (guint days)
{
  if (days == 0)
    /* Translators: how long what is in the trash is kept */
    return g_strdup (_("Forever"));

  /* Translators: how long what is in the trash is kept */
  return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
}

char *
nexus_gtk_format_kept (NexusTrashItem *item)
{
  gint64 left = nexus_trash_item_get_expires_ns (item) / 1000 - g_get_real_time ();

  if (nexus_trash_item_get_expires_ns (item) == 0)
    return nexus_gtk_format_days (0);
  if (left < G_TIME_SPAN_DAY)
    return g_strdup (_("Less than a day"));

  return nexus_gtk_format_days ((guint) ((left + G_TIME_SPAN_DAY - 1) / G_TIME_SPAN_DAY));
}

GIcon *
nexus_gtk_get_icon (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return g_themed_icon_new ("folder");
    case NEXUS_KIND_SYMBOLIC_LINK:
      return g_themed_icon_new ("emblem-symbolic-link");
    case NEXUS_KIND_FILE:
    default:
      return g_content_type_get_icon (nexus_entry_get_content_type (entry));
    }
}

/* Made once an entry: it costs more than what it is needed for, and that is done many times. */
static const char *
get_collate_key (NexusEntry *entry)
{
  static GQuark quark;
  char *key;

  if (quark == 0)
    quark = g_quark_from_static_string ("nexus-gtk-collate-key");
  key = g_object_get_qdata (G_OBJECT (entry), quark);
  if (key == NULL)
    {
      key = g_utf8_collate_key_for_filename (nexus_entry_get_name (entry), -1);
      g_object_set_qdata_full (G_OBJECT (entry), quark, key, g_free);
    }

  return key;
}

int
nexus_gtk_compare_names (NexusEntry *a,
                         NexusEntry *b)
{
  int order = strcmp (get_collate_key (a), get_collate_key (b));

  return order != 0 ? order : strcmp (nexus_entry_get_name (a), nexus_entry_get_name (b));
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  return g_utf8_collate (*(const char * const *) a, *(const char * const *) b);
}

GPtrArray *
nexus_gtk_sort_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);

  return keys;
}

char *
nexus_gtk_fold (const char *text)
{
  g_autofree char *whole = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *apart = NULL;
  g_autoptr(GString) bare = NULL;

  /* Most names are, and a pattern is compared with all of a folder. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  whole = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  folded = g_utf8_casefold (whole, -1);
  apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  bare = g_string_new (NULL);
  for (const char *at = apart; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_type (character) != G_UNICODE_NON_SPACING_MARK)
        g_string_append_unichar (bare, character);
    }

  return g_string_free (g_steal_pointer (&bare), FALSE);
}

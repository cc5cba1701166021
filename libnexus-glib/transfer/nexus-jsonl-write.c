/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-jsonl-private.h"

/* Records as lines.  By hand, since a million of them are to take a few seconds. */

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)
#define SECONDS_PER_DAY 86400

static void
write_string (GString    *line,
              const char *text)
{
  const char *start = text;

  g_string_append_c (line, '"');
  for (;; text++)
    {
      guchar c = (guchar) *text;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;

      g_string_append_len (line, start, text - start);
      if (c == '\0')
        break;
      if (c == '"' || c == '\\')
        {
          g_string_append_c (line, '\\');
          g_string_append_c (line, (char) c);
        }
      else
        g_string_append_printf (line, "\\u%04x", c);
      start = text + 1;
    }
  g_string_append_c (line, '"');
}

static void
write_key (GString    *line,
           const char *key)
{
  g_string_append (line, ", \"");
  g_string_append (line, key);
  g_string_append (line, "\": ");
}

static void
write_text (GString    *line,
            const char *key,
            const char *text)
{
  write_key (line, key);
  if (text != NULL)
    write_string (line, text);
  else
    g_string_append (line, "null");
}

static void
write_number (GString    *line,
              const char *key,
              guint64     number)
{
  char digits[24];
  char *p = digits + sizeof digits;

  write_key (line, key);
  *--p = '\0';
  do
    *--p = (char) ('0' + number % 10);
  while ((number /= 10) != 0);
  g_string_append (line, p);
}

static void
write_hash (GString      *line,
            const char   *key,
            const guint8 *hash)
{
  char hex[2 * NEXUS_HASH_SIZE + 1];

  _nexus_hash_to_hex (hash, hex);
  write_text (line, key, hex);
}

static void
write_uuid (GString      *line,
            const char   *key,
            const guint8 *uuid)
{
  char text[NEXUS_UUID_STRING_SIZE];

  _nexus_uuid_to_string (uuid, text);
  write_text (line, key, text);
}

static char *
put_digits (char  *p,
            guint  number,
            guint  n_digits)
{
  for (guint i = n_digits; i > 0; i--)
    {
      p[i - 1] = (char) ('0' + number % 10);
      number /= 10;
    }

  return p + n_digits;
}

/* As Python writes a naive time in UTC, always with its microseconds.  What 64 bits of nanoseconds can say lies in the years
 * 1677 to 2262.  The days are counted in eras of 400 years that begin in March. */
static void
write_time (GString    *line,
            const char *key,
            gint64      time_ns)
{
  gint64 seconds = time_ns / NS_PER_SECOND;
  gint64 rest = time_ns % NS_PER_SECOND;
  gint64 days, era;
  guint of_day, of_era, year, of_year, month, day;
  char text[32];
  char *p = text;

  if (rest < 0)
    {
      rest += NS_PER_SECOND;
      seconds--;
    }
  days = seconds / SECONDS_PER_DAY;
  if (seconds % SECONDS_PER_DAY < 0)
    days--;
  of_day = (guint) (seconds - days * SECONDS_PER_DAY);

  days += 719468;
  era = days / 146097;
  of_era = (guint) (days - era * 146097);
  year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  of_year = of_era - (365 * year + year / 4 - year / 100);
  month = (5 * of_year + 2) / 153;
  day = of_year - (153 * month + 2) / 5 + 1;
  year += (guint) era * 400;
  month = month < 10 ? month + 3 : month - 9;
  if (month <= 2)
    year++;

  p = put_digits (p, year, 4);
  *p++ = '-';
  p = put_digits (p, month, 2);
  *p++ = '-';
  p = put_digits (p, day, 2);
  *p++ = 'T';
  p = put_digits (p, of_day / 3600, 2);
  *p++ = ':';
  p = put_digits (p, of_day / 60 % 60, 2);
  *p++ = ':';
  p = put_digits (p, of_day % 60, 2);
  *p++ = '.';
  p = put_digits (p, (guint) (rest / 1000), 6);
  *p = '\0';

  write_key (line, key);
  g_string_append_c (line, '"');
  g_string_append (line, text);
  g_string_append_c (line, '"');
}

/* What a time has beyond its microseconds. */
static void
write_nanoseconds (GString    *line,
                   const char *key,
                   gint64      time_ns)
{
  gint64 rest = time_ns % 1000;

  if (rest != 0)
    write_number (line, key, (guint64) (rest < 0 ? rest + 1000 : rest));
}

static void
write_texts (GString     *line,
             const char  *key,
             char       **texts)
{
  write_key (line, key);
  g_string_append_c (line, '[');
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (line, ", ");
      write_string (line, texts[i]);
    }
  g_string_append_c (line, ']');
}

static void
write_attributes (GString  *line,
                  char    **attributes)
{
  write_key (line, "custom_metadata");
  g_string_append_c (line, '{');
  for (guint i = 0; attributes[i] != NULL; i += 2)
    {
      if (i > 0)
        g_string_append (line, ", ");
      write_string (line, attributes[i]);
      g_string_append (line, ": ");
      g_string_append (line, attributes[i + 1]);
    }
  g_string_append_c (line, '}');
}

static void
write_store_tags (GString  *line,
                  char    **tags)
{
  write_key (line, "store_tags");
  g_string_append_c (line, '{');
  for (guint i = 0; tags[i] != NULL; i += 2)
    {
      if (i > 0)
        g_string_append (line, ", ");
      write_string (line, tags[i]);
      g_string_append (line, ": ");
      if (tags[i + 1][0] != '\0')
        write_string (line, tags[i + 1]);
      else
        g_string_append (line, "null");
    }
  g_string_append_c (line, '}');
}

static void
write_versions (GString *line,
                GArray  *versions)
{
  write_key (line, "versions");
  g_string_append_c (line, '[');
  for (guint i = 0; i < versions->len; i++)
    {
      const NexusRecordVersion *version = &g_array_index (versions, NexusRecordVersion, i);

      if (i > 0)
        g_string_append (line, ", ");
      g_string_append_printf (line, "{\"version\": %u", version->number);
      write_number (line, "size", version->content.size);
      write_hash (line, "etag", version->content.hash);
      write_time (line, "modified_at", version->modified_ns);
      write_nanoseconds (line, "modified_at_ns", version->modified_ns);
      g_string_append_c (line, '}');
    }
  g_string_append_c (line, ']');
}

static const char *
get_kind_name (NexusKind kind)
{
  switch (kind)
    {
    case NEXUS_KIND_DIRECTORY:
      return "directory";

    case NEXUS_KIND_SYMBOLIC_LINK:
      return "symbolic-link";

    default:
      return "file";
    }
}

gboolean
_nexus_jsonl_write (GString           *line,
                    const NexusRecord *record,
                    NexusDumpFormat    format,
                    NexusContentHash   hash)
{
  char hex[2 * NEXUS_HASH_SIZE + 1] = "";
  char mode[8];
  gboolean is_file = record->kind == NEXUS_KIND_FILE;

  if (format == NEXUS_DUMP_ORIGINAL && (!is_file || record->deleted))
    return FALSE;

  if (is_file)
    _nexus_hash_to_hex (record->content.hash, hex);
  g_string_append (line, "{\"path\": ");
  write_string (line, record->path);
  g_string_append (line, ", \"backend_name\": \"local\"");
  write_text (line, "physical_path", hex);
  write_number (line, "size", record->content.size);
  write_text (line, "etag", is_file ? hex : NULL);
  write_text (line, "mime_type", record->content_type);
  write_time (line, "created_at", record->created_ns);
  write_time (line, "modified_at", record->modified_ns);
  write_number (line, "version", record->version);
  if (record->attributes != NULL && record->attributes[0] != NULL)
    write_attributes (line, record->attributes);

  if (format == NEXUS_DUMP_JSONL)
    {
      if (record->has_id)
        write_uuid (line, "id", record->uuid);
      write_text (line, "kind", get_kind_name (record->kind));
      if (is_file)
        write_text (line, "hash", hash == NEXUS_CONTENT_HASH_SHA256 ? "sha256" : "blake2b-256");
      if (record->target != NULL)
        write_text (line, "target", record->target);
      g_snprintf (mode, sizeof mode, "%04o", record->mode & 07777);
      write_text (line, "mode", mode);
      write_nanoseconds (line, "created_at_ns", record->created_ns);
      write_nanoseconds (line, "modified_at_ns", record->modified_ns);
      if (record->tags != NULL && record->tags[0] != NULL)
        write_texts (line, "tags", record->tags);
      if (record->versions != NULL && record->versions->len > 0)
        write_versions (line, record->versions);
      if (record->store_tags != NULL && record->store_tags[0] != NULL)
        write_store_tags (line, record->store_tags);
      if (record->deleted)
        {
          write_time (line, "deleted_at", record->deleted_ns);
          write_nanoseconds (line, "deleted_at_ns", record->deleted_ns);
        }
      if (record->has_trash_id)
        write_uuid (line, "trash_id", record->trash_uuid);
    }

  g_string_append (line, "}\n");

  return TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-attribute-json-private.h"
#include "nexus-record-private.h"

/* What foreign writers mean: times, names of contents, values. */

static gboolean
read_digits (const char **p,
             guint        n_digits,
             guint       *value)
{
  *value = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      *value = *value * 10 + (guint) (**p - '0');
      (*p)++;
    }

  return TRUE;
}

static gboolean
read_char (const char **p,
           char         c)
{
  if (**p != c)
    return FALSE;
  (*p)++;

  return TRUE;
}

/* Days since 1970, in eras of 400 years that begin in March. */
static gint64
count_days (guint year,
            guint month,
            guint day)
{
  guint from_march = month > 2 ? year : year - 1;
  guint era = from_march / 400;
  guint of_era = from_march % 400;
  guint of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return (gint64) era * 146097 + (of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

/* ".569586", up to nine digits. */
static gboolean
read_fraction (const char **p,
               guint       *nanoseconds)
{
  guint n_digits = 0;

  *nanoseconds = 0;
  if (**p != '.')
    return TRUE;

  for ((*p)++; g_ascii_isdigit (**p) && n_digits < 9; (*p)++, n_digits++)
    *nanoseconds = *nanoseconds * 10 + (guint) (**p - '0');
  if (n_digits == 0)
    return FALSE;
  for (; n_digits < 9; n_digits++)
    *nanoseconds *= 10;

  return TRUE;
}

/* "Z", "+01:00", or nothing. */
static gboolean
read_zone (const char **p,
           gint64      *seconds)
{
  guint hours, minutes;
  int sign;

  *seconds = 0;
  if (**p == '\0')
    return TRUE;
  if (**p == 'Z')
    return *++*p == '\0';
  if (**p != '+' && **p != '-')
    return FALSE;

  sign = **p == '-' ? -1 : 1;
  (*p)++;
  if (!read_digits (p, 2, &hours) || !read_char (p, ':') || !read_digits (p, 2, &minutes) ||
      hours > 23 || minutes > 59)
    return FALSE;
  *seconds = sign * (gint64) (hours * 3600 + minutes * 60);

  return **p == '\0';
}

gboolean
_nexus_record_parse_time (const char *text,
                          guint       more_ns,
                          gint64     *time_ns)
{
  const char *p = text;
  guint year, month, day, hour, minute, second, nanoseconds;
  gint64 seconds, zone, rest;

  if (!read_digits (&p, 4, &year) || !read_char (&p, '-') ||
      !read_digits (&p, 2, &month) || !read_char (&p, '-') ||
      !read_digits (&p, 2, &day) || (*p != 'T' && *p != ' '))
    return FALSE;
  p++;
  if (!read_digits (&p, 2, &hour) || !read_char (&p, ':') ||
      !read_digits (&p, 2, &minute) || !read_char (&p, ':') ||
      !read_digits (&p, 2, &second) ||
      !read_fraction (&p, &nanoseconds) || !read_zone (&p, &zone))
    return FALSE;

  if (year == 0 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year) ||
      hour > 23 || minute > 59 || second > 59 || (more_ns > 0 && nanoseconds % 1000 != 0))
    return FALSE;

  seconds = count_days (year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone;
  rest = (gint64) nanoseconds + more_ns;

  /* Towards zero first: the first second that fits is not there as a whole. */
  if (seconds < 0 && rest > 0)
    {
      seconds++;
      rest -= G_GINT64_CONSTANT (1000000000);
    }

  return !__builtin_mul_overflow (seconds, G_GINT64_CONSTANT (1000000000), time_ns) &&
         !__builtin_add_overflow (*time_ns, rest, time_ns);
}

void
_nexus_record_name_content (NexusRecordContent *content,
                            const char         *etag,
                            const char         *backend_name,
                            const char         *physical_path)
{
  gsize length;
  g_autoptr(GChecksum) checksum = NULL;
  char padded[2 * NEXUS_HASH_SIZE + 1];
  gsize size = NEXUS_HASH_SIZE;

  /* The original calls a content by its hash in either place. */
  if (etag == NULL && physical_path != NULL && strlen (physical_path) == 2 * NEXUS_HASH_SIZE &&
      _nexus_hash_from_hex (physical_path, content->hash))
    return;

  length = etag != NULL ? strlen (etag) : 0;
  if (length == 2 * NEXUS_HASH_SIZE && _nexus_hash_from_hex (etag, content->hash))
    return;
  if (length == NEXUS_HASH_SIZE)
    {
      memcpy (padded, etag, NEXUS_HASH_SIZE);
      memset (padded + NEXUS_HASH_SIZE, '0', NEXUS_HASH_SIZE);
      padded[2 * NEXUS_HASH_SIZE] = '\0';
      if (_nexus_hash_from_hex (padded, content->hash))
        return;
    }

  /* A prefix that no file that anybody keeps begins with. */
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) "nexus: a content without a hash\n", -1);
  if (etag != NULL)
    g_checksum_update (checksum, (const guchar *) etag, -1);
  else
    {
      g_autofree char *name = g_strdup_printf ("%s\n%s\n%" G_GUINT64_FORMAT, backend_name != NULL ? backend_name : "",
                                               physical_path != NULL ? physical_path : "", content->size);

      g_checksum_update (checksum, (const guchar *) name, -1);
    }
  g_checksum_get_digest (checksum, content->hash, &size);
  content->unnamed = TRUE;
}

char *
_nexus_record_dup_attribute (const char  *json,
                             gsize        length,
                             GError     **error)
{
  g_autofree char *text = g_strndup (json, length);
  g_autoptr(GVariant) value = _nexus_attribute_from_json (text, NULL);

  /* What has no form of its own here, such as a list of numbers, stays as the text that it is. */
  if (value == NULL)
    value = g_variant_ref_sink (g_variant_new_string (text));

  return _nexus_attribute_to_json (value, error);
}

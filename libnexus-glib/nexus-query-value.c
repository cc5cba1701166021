/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-number-private.h"
#include "nexus-query-private.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)
/* Where times are cut, in seconds: what fits into nanoseconds, with room. */
#define SECONDS_MAX (G_MAXINT64 / NS_PER_SECOND - 1)

/* --- Sizes --- */

/* Powers of 1000 as sizes are shown; of 1024 with an "i". */
static gboolean
parse_unit (const char *text,
            double     *factor)
{
  static const char letters[] = "kmgtpe";
  const char *letter;
  double base = 1000;

  *factor = 1;
  if (*text == '\0' || g_ascii_strcasecmp (text, "b") == 0)
    return TRUE;

  letter = strchr (letters, g_ascii_tolower (*text));
  if (letter == NULL)
    return FALSE;
  text++;
  if (*text == 'i' || *text == 'I')
    {
      base = 1024;
      text++;
    }
  for (gsize i = 0; i <= (gsize) (letter - letters); i++)
    *factor *= base;

  return *text == '\0' || g_ascii_strcasecmp (text, "b") == 0;
}

static gboolean
parse_one_size (const char  *text,
                guint64     *size,
                char       **fault)
{
  double number, factor;
  char *end;

  if (g_ascii_isdigit (text[0]))
    {
      guint64 whole = 0;
      gboolean fits = _nexus_number_parse_unsigned (text, 0, G_MAXUINT64, &whole);

      if (fits)
        {
          *size = whole;
          return TRUE;
        }
      number = g_ascii_strtod (text, &end);
      /* Neither hexadecimal nor exponents: "1e3" is more likely a slip. */
      if (strspn (text, "0123456789.") == (gsize) (end - text) && parse_unit (end, &factor))
        {
          /* The largest double below 2^64. */
          if (number * factor <= 18446744073709549568.0)
            {
              *size = (guint64) (number * factor);
              return TRUE;
            }
          *fault = g_strdup_printf (_("“%s” is larger than any file can be"), text);
          return FALSE;
        }
    }

  *fault = g_strdup_printf (_("“%s” is not a size; write it as 1000, 20k, 1.5M or 2GiB"), text);

  return FALSE;
}

/* Splits "a..b"; what is missing is NULL. */
static gboolean
split_range (const char  *text,
             char       **first,
             char       **last)
{
  const char *dots = strstr (text, "..");

  if (dots == NULL)
    return FALSE;

  *first = dots > text ? g_strndup (text, dots - text) : NULL;
  *last = dots[2] != '\0' ? g_strdup (dots + 2) : NULL;

  return *first != NULL || *last != NULL;
}

gboolean
_nexus_query_parse_size (NexusQueryNode  *node,
                         char           **fault)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  guint64 size;

  node->number = 0;
  node->number_end = G_MAXUINT64;

  if (node->op == NEXUS_QUERY_HAS && split_range (node->text, &first, &last))
    {
      if ((first != NULL && !parse_one_size (first, &node->number, fault)) ||
          (last != NULL && !parse_one_size (last, &node->number_end, fault)))
        return FALSE;
      return TRUE;
    }

  if (!parse_one_size (node->text, &size, fault))
    return FALSE;

  switch (node->op)
    {
    case NEXUS_QUERY_LESS:
      /* Nothing is less than nothing: an empty range. */
      node->number = size > 0 ? 0 : 1;
      node->number_end = size > 0 ? size - 1 : 0;
      break;

    case NEXUS_QUERY_LESS_EQUAL:
      node->number_end = size;
      break;

    case NEXUS_QUERY_GREATER:
      node->number = size < G_MAXUINT64 ? size + 1 : G_MAXUINT64;
      break;

    case NEXUS_QUERY_GREATER_EQUAL:
      node->number = size;
      break;

    case NEXUS_QUERY_HAS:
    case NEXUS_QUERY_EQUAL:
    default:
      node->number = node->number_end = size;
      break;
    }

  return TRUE;
}

/* --- Times --- */

/* An age such as "7d", in seconds. */
static gboolean
parse_age (const char *text,
           gint64     *seconds)
{
  static const struct {
    const char *unit;
    gint64      seconds;
  } units[] = {
    { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 7 * 86400 }, { "m", 30 * 86400 },
    { "y", 365 * 86400 },
  };
  gsize digits = strspn (text, "0123456789");
  guint64 number = 0;
  g_autofree char *whole = g_strndup (text, digits);

  if (digits == 0 || digits > 9 || !_nexus_number_parse_unsigned (whole, 0, 999999999, &number))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (strcmp (text + digits, units[i].unit) == 0)
        {
          *seconds = (gint64) number * units[i].seconds;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
read_digits (const char **text,
             guint        n,
             int         *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *number = *number * 10 + (**text - '0');
    }

  return TRUE;
}

typedef struct {
  int   year, month, day, hour, minute, second;
  guint parts;      /* how many of them were written */
} Moment;

/* 2024, 2024-05, 2024-05-01, 2024-05-01T10:30 or …:59. */
static gboolean
read_moment (const char *text,
             Moment     *moment)
{
  static const char before[] = "\0--T::";
  int *parts[] = { &moment->year, &moment->month, &moment->day, &moment->hour, &moment->minute, &moment->second };

  *moment = (Moment) { 0, 1, 1, 0, 0, 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (parts) && *text != '\0'; i++)
    {
      if (i > 0 && *text++ != before[i])
        return FALSE;
      if (!read_digits (&text, i == 0 ? 4 : 2, parts[i]))
        return FALSE;
      moment->parts = i + 1;
    }

  return *text == '\0' && moment->parts > 0 && moment->parts != 4 && moment->year >= 1 &&
         g_date_valid_dmy (moment->day, moment->month, moment->year) &&
         moment->hour < 24 && moment->minute < 60 && moment->second < 60;
}

/* A minute that the clocks left out in spring is the one after it. */
static GDateTime *
moment_to_time (const Moment *moment,
                GTimeZone    *zone)
{
  GDateTime *time = g_date_time_new (zone, moment->year, moment->month, moment->day, moment->hour, moment->minute,
                                     moment->second);

  return time != NULL ? time : g_date_time_new_from_unix_utc (0);
}

static GDateTime *
add_one (GDateTime *time,
         guint      parts)
{
  switch (parts)
    {
    case 1:
      return g_date_time_add_years (time, 1);
    case 2:
      return g_date_time_add_months (time, 1);
    case 3:
      return g_date_time_add_days (time, 1);
    case 5:
      return g_date_time_add_minutes (time, 1);
    default:
      return g_date_time_add_seconds (time, 1);
    }
}

static gint64
to_ns (gint64 seconds)
{
  return CLAMP (seconds, -SECONDS_MAX, SECONDS_MAX) * NS_PER_SECOND;
}

/* The stretch of time that a date is: a day, a month …  FALSE if it is none. */
static gboolean
resolve_date (const char *text,
              gint64      now_ns,
              gint64     *from_ns,
              gint64     *to_ns_)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr(GDateTime) begin = NULL;
  g_autoptr(GDateTime) end = NULL;
  Moment moment;

  if (g_ascii_strcasecmp (text, "today") == 0 || g_ascii_strcasecmp (text, "yesterday") == 0)
    {
      g_autoptr(GDateTime) now_utc = g_date_time_new_from_unix_utc (now_ns / NS_PER_SECOND);
      g_autoptr(GDateTime) now = g_date_time_to_timezone (now_utc, zone);
      g_autoptr(GDateTime) day = g_ascii_tolower (text[0]) == 'y' ? g_date_time_add_days (now, -1)
                                                                   : g_date_time_ref (now);

      moment = (Moment) { 0, 1, 1, 0, 0, 0, 3 };
      g_date_time_get_ymd (day, &moment.year, &moment.month, &moment.day);
    }
  else if (!read_moment (text, &moment))
    return FALSE;

  begin = moment_to_time (&moment, zone);
  end = add_one (begin, moment.parts);
  *from_ns = to_ns (g_date_time_to_unix (begin));
  /* The last year that can be written has none after it. */
  *to_ns_ = end != NULL ? to_ns (g_date_time_to_unix (end)) : G_MAXINT64;

  return TRUE;
}

static gboolean
check_one_time (const char  *text,
                char       **fault)
{
  gint64 a, b;

  if (parse_age (text, &a) || resolve_date (text, 0, &a, &b))
    return TRUE;

  *fault = g_strdup_printf (_("“%s” is not a time; write a date as 2024-05-31, 2024-05 or today, or an age as 12h, 7d, 2w, 6m or 1y"),
                            text);

  return FALSE;
}

gboolean
_nexus_query_check_time (const NexusQueryNode  *node,
                         char                 **fault)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (node->op == NEXUS_QUERY_HAS && split_range (node->text, &first, &last))
    return (first == NULL || check_one_time (first, fault)) && (last == NULL || check_one_time (last, fault));

  return check_one_time (node->text, fault);
}

/* The time that an age means is a moment, not a stretch. */
static gboolean
resolve_time (const char *text,
              gint64      now_ns,
              gint64     *from_ns,
              gint64     *to_ns_)
{
  gint64 seconds;

  if (parse_age (text, &seconds))
    {
      *from_ns = now_ns - to_ns (seconds);
      *to_ns_ = *from_ns;
      return TRUE;
    }
  resolve_date (text, now_ns, from_ns, to_ns_);

  return FALSE;
}

void
_nexus_query_node_get_times (const NexusQueryNode *node,
                             gint64                now_ns,
                             gint64               *from_ns,
                             gint64               *to_ns_)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  gint64 begin = G_MININT64, end = G_MAXINT64, other;
  gboolean is_age;

  *from_ns = G_MININT64;
  *to_ns_ = G_MAXINT64;

  if (node->op == NEXUS_QUERY_HAS && split_range (node->text, &first, &last))
    {
      if (first != NULL)
        resolve_time (first, now_ns, from_ns, &other);
      if (last != NULL)
        resolve_time (last, now_ns, &other, to_ns_);
      return;
    }

  is_age = resolve_time (node->text, now_ns, &begin, &end);
  switch (node->op)
    {
    case NEXUS_QUERY_LESS:
    case NEXUS_QUERY_LESS_EQUAL:
      /* Less than a week old is later than a week ago. */
      if (is_age)
        *from_ns = node->op == NEXUS_QUERY_LESS ? begin + 1 : begin;
      else
        *to_ns_ = node->op == NEXUS_QUERY_LESS ? begin : end;
      break;

    case NEXUS_QUERY_GREATER:
    case NEXUS_QUERY_GREATER_EQUAL:
      if (is_age)
        *to_ns_ = node->op == NEXUS_QUERY_GREATER ? begin : begin + 1;
      else
        *from_ns = node->op == NEXUS_QUERY_GREATER ? end : begin;
      break;

    case NEXUS_QUERY_HAS:
    case NEXUS_QUERY_EQUAL:
    default:
      *from_ns = begin;
      if (!is_age)
        *to_ns_ = end;
      break;
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>

#include "nexus-number-private.h"

/* GLib makes its locale for numbers when the first of a process is read, and a thread may have to wait for another that
 * does so.  Both can leave something in errno, which g_ascii_string_to_unsigned() takes for a fault of the number.
 * Only ERANGE is one. */

gboolean
_nexus_number_scan_signed (const char  *text,
                           char       **end,
                           gint64      *value)
{
  errno = 0;
  *value = g_ascii_strtoll (text, end, 10);

  return errno != ERANGE;
}

gboolean
_nexus_number_parse_unsigned (const char *text,
                              guint64     min,
                              guint64     max,
                              guint64    *value)
{
  guint64 number;
  char *end;

  /* Neither a sign nor space before it. */
  if (!g_ascii_isdigit (text[0]))
    return FALSE;

  errno = 0;
  number = g_ascii_strtoull (text, &end, 10);
  if (errno == ERANGE || *end != '\0' || number < min || number > max)
    return FALSE;
  *value = number;

  return TRUE;
}

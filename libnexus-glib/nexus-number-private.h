/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Decimal numbers in text.  Like g_ascii_strtoll(), which stops where the number does; FALSE if it does not fit. */
gboolean _nexus_number_scan_signed    (const char  *text,
                                       char       **end,
                                       gint64      *value);
/* The whole text has to be digits; FALSE if it is not, or not within these bounds. */
gboolean _nexus_number_parse_unsigned (const char  *text,
                                       guint64      min,
                                       guint64      max,
                                       guint64     *value);

/* Sums that are kept in a database may be anything by the time they are read: what does not fit stays at the limit, and can
 * be made negative. */
static inline gint64
_nexus_number_add (gint64 a,
                   gint64 b)
{
  gint64 sum;

  if (__builtin_add_overflow (a, b, &sum))
    return b > 0 ? G_MAXINT64 : -G_MAXINT64;

  return MAX (sum, -G_MAXINT64);
}

G_END_DECLS

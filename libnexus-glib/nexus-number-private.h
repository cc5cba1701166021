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

G_END_DECLS

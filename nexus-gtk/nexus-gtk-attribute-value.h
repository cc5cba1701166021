/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people take the value of an attribute for.  Dates are texts such as 2026-11-21, which sort by time. */
typedef enum {
  NEXUS_GTK_ATTRIBUTE_TEXT,
  NEXUS_GTK_ATTRIBUTE_NUMBER,
  NEXUS_GTK_ATTRIBUTE_BOOLEAN,
  NEXUS_GTK_ATTRIBUTE_DATE,
  NEXUS_GTK_ATTRIBUTE_OTHER,     /* lists and mappings, written as GVariant text */
} NexusGtkAttributeType;

/* "text", "number", … */
const char            *nexus_gtk_attribute_type_get_nick    (NexusGtkAttributeType   type);
NexusGtkAttributeType  nexus_gtk_attribute_type_from_nick   (const char             *nick);

NexusGtkAttributeType  nexus_gtk_attribute_value_get_type   (GVariant               *value);
/* As it is edited. */
char                  *nexus_gtk_attribute_value_print      (GVariant               *value);
/* NULL if the text is no such value; `former` tells which type a list or mapping has to have. */
GVariant              *nexus_gtk_attribute_value_parse      (const char             *text,
                                                             NexusGtkAttributeType   type,
                                                             GVariant               *former);
/* Of the type that the text looks like. */
GVariant              *nexus_gtk_attribute_value_guess      (const char             *text);
/* The closest value of another type; never NULL. */
GVariant              *nexus_gtk_attribute_value_convert    (GVariant               *value,
                                                             NexusGtkAttributeType   type);
/* Whether it is a date; *date is set to its beginning, in local time. */
gboolean               nexus_gtk_attribute_value_parse_date (const char             *text,
                                                             GDateTime             **date);

G_END_DECLS

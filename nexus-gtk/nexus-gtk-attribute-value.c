/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-gtk-attribute-value.h"

static const char * const nicks[] = { "text", "number", "boolean", "date", "other" };

const char *
nexus_gtk_attribute_type_get_nick (NexusGtkAttributeType type)
{
  return nicks[type];
}

NexusGtkAttributeType
nexus_gtk_attribute_type_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      if (strcmp (nicks[i], nick) == 0)
        return i;
    }

  return NEXUS_GTK_ATTRIBUTE_OTHER;
}

gboolean
nexus_gtk_attribute_value_parse_date (const char  *text,
                                      GDateTime  **date)
{
  g_autoptr(GDateTime) parsed = NULL;
  int year, month, day;
  int length = 0;

  /* Just the day, in exactly this form. */
  if (strlen (text) != 10 || strspn (text, "0123456789-") != 10 ||
      sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10)
    return FALSE;
  if (year < 1 || month < 1 || day < 1)
    return FALSE;
  parsed = g_date_time_new_local (year, month, day, 0, 0, 0);
  if (parsed == NULL)
    return FALSE;
  if (date != NULL)
    *date = g_steal_pointer (&parsed);

  return TRUE;
}

NexusGtkAttributeType
nexus_gtk_attribute_value_get_type (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return NEXUS_GTK_ATTRIBUTE_BOOLEAN;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64) || g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return NEXUS_GTK_ATTRIBUTE_NUMBER;
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return NEXUS_GTK_ATTRIBUTE_OTHER;

  return nexus_gtk_attribute_value_parse_date (g_variant_get_string (value, NULL), NULL)
         ? NEXUS_GTK_ATTRIBUTE_DATE : NEXUS_GTK_ATTRIBUTE_TEXT;
}

char *
nexus_gtk_attribute_value_print (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);

  return g_variant_print (value, FALSE);
}

/* As JSON has them, and as the locale writes them. */
static GVariant *
parse_number (const char *text)
{
  char *end;
  gint64 number;
  double real;

  if (*text == '\0' || strspn (text, "0123456789+-.,eE") != strlen (text))
    return NULL;

  errno = 0;
  number = g_ascii_strtoll (text, &end, 10);
  if (*end == '\0' && errno == 0)
    return g_variant_new_int64 (number);
  real = g_ascii_strtod (text, &end);
  if (*end != '\0')
    real = strtod (text, &end);

  /* Infinity is no number that could be stored. */
  return *end == '\0' && real - real == 0.0 ? g_variant_new_double (real) : NULL;
}

GVariant *
nexus_gtk_attribute_value_parse (const char            *text,
                                 NexusGtkAttributeType  type,
                                 GVariant              *former)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  switch (type)
    {
    case NEXUS_GTK_ATTRIBUTE_NUMBER:
      return parse_number (stripped);
    case NEXUS_GTK_ATTRIBUTE_BOOLEAN:
      if (strcmp (stripped, "true") != 0 && strcmp (stripped, "false") != 0)
        return NULL;
      return g_variant_new_boolean (*stripped == 't');
    case NEXUS_GTK_ATTRIBUTE_DATE:
      return nexus_gtk_attribute_value_parse_date (stripped, NULL) ? g_variant_new_string (stripped) : NULL;
    case NEXUS_GTK_ATTRIBUTE_OTHER:
      return g_variant_parse (former != NULL ? g_variant_get_type (former) : NULL, text, NULL, NULL, NULL);
    case NEXUS_GTK_ATTRIBUTE_TEXT:
    default:
      return g_variant_new_string (text);
    }
}

GVariant *
nexus_gtk_attribute_value_guess (const char *text)
{
  GVariant *value = NULL;

  for (NexusGtkAttributeType type = NEXUS_GTK_ATTRIBUTE_NUMBER; type <= NEXUS_GTK_ATTRIBUTE_DATE && value == NULL; type++)
    value = nexus_gtk_attribute_value_parse (text, type, NULL);

  return value != NULL ? value : g_variant_new_string (text);
}

GVariant *
nexus_gtk_attribute_value_convert (GVariant              *value,
                                   NexusGtkAttributeType  type)
{
  g_autofree char *text = nexus_gtk_attribute_value_print (value);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  GVariant *converted = NULL;

  if (type != NEXUS_GTK_ATTRIBUTE_OTHER)
    converted = nexus_gtk_attribute_value_parse (text, type, NULL);
  if (converted != NULL)
    return converted;

  switch (type)
    {
    case NEXUS_GTK_ATTRIBUTE_NUMBER:
      return g_variant_new_int64 (strcmp (text, "true") == 0);
    case NEXUS_GTK_ATTRIBUTE_BOOLEAN:
      /* What is nothing is not so: "", 0. */
      return g_variant_new_boolean (*text != '\0' && strcmp (text, "0") != 0);
    case NEXUS_GTK_ATTRIBUTE_DATE:
      g_free (text);
      text = g_date_time_format (now, "%Y-%m-%d");
      return g_variant_new_string (text);
    case NEXUS_GTK_ATTRIBUTE_TEXT:
    case NEXUS_GTK_ATTRIBUTE_OTHER:
    default:
      return g_variant_new_string (text);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "nexus-attribute-json-private.h"
#include "nexus-number-private.h"

static gboolean
write_value (GString   *json,
             GVariant  *value,
             guint      depth,
             GError   **error);

static void
write_string (GString    *json,
              const char *text)
{
  g_string_append_c (json, '"');

  for (; *text != '\0'; text++)
    {
      guchar c = (guchar) *text;

      if (c == '"' || c == '\\')
        g_string_append_printf (json, "\\%c", c);
      else if (c == '\n')
        g_string_append (json, "\\n");
      else if (c == '\t')
        g_string_append (json, "\\t");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_c (json, (char) c);
    }

  g_string_append_c (json, '"');
}

static gboolean
write_double (GString  *json,
              double    number,
              GError  **error)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("An attribute cannot hold infinity or something that is not a number."));
      return FALSE;
    }

  /* 17 digits are enough to read the same double again. */
  g_ascii_dtostr (buffer, sizeof buffer, number);
  g_string_append (json, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (json, ".0");

  return TRUE;
}

static gboolean
write_dictionary (GString   *json,
                  GVariant  *value,
                  guint      depth,
                  GError   **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GVariantIter iter;
  const char *key;
  GVariant *child;
  const char *separator = "";

  g_string_append_c (json, '{');
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &child))
    {
      g_autoptr(GVariant) owned = child;

      if (!g_hash_table_add (seen, (gpointer) key))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("The attribute has the key “%s” twice; each key can be there once."), key);
          return FALSE;
        }

      g_string_append (json, separator);
      write_string (json, key);
      g_string_append_c (json, ':');
      if (!write_value (json, owned, depth + 1, error))
        return FALSE;
      separator = ",";
    }
  g_string_append_c (json, '}');

  return TRUE;
}

static gboolean
write_value (GString   *json,
             GVariant  *value,
             guint      depth,
             GError   **error)
{
  if (depth > NEXUS_ATTRIBUTE_DEPTH_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The attribute is nested more than %d levels deep."), NEXUS_ATTRIBUTE_DEPTH_MAX);
      return FALSE;
    }

  if (json->len > NEXUS_ATTRIBUTE_SIZE_MAX)
    return TRUE;    /* refused at the end, by its size */

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_string_append (json, g_variant_get_boolean (value) ? "true" : "false");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    g_string_append_printf (json, "%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return write_double (json, g_variant_get_double (value), error);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    write_string (json, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      GVariantIter iter;
      const char *text;
      const char *separator = "";

      g_string_append_c (json, '[');
      g_variant_iter_init (&iter, value);
      while (g_variant_iter_next (&iter, "&s", &text))
        {
          g_string_append (json, separator);
          write_string (json, text);
          separator = ",";
        }
      g_string_append_c (json, ']');
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return write_dictionary (json, value, depth, error);
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("An attribute cannot have the type “%s”; use one of b, x, d, s, as and a{sv}."),
                   g_variant_get_type_string (value));
      return FALSE;
    }

  return TRUE;
}

char *
_nexus_attribute_to_json (GVariant  *value,
                          GError   **error)
{
  g_autoptr(GVariant) normal = g_variant_get_normal_form (value);
  g_autoptr(GString) json = g_string_new (NULL);

  if (!write_value (json, normal, 1, error))
    return NULL;

  if (json->len > NEXUS_ATTRIBUTE_SIZE_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The attribute is larger than %d bytes; keep what is so large in a file."), NEXUS_ATTRIBUTE_SIZE_MAX);
      return NULL;
    }

  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* A reader of exactly that language.  Returns NULL or FALSE at the first thing that is out of place. */

static const char *
skip_space (const char *p)
{
  return p + strspn (p, " \t\r\n");
}

static gboolean
read_hex (const char **p,
          gunichar    *c)
{
  *c = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (**p);

      if (digit < 0)
        return FALSE;
      *c = *c << 4 | (gunichar) digit;
      (*p)++;
    }

  return TRUE;
}

static gboolean
read_escape (const char **p,
             GString     *text)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  const char *found;
  gunichar c, low;

  if (**p == 'u')
    {
      (*p)++;
      if (!read_hex (p, &c))
        return FALSE;

      if (c >= 0xd800 && c < 0xdc00)
        {
          if ((*p)[0] != '\\' || (*p)[1] != 'u')
            return FALSE;
          *p += 2;
          if (!read_hex (p, &low) || low < 0xdc00 || low > 0xdfff)
            return FALSE;
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        }

      if (c == 0 || !g_unichar_validate (c))
        return FALSE;
      g_string_append_unichar (text, c);
      return TRUE;
    }

  found = **p != '\0' ? strchr (from, **p) : NULL;
  if (found == NULL)
    return FALSE;

  g_string_append_c (text, to[found - from]);
  (*p)++;

  return TRUE;
}

static char *
read_string (const char **p)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (**p != '"')
    return NULL;
  (*p)++;

  while (**p != '"')
    {
      if ((guchar) **p < 0x20)
        return NULL;

      if (**p == '\\')
        {
          (*p)++;
          if (!read_escape (p, text))
            return NULL;
        }
      else
        g_string_append_c (text, *(*p)++);
    }
  (*p)++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GVariant *
read_number (const char **p)
{
  gsize length = strspn (*p, "+-0123456789.eE");
  g_autofree char *text = g_strndup (*p, length);
  char *end;
  double real;
  gint64 integer;

  if (length == 0 || text[0] == '+')
    return NULL;
  *p += length;

  if (strpbrk (text, ".eE") == NULL)
    return _nexus_number_scan_signed (text, &end, &integer) && *end == '\0' ? g_variant_new_int64 (integer) : NULL;

  real = g_ascii_strtod (text, &end);

  return *end == '\0' && isfinite (real) ? g_variant_new_double (real) : NULL;
}

static GVariant *
read_array (const char **p)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  *p = skip_space (*p + 1);
  while (**p != ']')
    {
      g_autofree char *text = read_string (p);

      if (text == NULL)
        return NULL;
      g_variant_builder_add (&builder, "s", text);

      *p = skip_space (*p);
      if (**p == ',')
        {
          *p = skip_space (*p + 1);
          if (**p == ']')
            return NULL;
        }
      else if (**p != ']')
        return NULL;
    }
  (*p)++;

  return g_variant_builder_end (&builder);
}

static GVariant *read_value (const char **p,
                             guint        depth);

static GVariant *
read_object (const char **p,
             guint        depth)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *p = skip_space (*p + 1);
  while (**p != '}')
    {
      char *key = read_string (p);
      GVariant *value;

      /* What could not be written again is not read either. */
      if (key == NULL || !g_hash_table_add (seen, key))
        return NULL;
      *p = skip_space (*p);
      if (**p != ':')
        return NULL;
      (*p)++;

      value = read_value (p, depth + 1);
      if (value == NULL)
        return NULL;
      g_variant_builder_add (&builder, "{sv}", key, value);

      *p = skip_space (*p);
      if (**p == ',')
        {
          *p = skip_space (*p + 1);
          if (**p == '}')
            return NULL;
        }
      else if (**p != '}')
        return NULL;
    }
  (*p)++;

  return g_variant_builder_end (&builder);
}

static GVariant *
read_value (const char **p,
            guint        depth)
{
  if (depth > NEXUS_ATTRIBUTE_DEPTH_MAX)
    return NULL;

  *p = skip_space (*p);

  switch (**p)
    {
    case 't':
      if (strncmp (*p, "true", 4) != 0)
        return NULL;
      *p += 4;
      return g_variant_new_boolean (TRUE);

    case 'f':
      if (strncmp (*p, "false", 5) != 0)
        return NULL;
      *p += 5;
      return g_variant_new_boolean (FALSE);

    case '"':
      {
        g_autofree char *text = read_string (p);

        return text != NULL ? g_variant_new_string (text) : NULL;
      }

    case '[':
      return read_array (p);

    case '{':
      return read_object (p, depth);

    default:
      return read_number (p);
    }
}

GVariant *
_nexus_attribute_from_json (const char  *json,
                            GError     **error)
{
  const char *p = json;
  g_autoptr(GVariant) value = NULL;

  if (strlen (json) <= NEXUS_ATTRIBUTE_SIZE_MAX && g_utf8_validate (json, -1, NULL))
    value = read_value (&p, 1);

  if (value == NULL || *skip_space (p) != '\0')
    {
      if (value != NULL)
        g_variant_ref_sink (value);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The value is not an attribute in JSON: it can be true, false, a number, a text, a list of texts, or an object of these."));
      return NULL;
    }

  return g_variant_ref_sink (g_steal_pointer (&value));
}

gboolean
_nexus_attribute_validate_key (const char  *key,
                               GError     **error)
{
  gsize length = strlen (key);

  if (length > 0 && length <= NEXUS_ATTRIBUTE_KEY_MAX && g_utf8_validate (key, (gssize) length, NULL))
    return TRUE;

  if (g_utf8_validate (key, (gssize) length, NULL))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("The key of an attribute must have 1 to %d bytes."), NEXUS_ATTRIBUTE_KEY_MAX);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The key of an attribute must be valid UTF-8."));

  return FALSE;
}

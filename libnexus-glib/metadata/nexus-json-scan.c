/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "nexus-json-scan-private.h"
#include "nexus-number-private.h"

/* A reader of JSON as RFC 8259 has it and not a bit more: no comments, no numbers like 01 or .5, no lone surrogates,
 * no NUL in a text, nothing twice in an object.  The text ends with a NUL and is valid UTF-8; both have been checked. */

gboolean
_nexus_json_scan_fail (NexusJsonScan  *self,
                       GError        **error,
                       const char     *format,
                       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  /* Translators: what is wrong with a line of JSON, and where in the line */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("%s (at byte %u)"), message,
               (guint) (self->p - self->text) + 1);

  return FALSE;
}

static gboolean
fail_syntax (NexusJsonScan  *self,
             const char     *wanted,
             GError        **error)
{
  if (*self->p == '\0')
    return _nexus_json_scan_fail (self, error, _("invalid JSON: the line ends where %s should be"), wanted);

  return _nexus_json_scan_fail (self, error, _("invalid JSON: there should be %s"), wanted);
}

void
_nexus_json_scan_space (NexusJsonScan *self)
{
  while (*self->p == ' ' || *self->p == '\t' || *self->p == '\r' || *self->p == '\n')
    self->p++;
}

static gboolean
scan_hex (NexusJsonScan  *self,
          gunichar       *c,
          GError        **error)
{
  *c = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*self->p);

      if (digit < 0)
        return fail_syntax (self, _("four hexadecimal digits"), error);
      *c = *c << 4 | (gunichar) digit;
      self->p++;
    }

  return TRUE;
}

static gboolean
scan_unicode (NexusJsonScan  *self,
              GError        **error)
{
  gunichar c, low;

  if (!scan_hex (self, &c, error))
    return FALSE;

  if (c >= 0xd800 && c < 0xdc00 && self->p[0] == '\\' && self->p[1] == 'u')
    {
      self->p += 2;
      if (!scan_hex (self, &low, error))
        return FALSE;
      c = low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xd800;
    }
  if (c >= 0xd800 && c <= 0xdfff)
    return _nexus_json_scan_fail (self, error, _("half of a surrogate pair is not a character"));
  if (c == 0)
    return _nexus_json_scan_fail (self, error, _("a text cannot hold a NUL"));

  g_string_append_unichar (self->buffer, c);

  return TRUE;
}

gboolean
_nexus_json_scan_string (NexusJsonScan  *self,
                         GError        **error)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";

  if (*self->p != '"')
    return fail_syntax (self, _("a text in quotation marks"), error);
  self->p++;
  g_string_truncate (self->buffer, 0);

  for (;;)
    {
      const char *start = self->p;
      const char *found;

      while ((guchar) *self->p >= 0x20 && *self->p != '"' && *self->p != '\\')
        self->p++;
      if (self->p != start)
        g_string_append_len (self->buffer, start, self->p - start);

      if (*self->p == '"')
        {
          self->p++;
          return TRUE;
        }
      if (*self->p != '\\')
        return *self->p == '\0' ? fail_syntax (self, _("the end of a text"), error)
                                : _nexus_json_scan_fail (self, error, _("invalid JSON: a control character in a text has to be escaped"));
      self->p++;

      if (*self->p == 'u')
        {
          self->p++;
          if (!scan_unicode (self, error))
            return FALSE;
          continue;
        }
      found = *self->p != '\0' ? strchr (from, *self->p) : NULL;
      if (found == NULL)
        return fail_syntax (self, _("something that a backslash can stand before"), error);
      g_string_append_c (self->buffer, to[found - from]);
      self->p++;
    }
}

static gsize
count_digits (const char *p)
{
  gsize n_digits = 0;

  while (g_ascii_isdigit (p[n_digits]))
    n_digits++;

  return n_digits;
}

/* A number by the grammar; *whole says that it has neither a point nor an exponent. */
static gboolean
scan_number (NexusJsonScan  *self,
             gboolean       *whole,
             GError        **error)
{
  gsize n_digits;

  if (*self->p == '-')
    self->p++;
  n_digits = count_digits (self->p);
  if (n_digits == 0 || (n_digits > 1 && *self->p == '0'))
    return fail_syntax (self, _("a number"), error);
  self->p += n_digits;

  *whole = *self->p != '.' && *self->p != 'e' && *self->p != 'E';
  if (*self->p == '.')
    {
      self->p++;
      n_digits = count_digits (self->p);
      if (n_digits == 0)
        return fail_syntax (self, _("a digit"), error);
      self->p += n_digits;
    }
  if (*self->p == 'e' || *self->p == 'E')
    {
      self->p++;
      if (*self->p == '+' || *self->p == '-')
        self->p++;
      n_digits = count_digits (self->p);
      if (n_digits == 0)
        return fail_syntax (self, _("a digit"), error);
      self->p += n_digits;
    }

  return TRUE;
}

gboolean
_nexus_json_scan_int (NexusJsonScan  *self,
                      gint64         *value,
                      GError        **error)
{
  const char *start = self->p;
  gboolean whole;

  if (*self->p != '-' && !g_ascii_isdigit (*self->p))
    return fail_syntax (self, _("a whole number"), error);
  if (!scan_number (self, &whole, error))
    return FALSE;
  if (!whole)
    {
      self->p = start;
      return fail_syntax (self, _("a whole number"), error);
    }

  if (!_nexus_number_scan_signed (start, NULL, value))
    {
      self->p = start;
      return _nexus_json_scan_fail (self, error, _("the number does not fit into 64 bits"));
    }

  return TRUE;
}

gboolean
_nexus_json_scan_literal (NexusJsonScan  *self,
                          const char     *word,
                          GError        **error)
{
  gsize length = strlen (word);

  if (strncmp (self->p, word, length) != 0)
    return fail_syntax (self, word, error);
  self->p += length;

  return TRUE;
}

gboolean
_nexus_json_scan_next (NexusJsonScan  *self,
                       char            close,
                       gboolean       *first,
                       gboolean       *more,
                       GError        **error)
{
  _nexus_json_scan_space (self);
  *more = *self->p != close;
  if (!*more)
    {
      self->p++;
      return TRUE;
    }

  if (!*first)
    {
      if (*self->p != ',')
        return fail_syntax (self, close == '}' ? _("“,” or “}”") : _("“,” or “]”"), error);
      self->p++;
      _nexus_json_scan_space (self);
    }
  *first = FALSE;

  return TRUE;
}

gboolean
_nexus_json_scan_key (NexusJsonScan  *self,
                      GHashTable     *seen,
                      GError        **error)
{
  if (!_nexus_json_scan_string (self, error))
    return FALSE;
  if (seen != NULL && !g_hash_table_add (seen, g_strdup (self->buffer->str)))
    return _nexus_json_scan_fail (self, error, _("the key “%s” is there twice"), self->buffer->str);

  _nexus_json_scan_space (self);
  if (*self->p != ':')
    /* Translators: what should be at some place of a line of JSON, see “there should be %s” */
    return fail_syntax (self, _("“:”"), error);
  self->p++;
  _nexus_json_scan_space (self);

  return TRUE;
}

static gboolean
scan_container (NexusJsonScan  *self,
                guint           depth,
                GError        **error)
{
  gboolean is_object = *self->p == '{';
  g_autoptr(GHashTable) seen = is_object ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL;
  gboolean first = TRUE, more;

  if (depth >= NEXUS_JSON_DEPTH_MAX)
    return _nexus_json_scan_fail (self, error, _("the line is nested more than %d levels deep"), NEXUS_JSON_DEPTH_MAX);

  self->p++;
  for (;;)
    {
      if (!_nexus_json_scan_next (self, is_object ? '}' : ']', &first, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      if ((is_object && !_nexus_json_scan_key (self, seen, error)) ||
          !_nexus_json_scan_value (self, depth + 1, error))
        return FALSE;
    }
}

gboolean
_nexus_json_scan_value (NexusJsonScan  *self,
                        guint           depth,
                        GError        **error)
{
  const char *start = self->p;
  gboolean whole;
  gint64 value;

  switch (*self->p)
    {
    case '"':
      return _nexus_json_scan_string (self, error);

    case '{':
    case '[':
      return scan_container (self, depth, error);

    case 't':
      return _nexus_json_scan_literal (self, "true", error);

    case 'f':
      return _nexus_json_scan_literal (self, "false", error);

    case 'n':
      return _nexus_json_scan_literal (self, "null", error);

    default:
      break;
    }

  if (*self->p != '-' && !g_ascii_isdigit (*self->p))
    return fail_syntax (self, _("a value"), error);
  if (!scan_number (self, &whole, error))
    return FALSE;
  if (whole)
    {
      self->p = start;
      return _nexus_json_scan_int (self, &value, error);
    }
  if (!isfinite (g_ascii_strtod (start, NULL)))
    {
      self->p = start;
      return _nexus_json_scan_fail (self, error, _("the number is too large"));
    }

  return TRUE;
}

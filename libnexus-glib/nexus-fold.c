/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-query-private.h"

/* Letters whose stroke or bend Unicode does not call an accent, but that who searches without it wants to find. */
static const struct {
  gunichar    letter;
  const char *plain;
} strokes[] = {
  { 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" }, { 0x0111, "d" }, { 0x0127, "h" }, { 0x0131, "i" },
  { 0x0142, "l" }, { 0x0153, "oe" }, { 0x0167, "t" },
};

static void
append_letter (GString  *folded,
               gunichar  letter)
{
  if (letter < 0x80)
    {
      g_string_append_c (folded, letter == '\n' ? ' ' : (char) letter);
      return;
    }
  if (g_unichar_ismark (letter))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (strokes); i++)
    {
      if (strokes[i].letter == letter)
        {
          g_string_append (folded, strokes[i].plain);
          return;
        }
    }
  g_string_append_unichar (folded, letter);
}

void
_nexus_fold_append (GString    *folded,
                    const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *decomposed = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *again = NULL;
  gsize start = folded->len;
  const char *letter;

  for (letter = text; (guchar) *letter < 0x80 && *letter != '\0'; letter++)
    g_string_append_c (folded, *letter == '\n' ? ' ' : g_ascii_tolower (*letter));
  if (*letter == '\0')
    return;

  g_string_truncate (folded, start);
  valid = g_utf8_make_valid (text, -1);
  decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  lower = g_utf8_casefold (decomposed, -1);
  /* Some letters become others with accents only when their case is folded. */
  again = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
  for (letter = again; *letter != '\0'; letter = g_utf8_next_char (letter))
    append_letter (folded, g_utf8_get_char (letter));
}

char *
_nexus_fold (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text) + 1);

  _nexus_fold_append (folded, text);

  return g_string_free (folded, FALSE);
}

#define WORD_MAX_BYTES 64

/* Scripts that are written without blanks between words. */
static gboolean
is_alone (gunichar letter)
{
  switch (g_unichar_get_script (letter))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_THAI:
      return TRUE;

    default:
      return FALSE;
    }
}

char *
_nexus_fold_words (const char *folded)
{
  GString *words = g_string_sized_new (strlen (folded) + 1);
  gboolean wants_blank = FALSE;
  gsize start = 0;

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = (guchar) *at < 0x80 ? (gunichar) *at : g_utf8_get_char (at);
      gboolean alone = letter >= 0x80 && is_alone (letter);

      if (letter < 0x80 ? !g_ascii_isalnum ((char) letter) : !g_unichar_isalnum (letter))
        {
          wants_blank = TRUE;
          continue;
        }
      if (words->len > 0 && (wants_blank || alone))
        g_string_append_c (words, ' ');
      if (wants_blank || alone)
        start = words->len;
      if (words->len - start < WORD_MAX_BYTES)
        g_string_append_unichar (words, letter);
      wants_blank = alone;
    }

  return g_string_free (words, FALSE);
}

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-direction.h"

#define LEFT_TO_RIGHT_MARK "\u200e"
#define RIGHT_TO_LEFT_MARK "\u200f"
#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_ISOLATE "\u2069"

/* Which way a text is written: that of its first letter.  Digits and signs go with what they stand in. */
static GtkTextDirection
find_direction (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_isalpha (character))
        continue;

      switch (g_unichar_get_script (character))
        {
        case G_UNICODE_SCRIPT_ADLAM:
        case G_UNICODE_SCRIPT_ARABIC:
        case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
        case G_UNICODE_SCRIPT_HEBREW:
        case G_UNICODE_SCRIPT_MANDAIC:
        case G_UNICODE_SCRIPT_NKO:
        case G_UNICODE_SCRIPT_SAMARITAN:
        case G_UNICODE_SCRIPT_SYRIAC:
        case G_UNICODE_SCRIPT_THAANA:
          return GTK_TEXT_DIR_RTL;

        default:
          return GTK_TEXT_DIR_LTR;
        }
    }

  return GTK_TEXT_DIR_NONE;
}

/* An inscription puts a text that is written the other way to the far side of its column: "Budget.ods" would be a column
 * away from its icon in Arabic.  A mark makes the paragraph go the way of the widget, and the isolate keeps the order inside
 * the text, as in "(1).txt". */
void
nexus_gtk_direction_set_text (GtkInscription *inscription,
                              const char     *text)
{
  GtkTextDirection here = gtk_widget_get_direction (GTK_WIDGET (inscription));
  GtkTextDirection direction = text != NULL ? find_direction (text) : GTK_TEXT_DIR_NONE;
  g_autofree char *marked = NULL;

  if (direction != GTK_TEXT_DIR_NONE && direction != here)
    marked = g_strconcat (here == GTK_TEXT_DIR_RTL ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK,
                          FIRST_STRONG_ISOLATE, text, POP_ISOLATE, NULL);
  gtk_inscription_set_text (inscription, marked != NULL ? marked : text);
}

void
nexus_gtk_direction_scroll_to_end (GtkScrolledWindow *scrolled)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (scrolled);
  gboolean left = gtk_widget_get_direction (GTK_WIDGET (scrolled)) == GTK_TEXT_DIR_RTL;

  gtk_adjustment_set_value (adjustment, left ? gtk_adjustment_get_lower (adjustment)
                                             : gtk_adjustment_get_upper (adjustment) -
                                               gtk_adjustment_get_page_size (adjustment));
}

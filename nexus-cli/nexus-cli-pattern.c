/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-cli-pattern.h"

/* Braces multiply; nobody means more. */
#define ALTERNATIVES_MAX 1024

typedef enum {
  SEGMENT_LITERAL,   /* text is the name */
  SEGMENT_WILD,      /* text is a pattern of one name */
  SEGMENT_DEEP,      /* any number of directories */
} SegmentKind;

typedef struct {
  SegmentKind  kind;
  char        *text;
} Segment;

typedef struct {
  GPtrArray *segments;
  gboolean   directory;   /* ended with a slash */
} Alternative;

/* So many segments of that alternative are behind. */
typedef struct {
  guint alternative;
  guint segment;
} Position;

struct _NexusCliPattern {
  GPtrArray *alternatives;
  gboolean   ignore_case;
  gboolean   is_absolute;
  gboolean   is_name;
};

static void
segment_free (gpointer data)
{
  Segment *self = data;

  g_free (self->text);
  g_free (self);
}

static void
alternative_free (gpointer data)
{
  Alternative *self = data;

  g_ptr_array_unref (self->segments);
  g_free (self);
}

void
nexus_cli_pattern_free (NexusCliPattern *self)
{
  g_ptr_array_unref (self->alternatives);
  g_free (self);
}

/* --- One name --- */

static gboolean
is_same (gunichar a,
         gunichar b,
         gboolean ignore_case)
{
  return a == b || (ignore_case && g_unichar_tolower (a) == g_unichar_tolower (b));
}

static gboolean
is_in_range (gunichar letter,
             gunichar first,
             gunichar last,
             gboolean ignore_case)
{
  if (letter >= first && letter <= last)
    return TRUE;
  if (!ignore_case)
    return FALSE;

  return (g_unichar_tolower (letter) >= first && g_unichar_tolower (letter) <= last) ||
         (g_unichar_toupper (letter) >= first && g_unichar_toupper (letter) <= last);
}

/* A class such as [:alpha:] at `*at`, which is then set behind it; FALSE if there is none. */
static gboolean
read_class (const char **at,
            gunichar     letter,
            gboolean    *match)
{
  static const struct {
    const char *name;
    gboolean (*test) (gunichar letter);
  } classes[] = {
    { "[:alnum:]", g_unichar_isalnum }, { "[:alpha:]", g_unichar_isalpha }, { "[:digit:]", g_unichar_isdigit },
    { "[:lower:]", g_unichar_islower }, { "[:punct:]", g_unichar_ispunct }, { "[:space:]", g_unichar_isspace },
    { "[:upper:]", g_unichar_isupper }, { "[:xdigit:]", g_unichar_isxdigit },
  };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (g_str_has_prefix (*at, classes[i].name))
        {
          *at += strlen (classes[i].name);
          *match = classes[i].test (letter);
          return TRUE;
        }
    }

  return FALSE;
}

static gunichar
read_letter (const char **at)
{
  gunichar letter;

  if (**at == '\\' && (*at)[1] != '\0')
    (*at)++;
  letter = g_utf8_get_char (*at);
  *at = g_utf8_next_char (*at);

  return letter;
}

/* A set in brackets at `pattern`; what follows it, or NULL if it does not end and so is no set. */
static const char *
match_set (const char *pattern,
           gunichar    letter,
           gboolean    ignore_case,
           gboolean   *match)
{
  const char *at = pattern + 1;
  const char *first;
  gboolean negated = *at == '!' || *at == '^';
  gboolean found = FALSE;

  if (negated)
    at++;

  for (first = at; *at != '\0' && (*at != ']' || at == first); )
    {
      gboolean is_in_class = FALSE;
      gunichar from, to;

      if (read_class (&at, letter, &is_in_class))
        {
          found = found || is_in_class;
          continue;
        }

      from = to = read_letter (&at);
      if (at[0] == '-' && at[1] != ']' && at[1] != '\0')
        {
          at++;
          to = read_letter (&at);
        }
      found = found || is_in_range (letter, from, to, ignore_case);
    }
  if (*at == '\0')
    return NULL;
  *match = found != negated;

  return at + 1;
}

/* Whether one letter matches what stands at `*pattern`, which is then set behind it. */
static gboolean
match_letter (const char **pattern,
              gunichar     letter,
              gboolean     ignore_case)
{
  gboolean match = FALSE;
  const char *end;

  if (**pattern == '?')
    {
      (*pattern)++;
      return TRUE;
    }
  if (**pattern == '[' && (end = match_set (*pattern, letter, ignore_case, &match)) != NULL)
    {
      *pattern = end;
      return match;
    }

  return is_same (read_letter (pattern), letter, ignore_case);
}

/* Only the last star is ever tried again, so it takes at most as long as both are long, multiplied. */
static gboolean
match_name (const char *pattern,
            const char *name,
            gboolean    ignore_case)
{
  const char *star = NULL;
  const char *star_name = NULL;

  while (*name != '\0')
    {
      if (*pattern == '*')
        {
          star = ++pattern;
          star_name = name;
          continue;
        }
      if (*pattern != '\0' && match_letter (&pattern, g_utf8_get_char (name), ignore_case))
        {
          name = g_utf8_next_char (name);
          continue;
        }
      if (star == NULL)
        return FALSE;

      pattern = star;
      star_name = g_utf8_next_char (star_name);
      name = star_name;
    }
  while (*pattern == '*')
    pattern++;

  return *pattern == '\0';
}

/* --- Reading a pattern --- */

/* The brace that closes the one at `open`, if there is a comma between them; the commas are collected. */
static const char *
find_alternatives (const char *open,
                   GPtrArray  *commas)
{
  guint depth = 0;

  g_ptr_array_set_size (commas, 0);
  for (const char *at = open; *at != '\0'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      else if (*at == '{')
        depth++;
      else if (*at == ',' && depth == 1)
        g_ptr_array_add (commas, (gpointer) at);
      else if (*at == '}' && --depth == 0)
        return commas->len > 0 ? at : NULL;
    }

  return NULL;
}

/* Replaces the first braces in each text by their alternatives until there are none. */
static GPtrArray *
expand (const char  *text,
        GError     **error)
{
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) commas = g_ptr_array_new ();

  g_ptr_array_add (open, g_strdup (text));
  while (open->len > 0)
    {
      g_autofree char *next = g_ptr_array_steal_index (open, open->len - 1);
      const char *close = NULL;
      const char *at;

      for (at = next; *at != '\0' && close == NULL; at++)
        {
          if (*at == '\\' && at[1] != '\0')
            at++;
          else if (*at == '{' && (close = find_alternatives (at, commas)) != NULL)
            break;
        }
      if (close == NULL)
        {
          g_ptr_array_add (done, g_steal_pointer (&next));
          continue;
        }

      if (open->len + done->len + commas->len + 1 > ALTERNATIVES_MAX)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("the braces stand for more than %d patterns"), ALTERNATIVES_MAX);
          return NULL;
        }
      g_ptr_array_add (commas, (gpointer) close);
      for (guint i = commas->len; i > 0; i--)
        {
          const char *from = i > 1 ? (const char *) g_ptr_array_index (commas, i - 2) + 1 : at + 1;
          const char *to = g_ptr_array_index (commas, i - 1);

          g_ptr_array_add (open, g_strdup_printf ("%.*s%.*s%s", (int) (at - next), next, (int) (to - from), from,
                                                  close + 1));
        }
    }

  return g_steal_pointer (&done);
}

/* The name that the text means if nothing in it stands for anything else. */
static char *
dup_literal (const char *text)
{
  GString *literal = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        text++;
      else if (strchr ("*?[", *text) != NULL)
        {
          g_string_free (literal, TRUE);
          return NULL;
        }
      g_string_append_c (literal, *text);
    }

  return g_string_free (literal, FALSE);
}

static void
add_segment (Alternative *alternative,
             SegmentKind  kind,
             const char  *text)
{
  Segment *segment = g_new0 (Segment, 1);

  segment->kind = kind;
  segment->text = g_strdup (text);
  g_ptr_array_add (alternative->segments, segment);
}

static gboolean
add_alternative (NexusCliPattern  *self,
                 const char       *text,
                 GError          **error)
{
  g_auto(GStrv) names = g_strsplit (text, "/", -1);
  Alternative *alternative = g_new0 (Alternative, 1);
  gboolean deep = FALSE;

  alternative->segments = g_ptr_array_new_with_free_func (segment_free);
  alternative->directory = g_str_has_suffix (text, "/");
  g_ptr_array_add (self->alternatives, alternative);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *literal = NULL;

      if (names[i][0] == '\0' || strcmp (names[i], ".") == 0)
        continue;
      if (strcmp (names[i], "..") == 0)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _("a pattern of the store has no “..”"));
          return FALSE;
        }

      if (strcmp (names[i], "**") == 0)
        {
          /* One more matches the same. */
          if (!deep)
            add_segment (alternative, SEGMENT_DEEP, NULL);
          deep = TRUE;
          continue;
        }
      literal = self->ignore_case ? NULL : dup_literal (names[i]);
      add_segment (alternative, literal != NULL ? SEGMENT_LITERAL : SEGMENT_WILD, literal != NULL ? literal : names[i]);
      deep = FALSE;
    }

  /* At the end it means all that is below, not the directory itself. */
  if (deep)
    add_segment (alternative, SEGMENT_WILD, "*");

  return TRUE;
}

NexusCliPattern *
nexus_cli_pattern_new (const char  *text,
                       gboolean     ignore_case,
                       GError     **error)
{
  g_autoptr(NexusCliPattern) self = NULL;
  g_autoptr(GPtrArray) texts = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the pattern is not text in UTF-8"));
      return NULL;
    }
  if (strlen (text) > NEXUS_PATH_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the pattern is longer than %d bytes"),
                   NEXUS_PATH_MAX);
      return NULL;
    }

  texts = expand (text, error);
  if (texts == NULL)
    return NULL;

  self = g_new0 (NexusCliPattern, 1);
  self->alternatives = g_ptr_array_new_with_free_func (alternative_free);
  self->ignore_case = ignore_case;
  self->is_absolute = text[0] == '/';
  self->is_name = strchr (text, '/') == NULL;
  for (guint i = 0; i < texts->len; i++)
    {
      if (!add_alternative (self, g_ptr_array_index (texts, i), error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

gboolean
nexus_cli_pattern_is_absolute (const NexusCliPattern *self)
{
  return self->is_absolute;
}

gboolean
nexus_cli_pattern_is_name (const NexusCliPattern *self)
{
  return self->is_name;
}

/* --- Walking --- */

static const Segment *
get_segment (const NexusCliPattern *self,
             const Position        *position)
{
  const Alternative *alternative = g_ptr_array_index (self->alternatives, position->alternative);

  return position->segment < alternative->segments->len
       ? g_ptr_array_index (alternative->segments, position->segment)
       : NULL;
}

/* Any number of directories is also none. */
static void
add_position (const NexusCliPattern *self,
              NexusCliPatternState  *state,
              Position               position)
{
  const Segment *segment;

  for (;;)
    {
      for (guint i = 0; i < state->len; i++)
        {
          const Position *other = &g_array_index (state, Position, i);

          if (other->alternative == position.alternative && other->segment == position.segment)
            return;
        }
      g_array_append_val (state, position);

      segment = get_segment (self, &position);
      if (segment == NULL || segment->kind != SEGMENT_DEEP)
        return;
      position.segment++;
    }
}

static gboolean
matches_segment (const NexusCliPattern *self,
                 const Segment         *segment,
                 const char            *name)
{
  if (segment->kind == SEGMENT_LITERAL)
    return strcmp (segment->text, name) == 0;

  return match_name (segment->text, name, self->ignore_case);
}

gboolean
nexus_cli_pattern_matches_name (const NexusCliPattern *self,
                                const char            *name)
{
  g_autoptr(NexusCliPatternState) start = nexus_cli_pattern_start (self);
  g_autoptr(NexusCliPatternState) state = nexus_cli_pattern_step (self, start, name);

  return state != NULL && nexus_cli_pattern_is_match (self, state, FALSE);
}

NexusCliPatternState *
nexus_cli_pattern_start (const NexusCliPattern *self)
{
  NexusCliPatternState *state = g_array_new (FALSE, FALSE, sizeof (Position));

  for (guint i = 0; i < self->alternatives->len; i++)
    add_position (self, state, (Position) { i, 0 });

  return state;
}

NexusCliPatternState *
nexus_cli_pattern_step (const NexusCliPattern *self,
                        NexusCliPatternState  *state,
                        const char            *name)
{
  g_autoptr(NexusCliPatternState) next = g_array_new (FALSE, FALSE, sizeof (Position));

  for (guint i = 0; i < state->len; i++)
    {
      Position position = g_array_index (state, Position, i);
      const Segment *segment = get_segment (self, &position);

      if (segment == NULL)
        continue;
      if (segment->kind == SEGMENT_DEEP)
        add_position (self, next, position);
      else if (matches_segment (self, segment, name))
        add_position (self, next, (Position) { position.alternative, position.segment + 1 });
    }

  return next->len > 0 ? g_steal_pointer (&next) : NULL;
}

gboolean
nexus_cli_pattern_is_match (const NexusCliPattern *self,
                            NexusCliPatternState  *state,
                            gboolean               is_directory)
{
  for (guint i = 0; i < state->len; i++)
    {
      const Position *position = &g_array_index (state, Position, i);
      const Alternative *alternative = g_ptr_array_index (self->alternatives, position->alternative);

      if (position->segment == alternative->segments->len && (is_directory || !alternative->directory))
        return TRUE;
    }

  return FALSE;
}

gboolean
nexus_cli_pattern_goes_on (const NexusCliPattern *self,
                           NexusCliPatternState  *state)
{
  for (guint i = 0; i < state->len; i++)
    {
      if (get_segment (self, &g_array_index (state, Position, i)) != NULL)
        return TRUE;
    }

  return FALSE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

GPtrArray *
nexus_cli_pattern_list_names (const NexusCliPattern *self,
                              NexusCliPatternState  *state)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < state->len; i++)
    {
      const Segment *segment = get_segment (self, &g_array_index (state, Position, i));

      if (segment == NULL)
        continue;
      if (segment->kind != SEGMENT_LITERAL)
        return NULL;
      if (!g_ptr_array_find_with_equal_func (names, segment->text, g_str_equal, NULL))
        g_ptr_array_add (names, segment->text);
    }
  g_ptr_array_sort (names, compare_names);

  return g_steal_pointer (&names);
}

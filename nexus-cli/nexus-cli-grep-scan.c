/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "nexus-cli-grep.h"

/* One file is read in blocks.  Of each block the lines that are whole are looked at, the rest waits for the next.
 * Where that is known to be the same, a whole block is asked first for the next place that could match, and only the
 * line of that place is looked at. */

#define BLOCK_SIZE (256 * 1024)
/* A longer line is cut, as if a new one began. */
#define LINE_MAX_SIZE (16 * 1024 * 1024)

typedef struct {
  const NexusCliGrep *grep;
  NexusCliGrepFunc    func;
  gpointer            user_data;
  guint64             number;       /* of the line that is looked at */
  guint64             count;
  guint64             last_told;    /* the number of the last line that was; 0: none */
  guint               after;        /* so many lines are to be told still */
  GQueue              before;       /* of NexusCliGrepLine: the last ones that were not told */
  gboolean            is_binary;
  gboolean            is_done;
} Scan;

/* --- What is looked for --- */

/* Constructs that see beyond their line, or that do not try again, when the text around the line is there too. */
static gboolean
is_local (const char *pattern)
{
  static const char * const others[] = {
    "(*", "\\A", "\\Z", "\\z", "\\G", "\\R", "\\X", "\\Q", "\\K", "\\N", "\\C", "++", "*+", "?+", "}+",
  };
  const char *group = pattern;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (strstr (pattern, others[i]) != NULL)
        return FALSE;
    }
  while ((group = strstr (group, "(?")) != NULL)
    {
      if (group[2] != ':')
        return FALSE;
      group += 2;
    }

  return TRUE;
}

gboolean
nexus_cli_grep_compile (NexusCliGrep  *self,
                        const char    *pattern,
                        gboolean       is_literal,
                        gboolean       ignore_case,
                        GError       **error)
{
  g_autofree char *escaped = is_literal ? g_regex_escape_string (pattern, -1) : NULL;
  const char *regex = escaped != NULL ? escaped : pattern;
  GRegexCompileFlags flags = G_REGEX_OPTIMIZE | G_REGEX_MULTILINE | G_REGEX_NEWLINE_ANYCRLF;

  if (!g_utf8_validate (pattern, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("the pattern is not text in UTF-8"));
      return FALSE;
    }

  if (ignore_case)
    flags |= G_REGEX_CASELESS;
  self->text = g_regex_new (regex, flags, 0, error);
  if (self->text == NULL)
    return FALSE;
  self->bytes = g_regex_new (regex, flags | G_REGEX_RAW, 0, error);
  if (self->bytes == NULL)
    return FALSE;

  self->is_local = is_local (regex);
  self->is_literal = !ignore_case && pattern[0] != '\0' && strpbrk (pattern, "\n\r") == NULL &&
                     (is_literal || strpbrk (pattern, "\\^$.[]|()?*+{}") == NULL);
  if (self->is_literal)
    self->literal = g_strdup (pattern);

  return TRUE;
}

void
nexus_cli_grep_clear (NexusCliGrep *self)
{
  g_clear_pointer (&self->text, g_regex_unref);
  g_clear_pointer (&self->bytes, g_regex_unref);
  g_clear_pointer (&self->literal, g_free);
}

/* --- Lines --- */

static NexusCliGrepLine *
make_line (Scan       *scan,
           const char *start,
           const char *end)
{
  gsize length = end - start;
  NexusCliGrepLine *line = g_malloc0 (sizeof *line + length + 1);

  line->number = scan->number;
  line->length = length;
  memcpy (line->text, start, length);

  return line;
}

static void
tell (Scan             *scan,
      NexusCliGrepLine *line)
{
  line->is_apart = scan->last_told != 0 && line->number > scan->last_told + 1;
  scan->last_told = line->number;
  if (!scan->func (scan->user_data, line))
    scan->is_done = TRUE;
}

static void
on_match (Scan       *scan,
          const char *start,
          const char *end,
          gsize       match_start,
          gsize       match_end)
{
  const NexusCliGrep *grep = scan->grep;
  NexusCliGrepLine *line;

  scan->count++;
  if (!scan->is_binary && !grep->first_only && !grep->counts)
    {
      while (!scan->is_done && (line = g_queue_pop_head (&scan->before)) != NULL)
        tell (scan, line);
      line = make_line (scan, start, end);
      line->is_match = TRUE;
      line->match_start = match_start;
      line->match_end = match_end;
      tell (scan, line);
      scan->after = grep->after;
    }

  if (grep->first_only || (scan->is_binary && !grep->counts) ||
      (scan->count >= grep->max_count && scan->after == 0))
    scan->is_done = TRUE;
}

/* A line that is nothing but near to one that matches. */
static void
on_other (Scan       *scan,
          const char *start,
          const char *end)
{
  if (scan->is_binary || (scan->after == 0 && scan->grep->before == 0))
    return;

  if (scan->after > 0)
    {
      tell (scan, make_line (scan, start, end));
      if (--scan->after == 0 && scan->count >= scan->grep->max_count)
        scan->is_done = TRUE;
      return;
    }

  g_queue_push_tail (&scan->before, make_line (scan, start, end));
  if (g_queue_get_length (&scan->before) > scan->grep->before)
    g_free (g_queue_pop_head (&scan->before));
}

/* FALSE for an error; *found tells whether there is a match in the text, and the two where. */
static gboolean
match (GRegex      *regex,
       const char  *start,
       const char  *end,
       gboolean    *found,
       gsize       *match_start,
       gsize       *match_end,
       GError     **error)
{
  GMatchInfo *info = NULL;
  GError *local_error = NULL;
  int from = 0, to = 0;

  *found = g_regex_match_full (regex, start, end - start, 0, 0, &info, &local_error);
  if (*found)
    g_match_info_fetch_pos (info, 0, &from, &to);
  g_match_info_unref (info);
  *match_start = (gsize) from;
  *match_end = (gsize) to;
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);

  return FALSE;
}

static gboolean
match_line (Scan        *scan,
            gboolean     is_text,
            const char  *start,
            const char  *end,
            gboolean    *found,
            gsize       *match_start,
            gsize       *match_end,
            GError     **error)
{
  const NexusCliGrep *grep = scan->grep;

  if (grep->is_literal)
    {
      gsize length = strlen (grep->literal);
      const char *hit = memmem (start, end - start, grep->literal, length);

      *found = hit != NULL;
      *match_start = hit != NULL ? (gsize) (hit - start) : 0;
      *match_end = *match_start + length;
      return TRUE;
    }

  if (!is_text)
    is_text = g_utf8_validate_len (start, end - start, NULL);
  if (!match (is_text ? grep->text : grep->bytes, start, end, found, match_start, match_end, error))
    {
      g_prefix_error (error, _("line %" PRIu64 ": "), scan->number);
      return FALSE;
    }

  return TRUE;
}

/* The next place from which a line can match, `end` if there is none. */
static const char *
find_candidate (Scan        *scan,
                gboolean     is_text,
                const char  *start,
                const char  *end)
{
  const NexusCliGrep *grep = scan->grep;
  gsize match_start, match_end;
  gboolean found;

  if (grep->is_literal)
    {
      const char *hit = memmem (start, end - start, grep->literal, strlen (grep->literal));

      return hit != NULL ? hit : end;
    }

  /* What cannot be asked at once is asked line by line. */
  if (!grep->is_local || !is_text || !match (grep->text, start, end, &found, &match_start, &match_end, NULL))
    return start;

  return found ? start + match_start : end;
}

/* Lines that are whole, each with what ends it.  Of a file that is no text a NUL ends a line too. */
static gboolean
scan_lines (Scan        *scan,
            const char  *start,
            const char  *limit,
            GError     **error)
{
  gboolean is_text = g_utf8_validate_len (start, limit - start, NULL);
  const char *candidate = NULL;

  while (start < limit && !scan->is_done)
    {
      const char *end = memchr (start, '\n', limit - start);
      const char *nul = scan->is_binary ? memchr (start, '\0', (end != NULL ? end : limit) - start) : NULL;
      gsize match_start = 0, match_end = 0;
      gboolean found = FALSE;

      if (nul != NULL || end == NULL)
        end = nul != NULL ? nul : limit;
      scan->number++;

      if (candidate == NULL || candidate < start)
        candidate = find_candidate (scan, is_text, start, limit);
      if (candidate <= end && scan->count < scan->grep->max_count &&
          !match_line (scan, is_text, start, end, &found, &match_start, &match_end, error))
        return FALSE;

      if (found)
        on_match (scan, start, end, match_start, match_end);
      else
        on_other (scan, start, end);
      start = MIN (end + 1, limit);
    }

  return TRUE;
}

gboolean
nexus_cli_grep_scan (const NexusCliGrep  *self,
                     GInputStream        *stream,
                     NexusCliGrepFunc     func,
                     gpointer             user_data,
                     guint64             *count,
                     gboolean            *is_binary,
                     GCancellable        *cancellable,
                     GError             **error)
{
  Scan scan = { .grep = self, .func = func, .user_data = user_data, .before = G_QUEUE_INIT };
  gsize size = BLOCK_SIZE, used = 0;
  g_autofree char *buffer = g_malloc (size);
  gboolean good = TRUE;

  while (good && !scan.is_done)
    {
      gssize length;
      const char *last, *end;

      if (size - used < BLOCK_SIZE / 2 && size < LINE_MAX_SIZE)
        {
          size *= 2;
          buffer = g_realloc (buffer, size);
        }
      length = g_input_stream_read (stream, buffer + used, size - used, cancellable, error);
      if (length < 0)
        {
          good = FALSE;
          break;
        }
      if (!self->binary_too && memchr (buffer + used, '\0', (gsize) length) != NULL)
        scan.is_binary = TRUE;
      used += (gsize) length;

      last = memrchr (buffer, '\n', used);
      if (length == 0 || (last == NULL && used == size && size >= LINE_MAX_SIZE))
        end = buffer + used;
      else
        end = last != NULL ? last + 1 : buffer;
      good = scan_lines (&scan, buffer, end, error);
      used -= end - buffer;
      memmove (buffer, end, used);
      if (length == 0)
        break;
    }

  g_queue_clear_full (&scan.before, g_free);
  *count = scan.count;
  *is_binary = scan.is_binary;

  return good;
}

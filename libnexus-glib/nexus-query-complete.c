/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-path.h"
#include "nexus-query-private.h"
#include "nexus-tag.h"

/* What could stand where somebody is typing in a search. */

/* Nobody reads more. */
#define CANDIDATES_MAX 50
#define CHILDREN_MAX 2000

typedef struct {
  char  **texts;
  guint   start;
  guint   end;
} Completion;

static const char * const types[] = {
  "archive", "audio", "code", "document", "file", "folder", "font", "image", "link", "pdf", "presentation",
  "spreadsheet", "text", "video", NULL
};

static void
completion_free (Completion *self)
{
  g_strfreev (self->texts);
  g_free (self);
}

/* Where the term begins in which the cursor stands. */
static const char *
find_term (const char *text,
           const char *cursor)
{
  const char *term = text;
  gboolean quoted = FALSE;

  for (const char *at = text; at < cursor; at++)
    {
      if (*at == '\\' && quoted && at + 1 < cursor)
        at++;
      else if (*at == '"')
        quoted = !quoted;
      else if (!quoted && (g_ascii_isspace (*at) || (*at == '(' && at == term)))
        term = at + 1;
      else if (*at == '-' && at == term)
        term = at + 1;
    }

  return term;
}

/* The typed part without the quote in front of it, folded. */
static char *
fold_typed (const char *start,
            const char *cursor)
{
  g_autofree char *typed = NULL;

  if (start < cursor && *start == '"')
    start++;
  typed = g_strndup (start, cursor - start);

  return _nexus_fold (typed);
}

static void
add (GPtrArray  *candidates,
     const char *typed,
     const char *text,
     const char *written)
{
  g_autofree char *folded = _nexus_fold (text);

  if (candidates->len < CANDIDATES_MAX && g_str_has_prefix (folded, typed))
    g_ptr_array_add (candidates, g_strdup (written));
}

static char *
quote_if_needed (const char *value)
{
  GString *text = g_string_new (NULL);

  if (_nexus_query_is_plain_value (value) && strpbrk (value, "*?") == NULL)
    g_string_append (text, value);
  else
    _nexus_query_append_quoted (text, value);

  return g_string_free (text, FALSE);
}

static gboolean
add_keys (NexusFilesystem  *filesystem,
          const char       *typed,
          GPtrArray        *candidates,
          GCancellable     *cancellable,
          GError          **error)
{
  const char * const *keys = _nexus_query_get_keys ();
  g_autoptr(GPtrArray) attributes = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *written = g_strconcat (keys[i], ":", NULL);

      add (candidates, typed, keys[i], written);
    }

  attributes = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_keys (filesystem, cancellable, error);
  if (attributes == NULL)
    return FALSE;

  for (guint i = 0; i < attributes->len; i++)
    {
      const char *key = g_ptr_array_index (attributes, i);
      g_autoptr(GString) written = g_string_new (NULL);

      if (_nexus_query_is_plain_key (key))
        g_string_append (written, key);
      else
        _nexus_query_append_quoted (written, key);
      g_string_append_c (written, ':');
      add (candidates, typed, key, written->str);
    }

  return TRUE;
}

static gboolean
add_tags (NexusFilesystem  *filesystem,
          const char       *typed,
          GPtrArray        *candidates,
          GCancellable     *cancellable,
          GError          **error)
{
  g_autoptr(GPtrArray) tags = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_tags (filesystem, cancellable, error);

  if (tags == NULL)
    return FALSE;

  for (guint i = 0; i < tags->len; i++)
    {
      const char *name = nexus_tag_get_name (g_ptr_array_index (tags, i));
      g_autofree char *written = quote_if_needed (name);

      add (candidates, typed, name, written);
    }

  return TRUE;
}

/* The folders in the one whose path has been typed up to its last slash. */
static gboolean
add_folders (NexusFilesystem  *filesystem,
             const char       *start,
             const char       *cursor,
             GPtrArray        *candidates,
             GCancellable     *cancellable,
             GError          **error)
{
  const char *from = start < cursor && *start == '"' ? start + 1 : start;
  g_autofree char *typed = g_strndup (from, cursor - from);
  char *slash = strrchr (typed, '/');
  g_autofree char *folded = _nexus_fold (slash != NULL ? slash + 1 : typed);
  g_autofree char *directory = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GPtrArray) children = NULL;

  if (slash != NULL)
    *slash = '\0';
  directory = nexus_path_normalize (slash != NULL && slash > typed ? typed : "/", NULL);
  if (directory == NULL)
    return TRUE;

  children = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->list_children (filesystem, directory, NULL, CHILDREN_MAX,
                                                                     cancellable, &local_error);
  if (children == NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* What is typed need not be a path yet. */
  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (children, i);

      if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
        {
          g_autofree char *written = quote_if_needed (nexus_entry_get_path (entry));

          add (candidates, folded, nexus_entry_get_name (entry), written);
        }
    }

  return TRUE;
}

static gboolean
complete (NexusFilesystem  *filesystem,
          const char       *term,
          const char      **start,
          const char       *cursor,
          GPtrArray        *candidates,
          GCancellable     *cancellable,
          GError          **error)
{
  gsize key_length = strcspn (term, ":=<> \"");
  const char *value = term + key_length;
  g_autofree char *key = NULL;
  g_autofree char *typed = NULL;

  *start = term;
  if (value >= cursor || strchr (":=", *value) == NULL)
    {
      typed = fold_typed (term, cursor);
      return typed[0] == '\0' || add_keys (filesystem, typed, candidates, cancellable, error);
    }

  key = g_ascii_strdown (term, (gssize) key_length);
  *start = value + 1;
  typed = fold_typed (*start, cursor);
  if (strcmp (key, "tag") == 0)
    return add_tags (filesystem, typed, candidates, cancellable, error);
  if (strcmp (key, "in") == 0)
    return add_folders (filesystem, *start, cursor, candidates, cancellable, error);
  for (guint i = 0; types[i] != NULL && strcmp (key, "type") == 0; i++)
    add (candidates, typed, types[i], types[i]);

  return TRUE;
}

static gpointer
call_complete (NexusFilesystem  *self,
               const NexusCall  *call,
               GCancellable     *cancellable,
               GError          **error)
{
  g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_utf8_make_valid (call->text, -1);
  const char *cursor = g_utf8_offset_to_pointer (text, MIN ((glong) call->number, g_utf8_strlen (text, -1)));
  const char *start;
  Completion *completion;

  if (!complete (self, find_term (text, cursor), &start, cursor, candidates, cancellable, error))
    return NULL;
  g_ptr_array_add (candidates, NULL);

  completion = g_new0 (Completion, 1);
  completion->start = (guint) g_utf8_pointer_to_offset (text, start);
  completion->end = (guint) g_utf8_pointer_to_offset (text, cursor);
  completion->texts = (char **) g_ptr_array_free (g_steal_pointer (&candidates), FALSE);

  return completion;
}

static char **
unpack (Completion *completion,
        guint      *start,
        guint      *end)
{
  char **texts;

  if (completion == NULL)
    return NULL;

  if (start != NULL)
    *start = completion->start;
  if (end != NULL)
    *end = completion->end;
  texts = g_steal_pointer (&completion->texts);
  completion_free (completion);

  return texts;
}

/**
 * nexus_filesystem_complete_query:
 * @self: a filesystem
 * @text: what has been typed of a search
 * @cursor: where the cursor stands in it, in characters
 * @start: (out) (optional): where what is to be replaced begins, in characters
 * @end: (out) (optional): where it ends
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Tells what could stand where somebody is typing: keys such as `size:` and those of attributes in use, tags, types and
 * directories. Each candidate takes the place of the characters from @start to @end; it is in quotes where it has to be.
 *
 * Text that is not a query (yet) has candidates too, or none.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full) (array zero-terminated=1): the candidates, at most 50
 *
 * Since: 0.1
 */
char **
nexus_filesystem_complete_query (NexusFilesystem  *self,
                                 const char       *text,
                                 guint             cursor,
                                 guint            *start,
                                 guint            *end,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  const NexusCall call = { call_complete, (GDestroyNotify) completion_free, .text = (char *) text, .number = cursor };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return unpack (_nexus_filesystem_call (self, &call, cancellable, error), start, end);
}

/**
 * nexus_filesystem_complete_query_async:
 * @self: a filesystem
 * @text: what has been typed of a search
 * @cursor: where the cursor stands in it, in characters
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.complete_query].
 *
 * Since: 0.1
 */
void
nexus_filesystem_complete_query_async (NexusFilesystem     *self,
                                       const char          *text,
                                       guint                cursor,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  const NexusCall call = { call_complete, (GDestroyNotify) completion_free, .text = (char *) text, .number = cursor };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (text != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_complete_query_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_complete_query_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @start: (out) (optional): where what is to be replaced begins, in characters
 * @end: (out) (optional): where it ends
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.complete_query_async].
 *
 * Returns: (transfer full) (array zero-terminated=1): the candidates, at most 50
 *
 * Since: 0.1
 */
char **
nexus_filesystem_complete_query_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        guint            *start,
                                        guint            *end,
                                        GError          **error)
{
  return unpack (_nexus_filesystem_call_finish (self, result, nexus_filesystem_complete_query_async, error), start, end);
}

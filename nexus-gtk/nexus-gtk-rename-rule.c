/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-attribute-value.h"
#include "nexus-gtk-rename-rule.h"

/* More digits than any counter needs. */
#define WIDTH_MAX 12

static void
rename_free (NexusGtkRename *rename)
{
  g_object_unref (rename->entry);
  g_free (rename->name);
  g_free (rename->problem);
  g_free (rename);
}

/* Where the ending of a name begins: at the last dot, unless nothing is before or behind it.  A folder has none. */
static const char *
find_ending (NexusEntry *entry)
{
  const char *name = nexus_entry_get_name (entry);
  const char *dot = strrchr (name, '.');
  gboolean has_ending = nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY && dot != NULL && dot > name &&
                        dot[1] != '\0';

  return has_ending ? dot : name + strlen (name);
}

/* --- Templates --- */

static void
append_value (GString    *text,
              NexusEntry *entry,
              const char *key)
{
  const char *ending = find_ending (entry);
  g_autoptr(GVariant) value = NULL;
  g_autofree char *printed = NULL;

  if (strcmp (key, "name") == 0)
    {
      g_string_append_len (text, nexus_entry_get_name (entry), ending - nexus_entry_get_name (entry));
    }
  else if (strcmp (key, "ext") == 0)
    {
      g_string_append (text, *ending == '.' ? ending + 1 : "");
    }
  else if (strcmp (key, "date") == 0)
    {
      g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
      g_autoptr(GDateTime) local = g_date_time_to_local (modified);

      printed = g_date_time_format (local, "%Y-%m-%d");
      g_string_append (text, printed);
    }
  else if (strcmp (key, "tag") == 0)
    {
      printed = g_strjoinv (" ", (GStrv) nexus_entry_get_tags (entry));
      g_string_append (text, printed);
    }
  else
    {
      GVariant *attributes = nexus_entry_get_attributes (entry);

      value = attributes != NULL ? g_variant_lookup_value (attributes, key, NULL) : NULL;
      printed = value != NULL ? nexus_gtk_attribute_value_print (value) : g_strdup ("");
      g_string_append (text, printed);
    }
}

static void
append_counter (GString    *text,
                const char *digits,
                gsize       width,
                guint       index)
{
  g_autofree char *start = g_strndup (digits, width);
  guint64 number = g_ascii_strtoull (start, NULL, 10) + index;

  g_string_append_printf (text, "%0*" G_GUINT64_FORMAT, (int) width, number);
}

static gboolean
set_unclosed (GError     **error,
              const char  *text)
{
  if (*text == '{')
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” has no “}”; write “{{” for the letter itself."), text);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” has no “]”; write “[[” for the letter itself."), text);

  return FALSE;
}

/* What begins with a bracket: sets *end behind it. */
static gboolean
expand_placeholder (GString      *text,
                    const char   *start,
                    const char  **end,
                    NexusEntry   *entry,
                    guint         index,
                    GError      **error)
{
  const char *close = strchr (start, *start == '{' ? '}' : ']');
  gsize width = *start == '[' ? strspn (start + 1, "0123456789") : 0;
  g_autofree char *key = NULL;

  if (start[1] == *start)
    {
      g_string_append_c (text, *start);
      *end = start + 2;
      return TRUE;
    }
  if (close == NULL)
    return set_unclosed (error, start);
  *end = close + 1;
  if (*start == '{')
    {
      key = g_strndup (start + 1, close - start - 1);
      append_value (text, entry, key);
      return TRUE;
    }
  if (width == 0 || width > WIDTH_MAX || start + 1 + width != close)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is no counter; write it as [1], [01] or [001], or “[[” for the letter itself."), start);
      return FALSE;
    }
  append_counter (text, start + 1, width, index);

  return TRUE;
}

static char *
expand (const char  *template,
        NexusEntry  *entry,
        guint        index,
        GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *at = template; *at != '\0';)
    {
      gsize plain = strcspn (at, "{[");

      g_string_append_len (text, at, (gssize) plain);
      at += plain;
      if (*at != '\0' && !expand_placeholder (text, at, &at, entry, index, error))
        return NULL;
    }
  if (strstr (template, "{ext}") == NULL)
    g_string_append (text, find_ending (entry));

  /* What an attribute or a tag has in it need not fit into a name. */
  return g_strdelimit (g_string_free (g_steal_pointer (&text), FALSE), "/\n\r", '-');
}

/* --- Finding and replacing --- */

static GRegex *
compile (const NexusGtkRenameRule  *rule,
         GError                   **error)
{
  g_autofree char *escaped = rule->is_regex ? NULL : g_regex_escape_string (rule->find, -1);
  GRegexCompileFlags flags = rule->match_case ? 0 : G_REGEX_CASELESS;

  return g_regex_new (escaped != NULL ? escaped : rule->find, flags, 0, error);
}

static char *
replace (const NexusGtkRenameRule  *rule,
         GRegex                    *regex,
         NexusEntry                *entry,
         GError                   **error)
{
  const char *name = nexus_entry_get_name (entry);

  if (rule->is_regex)
    return g_regex_replace (regex, name, -1, 0, rule->replacement, 0, error);

  return g_regex_replace_literal (regex, name, -1, 0, rule->replacement, 0, error);
}

GPtrArray *
nexus_gtk_rename_rule_apply (const NexusGtkRenameRule  *rule,
                             GPtrArray                 *entries,
                             GError                   **error)
{
  g_autoptr(GPtrArray) renames = g_ptr_array_new_with_free_func ((GDestroyNotify) rename_free);
  g_autoptr(GRegex) regex = NULL;

  if (rule->replaces && *rule->find != '\0')
    {
      regex = compile (rule, error);
      if (regex == NULL)
        return NULL;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      NexusGtkRename *rename = g_new0 (NexusGtkRename, 1);

      rename->entry = g_object_ref (entry);
      g_ptr_array_add (renames, rename);
      if (!rule->replaces)
        rename->name = expand (rule->template, entry, i, error);
      else if (regex != NULL)
        rename->name = replace (rule, regex, entry, error);
      else
        rename->name = g_strdup (nexus_entry_get_name (entry));
      if (rename->name == NULL)
        return NULL;
    }

  return g_steal_pointer (&renames);
}

/* --- What is in the way --- */

static gboolean
changes (const NexusGtkRename *rename)
{
  return strcmp (rename->name, nexus_entry_get_name (rename->entry)) != 0;
}

guint
nexus_gtk_rename_count (GPtrArray *renames)
{
  guint count = 0;

  for (guint i = 0; i < renames->len; i++)
    count += changes (g_ptr_array_index (renames, i));

  return count;
}

/* Path → how many are to have it, and whether one has it now. */
static void
count_paths (GPtrArray  *renames,
             GHashTable *wanted,
             GHashTable *former)
{
  for (guint i = 0; i < renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (renames, i);
      g_autofree char *folder = nexus_path_dup_parent (nexus_entry_get_path (rename->entry));
      char *path = g_strconcat (folder, "/", rename->name, NULL);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (wanted, path));

      g_hash_table_replace (wanted, path, GUINT_TO_POINTER (n + 1));
      path = g_strconcat (folder, "/", nexus_entry_get_name (rename->entry), NULL);
      g_hash_table_add (former, path);
    }
}

guint
nexus_gtk_rename_check (GPtrArray           *renames,
                        NexusGtkRenameTaken  taken,
                        gpointer             user_data)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) former = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_problems = 0;

  count_paths (renames, wanted, former);
  for (guint i = 0; i < renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (renames, i);
      g_autofree char *folder = nexus_path_dup_parent (nexus_entry_get_path (rename->entry));
      g_autofree char *path = g_strconcat (folder, "/", rename->name, NULL);
      g_autoptr(GError) error = NULL;
      g_autofree char *valid = nexus_path_join (folder, rename->name, &error);

      g_clear_pointer (&rename->problem, g_free);
      if (valid == NULL)
        rename->problem = g_strdup (error->message);
      else if (GPOINTER_TO_UINT (g_hash_table_lookup (wanted, path)) > 1)
        rename->problem = g_strdup (_("Several would have this name"));
      else if (changes (rename) && !g_hash_table_contains (former, path) && taken (folder, rename->name, user_data))
        rename->problem = g_strdup (_("Something else has this name already"));
      n_problems += rename->problem != NULL;
    }

  return n_problems;
}

/* --- Doing it --- */

typedef struct {
  char     *folder;
  char     *path;       /* where it is now, or was put meanwhile */
  char     *target;
  guint     depth;      /* of the folder */
  gboolean  waits;      /* for what has its name */
  gboolean  done;
} Move;

static void
move_free (Move *move)
{
  g_free (move->folder);
  g_free (move->path);
  g_free (move->target);
  g_free (move);
}

static int
compare_depths (gconstpointer a,
                gconstpointer b)
{
  const Move *first = *(Move * const *) a;
  const Move *second = *(Move * const *) b;

  return (first->depth < second->depth) - (first->depth > second->depth);
}

static Move *
move_new (const NexusGtkRename *rename)
{
  Move *move = g_new0 (Move, 1);

  move->folder = nexus_path_dup_parent (nexus_entry_get_path (rename->entry));
  move->path = g_strdup (nexus_entry_get_path (rename->entry));
  move->target = nexus_path_join (move->folder, rename->name, NULL);
  for (const char *letter = move->path; *letter != '\0'; letter++)
    move->depth += *letter == '/';

  return move;
}

/* A name that nobody has and nobody gets. */
static void
step_aside (Move       *move,
            NexusBatch *batch)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".renaming-", id, NULL);
  char *aside = nexus_path_join (move->folder, name, NULL);

  nexus_batch_move (batch, move->path, aside, NULL, NEXUS_COPY_NONE);
  g_free (move->path);
  move->path = aside;
}

/* Follows those that wait for each other to the one that can go first, then comes back. */
static void
do_move (Move       *first,
         GHashTable *by_path,
         NexusBatch *batch)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new ();
  Move *move = first;

  while (move != NULL && !move->done)
    {
      if (move->waits)
        {
          /* A circle: it lets go of its name. */
          step_aside (move, batch);
          break;
        }
      move->waits = TRUE;
      g_ptr_array_add (waiting, move);
      move = g_hash_table_lookup (by_path, move->target);
    }
  for (guint i = waiting->len; i > 0; i--)
    {
      Move *next = g_ptr_array_index (waiting, i - 1);

      nexus_batch_move (batch, next->path, next->target, NULL, NEXUS_COPY_NONE);
      next->done = TRUE;
    }
}

void
nexus_gtk_rename_add_to (GPtrArray  *renames,
                         NexusBatch *batch)
{
  g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func ((GDestroyNotify) move_free);
  g_autoptr(GHashTable) by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (renames, i);
      Move *move;

      if (!changes (rename))
        continue;
      move = move_new (rename);
      g_ptr_array_add (moves, move);
      g_hash_table_replace (by_path, g_strdup (move->path), move);
    }
  /* What is in a folder has its path as long as the folder has its name. */
  g_ptr_array_sort (moves, compare_depths);
  for (guint i = 0; i < moves->len; i++)
    {
      Move *move = g_ptr_array_index (moves, i);

      if (!move->done)
        do_move (move, by_path, batch);
    }
}

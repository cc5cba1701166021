/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-query-private.h"

/**
 * NexusQuery:
 *
 * What a search looks for.
 *
 * It is made from what a person types:
 *
 * | written | finds |
 * | --- | --- |
 * | `budget` | what has it in its name, a tag, the value of an attribute, or the text of the file |
 * | `"annual report"` | the same with a blank in it; in quotes nothing has a meaning of its own but `\"` and `\\` |
 * | `*.pdf`, `name:plan?` | names of that pattern |
 * | `name:plan`, `name=plan` | names that contain it, names that are it |
 * | `type:pdf`, `type:image`, `type:image/png`, `type:folder` | an extension, a group, a content type, a kind |
 * | `size>1M`, `size:10k..2MiB` | sizes; k, M, G are powers of 1000, Ki, Mi, Gi of 1024 |
 * | `modified<7d`, `created>=2024-01-01`, `modified:2024-05`, `modified:today` | an age, or dates in local time |
 * | `tag:work`, `tag:*` | what has the tag, or any |
 * | `author:"Ann Lee"`, `rating>=3`, `author:*` | attributes: containing, compared, there at all |
 * | `in:/docs` | all that is below a directory |
 * | `text:invoice` | words in the text of files, see below |
 * | `-tag:old` | what is not so |
 * | `a b`, `a OR b`, `(a OR b) c` | both; one of them; AND binds more than OR |
 *
 * Case and accents make no difference. Groups of types are `archive`, `audio`, `code`, `document`, `file`, `folder`,
 * `font`, `image`, `link`, `presentation`, `spreadsheet`, `text` and `video`. An attribute that is called like one of
 * the keys above is written in quotes: `"size":large`. An empty query finds everything.
 *
 * In texts whole words are known, one after the other: `text:voice` finds “invoices”, and `text:"nual rep"` finds “annual report”,
 * since the first word may be the end of a longer one and the last word the beginning of one. What has less than three
 * letters has to be the word itself, and what is a part of more than 4,096 different words is looked for in so many of them.
 *
 * It never changes and may be used from any thread.
 *
 * Since: 0.1
 */
struct _NexusQuery {
  GObject         parent_instance;

  NexusQueryNode *root;
  char           *text;   /* canonical */
};

G_DEFINE_FINAL_TYPE (NexusQuery, nexus_query, G_TYPE_OBJECT)

static void
nexus_query_finalize (GObject *object)
{
  NexusQuery *self = NEXUS_QUERY (object);

  g_clear_pointer (&self->root, _nexus_query_node_free);
  g_free (self->text);

  G_OBJECT_CLASS (nexus_query_parent_class)->finalize (object);
}

static void
nexus_query_class_init (NexusQueryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_query_finalize;
}

static void
nexus_query_init (NexusQuery *self)
{
}

/* --- Nodes --- */

NexusQueryNode *
_nexus_query_node_new (NexusQueryKind kind)
{
  NexusQueryNode *self = g_new0 (NexusQueryNode, 1);

  self->kind = kind;
  if (kind == NEXUS_QUERY_AND || kind == NEXUS_QUERY_OR || kind == NEXUS_QUERY_NOT)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_query_node_free);

  return self;
}

void
_nexus_query_node_free (NexusQueryNode *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->text);
  g_free (self->folded);
  g_free (self);
}

static void
print_keyed (const NexusQueryNode *self,
             const char           *key,
             GString              *text)
{
  static const char * const ops[] = { ":", "=", "<", "<=", ">", ">=" };
  gboolean special = self->is_pattern || self->is_any;

  if (self->kind == NEXUS_QUERY_ATTRIBUTE && !_nexus_query_is_plain_key (key))
    _nexus_query_append_quoted (text, key);
  else
    g_string_append (text, key);
  g_string_append (text, ops[self->op]);

  /* What would be a pattern, or stand for anything, is quoted if it is meant as it is. */
  if (_nexus_query_is_plain_value (self->text) && (special || strpbrk (self->text, "*?") == NULL))
    g_string_append (text, self->text);
  else
    _nexus_query_append_quoted (text, self->text);
}

static void
print_list (const NexusQueryNode *self,
            const char           *between,
            GString              *text)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      const NexusQueryNode *child = g_ptr_array_index (self->children, i);
      gboolean group = self->kind == NEXUS_QUERY_AND && child->kind == NEXUS_QUERY_OR;

      if (i > 0)
        g_string_append (text, between);
      if (group)
        g_string_append_c (text, '(');
      _nexus_query_node_print (child, text);
      if (group)
        g_string_append_c (text, ')');
    }
}

void
_nexus_query_node_print (const NexusQueryNode *self,
                         GString              *text)
{
  const NexusQueryNode *child;

  switch (self->kind)
    {
    case NEXUS_QUERY_AND:
      print_list (self, " ", text);
      break;

    case NEXUS_QUERY_OR:
      print_list (self, " OR ", text);
      break;

    case NEXUS_QUERY_NOT:
      child = g_ptr_array_index (self->children, 0);
      g_string_append (text, child->children != NULL ? "-(" : "-");
      _nexus_query_node_print (child, text);
      if (child->children != NULL)
        g_string_append_c (text, ')');
      break;

    case NEXUS_QUERY_TEXT:
      if (_nexus_query_is_plain_word (self->text))
        g_string_append (text, self->text);
      else
        _nexus_query_append_quoted (text, self->text);
      break;

    case NEXUS_QUERY_NAME:
      print_keyed (self, "name", text);
      break;

    case NEXUS_QUERY_CONTENT:
      print_keyed (self, "text", text);
      break;

    case NEXUS_QUERY_TYPE:
      print_keyed (self, "type", text);
      break;

    case NEXUS_QUERY_SIZE:
      print_keyed (self, "size", text);
      break;

    case NEXUS_QUERY_MODIFIED:
      print_keyed (self, "modified", text);
      break;

    case NEXUS_QUERY_CREATED:
      print_keyed (self, "created", text);
      break;

    case NEXUS_QUERY_TAG:
      print_keyed (self, "tag", text);
      break;

    case NEXUS_QUERY_IN:
      print_keyed (self, "in", text);
      break;

    case NEXUS_QUERY_ATTRIBUTE:
      print_keyed (self, self->key, text);
      break;

    case NEXUS_QUERY_ALL:
    default:
      break;
    }
}

/* --- The object --- */

/**
 * nexus_query_new_parse:
 * @text: what to look for, as a person types it
 * @error: return location for an error
 *
 * Reads a query.
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT, with a message that says at which character what is wrong.
 *
 * Returns: (transfer full): a query
 *
 * Since: 0.1
 */
NexusQuery *
nexus_query_new_parse (const char  *text,
                       GError     **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return nexus_query_new_parse_full (text, NULL, error);
}

/**
 * nexus_query_new_parse_full:
 * @text: what to look for, as a person types it
 * @fault: (out) (optional): at which character something is wrong, counted from 1; 0 if nothing is, or all of it
 * @error: return location for an error
 *
 * Reads a query, and tells programs that show the text where to mark it if something is wrong.
 *
 * Errors: as [ctor@Nexus.Query.new_parse].
 *
 * Returns: (transfer full): a query
 *
 * Since: 0.1
 */
NexusQuery *
nexus_query_new_parse_full (const char  *text,
                            guint       *fault,
                            GError     **error)
{
  NexusQueryNode *root;
  NexusQuery *self;
  GString *canonical;
  guint own_fault;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = _nexus_query_parse (text, fault != NULL ? fault : &own_fault, error);
  if (root == NULL)
    return NULL;

  self = g_object_new (NEXUS_TYPE_QUERY, NULL);
  self->root = root;
  canonical = g_string_new (NULL);
  _nexus_query_node_print (root, canonical);
  self->text = g_string_free (canonical, FALSE);

  return self;
}

/**
 * nexus_query_to_string:
 * @self: a query
 *
 * Gets the query as text in its one canonical form, which reads as the same query again.
 *
 * Ages such as `modified<7d` stay ages.
 *
 * Returns: (transfer none): the text
 *
 * Since: 0.1
 */
const char *
nexus_query_to_string (NexusQuery *self)
{
  g_return_val_if_fail (NEXUS_IS_QUERY (self), NULL);

  return self->text;
}

/**
 * nexus_query_equal:
 * @self: a query
 * @other: another one
 *
 * Tells whether two queries are written the same in their canonical form.
 *
 * Returns: %TRUE if they are
 *
 * Since: 0.1
 */
gboolean
nexus_query_equal (NexusQuery *self,
                   NexusQuery *other)
{
  g_return_val_if_fail (NEXUS_IS_QUERY (self), FALSE);
  g_return_val_if_fail (NEXUS_IS_QUERY (other), FALSE);

  return strcmp (self->text, other->text) == 0;
}

/**
 * nexus_query_is_empty:
 * @self: a query
 *
 * Tells whether the query asks for nothing in particular, and so finds everything.
 *
 * Returns: %TRUE if it does
 *
 * Since: 0.1
 */
gboolean
nexus_query_is_empty (NexusQuery *self)
{
  g_return_val_if_fail (NEXUS_IS_QUERY (self), FALSE);

  return self->root->kind == NEXUS_QUERY_ALL;
}

static gboolean
reads_texts (const NexusQueryNode *node)
{
  gboolean result = node->kind == NEXUS_QUERY_TEXT || node->kind == NEXUS_QUERY_CONTENT;

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    result = result || reads_texts (g_ptr_array_index (node->children, i));

  return result;
}

/**
 * nexus_query_reads_texts:
 * @self: a query
 *
 * Tells whether the query asks for words that may be in the text of a file, which are indexed later than all else: see
 * [method@Nexus.Filesystem.update_index].
 *
 * Returns: %TRUE if it does
 *
 * Since: 0.1
 */
gboolean
nexus_query_reads_texts (NexusQuery *self)
{
  g_return_val_if_fail (NEXUS_IS_QUERY (self), FALSE);

  return reads_texts (self->root);
}


const NexusQueryNode *
_nexus_query_get_root (NexusQuery *self)
{
  return self->root;
}

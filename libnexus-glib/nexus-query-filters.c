/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-query-private.h"

/* A query as a list of filters that all have to be met, for programs that let people edit them one by one.  What cannot be
 * told by a key and a value, such as words, alternatives and what is not to be so, stays in the query as it is. */

/* New: the key as it is written in a query; NULL for what has none. */
static char *
dup_key (const NexusQueryNode *node)
{
  GString *quoted;

  switch (node->kind)
    {
    case NEXUS_QUERY_NAME:
      return g_strdup ("name");
    case NEXUS_QUERY_CONTENT:
      return g_strdup ("text");
    case NEXUS_QUERY_TYPE:
      return g_strdup ("type");
    case NEXUS_QUERY_SIZE:
      return g_strdup ("size");
    case NEXUS_QUERY_MODIFIED:
      return g_strdup ("modified");
    case NEXUS_QUERY_CREATED:
      return g_strdup ("created");
    case NEXUS_QUERY_TAG:
      return g_strdup ("tag");
    case NEXUS_QUERY_IN:
      return g_strdup ("in");
    case NEXUS_QUERY_ATTRIBUTE:
      if (_nexus_query_is_plain_key (node->key))
        return g_strdup (node->key);
      quoted = g_string_new (NULL);
      _nexus_query_append_quoted (quoted, node->key);
      return g_string_free (quoted, FALSE);
    default:
      return NULL;
    }
}

/* The terms that all have to be met. */
static guint
get_n_terms (const NexusQueryNode *root)
{
  if (root->kind == NEXUS_QUERY_ALL)
    return 0;

  return root->kind == NEXUS_QUERY_AND ? root->children->len : 1;
}

static const NexusQueryNode *
get_term (const NexusQueryNode *root,
          guint                 index)
{
  return root->kind == NEXUS_QUERY_AND ? g_ptr_array_index (root->children, index) : root;
}

/**
 * nexus_query_list_keys:
 * @self: a query
 *
 * Lists the keys that the query asks about in terms that all have to be met, each once, in the order of the query. They
 * are as in a query: the key of an attribute that has to be quoted there is quoted.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 0.1
 */
char **
nexus_query_list_keys (NexusQuery *self)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  const NexusQueryNode *root;

  g_return_val_if_fail (NEXUS_IS_QUERY (self), NULL);

  root = _nexus_query_get_root (self);
  for (guint i = 0; i < get_n_terms (root); i++)
    {
      g_autofree char *key = dup_key (get_term (root, i));

      if (key != NULL && !g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
        g_ptr_array_add (keys, g_steal_pointer (&key));
    }
  g_ptr_array_add (keys, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

/**
 * nexus_query_list_filters:
 * @self: a query
 * @key: a key as it is written in a query, such as `size`
 *
 * Lists what the query asks of a key in terms that all have to be met: each is what stands behind the key, such as `>1M` or
 * `:image`.
 *
 * What is not to be so, and alternatives, are not among them.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full) (array zero-terminated=1): the filters, in the order of the query
 *
 * Since: 0.1
 */
char **
nexus_query_list_filters (NexusQuery *self,
                          const char *key)
{
  g_autoptr(GStrvBuilder) filters = g_strv_builder_new ();
  const NexusQueryNode *root;

  g_return_val_if_fail (NEXUS_IS_QUERY (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  root = _nexus_query_get_root (self);
  for (guint i = 0; i < get_n_terms (root); i++)
    {
      const NexusQueryNode *term = get_term (root, i);
      g_autofree char *own = dup_key (term);
      g_autoptr(GString) text = NULL;

      if (g_strcmp0 (own, key) != 0)
        continue;
      text = g_string_new (NULL);
      _nexus_query_node_print (term, text);
      g_strv_builder_add (filters, text->str + strlen (own));
    }

  return g_strv_builder_end (filters);
}

/* Whether this asks one thing of the key, so that it cannot smuggle in anything else. */
static gboolean
check_filter (const char  *key,
              const char  *filter,
              GError     **error)
{
  g_autofree char *text = g_strconcat (key, filter, NULL);
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, error);
  g_autofree char *own = NULL;

  if (query == NULL)
    return FALSE;

  own = dup_key (_nexus_query_get_root (query));
  if (g_strcmp0 (own, key) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("“%s” does not ask one thing about “%s”; put a value with blanks in quotes."), text, key);

  return FALSE;
}

/**
 * nexus_query_new_with_filters:
 * @self: a query
 * @key: a key as it is written in a query, such as `size`
 * @filters: (nullable) (array zero-terminated=1): what to ask of it, each as it stands behind the key, such as `>1M`
 * @error: return location for an error
 *
 * Makes a query that is like another one, but asks this of a key instead of what
 * [method@Nexus.Query.list_filters] tells; nothing if @filters is %NULL or empty. All else stays in its order, and what
 * is new comes last.
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT for a key or a filter that makes no sense, and for a query that would be too long.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): a query
 *
 * Since: 0.1
 */
NexusQuery *
nexus_query_new_with_filters (NexusQuery          *self,
                              const char          *key,
                              const char * const  *filters,
                              GError             **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const NexusQueryNode *root;

  g_return_val_if_fail (NEXUS_IS_QUERY (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = _nexus_query_get_root (self);
  for (guint i = 0; i < get_n_terms (root); i++)
    {
      const NexusQueryNode *term = get_term (root, i);
      g_autofree char *own = dup_key (term);
      gboolean group = term->kind == NEXUS_QUERY_OR;

      if (g_strcmp0 (own, key) == 0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      if (group)
        g_string_append_c (text, '(');
      _nexus_query_node_print (term, text);
      if (group)
        g_string_append_c (text, ')');
    }
  for (guint i = 0; filters != NULL && filters[i] != NULL; i++)
    {
      if (!check_filter (key, filters[i], error))
        return NULL;
      g_string_append_printf (text, "%s%s%s", text->len > 0 ? " " : "", key, filters[i]);
    }

  return nexus_query_new_parse (text->str, error);
}

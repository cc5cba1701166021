/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-path.h"
#include "nexus-query-private.h"

/*   query = and { "OR" and }
 *   and   = item { item }
 *   item  = [ "-" ] ( "(" query ")" | term )
 *   term  = word | key op value          key: a word, or quoted for an attribute called like a key of ours
 *   word, value = plain | "quoted"       with \" and \\ inside quotes
 *   op    = ":" | "=" | "<" | "<=" | ">" | ">="
 *
 * AND binds more than OR.  A parenthesis groups only where a term could begin, so that names such as "report (1).pdf"
 * can be typed as they are: inside a word it is a letter. */

/* What no person types, and no stack should have to hold. */
#define DEPTH_MAX 32
#define TERMS_MAX 256
#define LENGTH_MAX 8192

typedef struct {
  const char *text;
  const char *at;
  guint       depth;
  guint       n_terms;
  guint       fault;      /* at which character something is wrong, from 1; 0 while nothing is */
} Parser;

static const struct {
  const char     *name;
  NexusQueryKind  kind;
  gboolean        has_order;   /* takes < and > */
} keys[] = {
  { "created", NEXUS_QUERY_CREATED, TRUE },
  { "in", NEXUS_QUERY_IN, FALSE },
  { "modified", NEXUS_QUERY_MODIFIED, TRUE },
  { "name", NEXUS_QUERY_NAME, FALSE },
  { "size", NEXUS_QUERY_SIZE, TRUE },
  { "tag", NEXUS_QUERY_TAG, FALSE },
  { "text", NEXUS_QUERY_CONTENT, FALSE },
  { "type", NEXUS_QUERY_TYPE, FALSE },
};

static const char * const key_names[] = { "created", "in", "modified", "name", "size", "tag", "text", "type", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (keys) + 1 == G_N_ELEMENTS (key_names));

static const char * const op_texts[] = { ":", "=", "<", "<=", ">", ">=" };

const char * const *
_nexus_query_get_keys (void)
{
  return key_names;
}

static gboolean
is_blank (char letter)
{
  return g_ascii_isspace (letter) || letter == '\v';
}

static gboolean
is_key_letter (char     letter,
               gboolean first)
{
  return g_ascii_isalpha (letter) || letter == '_' ||
         (!first && (g_ascii_isdigit (letter) || letter == '-' || letter == '.'));
}

static gboolean
is_op_letter (char letter)
{
  return letter == ':' || letter == '=' || letter == '<' || letter == '>';
}

static gsize
scan_key (const char *text)
{
  gsize length = 0;

  while (is_key_letter (text[length], length == 0))
    length++;

  return is_op_letter (text[length]) ? length : 0;
}

/* How long the plain word is that begins here.  It ends at a blank, or at a parenthesis that it has not opened and
 * that may be one that groups. */
static gsize
scan_word (const char *text,
           gboolean    in_group)
{
  guint open = 0;
  gsize length = 0;

  for (; text[length] != '\0' && !is_blank (text[length]); length++)
    {
      if (text[length] == '(')
        open++;
      else if (text[length] == ')' && open > 0)
        open--;
      else if (text[length] == ')' && in_group)
        break;
    }

  return length;
}

gboolean
_nexus_query_is_plain_key (const char *key)
{
  gsize length = 0;

  while (is_key_letter (key[length], length == 0))
    length++;
  if (length == 0 || key[length] != '\0')
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (g_ascii_strcasecmp (keys[i].name, key) == 0)
        return FALSE;
    }

  return TRUE;
}

/* Parentheses have to be in pairs: one that is left open would take the end of a group around it for its own. */
gboolean
_nexus_query_is_plain_value (const char *value)
{
  int open = 0;

  for (const char *letter = value; *letter != '\0' && open >= 0; letter++)
    open += (*letter == '(') - (*letter == ')');

  return value[0] != '\0' && value[0] != '"' && value[0] != '=' && open == 0 &&
         scan_word (value, TRUE) == strlen (value);
}

static gboolean
is_or (const char *at)
{
  return at[0] == 'O' && at[1] == 'R' && (at[2] == '\0' || is_blank (at[2]) || at[2] == '(' || at[2] == ')');
}

gboolean
_nexus_query_is_plain_word (const char *word)
{
  return _nexus_query_is_plain_value (word) && word[0] != '-' && word[0] != '(' && !is_or (word) &&
         scan_key (word) == 0 && strpbrk (word, "*?") == NULL;
}

/* What cannot be written without quotes is no pattern, since quotes take the meaning away from "*" and "?". */
static gboolean
is_pattern (const char *value,
            gboolean    quoted)
{
  return !quoted && strpbrk (value, "*?") != NULL && _nexus_query_is_plain_value (value);
}

void
_nexus_query_append_quoted (GString    *text,
                            const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

static guint
position_of (Parser     *parser,
             const char *at)
{
  return (guint) g_utf8_pointer_to_offset (parser->text, at) + 1;
}

static void G_GNUC_PRINTF (4, 5)
set_error (Parser      *parser,
           const char  *at,
           GError     **error,
           const char  *format,
           ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  parser->fault = position_of (parser, at);
  /* Translators: the message says what is wrong with a search that somebody typed. */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("At character %u of the search: %s."),
               parser->fault, message);
}

static void
skip_blanks (Parser *parser)
{
  while (is_blank (*parser->at))
    parser->at++;
}

static NexusQueryNode *parse_or (Parser  *parser,
                                 GError **error);

/* The text between the quotes; what follows them is for the caller to judge. */
static char *
read_quoted (Parser  *parser,
             GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *start = parser->at;

  for (parser->at++; *parser->at != '"'; parser->at++)
    {
      if (*parser->at == '\0')
        {
          set_error (parser, start, error, _("the quote that opens here is never closed; add a “\"” at its end"));
          return NULL;
        }
      if (*parser->at == '\\' && (parser->at[1] == '"' || parser->at[1] == '\\'))
        parser->at++;
      g_string_append_c (text, *parser->at);
    }
  parser->at++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_end_of_quoted (Parser  *parser,
                     GError **error)
{
  if (*parser->at == '\0' || *parser->at == ')' || is_blank (*parser->at))
    return TRUE;

  set_error (parser, parser->at, error, _("a blank is missing after the quote"));

  return FALSE;
}

static char *
read_value (Parser   *parser,
            gboolean *quoted,
            GError  **error)
{
  gsize length;
  char *value;

  *quoted = *parser->at == '"';
  if (*quoted)
    {
      value = read_quoted (parser, error);
      if (value != NULL && !check_end_of_quoted (parser, error))
        g_clear_pointer (&value, g_free);
      return value;
    }

  length = scan_word (parser->at, parser->depth > 0);
  value = g_strndup (parser->at, length);
  parser->at += length;

  return value;
}

static NexusQueryOp
read_op (Parser *parser)
{
  char letter = *parser->at++;
  gboolean or_equal = (letter == '<' || letter == '>') && *parser->at == '=';

  if (or_equal)
    parser->at++;

  switch (letter)
    {
    case '<':
      return or_equal ? NEXUS_QUERY_LESS_EQUAL : NEXUS_QUERY_LESS;
    case '>':
      return or_equal ? NEXUS_QUERY_GREATER_EQUAL : NEXUS_QUERY_GREATER;
    case '=':
      return NEXUS_QUERY_EQUAL;
    default:
      return NEXUS_QUERY_HAS;
    }
}

/* A number that a comparison of attributes can be about. */
static void
set_real (NexusQueryNode *node)
{
  char *end;

  node->real = g_ascii_strtod (node->text, &end);
  node->has_real = end > node->text && *end == '\0' && strspn (node->text, "0123456789.+-eE") == strlen (node->text);
}

static gboolean
check_value (Parser          *parser,
             const char      *at,
             NexusQueryNode  *node,
             gboolean         quoted,
             GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *fault = NULL;
  char *path;
  gboolean good = TRUE;

  switch (node->kind)
    {
    case NEXUS_QUERY_SIZE:
      good = _nexus_query_parse_size (node, &fault);
      break;

    case NEXUS_QUERY_MODIFIED:
    case NEXUS_QUERY_CREATED:
      good = _nexus_query_check_time (node, &fault);
      break;

    case NEXUS_QUERY_IN:
      path = nexus_path_normalize (node->text, &local_error);
      if (path == NULL)
        {
          fault = g_strdup (local_error->message);
          good = FALSE;
        }
      else
        {
          g_free (node->text);
          node->text = path;
        }
      break;

    case NEXUS_QUERY_NAME:
      node->is_pattern = is_pattern (node->text, quoted);
      break;

    case NEXUS_QUERY_TAG:
    case NEXUS_QUERY_ATTRIBUTE:
      node->is_any = !quoted && node->op == NEXUS_QUERY_HAS && strcmp (node->text, "*") == 0;
      break;

    default:
      break;
    }

  if (!good)
    {
      set_error (parser, at, error, "%s", fault);
      return FALSE;
    }

  node->folded = _nexus_fold (node->text);
  if (node->kind == NEXUS_QUERY_ATTRIBUTE)
    set_real (node);
  if (node->folded[0] == '\0' && node->kind != NEXUS_QUERY_ATTRIBUTE)
    {
      set_error (parser, at, error, _("there is nothing in it to look for"));
      return FALSE;
    }

  return TRUE;
}

/* From the operator on. */
static NexusQueryNode *
parse_keyed (Parser      *parser,
             const char  *start,
             char        *key,          /* taken */
             gboolean     key_quoted,
             GError     **error)
{
  g_autoptr(NexusQueryNode) node = _nexus_query_node_new (NEXUS_QUERY_ATTRIBUTE);
  gboolean has_order = TRUE, quoted;
  const char *at = parser->at;

  node->key = key;
  for (guint i = 0; i < G_N_ELEMENTS (keys) && !key_quoted; i++)
    {
      if (g_ascii_strcasecmp (keys[i].name, key) != 0)
        continue;
      node->kind = keys[i].kind;
      has_order = keys[i].has_order;
      g_clear_pointer (&node->key, g_free);
      key = (char *) keys[i].name;
    }
  if (node->kind == NEXUS_QUERY_ATTRIBUTE && key[0] == '\0')
    {
      set_error (parser, start, error, _("the name of an attribute cannot be empty"));
      return NULL;
    }

  node->op = read_op (parser);
  if (!has_order && node->op > NEXUS_QUERY_EQUAL)
    {
      set_error (parser, at, error, _("“%s” cannot be larger or smaller than something; write “%s:”"), key, key);
      return NULL;
    }
  /* Only in names does it make a difference whether all of it is meant. */
  if (!has_order && node->kind != NEXUS_QUERY_NAME)
    node->op = NEXUS_QUERY_HAS;

  at = parser->at;
  node->text = read_value (parser, &quoted, error);
  if (node->text == NULL)
    return NULL;
  if (node->text[0] == '\0' && !quoted)
    {
      set_error (parser, at, error, _("after “%s%s” a value is missing; write it right behind, without a blank"),
                 key, op_texts[node->op]);
      return NULL;
    }

  return check_value (parser, at, node, quoted, error) ? g_steal_pointer (&node) : NULL;
}

static NexusQueryNode *
parse_term (Parser  *parser,
            GError **error)
{
  g_autoptr(NexusQueryNode) node = NULL;
  const char *start = parser->at;
  g_autofree char *word = NULL;
  gboolean quoted = *start == '"';
  gsize length;

  if (++parser->n_terms > TERMS_MAX)
    {
      set_error (parser, start, error, _("there are more than %d terms"), TERMS_MAX);
      return NULL;
    }

  if (quoted)
    {
      word = read_quoted (parser, error);
      if (word == NULL)
        return NULL;
      if (is_op_letter (*parser->at))
        return parse_keyed (parser, start, g_steal_pointer (&word), TRUE, error);
      if (!check_end_of_quoted (parser, error))
        return NULL;
    }
  else
    {
      length = scan_key (start);
      if (length > 0)
        {
          parser->at += length;
          return parse_keyed (parser, start, g_strndup (start, length), FALSE, error);
        }
      length = scan_word (start, parser->depth > 0);
      word = g_strndup (start, length);
      parser->at += length;
    }

  node = _nexus_query_node_new (NEXUS_QUERY_TEXT);
  if (is_pattern (word, quoted))
    node->kind = NEXUS_QUERY_NAME;
  node->text = g_steal_pointer (&word);

  return check_value (parser, start, node, quoted, error) ? g_steal_pointer (&node) : NULL;
}

static NexusQueryNode *
parse_group (Parser  *parser,
             GError **error)
{
  g_autoptr(NexusQueryNode) node = NULL;
  const char *start = parser->at;

  if (parser->depth >= DEPTH_MAX)
    {
      set_error (parser, start, error, _("parentheses are nested more than %d times"), DEPTH_MAX);
      return NULL;
    }

  parser->at++;
  parser->depth++;
  skip_blanks (parser);
  if (*parser->at == ')')
    {
      set_error (parser, start, error, _("there is nothing between these parentheses"));
      return NULL;
    }
  node = parse_or (parser, error);
  if (node == NULL)
    return NULL;
  if (*parser->at != ')')
    {
      set_error (parser, start, error, _("the parenthesis that opens here is never closed; add a “)”"));
      return NULL;
    }
  parser->at++;
  parser->depth--;

  return g_steal_pointer (&node);
}

static NexusQueryNode *
parse_item (Parser  *parser,
            GError **error)
{
  const char *start = parser->at;
  /* A dash between blanks is a dash. */
  gboolean negated = *start == '-' && start[1] != '\0' && !is_blank (start[1]) && start[1] != ')';
  NexusQueryNode *node, *negation;

  if (negated)
    parser->at++;
  node = *parser->at == '(' ? parse_group (parser, error) : parse_term (parser, error);
  if (node == NULL || !negated)
    return node;

  if (node->kind == NEXUS_QUERY_NOT)
    {
      negation = g_ptr_array_steal_index (node->children, 0);
      _nexus_query_node_free (node);
      return negation;
    }

  negation = _nexus_query_node_new (NEXUS_QUERY_NOT);
  g_ptr_array_add (negation->children, node);

  return negation;
}

/* A list of one is its item, and a list in a list of the same kind is part of it. */
static void
add_child (NexusQueryNode *list,
           NexusQueryNode *child)
{
  if (child->kind != list->kind)
    {
      g_ptr_array_add (list->children, child);
      return;
    }

  g_ptr_array_extend_and_steal (list->children, g_steal_pointer (&child->children));
  _nexus_query_node_free (child);
}

static NexusQueryNode *
simplify (NexusQueryNode *list)
{
  NexusQueryNode *only;

  if (list->children->len != 1)
    return list;

  only = g_ptr_array_steal_index (list->children, 0);
  _nexus_query_node_free (list);

  return only;
}

static gboolean
is_at_end (Parser *parser)
{
  return *parser->at == '\0' || (*parser->at == ')' && parser->depth > 0);
}

static NexusQueryNode *
parse_and (Parser  *parser,
           GError **error)
{
  g_autoptr(NexusQueryNode) list = _nexus_query_node_new (NEXUS_QUERY_AND);

  for (;;)
    {
      NexusQueryNode *item;

      skip_blanks (parser);
      if (is_at_end (parser) || is_or (parser->at))
        break;
      item = parse_item (parser, error);
      if (item == NULL)
        return NULL;
      add_child (list, item);
    }

  if (list->children->len == 0)
    {
      set_error (parser, parser->at, error,
                 _("something to look for has to stand on both sides of OR; put it in quotes to look for the word"));
      return NULL;
    }

  return simplify (g_steal_pointer (&list));
}

static NexusQueryNode *
parse_or (Parser  *parser,
          GError **error)
{
  g_autoptr(NexusQueryNode) list = _nexus_query_node_new (NEXUS_QUERY_OR);

  for (;;)
    {
      NexusQueryNode *item = parse_and (parser, error);

      if (item == NULL)
        return NULL;
      add_child (list, item);
      if (is_at_end (parser))
        break;
      parser->at += strlen ("OR");
    }

  return simplify (g_steal_pointer (&list));
}

NexusQueryNode *
_nexus_query_parse (const char  *text,
                    guint       *fault,
                    GError     **error)
{
  Parser parser = { .text = text, .at = text };
  gsize length = strlen (text);
  NexusQueryNode *root;
  const char *end;

  *fault = 0;
  if (!g_utf8_validate_len (text, length, &end))
    {
      *fault = (guint) g_utf8_strlen (text, end - text) + 1;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("At character %u of the search: the text is not valid UTF-8."), *fault);
      return NULL;
    }
  if (length > LENGTH_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The search is longer than %d bytes; shorten it."),
                   LENGTH_MAX);
      return NULL;
    }

  skip_blanks (&parser);
  if (*parser.at == '\0')
    return _nexus_query_node_new (NEXUS_QUERY_ALL);

  root = parse_or (&parser, error);
  *fault = parser.fault;

  return root;
}

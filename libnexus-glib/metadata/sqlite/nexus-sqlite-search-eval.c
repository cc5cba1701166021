/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-entry.h"
#include "nexus-sqlite-search-private.h"

/* Each leaf of a query becomes a set of rows, a bit each; the rest is AND, OR and NOT of words of 64 of them. */

/* How well a text matches; several add up. */
#define SCORE_WHOLE  6
#define SCORE_START  4
#define SCORE_WORD   3
#define SCORE_INSIDE 2
#define SCORE_OTHER  1

#define LOOK_ROWS 65536
#define ACTION "search"

typedef struct {
  NexusSqliteSearchTable *table;
  NexusSqliteText        *text;        /* nullable */
  NexusSqliteConnection  *connection;
  GCancellable           *cancellable;
  gint64                  now_ns;
  guint                   n_rows;
  gsize                   n_words;
  guint8                 *scores;      /* of each row; NULL inside a negation */
  guint                   n_looked;
} Eval;

/* Nothing is ever half of a set: NULL is an error. */
typedef guint64 Bits;

static Bits *
bits_new (Eval *eval)
{
  return g_new0 (Bits, eval->n_words);
}

static inline void
bits_set (Bits  *bits,
          guint  row)
{
  bits[row / 64] |= G_GUINT64_CONSTANT (1) << (row % 64);
}

static inline gboolean
bits_get (const Bits *bits,
          guint       row)
{
  return (bits[row / 64] >> (row % 64)) & 1;
}

/* The next row of the set at or after `row`; n_rows if there is none.  Most sets are mostly empty. */
static guint
next_row (const Eval *eval,
          const Bits *bits,
          guint       row)
{
  gsize word = row / 64;
  Bits rest;

  if (row >= eval->n_rows)
    return eval->n_rows;

  rest = bits[word] >> (row % 64) << (row % 64);
  while (rest == 0 && ++word < eval->n_words)
    rest = bits[word];

  return rest != 0 ? (guint) MIN (word * 64 + (gsize) __builtin_ctzll (rest), eval->n_rows) : eval->n_rows;
}

static void
add_score (Eval  *eval,
           guint  row,
           guint  score)
{
  if (eval->scores != NULL)
    eval->scores[row] = (guint8) MIN (eval->scores[row] + score, 255);
}

/* For each row that is looked at. */
static gboolean
is_cancelled (Eval    *eval,
              GError **error)
{
  return ++eval->n_looked % LOOK_ROWS == 0 && g_cancellable_set_error_if_cancelled (eval->cancellable, error);
}

/* --- Names --- */

typedef struct {
  Eval                 *eval;
  Bits                 *bits;
  const NexusQueryNode *node;
  gsize                 length;
  GPatternSpec         *pattern;
  GString              *copy;
  gint64                key;      /* of attributes; -1: any */
} Scan;

static gboolean
is_letter (char letter)
{
  return g_ascii_isalnum (letter) || (guchar) letter >= 0x80;
}

static guint
judge (const Scan *scan,
       const char *start,
       const char *end,
       const char *hit)
{
  const char *dot;

  if (hit == start)
    {
      if (hit + scan->length == end)
        return SCORE_WHOLE;
      dot = memrchr (start, '.', end - start);
      return hit + scan->length == dot ? SCORE_WHOLE : SCORE_START;
    }

  return is_letter (hit[-1]) ? SCORE_INSIDE : SCORE_WORD;
}

static void
on_name (gpointer    user_data,
         guint       row,
         const char *start,
         const char *end,
         const char *hit)
{
  Scan *scan = user_data;

  bits_set (scan->bits, row);
  add_score (scan->eval, row, judge (scan, start, end, hit));
}

static void
on_equal_name (gpointer    user_data,
               guint       row,
               const char *start,
               const char *end,
               const char *hit)
{
  Scan *scan = user_data;

  if ((gsize) (end - start) == scan->length)
    bits_set (scan->bits, row);
}

static void
on_pattern_name (gpointer    user_data,
                 guint       row,
                 const char *start,
                 const char *end,
                 const char *hit)
{
  Scan *scan = user_data;

  /* Matching wants a NUL. */
  g_string_truncate (scan->copy, 0);
  g_string_append_len (scan->copy, start, end - start);
  if (g_pattern_spec_match (scan->pattern, scan->copy->len, scan->copy->str, NULL))
    {
      bits_set (scan->bits, row);
      add_score (scan->eval, row, SCORE_INSIDE);
    }
}

/* The longest part of a pattern that has to be in every name that matches; empty if there is none. */
static char *
dup_literal (const char *pattern)
{
  const char *best = pattern;
  gsize best_length = 0;

  while (*pattern != '\0')
    {
      gsize length = strcspn (pattern, "*?");

      if (length > best_length)
        {
          best = pattern;
          best_length = length;
        }
      pattern += length + strspn (pattern + length, "*?");
    }

  return g_strndup (best, best_length);
}

static gboolean
scan_names (Eval                  *eval,
            const NexusQueryNode  *node,
            Bits                  *bits,
            GError               **error)
{
  Scan scan = { .eval = eval, .bits = bits, .node = node, .length = strlen (node->folded) };
  g_autofree char *literal = NULL;
  gboolean good;

  if (!node->is_pattern)
    {
      gboolean whole = node->kind == NEXUS_QUERY_NAME && node->op == NEXUS_QUERY_EQUAL;

      return _nexus_sqlite_texts_find (eval->table->names, node->folded, whole ? on_equal_name : on_name, &scan,
                                       eval->cancellable, error);
    }

  scan.pattern = g_pattern_spec_new (node->folded);
  scan.copy = g_string_new (NULL);
  literal = dup_literal (node->folded);
  good = literal[0] != '\0'
       ? _nexus_sqlite_texts_find (eval->table->names, literal, on_pattern_name, &scan, eval->cancellable, error)
       : _nexus_sqlite_texts_each (eval->table->names, on_pattern_name, &scan, eval->cancellable, error);
  g_pattern_spec_free (scan.pattern);
  g_string_free (scan.copy, TRUE);

  return good;
}

/* --- Attributes --- */

static void
set_node (Eval   *eval,
          Bits   *bits,
          gint64  node,
          guint   score)
{
  gint64 row = _nexus_sqlite_search_table_find (eval->table, node);

  if (row < 0 || row >= eval->n_rows)
    return;
  if (score > 0 && !bits_get (bits, (guint) row))
    add_score (eval, (guint) row, score);
  bits_set (bits, (guint) row);
}

static gboolean
is_asked_for (const Scan                   *scan,
              const NexusSqliteSearchValue *value)
{
  return value->node > 0 && (scan->key < 0 || scan->key == value->key);
}

static void
on_value (gpointer    user_data,
          guint       row,
          const char *start,
          const char *end,
          const char *hit)
{
  Scan *scan = user_data;
  const NexusSqliteSearchValue *value = &g_array_index (scan->eval->table->values, NexusSqliteSearchValue, row);

  if (is_asked_for (scan, value))
    set_node (scan->eval, scan->bits, value->node, SCORE_OTHER);
}

static void
on_compared_value (gpointer    user_data,
                   guint       row,
                   const char *start,
                   const char *end,
                   const char *hit)
{
  Scan *scan = user_data;
  const NexusSqliteSearchValue *value = &g_array_index (scan->eval->table->values, NexusSqliteSearchValue, row);

  if (!is_asked_for (scan, value))
    return;

  g_string_truncate (scan->copy, 0);
  g_string_append_len (scan->copy, start, end - start);
  if (_nexus_sqlite_search_is_match (scan->node, scan->copy->str))
    set_node (scan->eval, scan->bits, value->node, 0);
}

static gboolean
scan_attributes (Eval                  *eval,
                 const NexusQueryNode  *node,
                 Bits                  *bits,
                 GError               **error)
{
  g_autoptr(GString) copy = g_string_new (NULL);
  Scan scan = { .eval = eval, .bits = bits, .node = node, .copy = copy, .key = -1 };
  gpointer key;

  if (node->kind != NEXUS_QUERY_ATTRIBUTE)
    return _nexus_sqlite_texts_find (eval->table->value_texts, node->folded, on_value, &scan, eval->cancellable, error);

  if (!g_hash_table_lookup_extended (eval->table->key_numbers, node->key, NULL, &key))
    return TRUE;
  scan.key = GPOINTER_TO_UINT (key);

  return _nexus_sqlite_texts_each (eval->table->value_texts, on_compared_value, &scan, eval->cancellable, error);
}

/* --- Tags --- */

static gboolean
set_nodes (Eval          *eval,
           sqlite3_stmt  *statement,
           Bits          *bits,
           guint          score,
           GError       **error)
{
  gboolean row;

  for (;;)
    {
      if (!_nexus_sqlite_step (eval->connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      set_node (eval, bits, sqlite3_column_int64 (statement, 0), score);
    }
}

static gboolean
scan_tags (Eval                  *eval,
           const NexusQueryNode  *node,
           Bits                  *bits,
           GError               **error)
{
  static const char sql_any[] = "SELECT DISTINCT node FROM node_tags";
  static const char sql_tags[] = "SELECT id, name FROM tags";
  static const char sql[] = "SELECT node FROM node_tags WHERE tag = ?1";
  nexus_auto_reset sqlite3_stmt *tags = NULL;
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (eval->connection, node->is_any ? sql_any : sql, error);
  if (statement == NULL)
    return FALSE;
  if (node->is_any)
    return set_nodes (eval, statement, bits, 0, error);

  tags = _nexus_sqlite_connection_prepare (eval->connection, sql_tags, error);
  if (tags == NULL)
    return FALSE;

  for (;;)
    {
      g_autofree char *folded = NULL;
      const char *name;
      gboolean match;

      if (!_nexus_sqlite_step (eval->connection, tags, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;

      name = _nexus_sqlite_column_text (tags, 1);
      if (name == NULL)
        continue;
      folded = _nexus_fold (name);
      match = node->kind == NEXUS_QUERY_TAG ? strcmp (folded, node->folded) == 0
                                            : strstr (folded, node->folded) != NULL;
      if (!match)
        continue;

      _nexus_sqlite_bind (statement, "i", sqlite3_column_int64 (tags, 0));
      if (!set_nodes (eval, statement, bits, SCORE_INSIDE, error))
        return FALSE;
    }
}

/* --- Texts --- */

static gboolean
scan_texts (Eval                  *eval,
            const NexusQueryNode  *node,
            Bits                  *bits,
            GError               **error)
{
  g_autofree Bits *found = NULL;

  if (eval->text == NULL)
    return TRUE;

  found = bits_new (eval);
  if (!_nexus_sqlite_search_find_texts (eval->table, eval->text, eval->connection, node->folded, found,
                                        eval->cancellable, error))
    return FALSE;
  for (guint i = next_row (eval, found, 0); i < eval->n_rows; i = next_row (eval, found, i + 1))
    {
      if (!bits_get (bits, i))
        add_score (eval, i, SCORE_OTHER);
      bits_set (bits, i);
    }

  return TRUE;
}

/* --- Types --- */

static gboolean
scan_types (Eval                  *eval,
            const NexusQueryNode  *node,
            Bits                  *bits,
            GError               **error)
{
  static const char * const kinds[] = { "file", "folder", "link" };
  g_autofree guint8 *matches = NULL;
  GPtrArray *types = eval->table->types;
  gint64 kind = -1;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i], node->folded) == 0)
        kind = i;
    }
  if (strcmp (node->folded, "directory") == 0 || strcmp (node->folded, "inode/directory") == 0)
    kind = NEXUS_KIND_DIRECTORY;

  matches = g_new0 (guint8, types->len + 1);
  for (guint i = 0; i < types->len && kind < 0; i++)
    {
      if (is_cancelled (eval, error))
        return FALSE;
      matches[i] = _nexus_sqlite_search_is_of_type (g_ptr_array_index (types, i), node->folded);
    }

  for (guint i = 0; i < eval->n_rows; i++)
    {
      const NexusSqliteSearchRow *row = NEXUS_SQLITE_SEARCH_ROW (eval->table, i);

      if (is_cancelled (eval, error))
        return FALSE;
      if (kind >= 0 ? row->kind == kind : row->kind == NEXUS_KIND_FILE && matches[row->type])
        bits_set (bits, i);
    }

  return TRUE;
}

G_STATIC_ASSERT (NEXUS_KIND_FILE == 0 && NEXUS_KIND_DIRECTORY == 1 && NEXUS_KIND_SYMBOLIC_LINK == 2);

/* --- Numbers and times --- */

static gboolean
scan_columns (Eval                  *eval,
              const NexusQueryNode  *node,
              Bits                  *bits,
              GError               **error)
{
  gint64 from_ns = 0, to_ns = 0;

  if (node->kind != NEXUS_QUERY_SIZE)
    _nexus_query_node_get_times (node, eval->now_ns, &from_ns, &to_ns);

  for (guint i = 0; i < eval->n_rows; i++)
    {
      const NexusSqliteSearchRow *row = NEXUS_SQLITE_SEARCH_ROW (eval->table, i);
      gint64 time = node->kind == NEXUS_QUERY_CREATED ? row->created_ns : row->modified_ns;
      gboolean match;

      if (is_cancelled (eval, error))
        return FALSE;
      if (node->kind == NEXUS_QUERY_SIZE)
        match = row->kind == NEXUS_KIND_FILE && row->size >= node->number && row->size <= node->number_end;
      else
        match = time >= from_ns && time < to_ns;
      if (match)
        bits_set (bits, i);
    }

  return TRUE;
}

/* --- Places --- */

enum {
  PLACE_UNKNOWN,
  PLACE_BELOW,
  PLACE_BESIDE,
};

/* Whether what is in the directory is below the wanted one; what is learnt on the way up is kept for the next. */
static guint8
find_place (Eval   *eval,
            guint8 *places,
            gint64  directory,
            gint64  wanted)
{
  guint8 place = PLACE_UNKNOWN;
  gint64 id = directory;
  guint steps;

  for (steps = 0; place == PLACE_UNKNOWN; steps++)
    {
      gint64 row = _nexus_sqlite_search_table_find (eval->table, id);

      if (id == wanted)
        place = PLACE_BELOW;
      else if (row < 0 || steps > NEXUS_SQLITE_DEPTH_MAX)
        place = PLACE_BESIDE;
      else
        {
          place = places[row];
          id = NEXUS_SQLITE_SEARCH_ROW (eval->table, row)->parent;
        }
    }

  for (id = directory; steps > 0; steps--)
    {
      gint64 row = _nexus_sqlite_search_table_find (eval->table, id);

      if (row < 0)
        break;
      places[row] = place;
      id = NEXUS_SQLITE_SEARCH_ROW (eval->table, row)->parent;
    }

  return place;
}

/* Takes out of the set what is not below the directory. */
static gboolean
keep_below (Eval    *eval,
            Bits    *bits,
            gint64   wanted,
            GError **error)
{
  g_autofree guint8 *places = g_new0 (guint8, eval->n_rows);

  for (guint i = next_row (eval, bits, 0); i < eval->n_rows; i = next_row (eval, bits, i + 1))
    {
      const NexusSqliteSearchRow *row = NEXUS_SQLITE_SEARCH_ROW (eval->table, i);

      if (is_cancelled (eval, error))
        return FALSE;
      if (row->id <= NEXUS_SQLITE_TRASH || find_place (eval, places, row->parent, wanted) != PLACE_BELOW)
        bits[i / 64] &= ~(G_GUINT64_CONSTANT (1) << (i % 64));
    }

  return TRUE;
}

static gboolean
scan_place (Eval                  *eval,
            const NexusQueryNode  *node,
            Bits                  *bits,
            GError               **error)
{
  g_auto(NexusSqliteNode) directory = { 0 };
  g_autoptr(GError) local_error = NULL;

  if (!_nexus_sqlite_resolve (eval->connection, node->text, &directory, &local_error))
    {
      /* A place that is not there has nothing below it. */
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
          g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  memset (bits, 0xff, eval->n_words * sizeof *bits);

  return keep_below (eval, bits, directory.id, error);
}

/* --- The tree --- */

static Bits *evaluate (Eval                  *eval,
                       const NexusQueryNode  *node,
                       GError               **error);

static Bits *
evaluate_list (Eval                  *eval,
               const NexusQueryNode  *node,
               GError               **error)
{
  Bits *bits = NULL;

  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree Bits *child = evaluate (eval, g_ptr_array_index (node->children, i), error);

      if (child == NULL)
        {
          g_free (bits);
          return NULL;
        }
      if (bits == NULL)
        {
          bits = g_steal_pointer (&child);
          continue;
        }
      for (gsize word = 0; word < eval->n_words; word++)
        bits[word] = node->kind == NEXUS_QUERY_AND ? bits[word] & child[word] : bits[word] | child[word];
    }

  return bits;
}

static Bits *
evaluate_not (Eval                  *eval,
              const NexusQueryNode  *node,
              GError               **error)
{
  guint8 *scores = eval->scores;
  Bits *bits;

  eval->scores = NULL;
  bits = evaluate (eval, g_ptr_array_index (node->children, 0), error);
  eval->scores = scores;

  for (gsize word = 0; bits != NULL && word < eval->n_words; word++)
    bits[word] = ~bits[word];

  return bits;
}

static Bits *
evaluate (Eval                  *eval,
          const NexusQueryNode  *node,
          GError               **error)
{
  g_autofree Bits *bits = NULL;
  gboolean good = TRUE;

  if (node->kind == NEXUS_QUERY_AND || node->kind == NEXUS_QUERY_OR)
    return evaluate_list (eval, node, error);
  if (node->kind == NEXUS_QUERY_NOT)
    return evaluate_not (eval, node, error);

  bits = bits_new (eval);
  switch (node->kind)
    {
    case NEXUS_QUERY_TEXT:
      good = scan_names (eval, node, bits, error) && scan_attributes (eval, node, bits, error) &&
             scan_tags (eval, node, bits, error) && scan_texts (eval, node, bits, error);
      break;

    case NEXUS_QUERY_NAME:
      good = scan_names (eval, node, bits, error);
      break;

    case NEXUS_QUERY_TYPE:
      good = scan_types (eval, node, bits, error);
      break;

    case NEXUS_QUERY_SIZE:
    case NEXUS_QUERY_MODIFIED:
    case NEXUS_QUERY_CREATED:
      good = scan_columns (eval, node, bits, error);
      break;

    case NEXUS_QUERY_TAG:
      good = scan_tags (eval, node, bits, error);
      break;

    case NEXUS_QUERY_IN:
      good = scan_place (eval, node, bits, error);
      break;

    case NEXUS_QUERY_ATTRIBUTE:
      good = scan_attributes (eval, node, bits, error);
      break;

    case NEXUS_QUERY_CONTENT:
      good = scan_texts (eval, node, bits, error);
      break;

    case NEXUS_QUERY_ALL:
    default:
      memset (bits, 0xff, eval->n_words * sizeof *bits);
      break;
    }

  return good ? g_steal_pointer (&bits) : NULL;
}

/* --- The order --- */

/* Later is smaller. */
static guint64
time_key (gint64 ns)
{
  return ~((guint64) ns ^ (G_GUINT64_CONSTANT (1) << 63));
}

static guint64
name_key (const char *name)
{
  guint64 key = 0;

  /* A line feed ends the name; nothing is smaller than its end. */
  for (guint i = 0; i < 8; i++)
    {
      key <<= 8;
      if (*name != '\n')
        key |= (guchar) *name++;
    }

  return key;
}

static void
set_key (Eval             *eval,
         guint             row_number,
         NexusSearchOrder  order,
         NexusSearchHit   *hit)
{
  const NexusSqliteSearchRow *row = NEXUS_SQLITE_SEARCH_ROW (eval->table, row_number);

  switch (order)
    {
    case NEXUS_SEARCH_ORDER_NAME:
      hit->name = _nexus_sqlite_texts_get (eval->table->names, row_number);
      hit->key = name_key (hit->name);
      break;

    case NEXUS_SEARCH_ORDER_LARGEST:
      hit->key = ~(row->kind == NEXUS_KIND_FILE ? row->size : 0);
      break;

    case NEXUS_SEARCH_ORDER_NEWEST:
      hit->key = time_key (row->modified_ns);
      break;

    case NEXUS_SEARCH_ORDER_RELEVANCE:
    default:
      hit->key = (guint64) (255 - eval->scores[row_number]) << 56 | time_key (row->modified_ns) >> 8;
      break;
    }
}

static GArray *
collect (Eval              *eval,
         const Bits        *bits,
         NexusSearchOrder   order,
         GError           **error)
{
  g_autoptr(GArray) hits = NULL;
  guint n = 0;

  for (gsize word = 0; word < eval->n_words; word++)
    n += (guint) __builtin_popcountll (bits[word]);
  hits = g_array_sized_new (FALSE, FALSE, sizeof (NexusSearchHit), n);

  for (guint i = next_row (eval, bits, 0); i < eval->n_rows; i = next_row (eval, bits, i + 1))
    {
      NexusSearchHit hit = { 0 };

      if (is_cancelled (eval, error))
        return NULL;
      hit.id = NEXUS_SQLITE_SEARCH_ROW (eval->table, i)->id;
      set_key (eval, i, order, &hit);
      g_array_append_val (hits, hit);
    }

  return g_steal_pointer (&hits);
}

NexusSearchHits *
_nexus_sqlite_search_evaluate (NexusSqliteSearchTable  *table,
                               NexusSqliteText         *text,
                               NexusSqliteConnection   *connection,
                               const NexusQueryNode    *query,
                               NexusSearchOrder         order,
                               GCancellable            *cancellable,
                               GError                 **error)
{
  Eval eval = {
    .table = table,
    .text = text,
    .connection = connection,
    .cancellable = cancellable,
    .now_ns = g_get_real_time () * 1000,
    .n_rows = table->rows->len,
    .n_words = table->rows->len / 64 + 1,
  };
  g_autofree guint8 *scores = g_new0 (guint8, MAX (eval.n_rows, 1));
  g_autofree Bits *bits = NULL;
  GArray *hits;

  eval.scores = scores;
  bits = evaluate (&eval, query, error);

  /* What is gone has a negative id and so is cut off here as well as what is in the trash. */
  if (bits == NULL || !keep_below (&eval, bits, NEXUS_SQLITE_ROOT, error))
    return NULL;
  hits = collect (&eval, bits, order, error);
  if (hits == NULL)
    return NULL;

  if (order == NEXUS_SEARCH_ORDER_NAME)
    return _nexus_search_hits_new (hits, _nexus_sqlite_texts_hold (table->names), (GDestroyNotify) g_ptr_array_unref);

  return _nexus_search_hits_new (hits, NULL, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-query.h"

G_BEGIN_DECLS

/* A query is a tree; the leaves ask one thing each.  Nothing here knows how a store answers: a metadata store walks
 * the tree and makes of it what it can do best. */
typedef enum {
  NEXUS_QUERY_ALL,         /* the empty query; only ever the whole tree */
  NEXUS_QUERY_AND,         /* children */
  NEXUS_QUERY_OR,          /* children */
  NEXUS_QUERY_NOT,         /* one child, which is no NOT */
  NEXUS_QUERY_TEXT,        /* folded: in the name, a tag, the value of an attribute, or the text of the file */
  NEXUS_QUERY_NAME,        /* folded: in the name; a pattern if is_pattern; all of the name if op is EQUAL */
  NEXUS_QUERY_CONTENT,     /* text: words in the text of the file */
  NEXUS_QUERY_TYPE,        /* folded: a group such as "image", a content type, or an extension */
  NEXUS_QUERY_SIZE,        /* number … number_end */
  NEXUS_QUERY_MODIFIED,    /* the times of _nexus_query_node_get_times() */
  NEXUS_QUERY_CREATED,
  NEXUS_QUERY_TAG,         /* folded; is_any: has a tag at all */
  NEXUS_QUERY_IN,          /* text: a normalised path; all that is below it */
  NEXUS_QUERY_ATTRIBUTE,   /* key, op, folded (and has_real: real); is_any: has it at all */
} NexusQueryKind;

typedef enum {
  NEXUS_QUERY_HAS,         /* ":" */
  NEXUS_QUERY_EQUAL,
  NEXUS_QUERY_LESS,
  NEXUS_QUERY_LESS_EQUAL,
  NEXUS_QUERY_GREATER,
  NEXUS_QUERY_GREATER_EQUAL,
} NexusQueryOp;

typedef struct _NexusQueryNode NexusQueryNode;

struct _NexusQueryNode {
  NexusQueryKind  kind;
  NexusQueryOp    op;
  GPtrArray      *children;    /* of NexusQueryNode; NULL in leaves */
  char           *key;         /* of ATTRIBUTE, as written */
  char           *text;        /* the value as written; of IN normalised */
  char           *folded;      /* the value as names are compared */
  guint64         number;      /* SIZE: first and last that match */
  guint64         number_end;
  double          real;
  gboolean        is_pattern;
  gboolean        is_any;
  gboolean        has_real;
};

void            _nexus_query_node_free      (NexusQueryNode        *self);
NexusQueryNode *_nexus_query_node_new       (NexusQueryKind         kind);
/* Appends how it is written in the one canonical form. */
void            _nexus_query_node_print     (const NexusQueryNode  *self,
                                             GString               *text);

/* nexus-query-parse.c: *fault is at which character something is wrong, from 1; 0 where none is to blame. */
NexusQueryNode *_nexus_query_parse          (const char            *text,
                                             guint                 *fault,
                                             GError               **error);
/* What the keys are that a query knows; ends with NULL. */
const char * const *
                _nexus_query_get_keys       (void);
gboolean        _nexus_query_is_plain_key   (const char            *key);
/* Whether a word means itself when it stands in a query without quotes. */
gboolean        _nexus_query_is_plain_value (const char            *value);
gboolean        _nexus_query_is_plain_word  (const char            *word);
void            _nexus_query_append_quoted  (GString               *text,
                                             const char            *value);

/* nexus-query-value.c: the values of terms.  FALSE with *fault, in the words of a message, if there is no sense in
 * one. */
gboolean        _nexus_query_parse_size     (NexusQueryNode        *node,
                                             char                 **fault);
gboolean        _nexus_query_check_time     (const NexusQueryNode  *node,
                                             char                 **fault);
/* From when (inclusive) to when (exclusive) a time matches, if it is now that time; dates are in the local zone. */
void            _nexus_query_node_get_times (const NexusQueryNode  *node,
                                             gint64                 now_ns,
                                             gint64                *from_ns,
                                             gint64                *to_ns);

/* nexus-query.c */
const NexusQueryNode *
                _nexus_query_get_root       (NexusQuery            *self);

/* nexus-fold.c: text as it is compared in searches: compatible forms made one, accents and case taken away.  What
 * two people would call the same word becomes the same bytes.  There is never a line feed in it. */
char           *_nexus_fold                 (const char            *text);
/* The same, appended; quick for ASCII. */
void            _nexus_fold_append          (GString               *folded,
                                             const char            *text);
/* The words of what is folded, with one blank between them, and none for what is no letter and no digit.  Letters of
 * scripts that put no blanks between words are words each.  Longer ones are cut. */
char           *_nexus_fold_words           (const char            *folded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusQueryNode, _nexus_query_node_free)

G_END_DECLS

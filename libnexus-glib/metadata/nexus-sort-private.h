/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <string.h>

#include "nexus-entry.h"

G_BEGIN_DECLS

/* The order of a directory's entries, as keys that are compared byte by byte.  Whoever stores the entries computes
 * them; whoever shows them only compares.
 *
 *   group    1 byte    folders before the rest, and what has no value last; never turned round
 *   value              of what is sorted by; empty for the name
 *   name               letters without case and accents, numbers by their value, then 0
 *   exact              the name itself, where the part before does not tell it
 *   id       8 bytes   of what a search has found only
 *   offset   1 byte    of the name part
 *
 * The name part and the exact one together tell the names of a directory apart, so no two keys are equal. */

typedef enum {
  NEXUS_SORT_NAME,
  NEXUS_SORT_SIZE,
  NEXUS_SORT_MODIFIED,
  NEXUS_SORT_CREATED,
  NEXUS_SORT_TYPE,
  NEXUS_SORT_VERSION,
  NEXUS_SORT_TAGS,
  NEXUS_SORT_ETAG,
  NEXUS_SORT_MODE,
  NEXUS_SORT_RELEVANCE,      /* this and the next only of what a search has found */
  NEXUS_SORT_FOLDER,
  NEXUS_SORT_ATTRIBUTE,
} NexusSortBy;

typedef struct {
  gatomicrefcount  ref_count;
  NexusSortBy      by;
  char            *attribute;      /* the key, for ATTRIBUTE */
  char            *but;            /* the tag that does not count, for TAGS; or NULL */
  gboolean         descending;
  gboolean         folders_first;
  gboolean         show_hidden;    /* names that begin with a point */
} NexusSort;

#define NEXUS_SORT_VALUE_MAX 200
#define NEXUS_SORT_NAME_MAX  600
#define NEXUS_SORT_KEY_MAX   (1 + NEXUS_SORT_VALUE_MAX + NEXUS_SORT_NAME_MAX + 1 + 255 + 8 + 1)

typedef struct {
  guint   size;
  guint8  data[NEXUS_SORT_KEY_MAX];
} NexusSortKey;

/* `key` is one of name, size, modified, created, type, version, tags, tags-but:TAG, etag, mode and attribute:KEY, for a
 * search also relevance and folder; else INVALID_ARGUMENT. */
NexusSort  *_nexus_sort_new             (const char       *key,
                                         gboolean          descending,
                                         gboolean          folders_first,
                                         gboolean          show_hidden,
                                         gboolean          search,
                                         GError          **error);
NexusSort  *_nexus_sort_ref             (NexusSort        *self);
void        _nexus_sort_unref           (NexusSort        *self);

/* A key is begun, gets at most one value, and is ended with the name. */
void        _nexus_sort_key_begin       (NexusSortKey     *key,
                                         const NexusSort  *sort,
                                         gboolean          folder);
void        _nexus_sort_key_add_int     (NexusSortKey     *key,
                                         gint64            value);
void        _nexus_sort_key_add_text    (NexusSortKey     *key,
                                         const char       *text);
/* In any order; NULL for none. */
void        _nexus_sort_key_add_tags    (NexusSortKey     *key,
                                         const NexusSort  *sort,
                                         const char * const *tags);
/* NULL for what has no content. */
void        _nexus_sort_key_add_hash    (NexusSortKey     *key,
                                         const guint8     *hash);
/* As it is in the database; NULL for none. */
void        _nexus_sort_key_add_json    (NexusSortKey     *key,
                                         const char       *json);
void        _nexus_sort_key_end         (NexusSortKey     *key,
                                         const char       *name,
                                         gsize             length);
/* After the end, where names alone do not tell rows apart. */
void        _nexus_sort_key_add_id      (NexusSortKey     *key,
                                         gint64            id);

/* The name that a key was ended with, if no id was added to it. */
char       *_nexus_sort_key_dup_name    (const guint8     *key,
                                         gsize             size);

/* The key of nothing but a name's beginning: none of all names that begin so comes before it.  That is a lower bound,
 * or an upper one if the order is descending. */
void        _nexus_sort_key_set_bound   (NexusSortKey     *key,
                                         const NexusSort  *sort,
                                         gboolean          folder,
                                         const char       *prefix,
                                         gsize             length);

/* Content types by what the name ends in, as nexus_entry_get_content_type() tells them, but guessed once only. */
typedef struct _NexusSortTypes NexusSortTypes;

NexusSortTypes *_nexus_sort_types_new    (void);
void            _nexus_sort_types_free   (NexusSortTypes *self);
const char     *_nexus_sort_types_guess  (NexusSortTypes *self,
                                          NexusKind       kind,
                                          const char     *stored,
                                          const char     *name);

static inline int
_nexus_sort_compare_bytes (const guint8 *a,
                           gsize         a_size,
                           const guint8 *b,
                           gsize         b_size)
{
  int order = memcmp (a, b, MIN (a_size, b_size));

  if (order != 0)
    return order;

  return a_size < b_size ? -1 : a_size > b_size;
}

/* `descending` turns everything round but the groups. */
static inline int
_nexus_sort_compare (const guint8 *a,
                     gsize         a_size,
                     const guint8 *b,
                     gsize         b_size,
                     gboolean      descending)
{
  if (a[0] != b[0])
    return a[0] < b[0] ? -1 : 1;

  return descending ? _nexus_sort_compare_bytes (b, b_size, a, a_size)
                    : _nexus_sort_compare_bytes (a, a_size, b, b_size);
}

/* The part that tells the names of a directory apart, without the last byte. */
static inline const guint8 *
_nexus_sort_key_name_part (const guint8 *key,
                           gsize         size,
                           gsize        *part_size)
{
  guint8 offset = key[size - 1];

  *part_size = size - 1 - offset;

  return key + offset;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusSort, _nexus_sort_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusSortTypes, _nexus_sort_types_free)

/* --- What a filesystem is asked for (see NexusFilesystemClass) --- */

/* A row of a sorted directory or search: `id` is a number of the store's choosing, the same for as long as the entry lives. */
typedef struct {
  gint64      id;
  guint       key_size;
  guint8     *key;
  NexusEntry *entry;
} NexusSortedRow;

NexusSortedRow *_nexus_sorted_row_new  (gint64              id,
                                        const NexusSortKey *key,
                                        NexusEntry         *entry);   /* taken */
void            _nexus_sorted_row_free (NexusSortedRow     *self);

/* Told of a directory or a search, all from one state of it; of rows last. */
typedef struct {
  /* The first rows in their order, if they can be had sooner than all: at most once. */
  void (*first) (gpointer      user_data,
                 GPtrArray    *rows);      /* of NexusSortedRow */
  /* How many rows there will be; at most once. */
  void (*count) (gpointer      user_data,
                 guint         n_rows);
  /* Each row, in any order. */
  void (*row)   (gpointer      user_data,
                 gint64        id,
                 const guint8 *key,
                 guint         key_size);
} NexusSortedSink;

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"
#include "nexus-sqlite-apply-private.h"

G_BEGIN_DECLS

/* A load while it is applied: what the records before this one have left behind. */
typedef struct {
  NexusSqliteApply  *apply;
  NexusRecordSource *source;

  /* The directory of the last record.  One that was made here holds nothing that is not known. */
  GString           *directory;       /* empty: none */
  gint64             directory_id;
  gboolean           directory_fresh;
  gint64             first_node;      /* what has this id or a larger one was made here */

  GHashTable        *remapped;        /* path of a directory → the path that it got */

  /* The last thing of the trash. */
  gboolean           has_trash;
  guint8             trash_uuid[NEXUS_UUID_SIZE];
  gint64             trash_id;
  char              *trash_path;

  char              *noted;           /* the directory of the last change */
  guint              n_noted;
  gboolean           noted_trash;
  gboolean           noted_tags;
} NexusSqliteLoad;

/* --- nexus-sqlite-load-record.c: one record and what belongs to it --- */

/* Makes the node with all that the record says of it, in a place that is free.  *added is FALSE, and nothing done, if
 * it is not. */
gboolean _nexus_sqlite_load_create  (NexusSqliteLoad       *self,
                                     const NexusRecord     *record,
                                     gint64                 parent,
                                     const char            *name,
                                     gint64                *id,
                                     gboolean              *added,
                                     GError               **error);
/* Whether the node is the same thing: its content, its target, or a directory as well. */
gboolean _nexus_sqlite_load_is_same (const NexusSqliteNode *node,
                                     const NexusRecord     *record);
/* Gives the node the facts, tags and attributes of the record; and its content, if `content` or if that has arrived. */
gboolean _nexus_sqlite_load_update  (NexusSqliteLoad       *self,
                                     const NexusRecord     *record,
                                     NexusSqliteNode       *node,
                                     gboolean               content,
                                     GError               **error);
gboolean _nexus_sqlite_load_root    (NexusSqliteLoad       *self,
                                     const NexusRecord     *record,
                                     GError               **error);
void     _nexus_sqlite_load_note    (NexusSqliteLoad       *self,
                                     const char            *path);

/* --- nexus-sqlite-load-trash.c --- */
gboolean _nexus_sqlite_load_trashed (NexusSqliteLoad       *self,
                                     const NexusRecord     *record,
                                     GError               **error);

G_END_DECLS

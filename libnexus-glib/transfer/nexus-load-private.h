/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem-private.h"
#include "nexus-load.h"
#include "nexus-operation-private.h"
#include "nexus-record-private.h"

G_BEGIN_DECLS

/* Conflicts that are kept one by one; all are counted. */
#define NEXUS_LOAD_COLLISIONS_MAX 1000

/* What came of it. */
typedef struct {
  guint64 created;
  guint64 updated;
  guint64 skipped;
  guint64 remapped;
  guint64 missing;
  guint64 collisions;
} NexusLoadCounts;

struct _NexusLoad {
  NexusOperation     parent_instance;

  NexusFilesystem   *filesystem;
  GInputStream      *stream;        /* or … */
  GFile             *data_dir;      /* … a folder of the original */
  GFile             *contents;
  NexusLoadConflict  conflict;
  NexusLoadFlags     flags;

  GMutex             lock;          /* what follows is set once, at the end */
  NexusLoadCounts    counts;
  GListStore        *collisions;
};

struct _NexusLoadClass {
  NexusOperationClass parent_class;
};

/* nexus-load-run.c */
gboolean   _nexus_load_execute      (NexusOperation     *operation,
                                     GCancellable       *cancellable,
                                     GError            **error);

NexusLoad *_nexus_load_new          (NexusFilesystem    *filesystem,
                                     GInputStream       *stream,
                                     GFile              *contents,     /* nullable */
                                     NexusLoadConflict   conflict,
                                     NexusLoadFlags      flags);
NexusLoad *_nexus_load_new_original (NexusFilesystem    *filesystem,
                                     GFile              *data_dir,
                                     NexusLoadConflict   conflict,
                                     NexusLoadFlags      flags);

/* --- nexus-load-lines.c: lines of a stream, one at a time, of bounded length --- */

typedef struct _NexusLoadLines NexusLoadLines;

NexusLoadLines *_nexus_load_lines_new   (GInputStream    *stream);
/* The next line that is not blank, without its end and with a NUL behind it; *line is NULL after the last one. */
gboolean        _nexus_load_lines_next  (NexusLoadLines  *self,
                                         const char     **line,
                                         gsize           *length,
                                         guint64         *number,      /* from 1 on */
                                         GCancellable    *cancellable,
                                         GError         **error);
/* Bytes that were read since the last time. */
gsize           _nexus_load_lines_count (NexusLoadLines  *self);
void            _nexus_load_lines_free  (NexusLoadLines  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusLoadLines, _nexus_load_lines_free)

/* --- nexus-load-spool.c: records that have been read wait in a file without a name, with what was found of their
 * contents, until all of them are known to be good --- */

typedef struct _NexusLoadSpool NexusLoadSpool;

NexusLoadSpool *_nexus_load_spool_new   (NexusFilesystem    *filesystem,
                                         GError            **error);
gboolean        _nexus_load_spool_add   (NexusLoadSpool     *self,
                                         guint64             number,      /* of the line; 0: there is none */
                                         const NexusRecord  *record,
                                         GError            **error);
gboolean        _nexus_load_spool_rewind (NexusLoadSpool    *self,
                                         GError            **error);
/* Fills an empty record; *more is FALSE after the last one. */
gboolean        _nexus_load_spool_next  (NexusLoadSpool     *self,
                                         guint64            *number,
                                         NexusRecord        *record,
                                         gboolean           *more,
                                         GError            **error);
void            _nexus_load_spool_free  (NexusLoadSpool     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusLoadSpool, _nexus_load_spool_free)

/* --- nexus-load-contents.c: contents from a folder, checked on their way in --- */

typedef struct _NexusLoadContents NexusLoadContents;

NexusLoadContents *_nexus_load_contents_new  (NexusFilesystem     *filesystem,
                                              NexusOperation      *operation,
                                              GFile               *folder,      /* nullable: there is none */
                                              gboolean             dry_run,
                                              GCancellable        *cancellable,
                                              GError             **error);
/* Sets content->ref if the content is in the folder under its hash; leaves it if it is not, or if the store has it.
 * `path` is where it is in the folder, NULL for one of the usual places.  CORRUPT if what is there is not what it is
 * called. */
gboolean           _nexus_load_contents_take (NexusLoadContents   *self,
                                              NexusRecordContent  *content,
                                              const char          *path,
                                              GError             **error);
void               _nexus_load_contents_free (NexusLoadContents   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusLoadContents, _nexus_load_contents_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Every operation of NexusFilesystem in one form, so that one table of cases runs through both spellings. */

typedef struct {
  const char *path;
  const char *other;  /* a second path, a target, a key, a tag, an id */
  const char *text;   /* contents, an etag, a value in GVariant's text form, a new name, a colour */
  guint       number; /* flags, a version, a mode, a policy */
} NexusLibArgs;

typedef gpointer (*NexusLibSync)   (NexusFilesystem     *filesystem,
                                    const NexusLibArgs  *args,
                                    GCancellable        *cancellable,
                                    GError             **error);
typedef void     (*NexusLibStart)  (NexusFilesystem     *filesystem,
                                    const NexusLibArgs  *args,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
typedef gpointer (*NexusLibFinish) (NexusFilesystem     *filesystem,
                                    GAsyncResult        *result,
                                    GError             **error);

typedef struct {
  const char     *name;
  NexusLibSync    sync;
  NexusLibStart   start;
  NexusLibFinish  finish;
  gpointer        tag;        /* the source tag of its tasks */
  GDestroyNotify  free;       /* NULL for booleans */
  gboolean        writes;
  gboolean        has_path;   /* args->path is a path in the store */
  gboolean        has_other;  /* args->other is one too */
  NexusLibArgs    valid;      /* arguments with which it succeeds in the filled store */
} NexusLibOp;

extern const NexusLibOp nexus_lib_ops[];
extern const guint nexus_lib_n_ops;

const NexusLibOp *nexus_lib_op_find     (const char       *name);
/* Does it, which must go well. */
void              nexus_lib_op_run      (NexusFilesystem    *filesystem,
                                         const char         *name,
                                         const NexusLibArgs *args);
/* Two versions of /docs/a.txt with a tag and an attribute, /docs/b.txt, /empty, links, and one item in the trash. */
void              nexus_lib_fill        (NexusFilesystem  *filesystem);
/* The id of the item in the trash of the filled store stands for the text "TRASH" in args->other. */
NexusLibArgs      nexus_lib_args        (NexusFilesystem    *filesystem,
                                         const NexusLibArgs *args,
                                         char              **id);

G_END_DECLS

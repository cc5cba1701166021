/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem-private.h"
#include "nexus-model-order-private.h"

G_BEGIN_DECLS

/* Work on the order of a directory, or of what a search finds, that a worker does for a model. */
typedef enum {
  NEXUS_MODEL_JOB_LOAD,      /* all of it, with the first rows ahead */
  NEXUS_MODEL_JOB_REFRESH,   /* all of it again, and what is different from before */
  NEXUS_MODEL_JOB_UPDATE,    /* what is different in some names of a directory */
} NexusModelJobKind;

typedef struct _NexusModelJob NexusModelJob;

/* In the thread-default context of the caller of _nexus_model_job_start(): how much is known by now.  `order` has the
 * first rows, or is NULL; `n_items` is G_MAXUINT while they have not been counted. */
typedef void (*NexusModelJobPeek) (NexusModelJob    *job,
                                   NexusModelOrder  *order,
                                   guint             n_items,
                                   gpointer          engine);
/* Then, once: the end of it, with `error` (taken) if it has failed. */
typedef void (*NexusModelJobDone) (NexusModelJob    *job,
                                   GError           *error,
                                   gpointer          engine);

struct _NexusModelJob {
  gatomicrefcount    ref_count;
  NexusModelJobKind  kind;
  GWeakRef           model;        /* nothing is called once it is gone; held while something is */
  gpointer           engine;
  GMainContext      *context;
  char              *path;
  NexusQuery        *query;        /* without a path; NULL finds nothing */
  NexusSort         *sort;
  GPtrArray         *names;        /* to update; ends in NULL */
  NexusModelOrder   *before;       /* what is to be refreshed or updated */
  NexusModelJobPeek  peek;
  NexusModelJobDone  done;

  /* Of the worker, and after it of whoever is told. */
  NexusModelBuilder *builder;
  GPtrArray         *rows;         /* of NexusSortedRow with entries: the first ones, or those of the names */
  NexusModelOrder   *first;
  guint              n_rows;       /* G_MAXUINT while they have not been counted */
  NexusModelOrder   *order;
  GArray            *splices;
  gint64             duration;     /* in microseconds */
};

NexusModelJob *_nexus_model_job_new   (NexusModelJobKind   kind,
                                       GObject            *model,
                                       gpointer            engine,
                                       const char         *path,
                                       NexusQuery         *query,
                                       NexusSort          *sort,
                                       NexusModelJobPeek   peek,
                                       NexusModelJobDone   done);
NexusModelJob *_nexus_model_job_ref   (NexusModelJob      *self);
void           _nexus_model_job_unref (NexusModelJob      *self);
void           _nexus_model_job_start (NexusModelJob      *self,
                                       NexusFilesystem    *filesystem,
                                       GCancellable       *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusModelJob, _nexus_model_job_unref)

G_END_DECLS

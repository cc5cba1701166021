/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"

G_BEGIN_DECLS

/* What has changed in a directory since it was asked last, gathered from the filesystem's `changed` signal. */
typedef struct _NexusModelFeed NexusModelFeed;

/* In the context that the feed was made for, a little after something has changed. */
typedef void (*NexusModelFeedFunc) (gpointer user_data);

typedef struct {
  GPtrArray *names;       /* of children, ending in NULL; NULL: any of them may have changed */
  gboolean   renew;       /* entries have changed in a way that is not told one by one */
} NexusModelFeedNews;

/* `path` NULL: all of the store, without names. */
NexusModelFeed *_nexus_model_feed_new      (NexusFilesystem     *filesystem,
                                            const char          *path,
                                            GMainContext        *context,
                                            NexusModelFeedFunc   func,
                                            gpointer             user_data);
/* Whether what is found depends on the texts of files. */
void            _nexus_model_feed_set_texts (NexusModelFeed     *self,
                                            gboolean             texts);
/* Whether the order depends on the names of tags. */
void            _nexus_model_feed_set_tags (NexusModelFeed      *self,
                                            gboolean             tags);
/* Not called again after this, which must be in the context. */
void            _nexus_model_feed_free     (NexusModelFeed      *self);
/* FALSE if there is nothing new. */
gboolean        _nexus_model_feed_take     (NexusModelFeed      *self,
                                            NexusModelFeedNews  *news);
/* Another call if there is something new by now. */
void            _nexus_model_feed_poke     (NexusModelFeed      *self);
/* No sooner than after this time is there to be another call. */
void            _nexus_model_feed_rest     (NexusModelFeed      *self,
                                            guint                milliseconds);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-sqlite-connection-private.h>

#include "../database/nexus-hostile.h"
#include "../nexus-fuzz-input.h"

G_BEGIN_DECLS

/* A store that stays open while its database is changed below it and put back, some thousand times a second. */

typedef struct {
  char                  *path;          /* of the database */
  char                  *other;         /* where a copy of it can be opened for the first time … */
  char                  *salvaged;      /* … and what its pages hold be put */
  NexusMetadataStore    *store;
  NexusSqliteConnection *reader;        /* what verify and dump open for themselves, kept */
  NexusSqliteConnection *mender;
  sqlite3               *changer;       /* enforces nothing */

  guint8                *database;      /* mapped, with room behind it */
  gsize                  size;          /* of it, now */
  guint32                n_changes;
  char                  *trashed;       /* what is in the trash */
} Live;

/* What an input has done to the database. */
typedef struct {
  gboolean summed;          /* rows have the checksums of what they say now: then they may say anything */
  gboolean pages;           /* some pages may be anything */
  gboolean schema;          /* the schema may be another */
  gboolean written;         /* something was written since */
} LiveChange;

/* --- nexus-live.c --- */

/* Made at the first call. */
Live            *live_get         (void);
/* What the log has goes into the database, so that changes of pages meet those of rows. */
void             live_empty_log   (Live             *self);
/* Makes the checksum of a page right that was changed. */
void             live_fix_page    (Live             *self,
                                   gsize             page);
/* Tells all who have the database open that it has changed. */
void             live_tell        (Live             *self);
/* Puts all bytes back. */
void             live_restore     (Live             *self);
/* Opens a copy of the database as it is now, as if for the first time, and asks that; or salvages its pages. */
void             live_open        (Live             *self,
                                   Input            *input,
                                   LiveChange       *change);

/* --- nexus-live-change.c --- */

/* Changes the database as the input says, so that all who have it open see it as the work of another process.  When the
 * schema is another everybody parses it, which takes longer than all else. */
void             live_change      (Live             *self,
                                   Input            *input,
                                   gboolean          may_change_schema,
                                   LiveChange       *change);

/* --- nexus-live-ask.c --- */

#define LIVE_N_PATHS 9

/* Some of them name nothing. */
extern const char * const live_paths[LIVE_N_PATHS];

/* Remembers what the store says, before it is ever changed. */
void             live_learn       (Live             *self);
/* What a file had then; NULL if there is none. */
NexusContentRef *live_get_content (guint             path);
/* Asks one thing, or writes one; everything that is told is held against what was remembered, unless rows may say anything. */
void             live_ask         (Live             *self,
                                   Input            *input,
                                   LiveChange       *change);
/* Asks what opens connections of its own. */
void             live_ask_closely (Live             *self);

/* --- nexus-live-write.c --- */

void             live_write       (Live             *self,
                                   Input            *input,
                                   const LiveChange *change);
void             live_write_notes (Live             *self,
                                   Input            *input);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "nexus-content-ref-private.h"
#include "nexus-types.h"
#include "nexus-uuid-private.h"

G_BEGIN_DECLS

/* Everything that is known of one entry, in a form that leaves a store and comes into one: what a dump has a line
 * for.  Paths are absolute and normalised. */

/* What names a content, and the reference to it once it has been found or staged. */
typedef struct {
  guint8            hash[NEXUS_HASH_SIZE];
  guint64           size;
  gboolean          unnamed;       /* nothing told the hash: it stands for a name and is no content's */
  NexusContentRef  *ref;           /* of a load: NULL if the content is not there */
} NexusRecordContent;

typedef struct {
  NexusRecordContent content;
  guint              number;
  gint64             modified_ns;
} NexusRecordVersion;

typedef struct {
  char               *path;
  NexusKind           kind;
  gboolean            has_id;      /* the root has none of its own */
  guint8              uuid[NEXUS_UUID_SIZE];
  NexusRecordContent  content;     /* of a file; the size of a link too */
  char               *content_type;
  gint64              created_ns;
  gint64              modified_ns;
  guint               version;
  guint               mode;
  char               *target;      /* of a symbolic link */
  char              **tags;        /* sorted; NULL for none */
  char              **attributes;  /* key, value as JSON, key, value …, sorted by key; NULL for none */
  GArray             *versions;    /* of NexusRecordVersion, newest first; NULL for none */
  char              **store_tags;  /* of the root: name, color or "", …: all tags of the store; NULL for none */
  gboolean            deleted;     /* in the trash; `path` is where it was */
  gint64              deleted_ns;
  gboolean            has_trash_id;  /* it lies below a directory that was deleted, the one with this id */
  guint8              trash_uuid[NEXUS_UUID_SIZE];
} NexusRecord;

/* Frees what a record owns, and makes it an empty one. */
void     _nexus_record_clear         (NexusRecord       *self);
GArray  *_nexus_record_versions_new  (void);

/* --- nexus-record-parse.c: what foreign writers mean --- */

/* The time of "2026-11-20T23:31:10.569586" and so many nanoseconds more (0 to 999): UTC unless it says otherwise; a
 * blank may stand for the T.  FALSE if it is no time, or one that 64 bits of nanoseconds cannot hold. */
gboolean _nexus_record_parse_time    (const char         *text,
                                      guint               more_ns,
                                      gint64             *time_ns);
/* Names the content by an etag: the hash is that of its 64 hex digits, or the 32 of MD5 with zeros behind; without an
 * etag the physical path may be one.  Any other text is but a name; what stands for it is the hash of no content. */
void     _nexus_record_name_content  (NexusRecordContent *content,
                                      const char         *etag,
                                      const char         *backend_name,
                                      const char         *physical_path);
/* The value of an attribute, which is valid JSON, in the form that a store keeps. */
char    *_nexus_record_dup_attribute (const char         *json,
                                      gsize               length,
                                      GError            **error);

/* --- */

/* One record on its way out, borrowed; FALSE with an error ends the dump. */
typedef gboolean (*NexusRecordFunc)  (const NexusRecord *record,
                                      gpointer           user_data,
                                      GError           **error);

/* What comes of a record that meets something else at its path. */
typedef enum {
  NEXUS_RECORD_CREATED,
  NEXUS_RECORD_UPDATED,
  NEXUS_RECORD_SKIPPED,
  NEXUS_RECORD_OVERWRITTEN,
  NEXUS_RECORD_REMAPPED,
} NexusRecordFate;

/* The records of a load, one after another, and what is to be known of it.  Used by one thread at a time. */
typedef struct _NexusRecordSource NexusRecordSource;

struct _NexusRecordSource {
  /* Fills an empty record; *more is FALSE after the last one. */
  gboolean (*next)     (NexusRecordSource  *self,
                        NexusRecord        *record,
                        gboolean           *more,
                        GError            **error);
  /* Tells what came of the record.  `existing` is the hash of what was there, NULL if it has none; `new_path` is
   * where it went if that is another place. */
  void     (*settled)  (NexusRecordSource  *self,
                        const NexusRecord  *record,
                        NexusRecordFate     fate,
                        const guint8       *existing,
                        const char         *new_path);

  NexusLoadConflict conflict;
  gboolean          dry_run;       /* at the end everything is taken back, with NEXUS_RECORD_DRY_RUN */
  guint64           n_missing;     /* set at the end: how often a content was wanted that is not there */
};

/* Not an error of anyone: how a trial ends the transaction that nothing is to remain of. */
#define NEXUS_RECORD_DRY_RUN (_nexus_record_dry_run_quark ())
GQuark   _nexus_record_dry_run_quark (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusRecord, _nexus_record_clear)

G_END_DECLS

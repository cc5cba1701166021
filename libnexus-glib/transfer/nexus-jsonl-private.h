/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"

G_BEGIN_DECLS

/* Records as lines of JSON and back.  A line has the ten keys of the original Nexus for Python in its order:
 *
 *   path, backend_name, physical_path, size, etag, mime_type, created_at, modified_at, version, custom_metadata
 *
 * and behind them what only we know.  Nothing here asks a store anything: text in, text out. */

/* What is longer is refused before it is held in memory, what is deeper before it is looked at. */
#define NEXUS_JSONL_LINE_MAX  (16 * 1024 * 1024)
#define NEXUS_JSONL_DEPTH_MAX 64

/* --- nexus-jsonl-write.c --- */

/* Appends the line of a record with its line feed.  FALSE if it is none of those that the format takes. */
gboolean     _nexus_jsonl_write       (GString            *line,
                                       const NexusRecord  *record,
                                       NexusDumpFormat     format,
                                       NexusContentHash    hash);

/* --- nexus-jsonl-read.c --- */

/* Fills an empty record from a line, which ends with a NUL at line[length].  A record that comes back is one that a
 * store can hold, but for what only the store knows.  G_IO_ERROR_INVALID_DATA says what is wrong, without the number of the
 * line; what the record has by then is cleared. */
gboolean     _nexus_jsonl_read        (const char         *line,
                                       gsize               length,
                                       NexusRecord        *record,
                                       GError            **error);

/* The time of "2026-11-20T23:31:10.569586": UTC unless it says otherwise; a blank may stand for the T. */
gboolean     _nexus_jsonl_parse_time  (const char         *text,
                                       gint64             *time_ns);
/* Puts a foreign record in order: the value of an attribute in the form that this store keeps. */
char        *_nexus_jsonl_dup_attribute (const char       *json,
                                       gsize               length,
                                       GError            **error);
/* What stands for a content that nothing but this text names: no content has it as its hash. */
void         _nexus_jsonl_hash_name   (const char         *text,
                                       guint8             *hash);
/* The hash of an etag: 64 hex digits, or the 32 of MD5 with zeros behind; anything else is but a name. */
void         _nexus_jsonl_hash_etag   (const char         *etag,
                                       guint8             *hash);

/* --- nexus-jsonl-scan.c: the language itself, strictly by RFC 8259 --- */

/* Where a reader of one line stands.  All functions return FALSE with an error that says what is wrong and at which
 * byte; a reader that has failed is not used again. */
typedef struct {
  const char *text;
  const char *p;
  GString    *buffer;   /* of the last string */
} NexusJsonScan;

gboolean     _nexus_json_scan_fail    (NexusJsonScan   *self,
                                       GError         **error,
                                       const char      *format,
                                       ...) G_GNUC_PRINTF (3, 4);
void         _nexus_json_scan_space   (NexusJsonScan   *self);
/* The text is in `buffer`; it has no NUL in it. */
gboolean     _nexus_json_scan_string  (NexusJsonScan   *self,
                                       GError         **error);
/* A whole number that fits into 64 bits. */
gboolean     _nexus_json_scan_int     (NexusJsonScan   *self,
                                       gint64          *value,
                                       GError         **error);
gboolean     _nexus_json_scan_literal (NexusJsonScan   *self,
                                       const char      *word,
                                       GError         **error);
/* Goes over any value, with `depth` levels around it. */
gboolean     _nexus_json_scan_value   (NexusJsonScan   *self,
                                       guint            depth,
                                       GError         **error);
/* Going through an object or array: `first` is TRUE before the first call.  *more is FALSE behind the end. */
gboolean     _nexus_json_scan_next    (NexusJsonScan   *self,
                                       char             close,
                                       gboolean        *first,
                                       gboolean        *more,
                                       GError         **error);
/* The key of an object with its colon; `seen` may be NULL, otherwise a key that is in it already is an error. */
gboolean     _nexus_json_scan_key     (NexusJsonScan   *self,
                                       GHashTable      *seen,
                                       GError         **error);

G_END_DECLS

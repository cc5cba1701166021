/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* JSON from outside, strictly by RFC 8259. */

/* What is deeper is refused before it is looked at. */
#define NEXUS_JSON_DEPTH_MAX 64

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

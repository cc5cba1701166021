/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-cli.h"

G_BEGIN_DECLS

/* What is looked for in each file; never changed while files are searched, by any number of threads. */
typedef struct {
  GRegex   *text;          /* for lines of UTF-8 */
  GRegex   *bytes;         /* for all others */
  char     *literal;       /* has to be in each line that matches; NULL if nothing is known of them */
  gboolean  is_literal;    /* and that is all */
  gboolean  is_local;      /* what matches in a line matches in it among others */
  gboolean  first_only;    /* one line of a file tells enough … */
  gboolean  counts;        /* … or how many there are; lines are not told */
  gboolean  binary_too;    /* show the lines of files that are no text */
  guint64   max_count;     /* lines of one file */
  guint     before;
  guint     after;
} NexusCliGrep;

/* A line that matches, or one around it. */
typedef struct {
  guint64   number;
  gboolean  is_match;
  gboolean  is_apart;      /* from the one before, when lines around matches are shown */
  gsize     match_start;   /* the first match in it */
  gsize     match_end;
  gsize     length;
  char      text[];
} NexusCliGrepLine;

/* Takes the line; FALSE to end the search. */
typedef gboolean (*NexusCliGrepFunc) (gpointer           user_data,
                                      NexusCliGrepLine  *line);

/* Compiles what is looked for; the rest of `self` is set by the caller. */
gboolean nexus_cli_grep_compile (NexusCliGrep      *self,
                                 const char        *pattern,
                                 gboolean           is_literal,
                                 gboolean           ignore_case,
                                 GError           **error);
void     nexus_cli_grep_clear   (NexusCliGrep      *self);
/* Searches a file to its end, in bounded memory.  A file with a NUL in it is no text: its lines are counted, and
 * *is_binary says so, but not told. */
gboolean nexus_cli_grep_scan    (const NexusCliGrep *self,
                                 GInputStream      *stream,
                                 NexusCliGrepFunc   func,
                                 gpointer           user_data,
                                 guint64           *count,
                                 gboolean          *is_binary,
                                 GCancellable      *cancellable,
                                 GError           **error);

G_END_DECLS

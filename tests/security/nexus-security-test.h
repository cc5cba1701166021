/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-lib-test.h"

G_BEGIN_DECLS

/* A store in a folder of its own, closed, and a folder beside it in which nothing may happen. */
typedef struct {
  char *dir;
  char *folder;      /* dir/store */
  char *database;    /* folder/metadata.db */
  char *outside;     /* dir/outside, with a file and a folder in it */
  char *before;      /* what was outside */
} SecurityFixture;

void       security_set_up        (SecurityFixture *self,
                                   gconstpointer    data);
/* Asserts that nothing was changed outside. */
void       security_tear_down     (SecurityFixture *self,
                                   gconstpointer    data);

/* Runs SQL on the database as somebody would who knows its checksums, schema and all. */
void       security_run_sql       (const char      *database,
                                   const char      *sql);
/* All that lies in a folder: names, kinds, modes, and the bytes of files. */
char      *security_describe_tree (const char      *folder);
GBytes    *security_load          (const char      *path);
/* Ends the process if it is still there after a minute: what hangs fails. */
void       security_set_alarm     (void);
/* Asserts that the error is there, has that code, and names both. */
void       security_assert_error  (const GError    *error,
                                   GQuark           domain,
                                   int              code,
                                   const char      *first,
                                   const char      *second);

G_END_DECLS

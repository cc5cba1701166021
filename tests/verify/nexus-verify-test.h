/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

#include "../lib/nexus-lib-test.h"

G_BEGIN_DECLS

/* A store with files of all sizes, older versions, links, tags and a trash, of which every byte is known. */
typedef struct {
  char            *folder;
  char            *originals;     /* the files, outside the store */
  GHashTable      *bytes;         /* path → GBytes, of what is not in the trash */
  char            *description;
  NexusFilesystem *filesystem;    /* NULL while it is closed */
} VerifyFixture;

void         verify_set_up        (VerifyFixture   *self,
                                   gconstpointer    data);
void         verify_tear_down     (VerifyFixture   *self,
                                   gconstpointer    data);
void         verify_open          (VerifyFixture   *self);
void         verify_close         (VerifyFixture   *self);
/* Runs it to its end, which has to be a success. */
NexusReport *verify_run           (NexusFilesystem *filesystem);
NexusReport *verify_repair        (VerifyFixture   *self,
                                   const char      *source,
                                   gboolean         dry_run);
/* The paths that were found to have a damaged or missing content, each once. */
GHashTable  *verify_list_paths    (NexusReport     *report);
/* Reads everything: what comes with success has to be what was stored.  The paths of which reading fails. */
GHashTable  *verify_read_all      (VerifyFixture   *self);
/* Everything below a folder, as path → GBytes. */
GHashTable  *verify_load_tree     (const char      *folder);
void         verify_assert_same   (GHashTable      *before,
                                   GHashTable      *after);
char        *verify_path          (VerifyFixture   *self,
                                   const char      *name);
/* Turns a bit in the middle of everything that is large, and in the middle of the pack. */
void         verify_damage_some   (VerifyFixture   *self);
/* How often what is random is tried. */
guint        verify_get_rounds    (void);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-transfer-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_IMPORT (_nexus_import_get_type ())
G_DECLARE_FINAL_TYPE (NexusImport, _nexus_import, NEXUS, IMPORT, NexusOperation)

typedef struct _NexusImportLister NexusImportLister;

/*  walk (the operation's thread) ─┬─ directories, links ──────────────┐
 *    host listing ⋈ store listing └─ files → readers (2 and more) ────┴→ committer → store
 *
 * Only what differs from the store is read.  Memory is bounded by the queues and by the names of one folder. */
struct _NexusImport {
  NexusOperation       parent_instance;

  NexusFilesystem     *filesystem;
  GFile               *source;
  char                *path;
  NexusConflictPolicy  policy;

  /* While it runs. */
  GCancellable        *cancellable;
  NexusCommitter      *committer;
  NexusTransferPool   *readers;
  NexusImportLister   *lister;
  guint64              store_device;   /* the store's own folder, which is not imported into itself */
  guint64              store_inode;
};

/* One thing outside the store. */
typedef struct {
  NexusImport      *import;   /* borrowed */
  NexusTransferDir *dir;
  char             *name;
  char             *path;     /* in the store */
  NexusTransferInfo info;
  char             *target;   /* of a link */
  gboolean          replace;  /* something of another kind is there and goes to the trash */
  char             *etag;     /* of what is to be replaced, so that nobody's newer work is */
} NexusImportItem;

void             _nexus_import_item_free (NexusImportItem *item);
/* Reads a file and hands it to the committer: a job of the pool.  Takes the item. */
void             _nexus_import_read      (gpointer         item,
                                          gpointer         user_data);
/* Writes what is known of mode and time into the mutation that brings the item. */
void             _nexus_import_set_facts (NexusImportItem *item,
                                          NexusMutation   *mutation);
/* Opens the folder that has the source, with the *name that the source has in it. */
NexusTransferDir *_nexus_import_open_source  (NexusImport             *self,
                                              char                   **name,
                                              GError                 **error);
gboolean          _nexus_import_is_own_store (NexusImport             *self,
                                              NexusTransferDir        *dir,
                                              const NexusTransferInfo *info);

/* --- nexus-import-known.c: what the store has, a page at a time, listed while the import looks elsewhere --- */

NexusImportLister *_nexus_import_lister_new  (NexusImport       *import);
void               _nexus_import_lister_free (NexusImportLister *self);

/* The store's side of one directory. */
typedef struct {
  NexusImportLister *lister;    /* borrowed */
  const char        *path;      /* borrowed */
  GAsyncQueue       *answers;   /* NULL if there is nothing in the store */
  GPtrArray         *page;
  guint              next;

  /* The lister's while `asked`. */
  gboolean           asked;
  char              *after;
  GPtrArray         *answer;
  GError            *error;
} NexusImportKnown;

/* Without a begin the store has nothing. */
void               _nexus_import_known_init  (NexusImportKnown  *self,
                                              NexusImportLister *lister,
                                              const char        *path);
void               _nexus_import_known_begin (NexusImportKnown  *self);
/* The entry of that name or none, borrowed until the next call; names must be asked for in order. */
gboolean           _nexus_import_known_find  (NexusImportKnown  *self,
                                              const char        *name,
                                              NexusEntry       **entry,
                                              GError           **error);
void               _nexus_import_known_clear (NexusImportKnown  *self);

/* --- nexus-import-count.c: counts ahead of the import, in a thread of its own, how much there is to do --- */

typedef struct _NexusImportCount NexusImportCount;

NexusImportCount *_nexus_import_count_new    (NexusImport             *import);
/* Ends it, done or not: the import has found all there is. */
void              _nexus_import_count_free   (NexusImportCount        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusImportCount, _nexus_import_count_free)

/* What stands before the mutation that brings the item, and the flags of that one. */
GPtrArray       *_nexus_import_begin_mutations (NexusImportItem *item);
NexusWriteFlags  _nexus_import_get_write_flags (NexusImportItem *item);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* What is known of a copy that another application works on, kept beside it: the browser may be closed before what is
 * saved there has become a version. */
typedef struct {
  GFile      *copy;
  char       *store;      /* its location */
  char       *id;
  char       *path;       /* in the store */
  char       *saved;      /* the hash of what it had when it was looked at last … */
  gint64      size;       /* … and how its file looked then */
  gint64      modified;   /* microseconds */
  GHashTable *own;        /* the hashes of what was opened, and saved since */
} NexusGtkCopyRecord;

NexusGtkCopyRecord *nexus_gtk_copy_record_new         (GFile              *copy,
                                                       const char         *store,
                                                       const char         *id,
                                                       const char         *path,
                                                       const char         *hash);
NexusGtkCopyRecord *nexus_gtk_copy_record_copy        (NexusGtkCopyRecord *self);
void                nexus_gtk_copy_record_free        (NexusGtkCopyRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkCopyRecord, nexus_gtk_copy_record_free)

/* Remembers how the file of the copy looks now. */
void                nexus_gtk_copy_record_look        (NexusGtkCopyRecord *self);
/* Whether it may have another content by now. */
gboolean            nexus_gtk_copy_record_is_changed  (NexusGtkCopyRecord *self);
/* Blocks, as the others that follow do.  It is only a help: that it cannot be written is nobody's problem. */
void                nexus_gtk_copy_record_save        (NexusGtkCopyRecord *self);
/* Whether it is where one is kept, or is about to be. */
gboolean            nexus_gtk_copy_record_is_file     (GFile              *file);
/* New: that of the copy in a folder; NULL if there is none. */
NexusGtkCopyRecord *nexus_gtk_copy_record_load        (const char         *folder);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"
#include "nexus-mount-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_FILE (_nexus_file_get_type ())
G_DECLARE_FINAL_TYPE (NexusFile, _nexus_file, NEXUS, FILE, GObject)

/* A place in a store as a GFile.  Immutable.
 *
 *   nexus-file.c             what a file is: name, address, relatives; and the table of the interface
 *   nexus-file-calls.c       how a call becomes work in the caller's thread or on the store's workers
 *   nexus-file-info.c        entries as GFileInfo
 *   nexus-file-query.c       asking
 *   nexus-file-attributes.c  setting
 *   nexus-file-open.c        streams
 *   nexus-file-edit.c        making and removing
 *   nexus-file-copy.c        copying and moving
 *   nexus-file-monitor.c     hearing of changes
 */
struct _NexusFile {
  GObject     parent_instance;

  NexusMount *mount;    /* NULL if the address is none */
  char       *path;     /* normalised; NULL if the address is none */
  char       *address;  /* what was given instead, in ASCII */
  GError     *invalid;  /* and why it is none */
};

GFile      *_nexus_file_new          (NexusMount        *mount,
                                      const char        *path);   /* any text */
GFile      *_nexus_file_new_for_uri  (const char        *uri);    /* any text */
/* FALSE with the reason if the file is none that a store can have. */
gboolean    _nexus_file_check        (NexusFile         *self,
                                      GError           **error);

/* --- nexus-file-calls.c --- */

typedef struct _NexusFileCall NexusFileCall;

/* Does the work in the calling thread; the result is an object, boxed value, or GINT_TO_POINTER (boolean).  `path` is
 * the file's, or where that leads if a directory on its way is a link. */
typedef gpointer (*NexusFileFunc) (NexusFile            *self,
                                   NexusFilesystem      *filesystem,
                                   const char           *path,
                                   const NexusFileCall  *call,
                                   GCancellable         *cancellable,
                                   GError              **error);

/* The arguments of a call, as one value that an asynchronous call can keep. */
struct _NexusFileCall {
  NexusFileFunc          func;
  GDestroyNotify         free_result;  /* NULL for booleans */
  gboolean               writes;       /* once it is done it has succeeded, however late it was cancelled */
  char                  *text;
  gpointer               argument;     /* of calls that are only ever made synchronously */
  gpointer               object;       /* a GObject */
  guint                  flags;
  gboolean               make_backup;
  GFileProgressCallback  progress;
  gpointer               progress_data;
  GMainContext          *context;      /* where progress is told; NULL: right away */
};

gpointer    _nexus_file_call         (NexusFile            *self,
                                      const NexusFileCall  *call,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* Copies the call. */
void        _nexus_file_call_async   (NexusFile            *self,
                                      const NexusFileCall  *call,
                                      gpointer              source_tag,
                                      int                   io_priority,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gpointer    _nexus_file_call_finish  (GFile                *file,
                                      GAsyncResult         *result,
                                      gpointer              source_tag,
                                      GError              **error);
/* The object among the call's arguments. */
gpointer    _nexus_file_call_get_object (GAsyncResult       *result);

/* The place that is meant by the path: links in the middle are followed, and with `follow` one at the end.  The last
 * name need not exist. */
char       *_nexus_file_follow       (NexusFilesystem      *filesystem,
                                      const char           *path,
                                      gboolean              follow,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* The entry there; with `follow` the one that a link leads to, or the link itself if it leads nowhere. */
NexusEntry *_nexus_file_query_entry  (NexusFilesystem      *filesystem,
                                      const char           *path,
                                      gboolean              follow,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* Progress from whatever thread. */
void        _nexus_file_tell_progress (const NexusFileCall *call,
                                       goffset              done,
                                       goffset              total);

/* --- The parts of the interface --- */

void        _nexus_file_init_query      (GFileIface *iface);
void        _nexus_file_init_attributes (GFileIface *iface);
void        _nexus_file_init_open       (GFileIface *iface);
void        _nexus_file_init_edit       (GFileIface *iface);
void        _nexus_file_init_copy       (GFileIface *iface);
void        _nexus_file_init_monitor    (GFileIface *iface);

G_END_DECLS

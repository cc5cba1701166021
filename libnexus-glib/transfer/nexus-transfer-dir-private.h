/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/stat.h>

#include "nexus-operation-private.h"

/* The outside of a transfer: a directory from which files are imported or to which they are exported, and what can be
 * done with what is in it.  There are two kinds: folders of this computer, by descriptors that are opened without
 * following links (nexus-transfer-local*.c), and everything else that GIO reaches (nexus-transfer-gio*.c). */

G_BEGIN_DECLS

typedef struct _NexusTransferDir NexusTransferDir;

/* What is known of a thing outside the store, itself and not what it links to. */
typedef struct {
  guint    mode;         /* kind and permission bits as of stat(); the kind is 0 if it is none of those */
  gboolean has_mode;     /* the permission bits are known */
  gboolean has_size;
  gboolean has_time;
  guint64  size;
  gint64   modified_ns;
  gint64   time_unit;    /* how exactly the time is told, in nanoseconds */
  guint64  device;       /* of this computer's folders only */
  guint64  inode;
} NexusTransferInfo;

/* A name in a directory, and what the listing told of it. */
typedef struct {
  NexusTransferInfo *info;    /* NULL if it is to be asked for */
  char              *target;  /* of a link, if told */
  char               name[];
} NexusTransferFound;

/* A file that is being read. */
typedef struct {
  NexusTransferDir *dir;      /* borrowed */
  const char       *name;     /* borrowed */
  int               fd;
  GInputStream     *stream;
} NexusTransferInput;

/* A file that is being written. */
typedef struct {
  NexusTransferDir *dir;        /* borrowed */
  const char       *name;       /* borrowed */
  gboolean          replace;    /* what has the name */
  char             *temporary;  /* the name until it is whole, if it has one */
  int               fd;
  GFile            *file;       /* that the stream writes */
  GOutputStream    *stream;
} NexusTransferOutput;

/* How what is in a directory is read.  Errors name the thing. */
typedef struct {
  /* G_IO_ERROR_NOT_FOUND if nothing has that name. */
  gboolean            (*get_info)       (NexusTransferDir         *dir,
                                         const char               *name,
                                         NexusTransferInfo        *info,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  char               *(*read_link)      (NexusTransferDir         *dir,
                                         const char               *name,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* NexusTransferFound in any order. */
  GPtrArray          *(*list)           (NexusTransferDir         *dir,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  NexusTransferDir   *(*open_directory) (NexusTransferDir         *dir,
                                         const char               *name,
                                         GCancellable             *cancellable,
                                         GError                  **error);

  /* Opens a regular file and brings *info up to date, if that costs nothing. */
  gboolean            (*open_file)      (NexusTransferInput       *input,
                                         NexusTransferInfo        *info,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* Less than `size` only at the end; -1 for an error. */
  gssize              (*read)           (NexusTransferInput       *input,
                                         void                     *buffer,
                                         gsize                     size,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* After all was read: what the file is now. */
  gboolean            (*get_info_again) (NexusTransferInput       *input,
                                         NexusTransferInfo        *info,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  void                (*close_file)     (NexusTransferInput       *input);
} NexusTransferSource;

/* How things are made in it. */
typedef struct {
  /* Makes a directory or opens the one that is there, never one behind a link. */
  NexusTransferDir   *(*make_directory) (NexusTransferDir         *dir,
                                         const char               *name,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* Gives a directory its mode and time after all that is in it, which changes the time. */
  gboolean            (*finish_directory) (NexusTransferDir       *dir,
                                         GError                  **error);
  gboolean            (*make_link)      (NexusTransferDir         *dir,
                                         const char               *name,
                                         const char               *target,
                                         gint64                    modified_ns,
                                         gboolean                  replace,
                                         GCancellable             *cancellable,
                                         GError                  **error);

  gboolean            (*create_file)    (NexusTransferOutput      *output,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  gboolean            (*write)          (NexusTransferOutput      *output,
                                         const void               *data,
                                         gsize                     size,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* The file is whole: it gets its mode, time and name. */
  gboolean            (*finish_file)    (NexusTransferOutput      *output,
                                         guint                     mode,
                                         gint64                    modified_ns,
                                         GCancellable             *cancellable,
                                         GError                  **error);
  /* Ends an output, finished or not; leaves nothing of one that is not. */
  void                (*close_file)     (NexusTransferOutput      *output);
} NexusTransferSink;

struct _NexusTransferDir {
  gatomicrefcount            ref_count;
  const NexusTransferSource *source;
  const NexusTransferSink   *sink;
  int                        fd;         /* of a folder of this computer, or -1 */
  GFile                     *file;       /* of all others */
  char                      *path;       /* for messages */
  gboolean                   is_new;     /* made by this transfer */
  NexusTransferDir          *parent;     /* outlives its children */

  /* What a place that GIO reaches can keep; a folder of this computer keeps all. */
  gboolean                   keeps_modes;
  gint64                     time_unit;  /* 0 if it keeps no times that it is given */

  /* Set when the last job has finished, if wanted. */
  gboolean                   finish;
  NexusOperation            *operation;  /* borrowed: is told if that fails */

  /* What other processes have left half written before that time goes along with the first temporary file; 0: nothing. */
  gint64                     stale_before_ns;
  int                        is_swept;
  guint                      mode;
  gint64                     modified_ns;
};

/* --- nexus-transfer-dir.c --- */

/* Opens a directory outside the store; links on the way to it are followed, for whoever named it meant that. */
NexusTransferDir *_nexus_transfer_dir_open  (GFile             *file,
                                             GCancellable      *cancellable,
                                             GError           **error);
NexusTransferDir *_nexus_transfer_dir_new   (NexusTransferDir  *parent);   /* or NULL */
NexusTransferDir *_nexus_transfer_dir_ref   (NexusTransferDir  *self);
void              _nexus_transfer_dir_unref (NexusTransferDir  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusTransferDir, _nexus_transfer_dir_unref)

/* A path or URI for a message. */
char             *_nexus_transfer_dir_display (NexusTransferDir *self,
                                             const char        *name);     /* "" for the directory itself */
NexusTransferFound *_nexus_transfer_found_new (const char      *name);
void              _nexus_transfer_found_free (NexusTransferFound *self);
/* Whether a time of the store is, as exactly as it is told, the one outside. */
gboolean          _nexus_transfer_is_same_time (const NexusTransferInfo *info,
                                             gint64             modified_ns);
/* "Could not read “…”: No such file or directory", for what lies in the directory. */
void              _nexus_transfer_set_error (GError           **error,
                                             int                saved_errno,
                                             const char        *action,
                                             NexusTransferDir  *dir,
                                             const char        *name);
/* The same with an error of GIO, which is taken. */
void              _nexus_transfer_take_error (GError          **error,
                                             GError            *reason,
                                             const char        *action,
                                             NexusTransferDir  *dir,
                                             const char        *name);

/* --- nexus-transfer-local-sweep.c: names of what is not whole yet --- */

/* A name that nothing else uses: hidden, and told apart from what people make. */
char             *_nexus_transfer_make_temporary (void);
/* A new file that nobody sweeps as long as it is open; -1 with errno.  Sweeps first what others have left. */
int               _nexus_transfer_local_create_temporary (NexusTransferDir *dir,
                                             char             **name);
/* Takes away what others have left of such files before a time. */
void              _nexus_transfer_local_sweep (NexusTransferDir *dir,
                                             gint64             before_ns);

/* --- nexus-transfer-local.c, nexus-transfer-local-write.c: folders of this computer --- */

extern const NexusTransferSink _nexus_transfer_local_sink;

NexusTransferDir *_nexus_transfer_local_new  (int                fd,        /* taken */
                                             const char        *path,
                                             NexusTransferDir  *parent);

/* --- nexus-transfer-gio.c, nexus-transfer-gio-write.c: what only GIO reaches --- */

extern const NexusTransferSink _nexus_transfer_gio_sink;

NexusTransferDir *_nexus_transfer_gio_new    (GFile             *file,
                                             NexusTransferDir  *parent);
/* The file of that name, or that of the directory itself for "."; names from a listing are never that. */
GFile            *_nexus_transfer_gio_get_file (NexusTransferDir *dir,
                                             const char        *name);
/* Finds out what can be kept in a directory and all below. */
void              _nexus_transfer_gio_look   (NexusTransferDir  *dir,
                                             GCancellable      *cancellable);
gboolean          _nexus_transfer_gio_get_info (NexusTransferDir *dir,
                                             const char        *name,
                                             NexusTransferInfo *info,
                                             GCancellable      *cancellable,
                                             GError           **error);

G_END_DECLS

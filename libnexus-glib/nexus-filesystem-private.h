/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"
#include "nexus-filesystem.h"
#include "nexus-mutation-private.h"

G_BEGIN_DECLS

struct _NexusFilesystem {
  GObject parent_instance;
};

/* All that an implementation provides.  Synchronous, callable from any thread; the public functions add argument
 * checks, path normalisation, the asynchronous twins (on the filesystem's own workers) and the `changed` signal.
 * Everything that writes goes through `apply`. */
struct _NexusFilesystemClass {
  GObjectClass parent_class;

  NexusEntry      *(*query)          (NexusFilesystem   *self,
                                      const char        *path,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_children)  (NexusFilesystem   *self,
                                      const char        *path,
                                      const char        *after,
                                      guint              max,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* A final symbolic link is followed inside the store, at most 40 times. */
  GBytes          *(*read)           (NexusFilesystem   *self,
                                      const char        *path,
                                      guint              version,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GInputStream    *(*open)           (NexusFilesystem   *self,
                                      const char        *path,
                                      guint              version,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_versions)  (NexusFilesystem   *self,
                                      const char        *path,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_trash)     (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_tags)      (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_tagged)    (NexusFilesystem   *self,
                                      const char        *tag,
                                      GCancellable      *cancellable,
                                      GError           **error);
  NexusStatistics *(*get_statistics) (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);

  /* Contents on their way in: a stream of unknown length whose finish_upload() gives a reference for PUT_FILE. */
  gpointer         (*begin_upload)   (NexusFilesystem   *self,
                                      guint64            size_hint,
                                      GError           **error);
  gboolean         (*write_upload)   (NexusFilesystem   *self,
                                      gpointer           upload,
                                      const void        *data,
                                      gsize              size,
                                      GError           **error);
  NexusContentRef *(*finish_upload)  (NexusFilesystem   *self,
                                      gpointer           upload,
                                      GError           **error);
  void             (*free_upload)    (NexusFilesystem   *self,
                                      gpointer           upload);
  /* Contents in memory: hashes, looks whether the store has it, stages it if not.  Any number of threads. */
  NexusContentRef *(*stage)          (NexusFilesystem   *self,
                                      const void        *data,
                                      gsize              size,
                                      GCancellable      *cancellable,
                                      GError           **error);

  /* Makes staged contents durable, then applies the transactions (see nexus-metadata-store-private.h).  PUT_FILE
   * with `contents` is staged here; a reference whose content has been collected meanwhile is staged again. */
  void             (*apply)          (NexusFilesystem   *self,
                                      NexusTransaction **transactions,
                                      gsize              n_transactions);

  gboolean         (*close)          (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
};

/* For transfer/, gio/ and model/: the vtable with its checks (closed?), synchronous. */
GPtrArray       *_nexus_filesystem_list_children (NexusFilesystem   *self,
                                                  const char        *path,
                                                  const char        *after,
                                                  guint              max,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
gpointer         _nexus_filesystem_begin_upload  (NexusFilesystem   *self,
                                                  guint64            size_hint,
                                                  GError           **error);
gboolean         _nexus_filesystem_write_upload  (NexusFilesystem   *self,
                                                  gpointer           upload,
                                                  const void        *data,
                                                  gsize              size,
                                                  GError           **error);
NexusContentRef *_nexus_filesystem_finish_upload (NexusFilesystem   *self,
                                                  gpointer           upload,
                                                  GError           **error);
void             _nexus_filesystem_free_upload   (NexusFilesystem   *self,
                                                  gpointer           upload);
NexusContentRef *_nexus_filesystem_stage         (NexusFilesystem   *self,
                                                  const void        *data,
                                                  gsize              size,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
/* Applies, and queues the `changed` signals of what was committed. */
void             _nexus_filesystem_apply         (NexusFilesystem   *self,
                                                  NexusTransaction **transactions,
                                                  gsize              n_transactions);

/* Runs func on the filesystem's reading workers; the task's source object, cancellable and priority as usual. */
void             _nexus_filesystem_run_in_worker (NexusFilesystem   *self,
                                                  GTask             *task,
                                                  GTaskThreadFunc    func);

/* embedded/nexus-embedded.c */
NexusFilesystem *_nexus_embedded_new             (NexusConfig       *config,
                                                  GCancellable      *cancellable,
                                                  GError           **error);

/* transfer/ */
NexusOperation  *_nexus_import_new               (NexusFilesystem     *filesystem,
                                                  GFile               *source,
                                                  const char          *path,
                                                  NexusConflictPolicy  policy);
NexusOperation  *_nexus_export_new               (NexusFilesystem     *filesystem,
                                                  const char          *path,
                                                  GFile               *destination,
                                                  NexusConflictPolicy  policy);

G_END_DECLS

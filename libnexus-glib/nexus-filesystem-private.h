/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-filesystem.h"
#include "nexus-mutation-private.h"
#include "nexus-query.h"
#include "nexus-record-private.h"
#include "nexus-search-hits-private.h"
#include "nexus-verify-request-private.h"
#include "nexus-sort-private.h"

G_BEGIN_DECLS

typedef struct _NexusChangeQueue NexusChangeQueue;

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
  /* For model/: see NexusMetadataStoreClass. */
  gboolean         (*list_sorted)    (NexusFilesystem        *self,
                                      const char             *path,
                                      const NexusSort        *sort,
                                      guint                   n_first,
                                      const NexusSortedSink  *sink,
                                      gpointer                user_data,
                                      GCancellable           *cancellable,
                                      GError                **error);
  GPtrArray       *(*query_sorted)   (NexusFilesystem   *self,
                                      const char        *path,
                                      const NexusSort   *sort,
                                      const char * const *names,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*load_sorted)    (NexusFilesystem   *self,
                                      const char        *path,
                                      const gint64      *ids,
                                      guint              n_ids,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* A final symbolic link is followed inside the store, at most 40 times. */
  GBytes          *(*read)           (NexusFilesystem   *self,
                                      const char        *path,
                                      guint              version,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* The same for reading piece by piece; *entry describes the file that was opened. */
  NexusContentReader *(*open)        (NexusFilesystem   *self,
                                      const char        *path,
                                      guint              version,
                                      NexusEntry       **entry,
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
  /* See nexus-metadata-store-private.h. */
  NexusSearchHits *(*find_copies)    (NexusFilesystem   *self,
                                      const guint8      *hash,
                                      GCancellable      *cancellable,
                                      GError           **error);
  NexusSearchHits *(*find_duplicates) (NexusFilesystem  *self,
                                      guint64            min_size,
                                      GCancellable      *cancellable,
                                      GError           **error);
  NexusSearchHits *(*search)         (NexusFilesystem   *self,
                                      NexusQuery        *query,
                                      NexusSearchOrder   order,
                                      GCancellable      *cancellable,
                                      GError           **error);
  gboolean         (*list_found)     (NexusFilesystem        *self,
                                      NexusQuery             *query,
                                      const NexusSort        *sort,
                                      guint                   n_first,
                                      const NexusSortedSink  *sink,
                                      gpointer                user_data,
                                      GCancellable           *cancellable,
                                      GError                **error);
  GPtrArray       *(*load_hits)      (NexusFilesystem   *self,
                                      const gint64      *ids,
                                      guint              n_ids,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_searches)  (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_keys)      (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*list_history)   (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* Makes the texts of files known to searches, now and as fast as it goes; NULL where that is the business of others. */
  gboolean         (*update_index)   (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* See nexus-metadata-store-private.h. */
  GPtrArray       *(*list_quotas)    (NexusFilesystem   *self,
                                      const char        *path,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* For how many days the trash is kept; 0: for ever. */
  gboolean         (*get_trash_days) (NexusFilesystem   *self,
                                      guint             *days,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* How much can still be stored on the disk that it lies on; NULL, or FALSE, where nobody knows. */
  gboolean         (*get_room)       (NexusFilesystem   *self,
                                      guint64           *room);
  NexusStatistics *(*get_statistics) (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);

  /* Everything that is known, from one snapshot; see nexus-metadata-store-private.h. */
  gboolean         (*dump)           (NexusFilesystem   *self,
                                      NexusRecordFunc    func,
                                      gpointer           user_data,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* The reference to a content by its hash, or NULL without an error if the store does not know it. */
  NexusContentRef *(*find_content)   (NexusFilesystem   *self,
                                      const guint8      *hash,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* Finds and mends damage. */
  gboolean         (*verify)         (NexusFilesystem   *self,
                                      const NexusVerifyRequest *request,
                                      GCancellable      *cancellable,
                                      GError           **error);
  gboolean         (*repair)         (NexusFilesystem   *self,
                                      const NexusRepairRequest *request,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* The function that names contents in this store. */
  NexusContentHash (*get_content_hash) (NexusFilesystem *self);

  /* A content of unknown length on its way in; its finish() gives a reference for PUT_FILE. */
  NexusContentWriter *(*begin_upload) (NexusFilesystem  *self,
                                      guint64            size_hint,
                                      GError           **error);
  /* Contents in memory: hashes, looks whether the store has it, stages it if not.  Any number of threads. */
  NexusContentRef *(*stage)          (NexusFilesystem   *self,
                                      const void        *data,
                                      gsize              size,
                                      GCancellable      *cancellable,
                                      GError           **error);

  /* Whether a quota seems to have no room for the contents that a transaction brings as bytes, so that they are not staged
   * ahead: apply() finds out. */
  gboolean         (*lacks_room)     (NexusFilesystem   *self,
                                      NexusTransaction  *transaction);

  /* Makes staged contents durable, then applies the transactions (see nexus-metadata-store-private.h).  PUT_FILE
   * with `contents` is staged here; a reference whose content has been collected meanwhile is staged again. */
  void             (*apply)          (NexusFilesystem   *self,
                                      NexusTransaction **transactions,
                                      gsize              n_transactions);
  /* Tells, with _nexus_filesystem_tell(), of what was committed of these and of all that was committed before, by
   * whomever: each change once, in the order of their numbers. */
  void             (*tell)           (NexusFilesystem   *self,
                                      NexusTransaction **transactions,
                                      gsize              n_transactions);

  /* Begins or ends to look for what is changed by others than this object, and to tell of it with
   * _nexus_filesystem_tell().  Somebody may have listened since `since_ns` already.  Never blocks; never called
   * twice at the same time. */
  void             (*set_listening)  (NexusFilesystem   *self,
                                      gboolean           listening,
                                      gint64             since_ns);

  gboolean         (*close)          (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);

  /* Writes all that is in the store into a folder, as a store: as a backup, or as the one that is used from now on. */
  gboolean         (*backup)         (NexusFilesystem   *self,
                                      const char        *folder,
                                      gboolean           restore,
                                      NexusOperation    *operation,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* Removes contents that nothing refers to and that were stored before; a dry run only counts them, and takes what was
   * deleted before to be gone from the trash. */
  gboolean         (*collect_garbage) (NexusFilesystem  *self,
                                      gboolean           dry_run,
                                      gint64             before_ns,
                                      gint64             deleted_before_ns,
                                      NexusOperation    *operation,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* Snapshots; see nexus-metadata-store-private.h. */
  GPtrArray       *(*list_snapshots) (NexusFilesystem   *self,
                                      GCancellable      *cancellable,
                                      GError           **error);
  GPtrArray       *(*diff_snapshot)  (NexusFilesystem   *self,
                                      const char        *name,
                                      const char        *other,
                                      GCancellable      *cancellable,
                                      GError           **error);
  gboolean         (*dump_snapshot)  (NexusFilesystem   *self,
                                      const char        *name,
                                      const char        *path,
                                      NexusRecordFunc    func,
                                      gpointer           user_data,
                                      GCancellable      *cancellable,
                                      GError           **error);
  /* The content of that hash, to be read; CONTENT_MISSING. */
  NexusContentReader *(*open_content) (NexusFilesystem  *self,
                                      const guint8      *hash,
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
NexusContentReader *_nexus_filesystem_open_reader (NexusFilesystem *self,
                                                  const char        *path,
                                                  guint              version,
                                                  NexusEntry       **entry,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
NexusContentWriter *_nexus_filesystem_begin_upload (NexusFilesystem *self,
                                                  guint64            size_hint,
                                                  GError           **error);
NexusContentRef *_nexus_filesystem_stage         (NexusFilesystem   *self,
                                                  const void        *data,
                                                  gsize              size,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
gboolean         _nexus_filesystem_dump_records  (NexusFilesystem   *self,
                                                  NexusRecordFunc    func,
                                                  gpointer           user_data,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
NexusContentRef *_nexus_filesystem_find_content  (NexusFilesystem   *self,
                                                  const guint8      *hash,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
NexusContentHash _nexus_filesystem_get_content_hash (NexusFilesystem *self);
gboolean         _nexus_filesystem_get_room      (NexusFilesystem   *self,
                                                  guint64           *room);
/* Applies, and tells of what was committed. */
void             _nexus_filesystem_apply         (NexusFilesystem   *self,
                                                  NexusTransaction **transactions,
                                                  gsize              n_transactions);

/* Queues `changed` signals; from any thread.  The order in which they come is that in which they are told. */
void             _nexus_filesystem_tell          (NexusFilesystem   *self,
                                                  GPtrArray         *changes);

NexusChangeQueue *_nexus_filesystem_get_change_queue (NexusFilesystem *self);

/* --- nexus-filesystem-calls.c: what the public calls are made of --- */

/* The arguments of a call that reads, as one value that an asynchronous call can keep. */
typedef struct _NexusCall NexusCall;

/* Does the work in the calling thread; the result is an object, boxed value or GINT_TO_POINTER (boolean). */
typedef gpointer (*NexusCallFunc) (NexusFilesystem   *self,
                                   const NexusCall   *call,
                                   GCancellable      *cancellable,
                                   GError           **error);

struct _NexusCall {
  NexusCallFunc   func;
  GDestroyNotify  free_result; /* NULL for booleans */
  char           *path;        /* as the caller gave it */
  char           *text;
  guint           number;
  guint64         size;
};

/* Puts the path before a message that does not have it yet. */
void             _nexus_filesystem_name_path     (GError             **error,
                                                  const char          *path);
gpointer         _nexus_filesystem_call          (NexusFilesystem     *self,
                                                  const NexusCall     *call,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
/* Copies the call. */
void             _nexus_filesystem_call_async    (NexusFilesystem     *self,
                                                  const NexusCall     *call,
                                                  gpointer             source_tag,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gpointer         _nexus_filesystem_call_finish   (NexusFilesystem     *self,
                                                  GAsyncResult        *result,
                                                  gpointer             source_tag,
                                                  GError             **error);

/* The same for calls that write.  `mutation` is taken; NULL with `invalid` set says that its arguments were bad.
 * The result is that of _nexus_mutation_steal_result(). */
gpointer         _nexus_filesystem_mutate        (NexusFilesystem     *self,
                                                  NexusMutation       *mutation,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
void             _nexus_filesystem_mutate_async  (NexusFilesystem     *self,
                                                  NexusMutation       *mutation,
                                                  GError              *invalid,
                                                  gpointer             source_tag,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);

/* Runs a task's function on the filesystem's own reading workers; FALSE if it was closed, and the task told so. */
gboolean         _nexus_filesystem_run_in_worker (NexusFilesystem     *self,
                                                  GTask               *task,
                                                  GTaskThreadFunc      func);
/* Every use of the vtable is between the two; enter fails with G_IO_ERROR_CLOSED once close() has begun. */
gboolean         _nexus_filesystem_enter         (NexusFilesystem     *self,
                                                  GError             **error);
void             _nexus_filesystem_leave         (NexusFilesystem     *self);
void             _nexus_filesystem_set_config    (NexusFilesystem     *self,
                                                  NexusConfig         *config);
/* Where `changed` is emitted; once, when the object is complete and before any other use. */
void             _nexus_filesystem_set_context   (NexusFilesystem     *self,
                                                  GMainContext        *context);

/* nexus-connect.c: nexus_connect() with signals that are emitted in @context */
NexusFilesystem *_nexus_connect_in               (NexusConfig         *config,
                                                  GMainContext        *context,
                                                  GCancellable        *cancellable,
                                                  GError             **error);

/* embedded/nexus-embedded.c */
NexusFilesystem *_nexus_embedded_new             (NexusConfig       *config,
                                                  GCancellable      *cancellable,
                                                  GError           **error);

/* embedded/nexus-embedded-rescue.c: repairs a store that is not open, by making its database anew if it has to be;
 * `repair` is what comes after that. */
typedef gboolean (*NexusRepairFunc) (NexusFilesystem           *filesystem,
                                     const NexusRepairRequest  *request,
                                     GCancellable              *cancellable,
                                     GError                   **error);
gboolean         _nexus_embedded_repair_closed (NexusConfig               *config,
                                                const NexusRepairRequest  *request,
                                                NexusRepairFunc            repair,
                                                GCancellable              *cancellable,
                                                GError                   **error);

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

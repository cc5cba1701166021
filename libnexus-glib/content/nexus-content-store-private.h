/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_CONTENT_STORE (_nexus_content_store_get_type ())

/* Where contents live, addressed by NexusContentRef.  Abstract and synchronous, callable from any thread, several
 * at a time.  A content is *staged* (written and found by its reference, maybe not yet durable), then a sync()
 * makes all that was staged before it durable; only then may metadata refer to it. */
typedef struct _NexusContentStore       NexusContentStore;
typedef struct _NexusContentStoreClass  NexusContentStoreClass;
typedef struct _NexusContentWriter      NexusContentWriter;
typedef struct _NexusContentWriterClass NexusContentWriterClass;
typedef struct _NexusContentReader      NexusContentReader;
typedef struct _NexusContentReaderClass NexusContentReaderClass;
typedef struct _NexusContentSweep       NexusContentSweep;

/* What a sweep has to ask and to tell. */
typedef struct {
  gboolean   dry_run;
  gint64     before_ns;          /* of files: those changed later are left */
  gpointer   user_data;

  /* Whether metadata knows the content now. */
  gboolean (*is_known)  (gpointer               user_data,
                         const guint8          *hash,
                         gboolean              *known,
                         GError               **error);
  /* Makes metadata, durably, find the contents at other places; `from` and `to` are of NexusContentRef, pairwise.
   * What has another locator than in `from` by now, or is gone, is left as it is. */
  gboolean (*relocate)  (gpointer               user_data,
                         GPtrArray             *from,
                         GPtrArray             *to,
                         GError               **error);
  /* So many bytes of the disk were given back; FALSE ends the sweep. */
  gboolean (*progress)  (gpointer               user_data,
                         guint64                freed,
                         GError               **error);
} NexusContentSweepFuncs;

struct _NexusContentStore {
  GObject parent_instance;
};

/* Something that lies where contents are kept. */
typedef struct {
  gboolean          is_content;   /* else a file that is no part of the store */
  char             *name;         /* where it lies, below the data folder */
  guint8            hash[NEXUS_HASH_SIZE];
  guint64           size;
  NexusContentRef  *packed;       /* of a content in a pack: where it is; NULL for a file of its own */
} NexusContentFound;

typedef gboolean (*NexusContentFoundFunc) (const NexusContentFound *found,
                                           gpointer                 user_data,
                                           GError                 **error);

struct _NexusContentStoreClass {
  GObjectClass parent_class;

  /* A content of a size not known before.  size_hint may be 0. */
  NexusContentWriter *(*begin)     (NexusContentStore    *self,
                                    guint64               size_hint,
                                    GError              **error);
  /* A content that is in memory, with its hash known already: no second hashing. */
  NexusContentRef    *(*stage)     (NexusContentStore    *self,
                                    const guint8         *hash,
                                    const void           *data,
                                    gsize                 size,
                                    GError              **error);
  /* All that was staged before this call, by any thread, is durable when it returns TRUE.  Callers that arrive
   * together share one sync.  After an error of the device nothing that was not yet synced may be trusted: stage again. */
  gboolean            (*sync)      (NexusContentStore    *self,
                                    GError              **error);
  /* The whole content, checked against its hash: NEXUS_ERROR_CORRUPT or NEXUS_ERROR_CONTENT_MISSING. */
  GBytes             *(*read)      (NexusContentStore    *self,
                                    NexusContentRef      *content,
                                    GCancellable         *cancellable,
                                    GError              **error);
  NexusContentReader *(*open)      (NexusContentStore    *self,
                                    NexusContentRef      *content,
                                    GError              **error);
  /* How many bytes of the disk contents leave alone, -1 by the size of the disk; before any other use. */
  void                (*set_reserve) (NexusContentStore  *self,
                                    gint64                reserve);
  /* How many bytes are free where contents are kept, and how many of these they leave alone; FALSE if nobody knows. */
  gboolean            (*look_at_space) (NexusContentStore *self,
                                    guint64              *available,
                                    guint64              *reserve);
  /* Bytes on disk. */
  gboolean            (*get_disk_size) (NexusContentStore  *self,
                                    guint64              *disk_size,
                                    GCancellable         *cancellable,
                                    GError              **error);
  /* Reads the whole content from the disk, however large, and checks all that can be checked of it. */
  gboolean            (*check)     (NexusContentStore    *self,
                                    NexusContentRef      *content,
                                    GCancellable         *cancellable,
                                    GError              **error);
  /* Tells of all that lies there, whether the bytes are good or not. */
  gboolean            (*scan)      (NexusContentStore    *self,
                                    NexusContentFoundFunc func,
                                    gpointer              user_data,
                                    GCancellable         *cancellable,
                                    GError              **error);
  /* A reference to what was found, after its bytes were checked: NEXUS_ERROR_CORRUPT or CONTENT_MISSING. */
  NexusContentRef    *(*adopt)     (NexusContentStore    *self,
                                    const NexusContentFound *found,
                                    GCancellable         *cancellable,
                                    GError              **error);
  /* Puts what is left of a damaged content where it is in nobody's way.  *name is where that is, NULL if nothing is. */
  gboolean            (*quarantine) (NexusContentStore   *self,
                                    NexusContentRef      *content,
                                    char                **name,
                                    GError              **error);
  gboolean            (*close)     (NexusContentStore    *self,
                                    GError              **error);

  /* Collecting what nobody wants.  Whoever asks metadata for a content, or stages one, holds the store until metadata
   * refers to that content: what is returned by stage() and finish() does so by itself, until it is dropped.  exclude()
   * waits until nobody holds the store, in this process or any other, and keeps all from holding it until admit():
   * in between every content is wanted by metadata or by nobody.  G_IO_ERROR_BUSY if that takes too long. */
  gboolean            (*hold)      (NexusContentStore    *self,
                                    GError              **error);
  void                (*drop)      (NexusContentStore    *self);
  /* In place of drop(): it ends with the reference. */
  void                (*give_hold) (NexusContentStore    *self,
                                    NexusContentRef      *content);
  gboolean            (*exclude)   (NexusContentStore    *self,
                                    GCancellable         *cancellable,
                                    GError              **error);
  void                (*admit)     (NexusContentStore    *self);
  /* Around all that follows, exclude() too; one at a time, of all processes: G_IO_ERROR_BUSY. */
  gboolean            (*begin_collecting) (NexusContentStore *self,
                                    GError              **error);
  void                (*end_collecting) (NexusContentStore *self);
  /* Called between exclude() and admit(); then keep() for each content that metadata knows at that moment, then run(). */
  NexusContentSweep  *(*begin_sweep) (NexusContentStore  *self,
                                    GError              **error);
  gboolean            (*keep)      (NexusContentStore    *self,
                                    NexusContentSweep    *sweep,
                                    NexusContentRef      *content,
                                    GError              **error);
  gboolean            (*run_sweep) (NexusContentStore    *self,
                                    NexusContentSweep    *sweep,
                                    const NexusContentSweepFuncs *funcs,
                                    GCancellable         *cancellable,
                                    GError              **error);
  void                (*end_sweep) (NexusContentStore    *self,
                                    NexusContentSweep    *sweep);
};

/* One content on its way in; used by one thread at a time.  Dropped without finish() it leaves nothing. */
struct _NexusContentWriter {
  GObject parent_instance;
};

struct _NexusContentWriterClass {
  GObjectClass parent_class;

  /* Where what comes next may be put, and how much of it: at least a byte.  The same until commit() tells how much
   * has been put there. */
  void            *(*prepare) (NexusContentWriter  *self,
                               gsize               *room);
  gboolean         (*commit)  (NexusContentWriter  *self,
                               gsize                size,
                               GError             **error);
  /* Staged: durable after the store's next sync(). */
  NexusContentRef *(*finish)  (NexusContentWriter  *self,
                               GError             **error);
};

/* One content on its way out.  pread() may be called from several threads; every byte that it returns was checked
 * against a checksum.  It stays readable while the content is replaced or collected. */
struct _NexusContentReader {
  GObject parent_instance;
};

struct _NexusContentReaderClass {
  GObjectClass parent_class;

  /* Reads up to size bytes at offset; short only at the end.  -1 on error. */
  gssize           (*pread)  (NexusContentReader  *self,
                              void                *buffer,
                              gsize                size,
                              guint64              offset,
                              GCancellable        *cancellable,
                              GError             **error);
};

GType               _nexus_content_store_get_type      (void) G_GNUC_CONST;
GType               _nexus_content_writer_get_type     (void) G_GNUC_CONST;
GType               _nexus_content_reader_get_type     (void) G_GNUC_CONST;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusContentStore, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusContentWriter, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusContentReader, g_object_unref)

NexusContentWriter *_nexus_content_store_begin         (NexusContentStore    *self,
                                                        guint64               size_hint,
                                                        GError              **error);
NexusContentRef    *_nexus_content_store_stage         (NexusContentStore    *self,
                                                        const guint8         *hash,
                                                        const void           *data,
                                                        gsize                 size,
                                                        GError              **error);
gboolean            _nexus_content_store_sync          (NexusContentStore    *self,
                                                        GError              **error);
GBytes             *_nexus_content_store_read          (NexusContentStore    *self,
                                                        NexusContentRef      *content,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
NexusContentReader *_nexus_content_store_open          (NexusContentStore    *self,
                                                        NexusContentRef      *content,
                                                        GError              **error);
void                _nexus_content_store_set_reserve   (NexusContentStore    *self,
                                                        gint64                reserve);
gboolean            _nexus_content_store_look_at_space (NexusContentStore    *self,
                                                        guint64              *available,
                                                        guint64              *reserve);
gboolean            _nexus_content_store_get_disk_size (NexusContentStore    *self,
                                                        guint64              *disk_size,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
gboolean            _nexus_content_store_check         (NexusContentStore    *self,
                                                        NexusContentRef      *content,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
gboolean            _nexus_content_store_scan          (NexusContentStore    *self,
                                                        NexusContentFoundFunc func,
                                                        gpointer              user_data,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
NexusContentRef    *_nexus_content_store_adopt         (NexusContentStore    *self,
                                                        const NexusContentFound *found,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
gboolean            _nexus_content_store_quarantine    (NexusContentStore    *self,
                                                        NexusContentRef      *content,
                                                        char                **name,
                                                        GError              **error);
gboolean            _nexus_content_store_close         (NexusContentStore    *self,
                                                        GError              **error);
gboolean            _nexus_content_store_hold          (NexusContentStore    *self,
                                                        GError              **error);
void                _nexus_content_store_drop          (NexusContentStore    *self);
void                _nexus_content_store_give_hold     (NexusContentStore    *self,
                                                        NexusContentRef      *content);
gboolean            _nexus_content_store_begin_collecting (NexusContentStore *self,
                                                        GError              **error);
void                _nexus_content_store_end_collecting (NexusContentStore   *self);
gboolean            _nexus_content_store_exclude       (NexusContentStore    *self,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
void                _nexus_content_store_admit         (NexusContentStore    *self);
NexusContentSweep  *_nexus_content_store_begin_sweep   (NexusContentStore    *self,
                                                        GError              **error);
gboolean            _nexus_content_store_keep          (NexusContentStore    *self,
                                                        NexusContentSweep    *sweep,
                                                        NexusContentRef      *content,
                                                        GError              **error);
gboolean            _nexus_content_store_run_sweep     (NexusContentStore    *self,
                                                        NexusContentSweep    *sweep,
                                                        const NexusContentSweepFuncs *funcs,
                                                        GCancellable         *cancellable,
                                                        GError              **error);
void                _nexus_content_store_end_sweep     (NexusContentStore    *self,
                                                        NexusContentSweep    *sweep);
void               *_nexus_content_writer_prepare      (NexusContentWriter   *self,
                                                        gsize                *room);
gboolean            _nexus_content_writer_commit       (NexusContentWriter   *self,
                                                        gsize                 size,
                                                        GError              **error);
gboolean            _nexus_content_writer_write        (NexusContentWriter   *self,
                                                        const void           *data,
                                                        gsize                 size,
                                                        GError              **error);
NexusContentRef    *_nexus_content_writer_finish       (NexusContentWriter   *self,
                                                        GError              **error);
gssize              _nexus_content_reader_pread        (NexusContentReader   *self,
                                                        void                 *buffer,
                                                        gsize                 size,
                                                        guint64               offset,
                                                        GCancellable         *cancellable,
                                                        GError              **error);

/* content/nexus-hash.c: the hash function by name, over libgcrypt. */
typedef struct _NexusHasher NexusHasher;

NexusHasher        *_nexus_hasher_new                  (NexusContentHash      kind);
void                _nexus_hasher_update               (NexusHasher          *self,
                                                        const void           *data,
                                                        gsize                 size);
void                _nexus_hasher_finish               (NexusHasher          *self,   /* and ready for the next content */
                                                        guint8               *hash);
void                _nexus_hasher_free                 (NexusHasher          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusHasher, _nexus_hasher_free)

/* CRC-32 as it lies in memory: for finding damage, never for naming contents. */
guint32             _nexus_crc32                       (const void           *data,
                                                        gsize                 size);

/* content/local/: the folder of a store.  Makes what is missing (0700), refuses links in place of its folders.  It is
 * as durable with "normal" as with "full": metadata that survives a power cut must find its contents. */
NexusContentStore  *_nexus_local_content_store_open    (const char           *data_dir,
                                                        NexusContentHash      hash,
                                                        GError              **error);

G_END_DECLS

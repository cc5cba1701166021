/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"

G_BEGIN_DECLS

/* Contents up to this size go into packs, larger ones get a file each. */
#define NEXUS_LOCAL_PACK_LIMIT   (96 * 1024)
/* The unit over which a large content carries checksums. */
#define NEXUS_LOCAL_CHUNK_SHIFT  17
#define NEXUS_LOCAL_CHUNK_SIZE   (1u << NEXUS_LOCAL_CHUNK_SHIFT)

/* --- nexus-local-io.c: system calls that finish what they began, with errors a person can act on --- */

/* Sets an error from errno; `action` says what was tried, e.g. "write content". */
void      _nexus_io_set_error    (GError      **error,
                                  int           saved_errno,
                                  const char   *action,
                                  const char   *name);
gboolean  _nexus_io_pwrite       (int           fd,
                                  const void   *data,
                                  gsize         size,
                                  guint64       offset);
/* The number of bytes read: less than size only at the end of the file; -1 with errno. */
gssize    _nexus_io_pread        (int           fd,
                                  void         *data,
                                  gsize         size,
                                  guint64       offset);
/* Opens (after making it, 0700) a folder below dir_fd without following links; -1 with an error. */
int       _nexus_io_open_folder  (int           dir_fd,
                                  const char   *name,
                                  gboolean      create,
                                  gboolean     *created,
                                  GError      **error);

/* --- nexus-local-space.c: what of the disk contents may use --- */

typedef struct _NexusSpace NexusSpace;

NexusSpace *_nexus_space_new     (int           dir_fd);   /* borrowed */
void        _nexus_space_free    (NexusSpace   *self);
/* -1: by the size of the disk.  Before any other use. */
void        _nexus_space_set_reserve (NexusSpace *self,
                                  gint64      reserve);
/* What is free on the disk, and how much of that contents leave alone; FALSE if the file system does not tell. */
gboolean    _nexus_space_look    (NexusSpace   *self,
                                  guint64      *available,
                                  guint64      *reserve);
/* Counts so many bytes as used; FALSE with errno set to ENOSPC when a content must not use them. */
gboolean    _nexus_space_take    (NexusSpace   *self,
                                  guint64       size);

/* --- nexus-local-hold.c: keeps contents that are on their way into metadata from being swept --- */

typedef struct _NexusHold NexusHold;

/* Called with the last content that is let go, when no sweep can have begun yet. */
typedef void (*NexusHoldIdle) (gpointer user_data);

NexusHold *_nexus_hold_new         (int             dir_fd,   /* borrowed */
                                    NexusHoldIdle   idle,
                                    gpointer        user_data);
/* Lets go of the caller's reference; contents that are held keep theirs. */
void       _nexus_hold_detach      (NexusHold      *self);
gboolean   _nexus_hold_take        (NexusHold      *self,
                                    GError        **error);
void       _nexus_hold_drop        (NexusHold      *self);
void       _nexus_hold_give        (NexusHold      *self,
                                    NexusContentRef *content);
/* The one sweep of all processes; the others only in between. */
gboolean   _nexus_hold_begin_sweep (NexusHold      *self,
                                    GError        **error);
void       _nexus_hold_end_sweep   (NexusHold      *self);
gboolean   _nexus_hold_exclude     (NexusHold      *self,
                                    GCancellable   *cancellable,
                                    GError        **error);
void       _nexus_hold_admit       (NexusHold      *self);

/* --- nexus-local-locator.c: what a locator says --- */

typedef enum {
  NEXUS_LOCATOR_EMPTY = 'E',
  NEXUS_LOCATOR_PACK  = 'P',
  NEXUS_LOCATOR_LARGE = 'L',
} NexusLocatorKind;

typedef struct {
  NexusLocatorKind  kind;
  guint64           pack;       /* of PACK: the pack's id and the offset of the record in it */
  guint64           offset;
  gsize             chunk_size; /* of LARGE: CRC-32 of each chunk_size bytes, 4 bytes each */
  gsize             n_chunks;
  const guint8     *checksums;  /* borrowed from the locator */
} NexusLocator;

GBytes   *_nexus_locator_new_empty (void);
GBytes   *_nexus_locator_new_pack  (guint64           pack,
                                    guint64           offset);
GBytes   *_nexus_locator_new_large (const guint8     *checksums,
                                    gsize             n_chunks);
gboolean  _nexus_locator_parse     (NexusContentRef  *content,
                                    NexusLocator     *locator,
                                    GError          **error);

/* --- nexus-local-cache.c: small contents in memory, checked --- */

typedef struct _NexusLocalCache NexusLocalCache;

NexusLocalCache *_nexus_local_cache_new  (void);
void             _nexus_local_cache_free (NexusLocalCache *self);
GBytes          *_nexus_local_cache_get  (NexusLocalCache *self,
                                          const guint8    *hash);
/* The bytes have that hash. */
void             _nexus_local_cache_put  (NexusLocalCache *self,
                                          const guint8    *hash,
                                          GBytes          *bytes);

/* --- nexus-local-packs.c: small contents in append-only files --- */

typedef struct _NexusPacks NexusPacks;

NexusPacks *_nexus_packs_new      (int                dir_fd,   /* taken */
                                   NexusSpace        *space,    /* borrowed */
                                   NexusContentHash   hash);
void        _nexus_packs_free     (NexusPacks        *self);
/* Appends a record (or finds the one appended a moment ago) and returns its locator. */
GBytes     *_nexus_packs_append   (NexusPacks        *self,
                                   const guint8      *hash,
                                   const void        *data,
                                   gsize              size,
                                   GError           **error);
/* Writes out what is buffered and makes it durable. */
gboolean    _nexus_packs_sync     (NexusPacks        *self,
                                   GError           **error);
GBytes     *_nexus_packs_read     (NexusPacks        *self,
                                   NexusContentRef   *content,
                                   NexusLocator      *locator,
                                   GError           **error);

/* For the sweep. */
#define NEXUS_PACK_NAME_SIZE   32
#define NEXUS_PACK_HEAD        32
#define NEXUS_PACK_RECORD_HEAD 48

int         _nexus_packs_get_dir_fd (NexusPacks        *self);
void        _nexus_pack_make_name   (guint64            id,
                                     char              *name);
/* The id that a file's name says; 0 if it is none of a pack. */
guint64     _nexus_pack_parse_name  (const char        *name);
/* Whether the file begins as the pack of that id has to. */
gboolean    _nexus_packs_check_head (NexusPacks        *self,
                                     int                fd,
                                     guint64            id);
/* The record at the offset, or NULL if it is damaged. */
GBytes     *_nexus_pack_read_record (int                fd,
                                     guint64            offset,
                                     gsize              padded,
                                     guint8            *hash);
/* Forgets which records were appended a moment ago. */
void        _nexus_packs_forget     (NexusPacks        *self);
/* Lets go of the pack that is being appended to, so that it can be swept like any other. */
gboolean    _nexus_packs_rest       (NexusPacks        *self,
                                     GError           **error);
/* Closes a pack that is open for reading. */
void        _nexus_packs_close      (NexusPacks        *self,
                                     guint64            id);

/* --- nexus-local-large.c: one immutable file each --- */

typedef struct _NexusLarge NexusLarge;

NexusLarge *_nexus_large_new       (int               content_fd,  /* taken */
                                    int               tmp_fd);     /* taken */
void        _nexus_large_free      (NexusLarge       *self);
/* A temporary file with a lock on it, which tells other processes that it is in use; -1 with an error. */
int         _nexus_large_create    (NexusLarge       *self,
                                    char            **name,
                                    GError          **error);
void        _nexus_large_discard   (NexusLarge       *self,
                                    const char       *name);
/* Puts the temporary file where its hash says; durable after the next sync.  Takes fd in any case. */
gboolean    _nexus_large_place     (NexusLarge       *self,
                                    int               fd,
                                    const char       *name,
                                    const guint8     *hash,
                                    GError          **error);
gboolean    _nexus_large_sync      (NexusLarge       *self,
                                    GError          **error);
/* A file descriptor of the content, whose size is right; -1 with an error. */
int         _nexus_large_open      (NexusLarge       *self,
                                    NexusContentRef  *content,
                                    GError          **error);
/* Removes what processes that have died left in tmp/, or only counts it; the bytes of the disk that it took. */
guint64     _nexus_large_clean_tmp (NexusLarge       *self,
                                    gboolean          dry_run);
int         _nexus_large_get_content_fd (NexusLarge  *self);

/* --- nexus-local-sweep.c: takes away what is not kept --- */

NexusContentSweep *_nexus_local_sweep_new  (NexusPacks        *packs,
                                            NexusLarge        *large,
                                            NexusHold         *hold,
                                            GError           **error);
void               _nexus_local_sweep_free (NexusContentSweep *self);
gboolean           _nexus_local_sweep_keep (NexusContentSweep *self,
                                            NexusContentRef   *content,
                                            GError           **error);
gboolean           _nexus_local_sweep_run  (NexusContentSweep *self,
                                            const NexusContentSweepFuncs *funcs,
                                            GCancellable      *cancellable,
                                            GError           **error);
/* nexus-local-compact.c: writes what is kept of a pack anew elsewhere and removes the pack; *done tells whether that
 * was possible.  `extents` are its records, NexusExtent. */
gboolean           _nexus_local_compact    (NexusPacks        *packs,
                                            int                fd,
                                            guint64            id,
                                            GArray            *extents,
                                            const NexusContentSweepFuncs *funcs,
                                            gboolean          *done,
                                            GCancellable      *cancellable,
                                            GError           **error);

typedef struct {
  guint64 offset;
  guint64 size;
} NexusExtent;

/* --- nexus-local-scan.c: what lies in the data folder --- */

/* Tells of each content and of each file that is none of ours. */
gboolean    _nexus_local_scan      (int                    data_fd,
                                    NexusContentFoundFunc  func,
                                    gpointer               user_data,
                                    GCancellable          *cancellable,
                                    GError               **error);
/* The records of one pack, in an open file; *is_pack tells whether it is one, and *hash how its contents are named. */
gboolean    _nexus_local_scan_pack (int                    fd,
                                    const char            *name,
                                    gboolean              *is_pack,
                                    NexusContentHash      *hash,
                                    NexusContentFoundFunc  func,
                                    gpointer               user_data,
                                    GCancellable          *cancellable,
                                    GError               **error);
/* Where the bytes of a record begin, after that of the record. */
#define NEXUS_LOCAL_RECORD_HEAD 48

/* --- nexus-local-check.c --- */

typedef struct _NexusLocalStore NexusLocalStore;

gboolean    _nexus_local_check      (NexusLocalStore         *store,
                                     NexusContentRef         *content,
                                     GCancellable            *cancellable,
                                     GError                 **error);
NexusContentRef *_nexus_local_adopt (NexusLocalStore         *store,
                                     const NexusContentFound *found,
                                     GCancellable            *cancellable,
                                     GError                 **error);
gboolean    _nexus_local_quarantine (NexusLocalStore         *store,
                                     NexusContentRef         *content,
                                     char                   **name,
                                     GError                 **error);

/* --- nexus-local-store.c, -writer.c, -reader.c --- */

#define NEXUS_TYPE_LOCAL_STORE  (_nexus_local_store_get_type ())
#define NEXUS_TYPE_LOCAL_WRITER (_nexus_local_writer_get_type ())
#define NEXUS_TYPE_LOCAL_READER (_nexus_local_reader_get_type ())

GType               _nexus_local_store_get_type  (void) G_GNUC_CONST;
GType               _nexus_local_writer_get_type (void) G_GNUC_CONST;
GType               _nexus_local_reader_get_type (void) G_GNUC_CONST;

NexusPacks         *_nexus_local_store_get_packs (NexusLocalStore  *self);
NexusLarge         *_nexus_local_store_get_large (NexusLocalStore  *self);
NexusSpace         *_nexus_local_store_get_space (NexusLocalStore  *self);
NexusContentHash    _nexus_local_store_get_hash  (NexusLocalStore  *self);
NexusHold          *_nexus_local_store_get_hold  (NexusLocalStore  *self);
/* A reference that lets go of the hold which the caller has taken. */
NexusContentRef    *_nexus_local_store_new_held  (NexusLocalStore  *self,
                                                  const guint8     *hash,
                                                  guint64           size,
                                                  GBytes           *locator);
int                 _nexus_local_store_get_fd    (NexusLocalStore  *self);   /* of the data folder */
NexusContentWriter *_nexus_local_writer_new      (NexusLocalStore  *store,
                                                  guint64           size_hint);
NexusContentReader *_nexus_local_reader_new      (NexusLocalStore  *store,
                                                  NexusContentRef  *content,
                                                  GError          **error);

G_END_DECLS

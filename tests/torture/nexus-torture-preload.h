/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>

/* What the preloaded library and the tests have in common.  No GLib: the library is loaded before everything else. */

/* Kinds of calls, as bits of NEXUS_TORTURE_KINDS. */
enum {
  TORTURE_WRITE    = 1 << 0,
  TORTURE_SYNC     = 1 << 1,
  TORTURE_RENAME   = 1 << 2,
  TORTURE_OPEN     = 1 << 3,
  TORTURE_UNLINK   = 1 << 4,
  TORTURE_MKDIR    = 1 << 5,
  TORTURE_LINK     = 1 << 6,
  TORTURE_TRUNCATE = 1 << 7,
  TORTURE_COPY     = 1 << 8,
  TORTURE_FCNTL    = 1 << 9,
  TORTURE_ALLOCATE = 1 << 10,
  TORTURE_READ     = 1 << 11,
  TORTURE_MMAP     = 1 << 12,
  TORTURE_CHMOD    = 1 << 13,
  TORTURE_CREATE   = 1 << 14, /* an open that makes a file; it is a TORTURE_OPEN, too */
  TORTURE_LIST     = 1 << 15, /* reading the names in a folder */
  TORTURE_FLOCK    = 1 << 16,

  /* Those that can leave something half done. */
  TORTURE_WRITERS  = (1 << 11) - 1,
};

/* As an error: the call does half of what it was asked for. */
#define TORTURE_SHORT 1000

/* What NEXUS_TORTURE_COUNTER is mapped as; it outlives a process that is killed. */
typedef struct {
  uint64_t count;     /* calls of the kinds that are counted */
  uint64_t n_hit;     /* how many of them were made to fail */
  char     name[64];  /* the name of the one that failed or killed last, and its file */
  char     path[448];
} TortureCounter;

/* Kinds of records of NEXUS_TORTURE_LOG; each is a TortureRecord and then `size` bytes, filled up to eight. */
enum {
  TORTURE_LOG_CREATE = 1, /* directory, node; its name */
  TORTURE_LOG_MKDIR,      /* directory, node; its name */
  TORTURE_LOG_DATA,       /* offset, node; the bytes */
  TORTURE_LOG_CUT,        /* the new length, node */
  TORTURE_LOG_PUNCH,      /* offset, node, length */
  TORTURE_LOG_UNLINK,     /* directory, node; its name */
  TORTURE_LOG_RENAME,     /* directory, node, new directory; old name, NUL, new name */
  TORTURE_LOG_SYNC,       /* -, node */
  TORTURE_LOG_SYNC_ALL,
  TORTURE_LOG_MARK,       /* what was written to standard output */
};

typedef struct {
  uint32_t kind;
  uint32_t size;
  uint64_t first;
  uint64_t node;
  uint64_t other;
} TortureRecord;

#define TORTURE_PADDED(size) (((size_t) (size) + 7) & ~(size_t) 7)

/* What torture_look() says of a call. */
enum {
  TORTURE_PASS,   /* not ours */
  TORTURE_GO,     /* ours, and to be done */
  TORTURE_HALF,   /* do half of it */
  TORTURE_TEAR,   /* do half of it and die */
  TORTURE_FAIL,   /* errno is set */
};

/* Reads what the environment asks for; done when the library is loaded. */
void torture_set_up         (void);

/* Between the files of the library. */
int  torture_look           (unsigned    kind,
                             const char *name,
                             int         fd,
                             const char *path);
/* Whether locks fail for good. */
int  torture_hurries        (void);
void torture_record_init    (const char *path);
int  torture_record_active  (void);
void torture_record_lock    (void);
void torture_record_unlock  (void);
void torture_record_add     (uint32_t    kind,
                             uint64_t    first,
                             uint64_t    node,
                             uint64_t    other,
                             const void *data,
                             uint32_t    size);
uint64_t torture_record_get_node      (int         dir_fd,
                                       const char *path,
                                       int         flags);
uint64_t torture_record_get_directory (int         dir_fd,
                                       const char *path);

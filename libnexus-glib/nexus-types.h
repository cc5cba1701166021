/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#if !defined(NEXUS_GLIB_INSIDE) && !defined(NEXUS_COMPILATION)
# error "Only <nexus-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "nexus-version-macros.h"

G_BEGIN_DECLS

/* The type is public, its class struct is not: subclasses exist only inside the library. */
#define NEXUS_DECLARE_INTERNAL_TYPE(ModuleObjName, module_obj_name, MODULE, OBJ_NAME, ParentName)            \
  NEXUS_AVAILABLE_IN_0_1                                                                                     \
  GType module_obj_name##_get_type (void);                                                                   \
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS                                                                           \
  typedef struct _##ModuleObjName ModuleObjName;                                                             \
  typedef struct _##ModuleObjName##Class ModuleObjName##Class;                                               \
  _GLIB_DEFINE_AUTOPTR_CHAINUP (ModuleObjName, ParentName)                                                   \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModuleObjName##Class, g_type_class_unref)                                   \
  G_GNUC_UNUSED static inline ModuleObjName *MODULE##_##OBJ_NAME (gpointer ptr)                              \
  {                                                                                                          \
    return G_TYPE_CHECK_INSTANCE_CAST (ptr, module_obj_name##_get_type (), ModuleObjName);                   \
  }                                                                                                          \
  G_GNUC_UNUSED static inline ModuleObjName##Class *MODULE##_##OBJ_NAME##_CLASS (gpointer ptr)               \
  {                                                                                                          \
    return G_TYPE_CHECK_CLASS_CAST (ptr, module_obj_name##_get_type (), ModuleObjName##Class);               \
  }                                                                                                          \
  G_GNUC_UNUSED static inline gboolean MODULE##_IS_##OBJ_NAME (gpointer ptr)                                 \
  {                                                                                                          \
    return G_TYPE_CHECK_INSTANCE_TYPE (ptr, module_obj_name##_get_type ());                                  \
  }                                                                                                          \
  G_GNUC_UNUSED static inline ModuleObjName##Class *MODULE##_##OBJ_NAME##_GET_CLASS (gpointer ptr)           \
  {                                                                                                          \
    return G_TYPE_INSTANCE_GET_CLASS (ptr, module_obj_name##_get_type (), ModuleObjName##Class);             \
  }                                                                                                          \
  G_GNUC_END_IGNORE_DEPRECATIONS

typedef struct _NexusBatch           NexusBatch;
typedef struct _NexusChange          NexusChange;
typedef struct _NexusCollision       NexusCollision;
typedef struct _NexusConfig          NexusConfig;
typedef struct _NexusEntry           NexusEntry;
typedef struct _NexusEntryEnumerator NexusEntryEnumerator;
typedef struct _NexusFailure         NexusFailure;
typedef struct _NexusFilesystem      NexusFilesystem;
typedef struct _NexusFinding         NexusFinding;
typedef struct _NexusLoad            NexusLoad;
typedef struct _NexusOperation       NexusOperation;
typedef struct _NexusQuery           NexusQuery;
typedef struct _NexusRepair          NexusRepair;
typedef struct _NexusReport          NexusReport;
typedef struct _NexusSavedSearch     NexusSavedSearch;
typedef struct _NexusSchema          NexusSchema;
typedef struct _NexusSearchResults   NexusSearchResults;
typedef struct _NexusStatistics      NexusStatistics;
typedef struct _NexusTag             NexusTag;
typedef struct _NexusTrashItem       NexusTrashItem;
typedef struct _NexusVerify          NexusVerify;
typedef struct _NexusVersion         NexusVersion;

/**
 * NexusMode:
 * @NEXUS_MODE_EMBEDDED: the store is opened inside this process
 * @NEXUS_MODE_MONOLITHIC: the store is behind one server
 * @NEXUS_MODE_DISTRIBUTED: the store is behind many servers
 *
 * How a program reaches its store.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_MODE_EMBEDDED,
  NEXUS_MODE_MONOLITHIC,
  NEXUS_MODE_DISTRIBUTED,
} NexusMode;

/**
 * NexusDurability:
 * @NEXUS_DURABILITY_FULL: an operation that has returned survives a power cut
 * @NEXUS_DURABILITY_NORMAL: a power cut may lose the last moments, never consistency
 *
 * What a successful write promises.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_DURABILITY_FULL,
  NEXUS_DURABILITY_NORMAL,
} NexusDurability;

/**
 * NexusContentHash:
 * @NEXUS_CONTENT_HASH_BLAKE2B_256: BLAKE2b with 256 bits, as printed by `b2sum -l 256`
 * @NEXUS_CONTENT_HASH_SHA256: SHA-256, as printed by `sha256sum`
 *
 * The function that names contents; fixed when a store is created.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_CONTENT_HASH_BLAKE2B_256,
  NEXUS_CONTENT_HASH_SHA256,
} NexusContentHash;

/**
 * NexusKind:
 * @NEXUS_KIND_FILE: a regular file
 * @NEXUS_KIND_DIRECTORY: a directory
 * @NEXUS_KIND_SYMBOLIC_LINK: a symbolic link
 *
 * What an entry is.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_KIND_FILE,
  NEXUS_KIND_DIRECTORY,
  NEXUS_KIND_SYMBOLIC_LINK,
} NexusKind;

/**
 * NexusWriteFlags:
 * @NEXUS_WRITE_NONE: replace the file if it is there, create it if not
 * @NEXUS_WRITE_CREATE: fail with %G_IO_ERROR_EXISTS if anything has that path
 * @NEXUS_WRITE_PARENTS: make the missing parent directories
 *
 * Flags for writing a file.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_WRITE_NONE    = 0,
  NEXUS_WRITE_CREATE  = 1 << 0,
  NEXUS_WRITE_PARENTS = 1 << 1,
} NexusWriteFlags;

/**
 * NexusMakeDirectoryFlags:
 * @NEXUS_MAKE_DIRECTORY_NONE: one directory, which must not exist yet
 * @NEXUS_MAKE_DIRECTORY_PARENTS: make the missing parents too; an existing directory is no error
 *
 * Flags for making a directory.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_MAKE_DIRECTORY_NONE    = 0,
  NEXUS_MAKE_DIRECTORY_PARENTS = 1 << 0,
} NexusMakeDirectoryFlags;

/**
 * NexusCopyFlags:
 * @NEXUS_COPY_NONE: fail with %G_IO_ERROR_EXISTS if the destination exists
 * @NEXUS_COPY_OVERWRITE: replace a destination that is not a directory; a file copied
 *   over a file becomes its new version, in all other cases what is replaced goes to
 *   the trash
 * @NEXUS_COPY_PARENTS: make the missing parent directories of the destination
 *
 * Flags for moving and copying inside a store.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_COPY_NONE      = 0,
  NEXUS_COPY_OVERWRITE = 1 << 0,
  NEXUS_COPY_PARENTS   = 1 << 1,
} NexusCopyFlags;

/**
 * NexusDeleteFlags:
 * @NEXUS_DELETE_NONE: move a file, link or empty directory to the trash
 * @NEXUS_DELETE_RECURSIVE: a directory may have children; they go with it
 * @NEXUS_DELETE_PERMANENT: do not keep it in the trash
 *
 * Flags for deleting.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_DELETE_NONE      = 0,
  NEXUS_DELETE_RECURSIVE = 1 << 0,
  NEXUS_DELETE_PERMANENT = 1 << 1,
} NexusDeleteFlags;

/**
 * NexusEnumerateFlags:
 * @NEXUS_ENUMERATE_NONE: the children of one directory
 * @NEXUS_ENUMERATE_RECURSIVE: all that is below, parents before their children
 *
 * Flags for enumerating.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_ENUMERATE_NONE      = 0,
  NEXUS_ENUMERATE_RECURSIVE = 1 << 0,
} NexusEnumerateFlags;

/**
 * NexusConflictPolicy:
 * @NEXUS_CONFLICT_FAIL: report %G_IO_ERROR_EXISTS
 * @NEXUS_CONFLICT_SKIP: leave what is there
 * @NEXUS_CONFLICT_REPLACE: replace what is there
 * @NEXUS_CONFLICT_KEEP_BOTH: keep both, the new one under a free name such as `a (2).txt`
 * @NEXUS_CONFLICT_NEWER: replace what is there if the new one was modified later
 *
 * What to do when something has that name already. Directories on both sides are
 * merged and are no conflict.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_CONFLICT_FAIL,
  NEXUS_CONFLICT_SKIP,
  NEXUS_CONFLICT_REPLACE,
  NEXUS_CONFLICT_KEEP_BOTH,
  NEXUS_CONFLICT_NEWER,
} NexusConflictPolicy;

/**
 * NexusDumpFormat:
 * @NEXUS_DUMP_JSONL: everything that Nexus knows, as an object of JSON a line
 * @NEXUS_DUMP_ORIGINAL: what the original Nexus for Python knows too: the files, with the ten keys that it writes
 *
 * What a dump says.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_DUMP_JSONL,
  NEXUS_DUMP_ORIGINAL,
} NexusDumpFormat;

/**
 * NexusLoadConflict:
 * @NEXUS_LOAD_SKIP: leave what is there
 * @NEXUS_LOAD_OVERWRITE: replace what is there; its content stays as an older version, or it goes to the trash
 * @NEXUS_LOAD_REMAP: give what is loaded a free path such as `/a.txt_imported1`
 * @NEXUS_LOAD_AUTO: replace what is there if what is loaded was modified later
 *
 * What to do when a path has something else already. What has the same content, and a directory that meets a
 * directory, is no conflict: it takes the facts, tags and attributes that are loaded.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_LOAD_SKIP,
  NEXUS_LOAD_OVERWRITE,
  NEXUS_LOAD_REMAP,
  NEXUS_LOAD_AUTO,
} NexusLoadConflict;

/**
 * NexusLoadFlags:
 * @NEXUS_LOAD_NONE: load
 * @NEXUS_LOAD_DRY_RUN: find out what would come of it, and change nothing
 *
 * Flags for loading a dump.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_LOAD_NONE    = 0,
  NEXUS_LOAD_DRY_RUN = 1 << 0,
} NexusLoadFlags;

/**
 * NexusLoadResolution:
 * @NEXUS_LOAD_SKIPPED: what was there has stayed, what was loaded was left out
 * @NEXUS_LOAD_OVERWRITTEN: what was there was replaced
 * @NEXUS_LOAD_REMAPPED: what was loaded got another path
 *
 * What became of a conflict.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_LOAD_SKIPPED,
  NEXUS_LOAD_OVERWRITTEN,
  NEXUS_LOAD_REMAPPED,
} NexusLoadResolution;

/**
 * NexusGarbageFlags:
 * @NEXUS_GARBAGE_NONE: remove it
 * @NEXUS_GARBAGE_DRY_RUN: find out what would be removed, and change nothing
 *
 * Flags for collecting garbage.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_GARBAGE_NONE    = 0,
  NEXUS_GARBAGE_DRY_RUN = 1 << 0,
} NexusGarbageFlags;

/**
 * NexusOperationState:
 * @NEXUS_OPERATION_PENDING: made, not started
 * @NEXUS_OPERATION_RUNNING: at work
 * @NEXUS_OPERATION_PAUSED: holding still until it is resumed
 * @NEXUS_OPERATION_DONE: finished; single items may have failed, see [property@Nexus.Operation:failures]
 * @NEXUS_OPERATION_FAILED: stopped by an error
 * @NEXUS_OPERATION_CANCELLED: stopped because it was cancelled
 *
 * Where an operation stands.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_OPERATION_PENDING,
  NEXUS_OPERATION_RUNNING,
  NEXUS_OPERATION_PAUSED,
  NEXUS_OPERATION_DONE,
  NEXUS_OPERATION_FAILED,
  NEXUS_OPERATION_CANCELLED,
} NexusOperationState;

/**
 * NexusChangeKind:
 * @NEXUS_CHANGE_CREATED: an entry has appeared at the path
 * @NEXUS_CHANGE_CONTENT: the content of the file was replaced
 * @NEXUS_CHANGE_METADATA: tags, attributes, times or mode have changed
 * @NEXUS_CHANGE_DELETED: the entry has gone from the path
 * @NEXUS_CHANGE_MOVED: the entry was moved from the old path to the path
 * @NEXUS_CHANGE_CHILDREN: many entries directly in the directory have changed
 * @NEXUS_CHANGE_TRASH: the trash has changed
 * @NEXUS_CHANGE_TAGS: the set of tags of the store has changed
 * @NEXUS_CHANGE_SEARCHES: the saved searches of the store have changed
 * @NEXUS_CHANGE_TEXTS: more is known of the texts of files, so that a search may find more; only this process is told,
 *   and the change has no number
 *
 * What happened.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_CHANGE_CREATED,
  NEXUS_CHANGE_CONTENT,
  NEXUS_CHANGE_METADATA,
  NEXUS_CHANGE_DELETED,
  NEXUS_CHANGE_MOVED,
  NEXUS_CHANGE_CHILDREN,
  NEXUS_CHANGE_TRASH,
  NEXUS_CHANGE_TAGS,
  NEXUS_CHANGE_SEARCHES,
  NEXUS_CHANGE_TEXTS,
} NexusChangeKind;

/**
 * NexusUndoState:
 * @NEXUS_UNDO_STATE_DONE: it is done, and can be undone unless it meets a conflict
 * @NEXUS_UNDO_STATE_UNDONE: it was undone, and can be done again until something else is done
 * @NEXUS_UNDO_STATE_FINAL: it cannot be undone
 *
 * What can become of something that was done.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_UNDO_STATE_DONE,
  NEXUS_UNDO_STATE_UNDONE,
  NEXUS_UNDO_STATE_FINAL,
} NexusUndoState;

/**
 * NexusSearchOrder:
 * @NEXUS_SEARCH_ORDER_RELEVANCE: what matches best first: names that are it, begin with it, have a word that begins
 *   with it; then what was modified last
 * @NEXUS_SEARCH_ORDER_NEWEST: what was modified last first
 * @NEXUS_SEARCH_ORDER_NAME: by name, without case and accents
 * @NEXUS_SEARCH_ORDER_LARGEST: the largest files first
 *
 * The order of what a search finds.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_SEARCH_ORDER_RELEVANCE,
  NEXUS_SEARCH_ORDER_NEWEST,
  NEXUS_SEARCH_ORDER_NAME,
  NEXUS_SEARCH_ORDER_LARGEST,
} NexusSearchOrder;

/**
 * NexusFindingKind:
 * @NEXUS_FINDING_CONTENT_DAMAGED: the bytes of a content are not those that were stored
 * @NEXUS_FINDING_CONTENT_MISSING: a content that something refers to is not there
 * @NEXUS_FINDING_DATABASE: the metadata database is damaged or contradicts itself
 * @NEXUS_FINDING_ENTRY: what is known of an entry, a version, an attribute or a tag is damaged
 * @NEXUS_FINDING_TOTALS: what is kept of the size or the count of a folder is not what is in it
 * @NEXUS_FINDING_LOG: the log of changes has a gap
 * @NEXUS_FINDING_STRANGE_FILE: there is a file in the data folder that is no part of the store; harmless
 * @NEXUS_FINDING_RESCUED: what was lost from the database was found again and put into the store
 * @NEXUS_FINDING_HISTORY: a step of the history is damaged, so that it cannot be undone or done again
 * @NEXUS_FINDING_TEXT_INDEX: what is kept of the words in files is not what is in them, so that searches find other files
 *
 * What was found when a store was verified or repaired.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_FINDING_CONTENT_DAMAGED,
  NEXUS_FINDING_CONTENT_MISSING,
  NEXUS_FINDING_DATABASE,
  NEXUS_FINDING_ENTRY,
  NEXUS_FINDING_TOTALS,
  NEXUS_FINDING_LOG,
  NEXUS_FINDING_STRANGE_FILE,
  NEXUS_FINDING_RESCUED,
  NEXUS_FINDING_HISTORY,
  NEXUS_FINDING_TEXT_INDEX,
} NexusFindingKind;

/**
 * NexusFindingState:
 * @NEXUS_FINDING_FOUND: it was found and left as it is
 * @NEXUS_FINDING_MENDED: all is as it was before the damage
 * @NEXUS_FINDING_SET_ASIDE: what is damaged was moved out of the way; what was lost is still lost
 * @NEXUS_FINDING_LOST: it cannot be mended with what there is
 *
 * What has become of something that was found.
 *
 * Since: 0.1
 */
typedef enum {
  NEXUS_FINDING_FOUND,
  NEXUS_FINDING_MENDED,
  NEXUS_FINDING_SET_ASIDE,
  NEXUS_FINDING_LOST,
} NexusFindingState;

G_END_DECLS

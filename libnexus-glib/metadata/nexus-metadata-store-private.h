/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-config.h"
#include "nexus-content-ref-private.h"
#include "nexus-entry-private.h"
#include "nexus-metadata-verify-private.h"
#include "nexus-mutation-private.h"
#include "nexus-query.h"
#include "nexus-record-private.h"
#include "nexus-search-hits-private.h"
#include "nexus-sort-private.h"
#include "nexus-statistics-private.h"
#include "nexus-tag-private.h"
#include "nexus-text-batch-private.h"
#include "nexus-text-sums-private.h"
#include "nexus-trash-item-private.h"
#include "nexus-version-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_METADATA_STORE (_nexus_metadata_store_get_type ())

/* The tree and all that is known of it.  Abstract and synchronous: every call blocks, may be made from any
 * thread, several at a time, and looks at its cancellable.  Paths are absolute and normalised already.
 * It knows nodes and references to contents, never the contents. */
typedef struct _NexusMetadataStore      NexusMetadataStore;
typedef struct _NexusMetadataStoreClass NexusMetadataStoreClass;

struct _NexusMetadataStore {
  GObject parent_instance;
};

/* What is to be found out about contents, and by which rules. */
typedef struct {
  gint64   added_before_ns;      /* contents added later are wanted, even if nothing refers to them */
  gint64   deleted_before_ns;    /* what was deleted earlier is taken to be gone from the trash; G_MININT64: nothing is */
  gboolean prune_versions;       /* and older versions beyond the history limit to be gone too */
} NexusMarkRules;

/* Called once all that follows is from one state of the store, and then for each content.  Rows are checked against
 * their checksums: nothing is ever called unwanted because of damage. */
typedef void     (*NexusMarkBegun)   (gpointer          user_data);
typedef gboolean (*NexusMarkContent) (NexusContentRef  *content,
                                      gboolean          wanted,
                                      gpointer          user_data,
                                      GError          **error);

/* Says where a content is in the place of a backup; `known` is where it was in the former one, NULL if that did not have
 * it.  *moved NULL: it cannot be had. */
typedef gboolean (*NexusBackupContent) (NexusContentRef  *content,
                                        NexusContentRef  *known,
                                        NexusContentRef **moved,
                                        gpointer          user_data,
                                        GError          **error);

/* Where an enumeration stands: after the name `after` (NULL: at the start) in one directory. */
struct _NexusMetadataStoreClass {
  GObjectClass parent_class;

  /* The entry at the path; symbolic links are not followed. */
  NexusEntry      *(*query)          (NexusMetadataStore  *self,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The entry by its public id (36 characters), live or in the trash. */
  NexusEntry      *(*query_id)       (NexusMetadataStore  *self,
                                      const char          *id,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The content of a version of the file at the path (0: the current one), entry and content from one snapshot.
   * IS_DIRECTORY for a directory; for a symbolic link returns NULL in *content and the link in *entry. */
  gboolean         (*query_content)  (NexusMetadataStore  *self,
                                      const char          *path,
                                      guint                version,
                                      NexusEntry         **entry,   /* nullable, transfer full */
                                      NexusContentRef    **content,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The reference with its locator for a hash, or NULL without an error if the store does not know it. */
  NexusContentRef *(*find_content)   (NexusMetadataStore  *self,
                                      const guint8        *hash,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* At most max children of the directory whose names come bytewise after `after` (NULL: from the start), in that
   * order; fewer than max means the end.  NOT_FOUND, NOT_DIRECTORY. */
  GPtrArray       *(*list_children)  (NexusMetadataStore  *self,
                                      const char          *path,
                                      const char          *after,
                                      guint                max,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* All children for one who sorts them: see NexusSortedSink.  At most n_first rows come first, fewer or none where
   * that would take long. */
  gboolean         (*list_sorted)    (NexusMetadataStore     *self,
                                      const char             *path,
                                      const NexusSort        *sort,
                                      guint                   n_first,
                                      const NexusSortedSink  *sink,
                                      gpointer                user_data,
                                      GCancellable           *cancellable,
                                      GError                **error);
  /* For each name in the directory a NexusSortedRow with its entry, or NULL where there is none to be shown. */
  GPtrArray       *(*query_sorted)   (NexusMetadataStore     *self,
                                      const char             *path,
                                      const NexusSort        *sort,
                                      const char * const     *names,
                                      GCancellable           *cancellable,
                                      GError                **error);
  /* For each row its entry, or NULL if it has left the directory. */
  GPtrArray       *(*load_sorted)    (NexusMetadataStore     *self,
                                      const char             *path,
                                      const gint64           *ids,
                                      guint                   n_ids,
                                      GCancellable           *cancellable,
                                      GError                **error);
  /* Newest first, the current one at the head. */
  GPtrArray       *(*list_versions)  (NexusMetadataStore  *self,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Last deleted first. */
  GPtrArray       *(*list_trash)     (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* By name. */
  GPtrArray       *(*list_tags)      (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The live entries that have the tag, by path; NOT_FOUND if there is no such tag. */
  GPtrArray       *(*list_tagged)    (NexusMetadataStore  *self,
                                      const char          *tag,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The live files whose current content has that hash, in the order in which they were made. */
  NexusSearchHits *(*find_copies)    (NexusMetadataStore  *self,
                                      const guint8        *hash,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The live files that have their current content in common with another one, and at least so many bytes.  Those with the
   * same content come one after the other in the order in which they were made; what takes most room in vain comes first. */
  NexusSearchHits *(*find_duplicates) (NexusMetadataStore *self,
                                      guint64              min_size,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* All live entries that match, as ids of the store's own in that order. */
  NexusSearchHits *(*search)         (NexusMetadataStore  *self,
                                      NexusQuery          *query,
                                      NexusSearchOrder     order,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* All of them for one who sorts them: as list_sorted(), with ids as search(). */
  gboolean         (*list_found)     (NexusMetadataStore     *self,
                                      NexusQuery             *query,
                                      const NexusSort        *sort,
                                      guint                   n_first,
                                      const NexusSortedSink  *sink,
                                      gpointer                user_data,
                                      GCancellable           *cancellable,
                                      GError                **error);
  /* The entry of each of such ids, NULL if it is gone or in the trash by now. */
  GPtrArray       *(*load_hits)      (NexusMetadataStore  *self,
                                      const gint64        *ids,
                                      guint                n_ids,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The searches that are kept (NexusSavedSearch), by name. */
  GPtrArray       *(*list_searches)  (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The keys of attributes in use, as strings, sorted bytewise. */
  GPtrArray       *(*list_keys)      (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* What was done (NexusUndoStep), newest first. */
  GPtrArray       *(*list_history)   (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Contents whose words are to be found, at most max; an empty batch if there are none.  Whoever has read them gives
   * the batch back to index_texts(); purge_texts() forgets the words of those that are gone.  These three are called by
   * one thread at a time. */
  NexusTextBatch  *(*list_texts)     (NexusMetadataStore  *self,
                                      guint                max,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*index_texts)    (NexusMetadataStore  *self,
                                      NexusTextBatch      *batch,
                                      GError             **error);
  gboolean         (*purge_texts)    (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Whether the index of texts can be read, and if `deep`, whether it agrees with itself; the sums, empty before, become
   * those of the words that it has. */
  gboolean         (*verify_texts)   (NexusMetadataStore  *self,
                                      NexusTextSums       *sums,
                                      gboolean             deep,
                                      gboolean            *good,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Forgets the words of all texts, so that list_texts() begins anew.  By any thread. */
  gboolean         (*reset_texts)    (NexusMetadataStore  *self,
                                      GError             **error);
  /* Fills what metadata knows; disk_size is its own part of it. */
  gboolean         (*get_statistics) (NexusMetadataStore  *self,
                                      NexusStatisticsInit *statistics,
                                      GCancellable        *cancellable,
                                      GError             **error);

  /* Tells everything that the store knows from one snapshot, however long that takes: the root if there is anything
   * to say of it, the live entries by their paths bytewise, then what is in the trash by where it was, each with all
   * that was below it.  Holds none of the readers of the others. */
  gboolean         (*dump)           (NexusMetadataStore  *self,
                                      NexusRecordFunc      func,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The number in the log of changes after which all those come that were made at or after that time; of the newest
   * change for G_MAXINT64. */
  gboolean         (*find_change)    (NexusMetadataStore  *self,
                                      gint64               time_ns,
                                      guint64             *sequence,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The changes that came after that number, at most max, in their order; of those that were made through this object
   * only the ones after `own_after`.  *seen is how far the log has been looked through, `after` again if there is
   * nothing new.  If the log has been trimmed meanwhile, what is lost is told as changes of everything. */
  GPtrArray       *(*list_changes)   (NexusMetadataStore  *self,
                                      guint64              after,
                                      guint64              own_after,
                                      guint                max,
                                      guint64             *seen,
                                      GCancellable        *cancellable,
                                      GError             **error);

  /* Applies the transactions, each all or nothing, in the order given, in as few commits as possible; several
   * callers' transactions may be committed together.  Returns when all of them are settled; each carries its own
   * error.  PUT_FILE needs `content`; if its locator is NULL the hash must be known, else that transaction fails
   * with NEXUS_ERROR_CONTENT_MISSING; if there are `contents` as well, only after all else has been found to be right: so it is
   * asked whether they may come.  With durability "full" a committed transaction survives a power cut.
   * Changes, and quotas that are exceeded, are returned in the transactions, for the filesystem to tell. */
  void             (*apply)          (NexusMetadataStore  *self,
                                      NexusTransaction   **transactions,
                                      gsize                n_transactions);

  /* The quotas that count for a path, its own and those above it; of the whole store for NULL.  By their paths. */
  GPtrArray       *(*list_quotas)    (NexusMetadataStore  *self,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Costs nothing.  FALSE if there were none when last something was written; others may have set one since. */
  gboolean         (*may_have_quotas) (NexusMetadataStore *self);

  /* For how many days the trash is kept, if the store says so itself: else *days stays as it is.  0: for ever. */
  gboolean         (*get_trash_days) (NexusMetadataStore  *self,
                                      guint               *days,
                                      GCancellable        *cancellable,
                                      GError             **error);

  /* Garbage.  prune() drops older versions beyond the history limit.  mark() tells of each content whether something
   * refers to it, by rules of which nothing is done.  forget() drops those of the contents that still nothing refers to
   * and that were added before, in one transaction that is durable whatever the settings; *n_forgotten of them.
   * relocate() gives contents other locators, pairwise, unless they have others than in `from` by now; as durable.
   * shrink() gives what is empty of the database back to the disk if that is much. */
  gboolean         (*prune)          (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*mark)           (NexusMetadataStore  *self,
                                      const NexusMarkRules *rules,
                                      NexusMarkBegun       begun,   /* nullable */
                                      NexusMarkContent     func,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*forget)         (NexusMetadataStore  *self,
                                      NexusContentRef    **contents,
                                      guint                n_contents,
                                      gint64               added_before_ns,
                                      guint               *n_forgotten,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*relocate)       (NexusMetadataStore  *self,
                                      GPtrArray           *from,
                                      GPtrArray           *to,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*shrink)         (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Looks at all that is there, in one snapshot, and adds what is wrong to the report.  With `mend` what is derived is
   * put right, and nothing is written if nothing is wrong. */
  gboolean         (*verify)         (NexusMetadataStore  *self,
                                      gboolean             mend,
                                      NexusReport         *report,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The numbers (gint64) of the contents of the entries at and below the paths, of all if `paths` is NULL, that were
   * not found good at `good_before_ns` or later; those that were not looked at for the longest time first, if that
   * is wanted.  *n_bytes is how large they are, more or less. */
  GArray          *(*plan_check)     (NexusMetadataStore  *self,
                                      const char * const  *paths,
                                      gint64               good_before_ns,
                                      gboolean             oldest_first,
                                      guint64             *n_bytes,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* The content of that number; NULL without an error if it is gone. */
  NexusContentRef *(*load_content)   (NexusMetadataStore  *self,
                                      gint64               content,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* Who uses it, as NexusContentUse. */
  GPtrArray       *(*list_uses)      (NexusMetadataStore  *self,
                                      gint64               content,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*note_checked)   (NexusMetadataStore  *self,
                                      const NexusContentNote *notes,
                                      guint                n_notes,
                                      GCancellable        *cancellable,
                                      GError             **error);
  /* From now on the content, if it is known, is where the locator says; NULL: it is missing.  Durable. */
  gboolean         (*set_locator)    (NexusMetadataStore  *self,
                                      const guint8        *hash,
                                      GBytes              *locator,
                                      NexusRelocateFunc    func,     /* nullable */
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);

  /* Writes a copy of all metadata, from one state of it, into a folder as metadata that a store in that folder would
   * have; under a name of its own, beside what a former backup has left there.  settle() then puts it in its place,
   * which happens entirely or not at all. */
  gboolean         (*backup)         (NexusMetadataStore  *self,
                                      const char          *folder,
                                      NexusBackupContent   func,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*settle_backup)  (NexusMetadataStore  *self,
                                      const char          *folder,
                                      GError             **error);
  /* The identity of the store, which its copies share. */
  char            *(*dup_uuid)       (NexusMetadataStore  *self,
                                      GError             **error);

  /* Snapshots (NexusSnapshot), newest first; what is different (NexusChange) between one and another, or now; what one
   * has at and below a path (NULL: all), by the paths from that on, with references to contents. */
  GPtrArray       *(*list_snapshots) (NexusMetadataStore  *self,
                                      GCancellable        *cancellable,
                                      GError             **error);
  GPtrArray       *(*diff_snapshot)  (NexusMetadataStore  *self,
                                      const char          *name,
                                      const char          *other,
                                      GCancellable        *cancellable,
                                      GError             **error);
  gboolean         (*dump_snapshot)  (NexusMetadataStore  *self,
                                      const char          *name,
                                      const char          *path,
                                      NexusRecordFunc      func,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);

  /* Ends all work, checkpoints and closes.  Later calls fail with G_IO_ERROR_CLOSED. */
  gboolean         (*close)          (NexusMetadataStore  *self,
                                      GError             **error);
};

GType               _nexus_metadata_store_get_type       (void) G_GNUC_CONST;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusMetadataStore, g_object_unref)

NexusEntry         *_nexus_metadata_store_query          (NexusMetadataStore  *self,
                                                          const char          *path,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusEntry         *_nexus_metadata_store_query_id       (NexusMetadataStore  *self,
                                                          const char          *id,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_query_content  (NexusMetadataStore  *self,
                                                          const char          *path,
                                                          guint                version,
                                                          NexusEntry         **entry,
                                                          NexusContentRef    **content,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusContentRef    *_nexus_metadata_store_find_content   (NexusMetadataStore  *self,
                                                          const guint8        *hash,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_children  (NexusMetadataStore  *self,
                                                          const char          *path,
                                                          const char          *after,
                                                          guint                max,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_list_sorted    (NexusMetadataStore     *self,
                                                          const char             *path,
                                                          const NexusSort        *sort,
                                                          guint                   n_first,
                                                          const NexusSortedSink  *sink,
                                                          gpointer                user_data,
                                                          GCancellable           *cancellable,
                                                          GError                **error);
GPtrArray          *_nexus_metadata_store_query_sorted   (NexusMetadataStore     *self,
                                                          const char             *path,
                                                          const NexusSort        *sort,
                                                          const char * const     *names,
                                                          GCancellable           *cancellable,
                                                          GError                **error);
GPtrArray          *_nexus_metadata_store_load_sorted    (NexusMetadataStore     *self,
                                                          const char             *path,
                                                          const gint64           *ids,
                                                          guint                   n_ids,
                                                          GCancellable           *cancellable,
                                                          GError                **error);
GPtrArray          *_nexus_metadata_store_list_versions  (NexusMetadataStore  *self,
                                                          const char          *path,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_trash     (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_tags      (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_tagged    (NexusMetadataStore  *self,
                                                          const char          *tag,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusSearchHits    *_nexus_metadata_store_find_duplicates (NexusMetadataStore *self,
                                                          guint64              min_size,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusSearchHits    *_nexus_metadata_store_find_copies    (NexusMetadataStore  *self,
                                                          const guint8        *hash,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusSearchHits    *_nexus_metadata_store_search         (NexusMetadataStore  *self,
                                                          NexusQuery          *query,
                                                          NexusSearchOrder     order,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_list_found     (NexusMetadataStore     *self,
                                                          NexusQuery             *query,
                                                          const NexusSort        *sort,
                                                          guint                   n_first,
                                                          const NexusSortedSink  *sink,
                                                          gpointer                user_data,
                                                          GCancellable           *cancellable,
                                                          GError                **error);
GPtrArray          *_nexus_metadata_store_load_hits      (NexusMetadataStore  *self,
                                                          const gint64        *ids,
                                                          guint                n_ids,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_searches  (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_keys      (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_history   (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusTextBatch     *_nexus_metadata_store_list_texts     (NexusMetadataStore  *self,
                                                          guint                max,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_index_texts    (NexusMetadataStore  *self,
                                                          NexusTextBatch      *batch,
                                                          GError             **error);
gboolean            _nexus_metadata_store_purge_texts    (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_verify_texts   (NexusMetadataStore  *self,
                                                          NexusTextSums       *sums,
                                                          gboolean             deep,
                                                          gboolean            *good,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_reset_texts    (NexusMetadataStore  *self,
                                                          GError             **error);
gboolean            _nexus_metadata_store_get_statistics (NexusMetadataStore  *self,
                                                          NexusStatisticsInit *statistics,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_dump           (NexusMetadataStore  *self,
                                                          NexusRecordFunc      func,
                                                          gpointer             user_data,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_find_change    (NexusMetadataStore  *self,
                                                          gint64               time_ns,
                                                          guint64             *sequence,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_changes   (NexusMetadataStore  *self,
                                                          guint64              after,
                                                          guint64              own_after,
                                                          guint                max,
                                                          guint64             *seen,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
void                _nexus_metadata_store_apply          (NexusMetadataStore  *self,
                                                          NexusTransaction   **transactions,
                                                          gsize                n_transactions);
GPtrArray          *_nexus_metadata_store_list_quotas    (NexusMetadataStore  *self,
                                                          const char          *path,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_get_trash_days (NexusMetadataStore  *self,
                                                          guint               *days,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_may_have_quotas (NexusMetadataStore *self);
gboolean            _nexus_metadata_store_prune          (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_mark           (NexusMetadataStore  *self,
                                                          const NexusMarkRules *rules,
                                                          NexusMarkBegun       begun,
                                                          NexusMarkContent     func,
                                                          gpointer             user_data,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_forget         (NexusMetadataStore  *self,
                                                          NexusContentRef    **contents,
                                                          guint                n_contents,
                                                          gint64               added_before_ns,
                                                          guint               *n_forgotten,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_relocate       (NexusMetadataStore  *self,
                                                          GPtrArray           *from,
                                                          GPtrArray           *to,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_shrink         (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_verify         (NexusMetadataStore  *self,
                                                          gboolean             mend,
                                                          NexusReport         *report,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GArray             *_nexus_metadata_store_plan_check     (NexusMetadataStore  *self,
                                                          const char * const  *paths,
                                                          gint64               good_before_ns,
                                                          gboolean             oldest_first,
                                                          guint64             *n_bytes,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
NexusContentRef    *_nexus_metadata_store_load_content   (NexusMetadataStore  *self,
                                                          gint64               content,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_uses      (NexusMetadataStore  *self,
                                                          gint64               content,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_note_checked   (NexusMetadataStore  *self,
                                                          const NexusContentNote *notes,
                                                          guint                n_notes,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_set_locator    (NexusMetadataStore  *self,
                                                          const guint8        *hash,
                                                          GBytes              *locator,
                                                          NexusRelocateFunc    func,
                                                          gpointer             user_data,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_backup         (NexusMetadataStore  *self,
                                                          const char          *folder,
                                                          NexusBackupContent   func,
                                                          gpointer             user_data,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_settle_backup  (NexusMetadataStore  *self,
                                                          const char          *folder,
                                                          GError             **error);
char               *_nexus_metadata_store_dup_uuid       (NexusMetadataStore  *self,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_list_snapshots (NexusMetadataStore  *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
GPtrArray          *_nexus_metadata_store_diff_snapshot  (NexusMetadataStore  *self,
                                                          const char          *name,
                                                          const char          *other,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_dump_snapshot  (NexusMetadataStore  *self,
                                                          const char          *name,
                                                          const char          *path,
                                                          NexusRecordFunc      func,
                                                          gpointer             user_data,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean            _nexus_metadata_store_close          (NexusMetadataStore  *self,
                                                          GError             **error);

G_END_DECLS

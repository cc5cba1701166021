/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-test-util.h"

G_BEGIN_DECLS

/* A store, and a folder of the host to import from and one to export to, which is not there yet. */
typedef struct {
  char            *folder;
  char            *data;
  char            *source;
  char            *target;
  NexusFilesystem *filesystem;
} NexusTransferTest;

void             nexus_transfer_test_set_up    (NexusTransferTest   *self,
                                                gconstpointer        user_data);
void             nexus_transfer_test_tear_down (NexusTransferTest   *self,
                                                gconstpointer        user_data);
/* The same, but all transfers go to and from files that have no path (nexus-remote-file.h). */
void             nexus_transfer_test_set_up_remote (NexusTransferTest *self,
                                                gconstpointer        user_data);
gboolean         nexus_transfer_test_is_remote (void);
/* The file that stands for a path, as the transfers see it. */
GFile           *nexus_transfer_test_make_file (const char          *path);
NexusFilesystem *nexus_transfer_test_connect   (const char          *data);

/* Makes a file of the host, with the folders above it. */
void             nexus_transfer_test_write     (const char          *folder,
                                                const char          *name,
                                                const char          *text);
void             nexus_transfer_test_set_time  (const char          *folder,
                                                const char          *name,
                                                gint64               modified_ns);
char            *nexus_transfer_test_read      (const char          *folder,
                                                const char          *name);
/* A tree with folders, files of all sizes, links and times: the same one for the same seed. */
void             nexus_transfer_test_make_tree (const char          *folder,
                                                guint32              seed,
                                                guint                n_files);

/* Run an operation to its end.  Without `failures` everything must go well; with it, the result is either that or
 * NEXUS_ERROR_PARTIAL, and *failures gets a sorted line "path: error" for each (empty for none). */
NexusOperation  *nexus_transfer_test_import    (NexusFilesystem     *filesystem,
                                                const char          *source,
                                                const char          *path,
                                                NexusConflictPolicy  policy,
                                                char               **failures);
NexusOperation  *nexus_transfer_test_export    (NexusFilesystem     *filesystem,
                                                const char          *path,
                                                const char          *target,
                                                NexusConflictPolicy  policy,
                                                char               **failures);
char            *nexus_transfer_test_run       (NexusOperation      *operation);

/* How two trees differ in names, kinds, contents, permission bits, link targets and times (to the nanosecond): a
 * line for each difference, empty for none. */
char            *nexus_transfer_test_compare   (const char          *a,
                                                const char          *b);
#define nexus_transfer_test_assert_same(a, b) \
  G_STMT_START { \
    g_autofree char *differences_ = nexus_transfer_test_compare (a, b); \
    g_assert_cmpstr (differences_, ==, ""); \
  } G_STMT_END

/* What is in the store at the path, or NULL. */
NexusEntry      *nexus_transfer_test_query     (NexusFilesystem     *filesystem,
                                                const char          *path);
char            *nexus_transfer_test_cat       (NexusFilesystem     *filesystem,
                                                const char          *path);
/* Fails if a file that an export was still writing is left anywhere below. */
void             nexus_transfer_test_assert_clean (const char       *folder);

G_END_DECLS

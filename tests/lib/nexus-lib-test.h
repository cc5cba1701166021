/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-test-util.h"

G_BEGIN_DECLS

/* What b2sum -l 256 says of "hello". */
#define NEXUS_LIB_TEST_HELLO "324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf"

/* Connects to the store in the folder, which is made if it is missing. */
NexusFilesystem *nexus_lib_test_connect     (const char       *folder);
/* The same, and what is written may be lost with the power. */
NexusFilesystem *nexus_lib_test_connect_quickly (const char   *folder);
/* The same, with the error that it gave instead of a store. */
GError          *nexus_lib_test_fail        (const char       *folder);
/* Writes a text; fails the test if that fails. */
NexusEntry      *nexus_lib_test_write       (NexusFilesystem  *filesystem,
                                             const char       *path,
                                             const char       *text);
/* Fails the test unless the file at the path has this text. */
void             nexus_lib_test_assert_text (NexusFilesystem  *filesystem,
                                             const char       *path,
                                             const char       *text);
gboolean         nexus_lib_test_exists      (NexusFilesystem  *filesystem,
                                             const char       *path);
/* Everything that is in the store, one line each: two equal texts are two equal stores. */
char            *nexus_lib_test_describe    (NexusFilesystem  *filesystem);
/* Closes the store, asserts that nobody else holds it, and removes the folder. */
void             nexus_lib_test_finish      (NexusFilesystem  *filesystem,
                                             char             *folder);

G_END_DECLS

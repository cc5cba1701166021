/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-store-fixture.h"

G_BEGIN_DECLS

/* Stores of every schema that there has been, as SQL in fixtures/vN.sql, and fixtures/expected.txt, what all of them say
 * when they are asked: each line begins with the first version that knows such a thing.  They are one store, brought
 * down from version to version.
 *
 * When the schema gets another version, that before it needs a fixture.  NEXUS_TEST_RECORD=FOLDER migrate-fixtures
 * writes that of the newest version, from the fixture before it, before the new step is added. */

/* The database of the fixture, in the log mode that stores have. */
void                migrate_load      (const char          *path,
                                       guint                version);
/* The newest version that has a fixture, and the text of one. */
guint               migrate_newest    (void);
char               *migrate_fixture   (guint                version);
/* The database as SQL, every row of it: the same text is the same database. */
char               *migrate_dump      (const char          *path);
void                migrate_run_sql   (const char          *path,
                                       const char          *sql);
int                 migrate_version   (const char          *path);
/* Asserts that the file is a database that SQLite finds nothing wrong with. */
void                migrate_check     (const char          *path);
gboolean            migrate_to        (const char          *path,
                                       guint                version,
                                       GError             **error);
NexusMetadataStore *migrate_open      (const char          *path);
void                migrate_close     (NexusMetadataStore  *store);
/* What a store says when it is asked, and what one that was of that version should. */
char               *migrate_describe  (NexusMetadataStore  *store,
                                       guint                version);
char               *migrate_expected  (guint                version);
/* What is known to a version of all that one has said. */
char               *migrate_filter    (const char          *text,
                                       guint                version);
/* Opens it, asserts that it says what a store that was of that version should, that nothing is wrong in it, and that it
 * can be written and, if it ever could, undone. */
void                migrate_assert    (const char          *path,
                                       guint                version);

G_END_DECLS

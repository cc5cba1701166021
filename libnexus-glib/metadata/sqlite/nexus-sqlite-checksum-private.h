/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every page of a database of ours has this size and keeps its checksum in its last bytes, which SQLite leaves alone
 * because the header of the database says so. */
#define NEXUS_SQLITE_PAGE_SIZE    4096
#define NEXUS_SQLITE_PAGE_RESERVE 8

/* Where the header of a database says how many bytes at the end of each page are not SQLite's. */
#define NEXUS_SQLITE_HEADER_RESERVE 20

/* What the last bytes of the page with that number, from 1 on, have to be. */
guint64     _nexus_sqlite_page_sum      (const guint8 *page,
                                         guint32       number);
/* Does the page carry its checksum?  One that is all zeros does: SQLite leaves such holes where a page was taken and
 * given back before it was written, and takes none of them for anything that it has written. */
gboolean    _nexus_sqlite_page_is_good  (const guint8 *page,
                                         guint32       number);

/* The name of the way to open a database through which checksums are written and looked at; made at the first call. */
const char *_nexus_sqlite_checksum_vfs  (void);

G_END_DECLS

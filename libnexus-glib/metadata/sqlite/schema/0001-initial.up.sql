-- SPDX-License-Identifier: LGPL-2.1-or-later
-- The first schema: tree, contents, versions, attributes, tags, trash and the log of changes.
-- `sum` is a checksum over the other columns of its row (not over derived totals); see metadata/README.md.

CREATE TABLE store (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each distinct content.  The locator belongs to the content store; NULL: the content is missing.
CREATE TABLE contents (
  id       INTEGER PRIMARY KEY,
  hash     BLOB    NOT NULL UNIQUE,
  size     INTEGER NOT NULL,
  locator  BLOB,
  added_ns INTEGER NOT NULL,
  sum      INTEGER NOT NULL
) STRICT;

-- Files, directories and symbolic links.  1 is the root, 2 the root of the trash; only these have no parent.
CREATE TABLE nodes (
  id           INTEGER PRIMARY KEY,
  uuid         BLOB    NOT NULL UNIQUE,
  parent       INTEGER REFERENCES nodes (id),
  name         TEXT    NOT NULL,
  kind         INTEGER NOT NULL,
  content      INTEGER REFERENCES contents (id),
  size         INTEGER NOT NULL,
  mode         INTEGER NOT NULL,
  modified_ns  INTEGER NOT NULL,
  created_ns   INTEGER NOT NULL,
  content_type TEXT,
  version      INTEGER NOT NULL,
  target       TEXT,
  n_tags       INTEGER NOT NULL,
  n_attributes INTEGER NOT NULL,
  total_size   INTEGER NOT NULL,
  total_count  INTEGER NOT NULL,
  sum          INTEGER NOT NULL,
  UNIQUE (parent, name)
) STRICT;

CREATE INDEX nodes_by_content ON nodes (content) WHERE content IS NOT NULL;

-- Older versions only; the current one is in nodes.
CREATE TABLE versions (
  node        INTEGER NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  content     INTEGER NOT NULL REFERENCES contents (id),
  size        INTEGER NOT NULL,
  modified_ns INTEGER NOT NULL,
  sum         INTEGER NOT NULL,
  PRIMARY KEY (node, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX versions_by_content ON versions (content);

-- Values are JSON.
CREATE TABLE attributes (
  node  INTEGER NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
  key   TEXT    NOT NULL,
  value TEXT    NOT NULL,
  sum   INTEGER NOT NULL,
  PRIMARY KEY (node, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  id    INTEGER PRIMARY KEY,
  name  TEXT    NOT NULL UNIQUE,
  color TEXT,
  sum   INTEGER NOT NULL
) STRICT;

CREATE TABLE node_tags (
  node INTEGER NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
  tag  INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  sum  INTEGER NOT NULL,
  PRIMARY KEY (node, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX node_tags_by_tag ON node_tags (tag, node);

-- What lies directly below the root of the trash, and where it came from.
CREATE TABLE trash (
  node          INTEGER NOT NULL PRIMARY KEY REFERENCES nodes (id) ON DELETE CASCADE,
  original_path TEXT    NOT NULL,
  deleted_ns    INTEGER NOT NULL,
  sum           INTEGER NOT NULL
) STRICT;

CREATE INDEX trash_by_time ON trash (deleted_ns);

-- What happened, for other processes and for undo.  Trimmed from the front.
CREATE TABLE changes (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     INTEGER NOT NULL,
  path     TEXT,
  old_path TEXT,
  time_ns  INTEGER NOT NULL
) STRICT;

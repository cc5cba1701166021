-- SPDX-License-Identifier: LGPL-2.1-or-later
-- How folders were at a moment, by name.

CREATE TABLE snapshots (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  path       TEXT    NOT NULL,
  created_ns INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  size       INTEGER NOT NULL
) STRICT;

-- What was there; the path begins below that of the snapshot, so that it is empty for the folder itself.
-- Tags are a JSON array of names, attributes one of pairs of a key and the JSON text of its value.
CREATE TABLE snapshot_entries (
  snapshot     INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
  path         TEXT    NOT NULL,
  kind         INTEGER NOT NULL,
  content      INTEGER REFERENCES contents (id),
  size         INTEGER NOT NULL,
  mode         INTEGER NOT NULL,
  modified_ns  INTEGER NOT NULL,
  created_ns   INTEGER NOT NULL,
  content_type TEXT,
  target       TEXT,
  tags         TEXT    NOT NULL,
  attributes   TEXT    NOT NULL,
  uuid         BLOB    NOT NULL,
  PRIMARY KEY (snapshot, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX snapshot_entries_by_content ON snapshot_entries (content) WHERE content IS NOT NULL;

-- SPDX-License-Identifier: LGPL-2.1-or-later
-- What can be undone; and who made a change, so that a process need not be told of its own.

ALTER TABLE changes ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;

-- One row for each thing that somebody did, newest last.  Trimmed from the front.
CREATE TABLE steps (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     INTEGER NOT NULL,
  path     TEXT,
  other    TEXT,
  key      TEXT,
  count    INTEGER NOT NULL,
  time_ns  INTEGER NOT NULL,
  state    INTEGER NOT NULL,
  undone   INTEGER NOT NULL,
  token    BLOB
) STRICT;

CREATE INDEX steps_undone ON steps (undone) WHERE undone > 0;

-- How to undo it, or to do it again when it has been undone: a part for each transaction or some thousand rows.
-- The id is that of the step, times 2^20, plus a number from 1 on.
CREATE TABLE step_parts (
  id   INTEGER PRIMARY KEY,
  data BLOB    NOT NULL,
  sum  INTEGER NOT NULL
) STRICT;

-- Contents that no file and no version may have any more, but that a step would bring back.
CREATE TABLE step_contents (
  step    INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
  content INTEGER NOT NULL REFERENCES contents (id),
  PRIMARY KEY (step, content)
) STRICT, WITHOUT ROWID;

CREATE INDEX step_contents_by_content ON step_contents (content);

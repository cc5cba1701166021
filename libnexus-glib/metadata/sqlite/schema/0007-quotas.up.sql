-- SPDX-License-Identifier: LGPL-2.1-or-later
-- How much may be in folders; 0 stands for no limit.

CREATE TABLE quotas (
  node         INTEGER PRIMARY KEY REFERENCES nodes (id) ON DELETE CASCADE,
  hard_bytes   INTEGER NOT NULL,
  soft_bytes   INTEGER NOT NULL,
  hard_entries INTEGER NOT NULL,
  soft_entries INTEGER NOT NULL,
  sum          INTEGER NOT NULL
) STRICT;

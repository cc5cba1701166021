-- SPDX-License-Identifier: LGPL-2.1-or-later
-- When the bytes of a content were last looked at, and when they were last good.

CREATE TABLE content_checks (
  content    INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
  checked_ns INTEGER NOT NULL,
  good_ns    INTEGER NOT NULL
) STRICT;

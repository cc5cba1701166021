-- SPDX-License-Identifier: LGPL-2.1-or-later
-- What searches have to read again, and searches that are kept.

-- Nodes that have changed since they were made; new ones are known by their ids.  Trimmed from the front.
CREATE TABLE search_log (
  seq  INTEGER PRIMARY KEY,
  node INTEGER NOT NULL
) STRICT;

CREATE TRIGGER search_log_update AFTER UPDATE OF parent, name, content, size, modified_ns, created_ns, content_type ON nodes
BEGIN
  INSERT INTO search_log (node) VALUES (new.id);
END;

CREATE TRIGGER search_log_delete AFTER DELETE ON nodes
BEGIN
  INSERT INTO search_log (node) VALUES (old.id);
END;

CREATE TRIGGER search_log_attribute_insert AFTER INSERT ON attributes
BEGIN
  INSERT INTO search_log (node) VALUES (new.node);
END;

CREATE TRIGGER search_log_attribute_update AFTER UPDATE ON attributes
BEGIN
  INSERT INTO search_log (node) VALUES (new.node);
END;

CREATE TRIGGER search_log_attribute_delete AFTER DELETE ON attributes
BEGIN
  INSERT INTO search_log (node) VALUES (old.node);
END;

CREATE TABLE searches (
  name  TEXT    NOT NULL PRIMARY KEY,
  query TEXT    NOT NULL,
  sum   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

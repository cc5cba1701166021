-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Back to an empty database.

DROP TABLE changes;
DROP TABLE trash;
DROP TABLE node_tags;
DROP TABLE tags;
DROP TABLE attributes;
DROP TABLE versions;
DROP TABLE nodes;
DROP TABLE contents;
DROP TABLE store;

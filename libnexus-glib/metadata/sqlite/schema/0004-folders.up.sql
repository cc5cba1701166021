-- SPDX-License-Identifier: LGPL-2.1-or-later
-- The folders of a folder, so that they can be shown before its files without looking at each of these.

CREATE INDEX nodes_folders ON nodes (parent, name) WHERE kind = 1;

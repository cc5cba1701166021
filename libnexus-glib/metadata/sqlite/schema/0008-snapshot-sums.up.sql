-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Checksums of the rows of snapshots, as all others have them; see docs/storage-format.md.

ALTER TABLE snapshots ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
UPDATE snapshots SET sum = nexus_sum ('s', id, name, path, created_ns, count, size);

ALTER TABLE snapshot_entries ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
UPDATE snapshot_entries SET sum = nexus_sum ('S', snapshot, path, kind, content, size, mode, modified_ns, created_ns,
                                             content_type, target, tags, attributes, uuid);

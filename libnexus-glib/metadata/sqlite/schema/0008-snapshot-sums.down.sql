-- SPDX-License-Identifier: LGPL-2.1-or-later

ALTER TABLE snapshot_entries DROP COLUMN sum;
ALTER TABLE snapshots DROP COLUMN sum;

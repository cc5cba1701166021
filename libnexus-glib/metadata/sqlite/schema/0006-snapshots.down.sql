-- SPDX-License-Identifier: LGPL-2.1-or-later

DROP TABLE snapshot_entries;
DROP TABLE snapshots;

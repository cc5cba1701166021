-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Forgets what could be undone.

DROP TABLE step_contents;
DROP TABLE step_parts;
DROP TABLE steps;

ALTER TABLE changes DROP COLUMN origin;
DELETE FROM store WHERE key = 'next-node';

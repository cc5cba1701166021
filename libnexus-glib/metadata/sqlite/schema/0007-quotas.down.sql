-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Forgets the quotas; and if there has been one, what could be undone: it may have quotas, of which an older version knows
-- nothing.

DELETE FROM step_contents WHERE EXISTS (SELECT 1 FROM store WHERE key = 'quotas');
DELETE FROM step_parts WHERE EXISTS (SELECT 1 FROM store WHERE key = 'quotas');
DELETE FROM steps WHERE EXISTS (SELECT 1 FROM store WHERE key = 'quotas');
DELETE FROM store WHERE key = 'quotas';
DROP TABLE quotas;

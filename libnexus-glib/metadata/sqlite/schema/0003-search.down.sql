-- SPDX-License-Identifier: LGPL-2.1-or-later
-- Forgets the searches that were kept.

DROP TABLE searches;
DROP TRIGGER search_log_attribute_delete;
DROP TRIGGER search_log_attribute_update;
DROP TRIGGER search_log_attribute_insert;
DROP TRIGGER search_log_delete;
DROP TRIGGER search_log_update;
DROP TABLE search_log;

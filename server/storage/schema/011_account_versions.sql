-- SPDX-License-Identifier: Apache-2.0
-- How often what lets an account in was changed: by it a line of the ledger is known to be newer
-- than a row that came from a backup.
ALTER TABLE accounts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

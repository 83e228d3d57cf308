-- SPDX-License-Identifier: Apache-2.0
-- What a person here did about an entry that the office rejected: from then on nothing of it needs
-- attention.
ALTER TABLE held ADD COLUMN settled TEXT NOT NULL DEFAULT ''; -- how, a code; '': not yet
ALTER TABLE held ADD COLUMN settled_by BLOB;                  -- person, UUID
ALTER TABLE held ADD COLUMN settled_ms INTEGER NOT NULL DEFAULT 0; -- by the corrected clock

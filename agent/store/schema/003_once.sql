-- SPDX-License-Identifier: Apache-2.0
-- Taps of the interface that were carried out, in the transaction that did it: the same tap once
-- again (its answer was lost) is answered as the first time and changes nothing.
CREATE TABLE once (
    n INTEGER PRIMARY KEY,   -- in order
    id BLOB NOT NULL UNIQUE, -- UUID, made by the page for each tap
    asked BLOB NOT NULL,     -- SHA-256 of what was asked, 32 bytes: another wish is not this one
    site BLOB NOT NULL,      -- UUID; goes with the site
    at_ms INTEGER NOT NULL,  -- wall clock
    answer TEXT NOT NULL     -- what became of it, in the words of who carried it out
);
CREATE INDEX once_site ON once (site);

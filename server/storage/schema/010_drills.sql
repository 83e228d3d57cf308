-- SPDX-License-Identifier: Apache-2.0
-- Backups that were made, and how bringing each one back in a folder of its own went. Append-only.
CREATE TABLE drills (
    row INTEGER PRIMARY KEY,            -- in order of their end
    started_ms INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,           -- backup and drill together
    restore_ms INTEGER NOT NULL,        -- of that: bringing it back until the office was open
    in_commit INTEGER NOT NULL,         -- newest commit in it; 0: it did not come so far
    records INTEGER NOT NULL,           -- counted in what was brought back
    entries INTEGER NOT NULL,           -- of the history
    blobs INTEGER NOT NULL,             -- files, each hashed again
    bytes INTEGER NOT NULL,             -- of database and files
    copied INTEGER NOT NULL,            -- of that, written anew: the rest stands in the one before
    scheduled INTEGER NOT NULL,         -- 1: by the hour that was set, 0: by a person
    sealed INTEGER NOT NULL,            -- 1: kept as one file for the holder of a key
    place TEXT NOT NULL,                -- folder or file
    problem TEXT NOT NULL               -- why it is not to be relied on; empty: it is good
);
CREATE TRIGGER drills_keep BEFORE UPDATE ON drills
BEGIN SELECT RAISE (ABORT, 'drills are append-only'); END;
CREATE TRIGGER drills_stay BEFORE DELETE ON drills
BEGIN SELECT RAISE (ABORT, 'drills are append-only'); END;

-- SPDX-License-Identifier: Apache-2.0
-- Handover files and sealed files of wiped tablets that came (docs/HANDOVER.md), each once. The
-- file itself is a blob that no record names.
CREATE TABLE parcels (
    row INTEGER PRIMARY KEY,            -- in order of arrival
    digest BLOB NOT NULL UNIQUE,        -- of the whole file: the blob's
    size INTEGER NOT NULL,              -- bytes
    state INTEGER NOT NULL,             -- enum parcel_state
    device BLOB NOT NULL,               -- whose work it is; nil: not read yet
    courier BLOB NOT NULL,              -- tablet that brought it; nil: brought in by hand
    arrived_ms INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,           -- by the clock of the tablet that wrote it; 0: not read yet
    read_ms INTEGER NOT NULL,           -- when it was last worked on; 0: never
    pushes INTEGER NOT NULL,            -- items that are done: where reading goes on
    files INTEGER NOT NULL,             -- the same of files
    entries INTEGER NOT NULL,           -- journal entries in what was done
    entries_new INTEGER NOT NULL,       -- of these, that the office did not have
    entries_held INTEGER NOT NULL,      -- of the new ones, that went to quarantine
    files_new INTEGER NOT NULL,         -- files that the office did not have
    files_refused INTEGER NOT NULL,     -- damaged, or for a site that was never the tablet's
    detail TEXT NOT NULL                -- why it waits or was refused; empty otherwise
);
CREATE INDEX parcels_open ON parcels (row) WHERE state IN (0, 2);

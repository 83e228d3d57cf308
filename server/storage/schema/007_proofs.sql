-- SPDX-License-Identifier: Apache-2.0
-- Proofs of convergence (docs/PROTOCOL.md section 8): how each one between a tablet and the office
-- ended.
CREATE TABLE proofs (
    row INTEGER PRIMARY KEY,            -- in order of their end
    device BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    asked INTEGER NOT NULL,             -- 1: a person had asked for it
    equal INTEGER NOT NULL,             -- 1: both sides had the same digest in the end
    items INTEGER NOT NULL,             -- records of the office in the tablet's scope
    digest BLOB NOT NULL,               -- over them, as the office holds them
    device_digest BLOB NOT NULL,        -- as the tablet holds them
    differences INTEGER NOT NULL,       -- records that were not the same
    left_over INTEGER NOT NULL,         -- … and could not be repaired
    aside INTEGER NOT NULL,             -- left out: an entry of theirs is in quarantine
    lacking INTEGER NOT NULL,           -- files that records name and the office does not hold
    sent INTEGER NOT NULL,              -- … that the tablet has, and sends again
    gone INTEGER NOT NULL,              -- files that the tablet has lost, and nobody else has
    round_trips INTEGER NOT NULL,
    bytes INTEGER NOT NULL              -- of all bodies, both ways, as they went over the wire
);
CREATE INDEX proofs_device ON proofs (device, row);
CREATE INDEX proofs_at ON proofs (at_ms);
CREATE TRIGGER proofs_keep BEFORE UPDATE ON proofs
BEGIN SELECT RAISE (ABORT, 'proofs are append-only'); END;
CREATE TRIGGER proofs_stay BEFORE DELETE ON proofs
BEGIN SELECT RAISE (ABORT, 'proofs are append-only'); END;

-- Tablets that a person wants to prove it at their next contact.
CREATE TABLE proofs_asked (
    device BLOB PRIMARY KEY NOT NULL,
    at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- A proof asks for the files of one site after the other.
CREATE INDEX blob_names_site ON blob_names (site, blob);

-- SPDX-License-Identifier: Apache-2.0
-- Proofs of convergence (docs/PROTOCOL.md section 8), as they ended: what the tablet held then, and
-- the digest that the office has of the same.
CREATE TABLE proof (
    n INTEGER PRIMARY KEY,          -- in order
    at_ms INTEGER NOT NULL,         -- wall clock
    items INTEGER NOT NULL,         -- records here
    digest BLOB NOT NULL,           -- over them, 32 bytes
    equal INTEGER NOT NULL,         -- 1: the office's was the same
    differences INTEGER NOT NULL,   -- records that were not
    left_over INTEGER NOT NULL,     -- … and could not be repaired
    aside INTEGER NOT NULL,         -- left out: an entry of theirs is in quarantine
    lacking INTEGER NOT NULL,       -- files that the office does not hold
    sent INTEGER NOT NULL,          -- … that are here, and are sent again
    gone INTEGER NOT NULL,          -- files that are lost here, and that it does not hold either
    fetched INTEGER NOT NULL,       -- files that are lost here, and are fetched again
    round_trips INTEGER NOT NULL,
    bytes INTEGER NOT NULL          -- of all bodies, both ways
);

-- SPDX-License-Identifier: Apache-2.0
-- A tablet that another one takes the place of: how far that is, until the old one is revoked.
CREATE TABLE swaps (
    row INTEGER PRIMARY KEY,
    old BLOB NOT NULL,                  -- the tablet that is to go
    person BLOB NOT NULL,               -- for whom the new one is invited
    begun_ms INTEGER NOT NULL,
    begun_by TEXT NOT NULL,
    code BLOB NOT NULL,                 -- SHA-256 of the newest invitation's code; zeros: none yet
    successor BLOB NOT NULL,            -- the new tablet, once it was confirmed; nil: not yet
    confirmed_ms INTEGER NOT NULL,      -- 0: not yet
    ended_ms INTEGER NOT NULL,          -- the old one is revoked, or it was called off; 0: not yet
    cancelled INTEGER NOT NULL          -- 1: it was called off
);
CREATE UNIQUE INDEX swaps_open ON swaps (old) WHERE ended_ms = 0;
CREATE INDEX swaps_old ON swaps (old);
CREATE INDEX swaps_successor ON swaps (successor);

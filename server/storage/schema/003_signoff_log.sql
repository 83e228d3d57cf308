-- SPDX-License-Identifier: Apache-2.0
-- The sign-off log (docs/EVIDENCE.md): a Merkle tree of every sign-off that the office received
-- with a good seal, and each signed head of it. Leaves, keys and heads are facts, append-only;
-- log_subtrees is derived, and computed again by `plumbd rebuild`.

CREATE TABLE log_leaves (
    number INTEGER PRIMARY KEY,         -- 1, 2, 3, … without holes: place in the tree plus one
    signoff BLOB NOT NULL UNIQUE,       -- record; in the log once
    site BLOB NOT NULL,                 -- the record's
    leaf BLOB NOT NULL                  -- canonical text: device certificate, seal, receive time
);

-- The keys that heads were signed with: one, unless it was lost.
CREATE TABLE log_keys (
    row INTEGER PRIMARY KEY,
    certificate BLOB NOT NULL UNIQUE    -- DER
);
CREATE TABLE log_heads (
    size INTEGER PRIMARY KEY,           -- leaves under it
    key INTEGER NOT NULL REFERENCES log_keys (row),
    head BLOB NOT NULL,                 -- canonical text
    seal BLOB NOT NULL                  -- DER signature over it
);
CREATE TRIGGER log_leaves_keep BEFORE UPDATE ON log_leaves
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;
CREATE TRIGGER log_leaves_stay BEFORE DELETE ON log_leaves
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;
CREATE TRIGGER log_keys_keep BEFORE UPDATE ON log_keys
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;
CREATE TRIGGER log_keys_stay BEFORE DELETE ON log_keys
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;
CREATE TRIGGER log_heads_keep BEFORE UPDATE ON log_heads
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;
CREATE TRIGGER log_heads_stay BEFORE DELETE ON log_heads
BEGIN SELECT RAISE (ABORT, 'the sign-off log is append-only'); END;

-- Hashes of whole subtrees, so that a root or a proof costs a few look-ups.
CREATE TABLE log_subtrees (
    level INTEGER NOT NULL,             -- over 2^level leaves, level above 0
    number INTEGER NOT NULL,            -- 0 is the leftmost of its level
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) WITHOUT ROWID;

-- Sign-offs that changed and are to be looked at, and those that the log does not take.
CREATE TABLE signoffs_unlogged (
    record BLOB PRIMARY KEY NOT NULL,
    in_commit INTEGER NOT NULL,         -- that changed it, the last time
    refused TEXT NOT NULL               -- why the log does not take it; empty: not looked at yet
) WITHOUT ROWID;
CREATE INDEX signoffs_unlooked ON signoffs_unlogged (in_commit) WHERE refused = '';
INSERT INTO signoffs_unlogged (record, in_commit, refused)
SELECT id, 0, '' FROM records WHERE kind = (SELECT row FROM kinds WHERE name = 'signoff');

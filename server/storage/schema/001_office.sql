-- SPDX-License-Identifier: Apache-2.0
-- The office's database. Facts: commits, history, alarms (append-only), records' states, devices,
-- persons on their lists, held entries and decisions. Derived, and rebuilt by `plumbd rebuild`:
-- vector and flags of records, blob_names, scope. Ids are 16 bytes, digests 32, actors and tags 8
-- (big-endian); times are Unix milliseconds; commit numbers, counters and sizes stay below 2^63.

-- Named values: the epoch, what is backed up, and the like.
CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL                 -- meaning and form belong to the name
) WITHOUT ROWID;

-- Every transaction of the office, in order.
CREATE TABLE commits (
    number INTEGER PRIMARY KEY,         -- 1, 2, 3, … without holes
    tag BLOB NOT NULL,                  -- 64 random bits: tells this timeline from another
    at_ms INTEGER NOT NULL              -- office time when it began
);

-- Sites and kinds by number, so that a record and its index entries stay small.
CREATE TABLE sites (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE             -- the nil UUID is the site of global kinds
);
CREATE TABLE kinds (
    row INTEGER PRIMARY KEY,            -- 1 … 5: the office's own, few and often listed
    name TEXT NOT NULL UNIQUE
);
INSERT INTO kinds (row, name)
VALUES (1, 'site'), (2, 'person'), (3, 'assignment'), (4, 'catalogue'), (5, 'device');

-- Records: the merged state of each.
CREATE TABLE records (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,            -- for ever, as kind and site
    site INTEGER NOT NULL REFERENCES sites (row),
    kind INTEGER NOT NULL REFERENCES kinds (row),
    seq INTEGER NOT NULL,               -- place in the feed: commit × 2^20 + index of the change
    author BLOB,                        -- actor whose write made this very state, or null: no echo
    author_counter INTEGER NOT NULL,    -- its counter, or 0
    received_ms INTEGER NOT NULL,       -- when the last change came
    conflicted INTEGER NOT NULL,        -- derived from state: 1 when a field stands with two values
    deleted INTEGER NOT NULL,           -- derived from state: 1 when it is a tombstone
    mac BLOB NOT NULL,                  -- 16 bytes over state by the office's key
    vector BLOB NOT NULL,               -- derived from state: 16 bytes an entry, sorted by actor
    state BLOB NOT NULL                 -- canonical bytes
);
-- The feed: what changed on a site since a position.
CREATE UNIQUE INDEX records_feed ON records (site, seq);
-- Conflicts are few and asked for often.
CREATE INDEX records_conflicted ON records (site, id) WHERE conflicted = 1;
-- So are people, sites, assignments, catalogues and devices.
CREATE INDEX records_reference ON records (kind, id) WHERE kind <= 5;

-- Whoever makes writes: one process life of one replica.
CREATE TABLE actors (
    row INTEGER PRIMARY KEY,            -- in order of first appearance, below 2^31
    actor BLOB NOT NULL UNIQUE,
    counter INTEGER NOT NULL,           -- held without a hole up to here
    trimmed_to INTEGER NOT NULL,        -- … but not up to here: lost, its states were healed
    device BLOB NOT NULL                -- whose it is, for ever; nil: the office's own
);
CREATE INDEX actors_device ON actors (device);

-- Every write ever taken in, accepted or not.
CREATE TABLE history (
    dot INTEGER PRIMARY KEY,            -- actor row × 2^32 + counter: needs no second index
    record BLOB NOT NULL,               -- it names; which need not exist while the entry is held
    in_commit INTEGER NOT NULL,         -- commit under which it came
    received_ms INTEGER NOT NULL,
    broken INTEGER NOT NULL,            -- 1: its chain is stated, not that of the entry before
    chain BLOB NOT NULL,                -- SHA-256(chain of the tablet's entry before ‖ bytes)
    bytes BLOB NOT NULL                 -- exactly as they came
);
CREATE INDEX history_record ON history (record);
CREATE TRIGGER history_keeps BEFORE UPDATE ON history
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
CREATE TRIGGER history_stays BEFORE DELETE ON history
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
CREATE TRIGGER commits_keep BEFORE UPDATE ON commits
BEGIN SELECT RAISE (ABORT, 'commits are append-only'); END;
CREATE TRIGGER commits_stay BEFORE DELETE ON commits
BEGIN SELECT RAISE (ABORT, 'commits are append-only'); END;

-- Where each branch of a tablet's journal ends. A second row for a device: it was copied, or
-- restored from a backup.
CREATE TABLE chain_heads (
    row INTEGER PRIMARY KEY,            -- oldest branch first
    device BLOB NOT NULL,
    actor BLOB NOT NULL,                -- dot of the last entry
    counter INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,          -- when the branch began
    UNIQUE (device, actor, counter)
);

-- Entries that count in their actor's prefix and not, or not yet, in their record.
CREATE TABLE held (
    row INTEGER PRIMARY KEY,            -- in order of arrival
    actor BLOB NOT NULL,                -- its dot
    counter INTEGER NOT NULL,
    record BLOB NOT NULL,
    site BLOB NOT NULL,
    device BLOB NOT NULL,               -- that sent it
    reason INTEGER NOT NULL,            -- enum held_reason
    decision INTEGER NOT NULL,          -- enum held_decision
    group_id BLOB,                      -- group it waits for, or null
    detail TEXT NOT NULL,               -- the reason in words, for the office
    decided_why TEXT NOT NULL,          -- a person's words, for the inspector
    decided_by BLOB NOT NULL,           -- person; nil: nobody yet
    since_ms INTEGER NOT NULL,
    decided_ms INTEGER NOT NULL,        -- 0: not yet
    told INTEGER NOT NULL,              -- commit up to which the tablet had replies when it knew the present decision; 0: not yet
    bytes BLOB                          -- of an entry whose dot is taken in the history; else null
);
CREATE INDEX held_record ON held (record);
CREATE INDEX held_waiting ON held (record) WHERE decision = 0;
CREATE INDEX held_dot ON held (actor, counter);
CREATE INDEX held_device ON held (device);
CREATE INDEX held_open ON held (decision) WHERE decision = 0;
CREATE INDEX held_untold ON held (device) WHERE told = 0;
CREATE INDEX held_group ON held (group_id) WHERE group_id IS NOT NULL;

-- What a person must know.
CREATE TABLE alarms (
    row INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,                 -- one word for the list
    detail TEXT NOT NULL,
    device BLOB NOT NULL                -- nil: none in particular
);
CREATE TRIGGER alarms_keep BEFORE UPDATE ON alarms
BEGIN SELECT RAISE (ABORT, 'alarms are append-only'); END;
CREATE TRIGGER alarms_stay BEFORE DELETE ON alarms
BEGIN SELECT RAISE (ABORT, 'alarms are append-only'); END;

-- Tablets.
CREATE TABLE devices (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,                 -- as its user called it
    state INTEGER NOT NULL,             -- enum device_state
    version INTEGER NOT NULL,           -- rises with every change: older TLS tickets are refused
    certificate BLOB NOT NULL,          -- SHA-256 of the DER of the present one
    previous_certificate BLOB NOT NULL, -- good until the present one was used; zeros: none
    public_key BLOB NOT NULL,           -- SHA-256 of public_der
    public_der BLOB NOT NULL,           -- SubjectPublicKeyInfo
    enrolled_ms INTEGER NOT NULL,
    certificate_until_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,        -- of this row
    reason TEXT NOT NULL                -- why it was revoked, or empty
) WITHOUT ROWID;

-- Who may write on a tablet.
CREATE TABLE device_persons (
    device BLOB NOT NULL,
    person BLOB NOT NULL,
    active INTEGER NOT NULL,            -- 0: no longer on the list; earlier writes are accepted
    PRIMARY KEY (device, person)
) WITHOUT ROWID;
CREATE INDEX device_persons_person ON device_persons (person);

-- What each tablet last said of itself.
CREATE TABLE contacts (
    device BLOB PRIMARY KEY NOT NULL,
    at_ms INTEGER NOT NULL,
    pulled_at_ms INTEGER NOT NULL,      -- when it last got all there was
    agent TEXT NOT NULL,                -- program and version
    clock_offset_ms INTEGER NOT NULL,   -- office time minus its wall clock
    storage_free INTEGER NOT NULL,      -- bytes
    unsent_writes INTEGER NOT NULL,
    unsent_blobs INTEGER NOT NULL,
    unsent_bytes INTEGER NOT NULL,
    unsent_oldest_ms INTEGER NOT NULL,  -- −1: nothing is unsent
    cursor_commit INTEGER NOT NULL,     -- pulled up to this commit
    actors BLOB NOT NULL                -- packed vector: the counters it says it has
) WITHOUT ROWID;

-- One-time codes.
CREATE TABLE invitations (
    code BLOB PRIMARY KEY NOT NULL,     -- SHA-256 of the code, which is nowhere else
    person BLOB NOT NULL,               -- for whom
    device BLOB NOT NULL,               -- enrolled with it; nil: not used yet
    public_key BLOB NOT NULL,           -- SHA-256 of the key that used it; zeros: not used yet
    made_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,           -- 0: not yet
    wrong INTEGER NOT NULL,             -- requests that failed
    reply BLOB NOT NULL                 -- the answer, for a repeat by the same key
) WITHOUT ROWID;

-- Questions that a renewal has to sign, each good for one.
CREATE TABLE nonces (
    nonce BLOB PRIMARY KEY NOT NULL,
    device BLOB NOT NULL,
    expires_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX nonces_expires ON nonces (expires_ms);

-- Which sites a tablet sees. Derived from device_persons and assignment records.
CREATE TABLE scope (
    device BLOB NOT NULL,
    site BLOB NOT NULL,
    since INTEGER NOT NULL,             -- commit that gave it, the last time
    until INTEGER NOT NULL,             -- commit that took it; 0: still there
    drop_confirmed INTEGER NOT NULL,    -- 1: the tablet has purged it
    PRIMARY KEY (device, site)
) WITHOUT ROWID;

-- Blobs: the bytes are files named by their digest.
CREATE TABLE blobs (
    row INTEGER PRIMARY KEY,            -- in order of first naming or arrival
    digest BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,              -- bytes; 0 while unknown
    held INTEGER NOT NULL,              -- 1: the file is there, verified and durable
    in_commit INTEGER NOT NULL,         -- commit under which it became held, or 0
    since_ms INTEGER NOT NULL           -- first named, or arrived
);
CREATE INDEX blobs_missing ON blobs (row) WHERE held = 0;

-- Which writes name which blob, so it is kept. Derived from history and states.
CREATE TABLE blob_names (
    blob INTEGER NOT NULL REFERENCES blobs (row),
    record BLOB NOT NULL,
    device BLOB NOT NULL,               -- whose write; nil: the office's
    site BLOB NOT NULL,                 -- the record's
    missing INTEGER NOT NULL,           -- 1 while the blob is not held: found without a scan
    PRIMARY KEY (blob, record, device)
) WITHOUT ROWID;
CREATE INDEX blob_names_missing ON blob_names (device, blob) WHERE missing = 1;

-- Uploads under way; their bytes are files.
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY,             -- 64 random bits as they are, so half of them negative
    device BLOB NOT NULL,               -- that may go on with it
    site BLOB NOT NULL,
    record BLOB NOT NULL,
    digest BLOB NOT NULL,               -- that the whole must have
    lane TEXT NOT NULL,
    length INTEGER NOT NULL,            -- bytes that the whole must have
    received INTEGER NOT NULL,          -- synced bytes, if kept here; the file's size is the truth
    expires_ms INTEGER NOT NULL
);
CREATE INDEX uploads_expires ON uploads (expires_ms);

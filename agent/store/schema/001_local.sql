-- SPDX-License-Identifier: Apache-2.0
-- The tablet's own database. Rows that one capture touches are kept few: an entry, a record, and
-- the two indexes of records. Everything else about an entry follows from its place (see actor).

-- Every write made here, in order. The outbox is the part that no receipt covers.
CREATE TABLE journal (
    n INTEGER PRIMARY KEY,     -- place, from 1, without holes
    previous INTEGER NOT NULL, -- n of the entry before it for the same record, 0: none
    total INTEGER NOT NULL,    -- bytes of all entries up to and with this one
    chain BLOB NOT NULL,       -- SHA-256 of the chain before and the bytes, 32 bytes
    bytes TEXT                 -- canonical write; NULL: trimmed
);

-- Process lives that wrote. A life's entries stand next to each other, so n = first + counter - 1.
CREATE TABLE actor (
    first INTEGER PRIMARY KEY,   -- n of its first entry
    actor BLOB NOT NULL UNIQUE,  -- 8 bytes, big-endian
    last INTEGER,                -- highest counter; NULL: the newest, it ends with the journal
    delivered INTEGER NOT NULL,  -- receipts cover 1 … delivered
    trimmed INTEGER NOT NULL     -- entries 1 … trimmed have their chain only
);
CREATE INDEX actor_open ON actor (first)
    WHERE last IS NULL OR (delivered < last AND trimmed < last);
CREATE INDEX actor_kept ON actor (first) WHERE trimmed < delivered;

-- Receipts, as far as they tell under which commit an entry is durable in the office.
CREATE TABLE delivery (
    first INTEGER NOT NULL,         -- of the actor
    counter INTEGER NOT NULL,       -- covered up to here
    commit_number INTEGER NOT NULL, -- of the present epoch
    PRIMARY KEY (first, counter)
) WITHOUT ROWID;

-- Sites that records here belong to; global kinds have the nil UUID.
CREATE TABLE site (
    site INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,  -- UUID, 16 bytes
    dropped INTEGER NOT NULL  -- 1: no longer assigned; hidden, to be purged
);

-- Records: the state is {"id":…,"kind":…,"site":…,"vector":…,"writes":…}, of which all but the
-- writes follows from the columns and is not stored twice. Neither are the writes of a record in
-- which only its newest entry here stands: they are in the journal.
CREATE TABLE record (
    record INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE, -- UUID, 16 bytes
    site INTEGER NOT NULL REFERENCES site,
    kind TEXT NOT NULL,
    flags INTEGER NOT NULL,  -- 1: a field conflicts, 2: deleted, 4: mac belongs to this state
    last INTEGER NOT NULL,   -- n of the newest entry here for it, 0: none
    mac BLOB NOT NULL,       -- of the office, 16 bytes; zeros while flag 4 is not set
    vector BLOB NOT NULL,    -- packed: 8 bytes actor and 8 bytes counter each, by actor
    writes TEXT              -- canonical, standing writes; NULL: all of entry `last`
);
CREATE UNIQUE INDEX record_site ON record (site, id);
CREATE INDEX record_conflicted ON record (record) WHERE flags & 1;

-- The newest state received with a mac, where the present one is ahead of it.
CREATE TABLE base (
    record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    mac BLOB NOT NULL,    -- 16 bytes
    vector BLOB NOT NULL, -- as in record
    writes TEXT NOT NULL  -- as in record
);

-- Received states that could not be merged (one dot with two contents, unreadable): for a person.
CREATE TABLE aside (
    aside INTEGER PRIMARY KEY,
    id BLOB,                -- record, where it could be read
    state BLOB NOT NULL,    -- as received
    mac BLOB NOT NULL,      -- 16 bytes
    at_ms INTEGER NOT NULL, -- when, wall clock
    why TEXT NOT NULL
);

-- What the office told about entries it holds in quarantine.
CREATE TABLE held (
    actor BLOB NOT NULL,      -- of the entry's dot
    counter INTEGER NOT NULL,
    record BLOB NOT NULL,     -- UUID
    state INTEGER NOT NULL,   -- 0 held, 1 accepted, 2 rejected
    why TEXT NOT NULL,        -- for the inspector
    PRIMARY KEY (actor, counter)
) WITHOUT ROWID;

-- Blobs: photos, thumbnails, handwriting, statements.
CREATE TABLE blob (
    blob INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,   -- SHA-256, 32 bytes
    size INTEGER NOT NULL,         -- bytes
    acknowledged INTEGER NOT NULL, -- bytes that the office has
    lane INTEGER NOT NULL,         -- 0 seal, 1 record, 2 thumbnail, 3 photo
    state INTEGER NOT NULL,        -- 0 waiting, 1 delivered, 2 needs attention, 3 received
    site BLOB NOT NULL,            -- UUID, of the record that it is sent for
    record BLOB NOT NULL,          -- UUID of that record
    added_ms INTEGER NOT NULL,
    next_try_ms INTEGER NOT NULL,  -- not before
    delivered_ms INTEGER NOT NULL, -- 0: not yet
    tries INTEGER NOT NULL,        -- failed ones in a row
    commit_number INTEGER NOT NULL, -- delivered under it, in the present epoch; 0: unknown
    upload TEXT NOT NULL,          -- address of the upload under way, or empty
    reason TEXT NOT NULL,          -- why it needs attention, or empty
    present INTEGER NOT NULL       -- 1: the file is here
);
CREATE INDEX blob_waiting ON blob (lane, site, added_ms) WHERE state = 0 AND present = 1;

-- Which records name which blob: the file goes with the last of them.
CREATE TABLE blob_use (
    blob INTEGER NOT NULL REFERENCES blob ON DELETE CASCADE,
    record BLOB NOT NULL, -- UUID
    site BLOB NOT NULL,   -- UUID, of the record
    PRIMARY KEY (blob, record)
) WITHOUT ROWID;
CREATE INDEX blob_use_site ON blob_use (site);

-- Small named values.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- Raised by every transaction that adds no entry, so that after a COMMIT with an unknown outcome
-- it can be told whether it happened.
CREATE TABLE stamp (
    value INTEGER NOT NULL
);
INSERT INTO stamp VALUES (0);

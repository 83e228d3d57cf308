-- SPDX-License-Identifier: Apache-2.0
-- What the office found each night (docs/NIGHT.md), kept as it was; and what is needed to know
-- again what the office knew at a moment of the past: whatever other tables overwrite.

CREATE TABLE nights (
    row INTEGER PRIMARY KEY,
    date TEXT NOT NULL UNIQUE,          -- "2026-11-22", the day in Shanghai that begins after it
    id BLOB NOT NULL UNIQUE,            -- UUIDv8 of the digest: its name in the log
    cut_ms INTEGER NOT NULL,            -- everything up to this moment is in it
    in_commit INTEGER NOT NULL,         -- newest commit at the cut
    made_ms INTEGER NOT NULL,           -- when it was computed
    by_hand INTEGER NOT NULL,           -- 1: a person asked for it; 0: it was its hour
    digest BLOB NOT NULL,               -- SHA-256 of the page
    size INTEGER NOT NULL,              -- bytes of the page
    totals TEXT NOT NULL,               -- of the page: one JSON object, figure: count
    page BLOB NOT NULL                  -- canonical JSON, one zstd frame
);
CREATE INDEX nights_cut ON nights (cut_ms);
CREATE TRIGGER nights_keep BEFORE UPDATE ON nights
BEGIN SELECT RAISE (ABORT, 'nights are append-only'); END;
CREATE TRIGGER nights_stay BEFORE DELETE ON nights
BEGIN SELECT RAISE (ABORT, 'nights are append-only'); END;

-- What came late for a night, and how its figures read with it.
CREATE TABLE nights_restated (
    date TEXT NOT NULL,                 -- the night that is restated
    made_on TEXT NOT NULL,              -- the night that found it
    in_commit INTEGER NOT NULL,         -- what had come by this commit is in it
    entries INTEGER NOT NULL,           -- journal entries that came late
    page TEXT NOT NULL,                 -- JSON: figures before and after, entries by tablet
    PRIMARY KEY (date, made_on)
) WITHOUT ROWID;
CREATE TRIGGER nights_restated_keep BEFORE UPDATE ON nights_restated
BEGIN SELECT RAISE (ABORT, 'restatements are append-only'); END;
CREATE TRIGGER nights_restated_stay BEFORE DELETE ON nights_restated
BEGIN SELECT RAISE (ABORT, 'restatements are append-only'); END;

-- What each tablet said of itself: the last of each hour, and the last before each night's cut;
-- after a week only the latter (contacts_thin), as the counters of a tablet grow with its age.
CREATE TABLE contacts_past (
    device BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    pulled_at_ms INTEGER NOT NULL,      -- this and what follows: as in contacts
    agent TEXT NOT NULL,
    clock_offset_ms INTEGER NOT NULL,
    storage_free INTEGER NOT NULL,
    unsent_writes INTEGER NOT NULL,
    unsent_blobs INTEGER NOT NULL,
    unsent_bytes INTEGER NOT NULL,
    unsent_oldest_ms INTEGER NOT NULL,
    cursor_commit INTEGER NOT NULL,
    actors BLOB NOT NULL,
    PRIMARY KEY (device, at_ms)
) WITHOUT ROWID;
CREATE TRIGGER contacts_remember AFTER INSERT ON contacts WHEN NEW.at_ms > 0
BEGIN
    DELETE FROM contacts_past
    WHERE device = NEW.device AND at_ms >= NEW.at_ms - NEW.at_ms % 3600000
        AND at_ms < NEW.at_ms AND at_ms > (SELECT coalesce(max(cut_ms), 0) FROM nights);
    INSERT OR REPLACE INTO contacts_past
    VALUES (NEW.device, NEW.at_ms, NEW.pulled_at_ms, NEW.agent, NEW.clock_offset_ms,
        NEW.storage_free, NEW.unsent_writes, NEW.unsent_blobs, NEW.unsent_bytes,
        NEW.unsent_oldest_ms, NEW.cursor_commit, NEW.actors);
END;
INSERT INTO contacts_past
SELECT device, at_ms, pulled_at_ms, agent, clock_offset_ms, storage_free, unsent_writes,
    unsent_blobs, unsent_bytes, unsent_oldest_ms, cursor_commit, actors FROM contacts;

-- What tablets and held entries were, from a commit on. The commit under way has no row yet.
CREATE TABLE devices_past (
    device BLOB NOT NULL,
    from_commit INTEGER NOT NULL,
    name TEXT NOT NULL,
    state INTEGER NOT NULL,             -- enum device_state
    certificate_until_ms INTEGER NOT NULL,
    PRIMARY KEY (device, from_commit)
) WITHOUT ROWID;
CREATE TRIGGER devices_remember AFTER INSERT ON devices
BEGIN
    INSERT OR REPLACE INTO devices_past
    VALUES (NEW.id, (SELECT coalesce(max(number), 0) + 1 FROM commits), NEW.name, NEW.state,
        NEW.certificate_until_ms);
END;
INSERT INTO devices_past SELECT id, 0, name, state, certificate_until_ms FROM devices;
CREATE TABLE held_past (
    held INTEGER NOT NULL,              -- row of held
    from_commit INTEGER NOT NULL,
    reason INTEGER NOT NULL,            -- enum held_reason
    decision INTEGER NOT NULL,          -- enum held_decision
    PRIMARY KEY (held, from_commit)
) WITHOUT ROWID;
CREATE TRIGGER held_remember AFTER INSERT ON held
BEGIN
    INSERT OR REPLACE INTO held_past
    VALUES (NEW.row, (SELECT coalesce(max(number), 0) + 1 FROM commits), NEW.reason, NEW.decision);
END;
CREATE TRIGGER held_remember_change AFTER UPDATE OF reason, decision ON held
WHEN NEW.reason <> OLD.reason OR NEW.decision <> OLD.decision
BEGIN
    INSERT OR REPLACE INTO held_past
    VALUES (NEW.row, (SELECT coalesce(max(number), 0) + 1 FROM commits), NEW.reason, NEW.decision);
END;
INSERT INTO held_past SELECT row, 0, reason, decision FROM held;

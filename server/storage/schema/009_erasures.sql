-- SPDX-License-Identifier: Apache-2.0
-- Customers who were erased by law (docs/PRIVACY.md): that it was done, by whom and why, and the
-- proof that something was signed. Nothing here says who the customer was.
CREATE TABLE erasures (
    row INTEGER PRIMARY KEY,
    site BLOB NOT NULL UNIQUE,          -- whose everything was removed; never used again
    at_ms INTEGER NOT NULL,
    in_commit INTEGER NOT NULL,         -- under which it was done here (again, after a restore)
    by_whom TEXT NOT NULL,              -- account or operating-system user
    reason TEXT NOT NULL,               -- a person's words, without the customer's data
    records INTEGER NOT NULL DEFAULT 0, -- removed
    entries INTEGER NOT NULL DEFAULT 0, -- of the history, of which dot and chain alone stayed
    files INTEGER NOT NULL DEFAULT 0,   -- photos, handwriting, statements
    signoffs INTEGER NOT NULL DEFAULT 0, -- whose proof was kept
    late INTEGER NOT NULL DEFAULT 0,    -- entries that came afterwards and were not kept
    scrubbed_ms INTEGER NOT NULL DEFAULT 0 -- when freed pages were overwritten; 0: to be done
);
CREATE TRIGGER erasures_stay BEFORE DELETE ON erasures
BEGIN SELECT RAISE (ABORT, 'an erasure is for ever'); END;

-- Files that were removed, or are to be: by digest, which tells nothing of what was in them.
CREATE TABLE erased_files (
    digest BLOB PRIMARY KEY NOT NULL,
    site BLOB NOT NULL,
    gone INTEGER NOT NULL               -- 1: the file is not there
) WITHOUT ROWID;
CREATE INDEX erased_files_waiting ON erased_files (digest) WHERE gone = 0;

-- What is left of a sign-off: with the file that the customer kept, its leaf in the sign-off log
-- proves as much as before.
CREATE TABLE erased_signoffs (
    signoff BLOB PRIMARY KEY NOT NULL,  -- record, as in log_leaves
    site BLOB NOT NULL,
    of_record BLOB NOT NULL,            -- what was signed
    form TEXT NOT NULL,                 -- code of the form
    role TEXT NOT NULL,                 -- of the signer
    verdict TEXT NOT NULL,
    signed_ms INTEGER NOT NULL,         -- by the tablet's clock
    sealed BLOB NOT NULL,               -- SHA-256 of the sealed text
    statement BLOB NOT NULL,            -- SHA-256 of what the signer was shown
    content BLOB NOT NULL,              -- SHA-256 of what the signature covers
    handwriting BLOB NOT NULL,          -- SHA-256; zeros: none
    seal BLOB NOT NULL                  -- the tablet's signature, DER
) WITHOUT ROWID;
CREATE INDEX erased_signoffs_site ON erased_signoffs (site);

-- The history stays append-only, but for one thing: the bytes of an entry of an erased site become
-- the mark of its erasure. Dot, record, times and chain stay, so counters have no hole and the
-- chain goes on.
DROP TRIGGER history_keeps;
CREATE TRIGGER history_keeps BEFORE UPDATE ON history
WHEN NOT (NEW.dot IS OLD.dot AND NEW.record IS OLD.record AND NEW.in_commit IS OLD.in_commit
    AND NEW.received_ms IS OLD.received_ms AND NEW.broken IS OLD.broken AND NEW.chain IS OLD.chain
    AND EXISTS (SELECT 1 FROM erasures
        WHERE CAST(NEW.bytes AS TEXT) = 'erased ' || lower(hex(site))))
BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;

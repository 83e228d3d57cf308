-- SPDX-License-Identifier: Apache-2.0
-- What leaves the office by itself and who may fetch: tokens of other systems, receivers of events
-- (hooks), events on their way, and results that are made in the background (jobs).

-- Bearer tokens of /rest/v1. The token itself is shown once and kept nowhere.
CREATE TABLE tokens (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    digest BLOB NOT NULL UNIQUE,        -- SHA-256 of the token as it is sent
    name TEXT NOT NULL,                 -- whose it is, in the office's words
    scopes INTEGER NOT NULL,            -- bits of enum token_scope
    store TEXT NOT NULL,                -- only sites of this store; empty: all
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,              -- account or operating-system user
    expires_ms INTEGER NOT NULL,        -- 0: never
    revoked_ms INTEGER NOT NULL,        -- 0: good
    used_ms INTEGER NOT NULL            -- last use, to the minute; 0: never
);

-- Receivers of events: an address of the web, or of mail.
CREATE TABLE hooks (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    target TEXT NOT NULL,               -- https://… or mailto:…
    kinds TEXT NOT NULL,                -- event kinds, separated by blanks; empty: all
    secret BLOB NOT NULL,               -- 32 bytes: the key of the signatures
    private INTEGER NOT NULL,           -- 1: may lead into a private network
    removed INTEGER NOT NULL,           -- 1: gets nothing any more
    ca BLOB NOT NULL,                   -- certificates (PEM) that it is verified by; empty: the machine's
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL
);

-- What happened, in the form in which receivers get it. Only what somebody receives is kept.
CREATE TABLE events (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,            -- from kind and key: the same event is never there twice
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    in_commit INTEGER NOT NULL,
    site BLOB NOT NULL,                 -- nil: none in particular
    title TEXT NOT NULL,                -- one line, Chinese and English
    text TEXT NOT NULL,                 -- for people
    data TEXT NOT NULL                  -- for programs: a JSON object
);

-- One event on its way to one receiver. In order of row for each hook.
CREATE TABLE deliveries (
    row INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events (row),
    hook INTEGER NOT NULL REFERENCES hooks (row),
    state INTEGER NOT NULL,             -- enum delivery_state
    attempts INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,          -- when it was (last) put here: the three days count from it
    next_ms INTEGER NOT NULL,           -- not to be tried before
    tried_ms INTEGER NOT NULL,          -- last attempt; 0: none
    status INTEGER NOT NULL,            -- that the receiver answered at last; 0: none
    detail TEXT NOT NULL,               -- what went wrong at last
    UNIQUE (event, hook)
);
CREATE INDEX deliveries_waiting ON deliveries (hook, row) WHERE state = 0;
CREATE INDEX deliveries_done ON deliveries (tried_ms) WHERE state <> 0;

-- Results made in the background: listings, dossiers and whole exports.
CREATE TABLE jobs (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,                 -- what is made
    wish TEXT NOT NULL,                 -- its filters: a JSON object
    asked_by TEXT NOT NULL,             -- account, token or operating-system user
    state INTEGER NOT NULL,             -- enum job_state
    made_ms INTEGER NOT NULL,
    done_ms INTEGER NOT NULL,           -- 0: not yet
    expires_ms INTEGER NOT NULL,        -- the file is removed then
    file TEXT NOT NULL,                 -- its name, for whoever fetches it; empty: none
    size INTEGER NOT NULL,              -- bytes
    digest BLOB NOT NULL,               -- SHA-256 of the file; zero: none
    detail TEXT NOT NULL                -- what went wrong
);
CREATE INDEX jobs_waiting ON jobs (row) WHERE state = 0;

-- The change feed of all sites: what changed since a position, in order of commits.
CREATE UNIQUE INDEX records_seq ON records (seq);

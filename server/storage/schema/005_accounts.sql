-- SPDX-License-Identifier: Apache-2.0
-- People at desks: who may sign in to the console, what they may do there, and what they did.

CREATE TABLE accounts (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,         -- lower case
    person BLOB NOT NULL,               -- record
    state INTEGER NOT NULL,             -- enum account_state
    password TEXT NOT NULL,             -- argon2id (docs/THREATS.md)
    must_change INTEGER NOT NULL,       -- the password is to be changed at the next sign-in
    totp BLOB NOT NULL,                 -- secret of one-time codes (RFC 6238); empty: none
    totp_step INTEGER NOT NULL,         -- newest time step whose code was used
    recovery BLOB NOT NULL,             -- SHA-256 of each recovery code that was not used yet
    failed INTEGER NOT NULL,            -- wrong passwords and codes since the last right one
    wait_until_ms INTEGER NOT NULL,     -- before that nothing is tried
    made_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,        -- of the password
    signed_in_ms INTEGER NOT NULL,      -- 0: never
    settings TEXT NOT NULL              -- language, theme, size: JSON
);
CREATE INDEX accounts_person ON accounts (person);

CREATE TABLE account_grants (
    account INTEGER NOT NULL REFERENCES accounts (row),
    role TEXT NOT NULL,                 -- of D1
    store TEXT NOT NULL,                -- empty: all stores
    granted_ms INTEGER NOT NULL,
    PRIMARY KEY (account, role, store)
) WITHOUT ROWID;

-- Only the digest of a session's secret is kept: who reads the database signs in as nobody.
CREATE TABLE office_sessions (
    secret BLOB PRIMARY KEY NOT NULL,   -- SHA-256
    id BLOB NOT NULL,                   -- names it in lists and in the audit
    account INTEGER NOT NULL REFERENCES accounts (row),
    made_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,           -- last deed of a person, to about a minute
    until_ms INTEGER NOT NULL,          -- its end, whatever happens
    code_given INTEGER NOT NULL,        -- the one-time code was right, or none was wanted
    fresh_ms INTEGER NOT NULL,          -- when the password was given last; 0: is not fresh
    address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX office_sessions_account ON office_sessions (account);

-- What was done and what personal data was read. Append-only, chained: chain = SHA-256(chain of the
-- row before ‖ canonical text of the row). The values themselves stand apart, in audit_values, so
-- that erasing a customer's data breaks no chain: the row holds their salted digest only.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,         -- 1, 2, 3, … without holes
    at_ms INTEGER NOT NULL,
    account BLOB NOT NULL,              -- nil: nobody's account
    person BLOB NOT NULL,               -- nil: not known
    who TEXT NOT NULL,                  -- login; "unix:NAME", "token:NAME", "plumbd"
    act TEXT NOT NULL,                  -- "device.revoke", "read.site", …
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,              -- id, or a name where there is none
    site BLOB NOT NULL,                 -- nil: of no site
    address TEXT NOT NULL,
    content BLOB NOT NULL,              -- SHA-256(salt ‖ canonical text of the values)
    chain BLOB NOT NULL
);
CREATE INDEX audit_account ON audit (account, number);
CREATE INDEX audit_subject ON audit (subject, number);
CREATE INDEX audit_site ON audit (site, number);
CREATE INDEX audit_act ON audit (act, number);
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_stay BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;

CREATE TABLE audit_values (
    number INTEGER PRIMARY KEY REFERENCES audit (number),
    salt BLOB NOT NULL,                 -- 16 random bytes; empty: the values were erased
    before TEXT NOT NULL,               -- JSON, or empty
    after TEXT NOT NULL,                -- JSON, or empty
    why TEXT NOT NULL
);
-- Values are erased whole, or stay as they are.
CREATE TRIGGER audit_values_keep BEFORE UPDATE ON audit_values
WHEN NEW.number <> OLD.number OR NEW.salt <> x'' OR NEW.before <> '' OR NEW.after <> '' OR NEW.why <> ''
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_values_stay BEFORE DELETE ON audit_values
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;

-- Ends of the chain as they were signed, once a night; the ledger has them too.
CREATE TABLE audit_heads (
    number INTEGER PRIMARY KEY,         -- of the row it ends with
    head TEXT NOT NULL,                 -- canonical text
    seal BLOB NOT NULL,                 -- DER signature over it, by the key of the sign-off log
    certificate BLOB NOT NULL           -- of that key: DER
);
CREATE TRIGGER audit_heads_keep BEFORE UPDATE ON audit_heads
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
BEGIN SELECT RAISE (ABORT, 'the audit is append-only'); END;

-- Filters that a person keeps under a name.
CREATE TABLE saved_views (
    id BLOB PRIMARY KEY NOT NULL,
    account BLOB NOT NULL,
    page TEXT NOT NULL,                 -- "sites"
    name TEXT NOT NULL,
    query TEXT NOT NULL,                -- what the page's address has behind it
    made_ms INTEGER NOT NULL,
    UNIQUE (account, page, name)
) WITHOUT ROWID;

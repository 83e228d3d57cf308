// SPDX-License-Identifier: Apache-2.0
// SQL of what leaves the office: tokens, hooks, events, deliveries, jobs, the feed of all sites;
// and of tablets that are swapped.
#ifndef PLUMB_SERVER_STORAGE_STATEMENTS_OUTGOING_H
#define PLUMB_SERVER_STORAGE_STATEMENTS_OUTGOING_H

#define TOKEN_COLUMNS                                                                        \
    "SELECT row, id, digest, name, scopes, store, made_ms, made_by, expires_ms, revoked_ms," \
    " used_ms FROM tokens"
#define HOOK_COLUMNS                                                                           \
    "SELECT row, id, target, kinds, secret, private, removed, paused_ms, made_ms, made_by, ca" \
    " FROM hooks"
#define DELIVERY_COLUMNS                                                                       \
    "SELECT d.row, e.id, h.id, e.kind, e.at_ms, d.state, d.attempts, d.since_ms, d.next_ms,"   \
    " d.tried_ms, d.status, d.detail FROM deliveries d CROSS JOIN events e ON e.row = d.event" \
    " CROSS JOIN hooks h ON h.row = d.hook"
#define SWAP_COLUMNS                                                                        \
    "SELECT row, old, person, begun_ms, begun_by, code, successor, confirmed_ms, ended_ms," \
    " cancelled FROM swaps"
#define JOB_COLUMNS                                                                          \
    "SELECT row, id, kind, wish, asked_by, state, made_ms, done_ms, expires_ms, file, size," \
    " digest, detail FROM jobs"

// X(name, SQL), a part of STATEMENTS.
#define STATEMENTS_OUTGOING(X)                                                                     \
    X(TOKEN_ADD, "INSERT INTO tokens (id, digest, name, scopes, store, made_ms, made_by,"          \
                 " expires_ms, revoked_ms, used_ms)"                                               \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0)")                                 \
    X(TOKEN_GET, TOKEN_COLUMNS " WHERE id = ?1")                                                   \
    X(TOKEN_FIND, TOKEN_COLUMNS " WHERE digest = ?1")                                              \
    X(TOKEN_LIST, TOKEN_COLUMNS " ORDER BY row")                                                   \
    X(TOKEN_REVOKE, "UPDATE tokens SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms = 0")          \
    X(TOKEN_USED, "UPDATE tokens SET used_ms = ?2 WHERE id = ?1 AND used_ms < ?2")                 \
    X(HOOK_ADD, "INSERT INTO hooks (id, target, kinds, secret, private, removed, made_ms,"         \
                " made_by, ca) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)")                        \
    X(HOOK_GET, HOOK_COLUMNS " WHERE id = ?1")                                                     \
    X(HOOK_LIST, HOOK_COLUMNS " WHERE removed = 0 ORDER BY row")                                   \
    X(HOOK_REMOVE, "UPDATE hooks SET removed = 1, secret = zeroblob(32)"                           \
                   " WHERE id = ?1 AND removed = 0")                                               \
    X(HOOK_PAUSE, "UPDATE hooks SET paused_ms = ?2 WHERE id = ?1 AND removed = 0")                 \
    X(HOOK_SECRET, "UPDATE hooks SET secret = ?2 WHERE id = ?1 AND removed = 0")                   \
    X(EVENT_ADD, "INSERT OR IGNORE INTO events (id, kind, at_ms, in_commit, site, title, text,"    \
                 " data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")                                 \
    X(EVENT_GET, "SELECT id, kind, at_ms, in_commit, site, title, text, data FROM events"          \
                 " WHERE id = ?1")                                                                 \
    X(DELIVERY_ADD, "INSERT INTO deliveries (event, hook, state, attempts, since_ms, next_ms,"     \
                    " tried_ms, status, detail)"                                                   \
                    " SELECT row, ?2, 0, 0, ?3, ?3, 0, 0, '' FROM events WHERE id = ?1")           \
    X(DELIVERY_DUE, DELIVERY_COLUMNS " WHERE d.row IN (SELECT (SELECT min(w.row)"                  \
                                     " FROM deliveries w WHERE w.hook = k.row AND w.state = 0)"    \
                                     " FROM hooks k WHERE k.removed = 0 AND k.paused_ms = 0)"      \
                                     " AND d.next_ms <= ?1 ORDER BY d.row")                        \
    X(DELIVERY_LIST, DELIVERY_COLUMNS " WHERE d.row < ?1 AND (?2 IS NULL OR h.id = ?2)"            \
                                      " AND (?3 < 0 OR d.state = ?3) ORDER BY d.row DESC"          \
                                      " LIMIT ?4")                                                 \
    X(DELIVERY_SETTLE, "UPDATE deliveries SET state = ?2, attempts = attempts + 1, next_ms = ?3,"  \
                       " tried_ms = ?4, status = ?5, detail = ?6 WHERE row = ?1")                  \
    X(DELIVERY_RESEND,                                                                             \
      "UPDATE deliveries SET state = 0, attempts = 0, since_ms = ?2, next_ms = ?2"                 \
      " WHERE row = ?1 AND hook IN (SELECT row FROM hooks WHERE removed = 0)")                     \
    X(DELIVERY_RESEND_HOOK,                                                                        \
      "UPDATE deliveries SET state = 0, attempts = 0, since_ms = ?2, next_ms = ?2"                 \
      " WHERE state <> 1 AND hook = (SELECT row FROM hooks WHERE id = ?1 AND removed = 0)")        \
    X(DELIVERY_RESUME, "UPDATE deliveries SET attempts = 0, since_ms = ?2, next_ms = ?2"           \
                       " WHERE state = 0 AND hook = (SELECT row FROM hooks WHERE id = ?1)")        \
    X(DELIVERY_SUM, "SELECT ifnull(sum(state = 0), 0), ifnull(sum(state = 2), 0),"                 \
                    " ifnull(sum(state = 1), 0),"                                                  \
                    " ifnull(max(CASE state WHEN 1 THEN tried_ms END), 0),"                        \
                    " ifnull(min(CASE state WHEN 0 THEN since_ms END), 0) FROM deliveries"         \
                    " WHERE hook = (SELECT row FROM hooks WHERE id = ?1)")                         \
    X(DELIVERY_FIRST, DELIVERY_COLUMNS " WHERE d.state = 0 AND h.id = ?1 ORDER BY d.row LIMIT 1")  \
    X(DELIVERY_LAST, DELIVERY_COLUMNS " WHERE d.tried_ms > 0 AND h.id = ?1"                        \
                                      " ORDER BY d.tried_ms DESC, d.row DESC LIMIT 1")             \
    X(DELIVERY_DROP, "UPDATE deliveries SET state = 2, detail = ?2 WHERE state = 0"                \
                     " AND hook = (SELECT row FROM hooks WHERE id = ?1)")                          \
    X(DELIVERY_PRUNE, "DELETE FROM deliveries WHERE state <> 0 AND tried_ms < ?1")                 \
    X(EVENT_PRUNE, "DELETE FROM events WHERE at_ms < ?1"                                           \
                   " AND row NOT IN (SELECT event FROM deliveries)")                               \
    X(DELIVERY_COUNT, "SELECT ifnull(sum(state = 0), 0), ifnull(sum(state = 2), 0),"               \
                      " ifnull(min(CASE state WHEN 0 THEN since_ms END), 0) FROM deliveries")      \
    X(SWAP_ADD, "INSERT INTO swaps (old, person, begun_ms, begun_by, code, successor,"             \
                " confirmed_ms, ended_ms, cancelled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0)")    \
    X(SWAP_SET, "UPDATE swaps SET code = ?2, successor = ?3, confirmed_ms = ?4, ended_ms = ?5,"    \
                " cancelled = ?6 WHERE row = ?1")                                                  \
    X(SWAP_OF, SWAP_COLUMNS " WHERE old = ?1 AND cancelled = 0 ORDER BY row DESC LIMIT 1")         \
    X(SWAP_TO, SWAP_COLUMNS " WHERE successor = ?1 AND cancelled = 0 ORDER BY row DESC LIMIT 1")   \
    X(JOB_ADD, "INSERT INTO jobs (id, kind, wish, asked_by, state, made_ms, done_ms, expires_ms,"  \
               " file, size, digest, detail)"                                                      \
               " VALUES (?1, ?2, ?3, ?4, 0, ?5, 0, 0, '', 0, zeroblob(32), '')")                   \
    X(JOB_GET, JOB_COLUMNS " WHERE id = ?1")                                                       \
    X(JOB_NEXT, JOB_COLUMNS " WHERE state = 0 ORDER BY row LIMIT 1")                               \
    X(JOB_LIST, JOB_COLUMNS " WHERE row < ?1 ORDER BY row DESC")                                   \
    X(JOB_EXPIRED, JOB_COLUMNS " WHERE state IN (1, 2) AND expires_ms <= ?1 ORDER BY row")         \
    X(JOB_FORGET, "UPDATE jobs SET expires_ms = 1 WHERE state IN (1, 2)")                          \
    X(JOB_SETTLE, "UPDATE jobs SET state = ?2, done_ms = ?3, expires_ms = ?4, file = ?5,"          \
                  " size = ?6, digest = ?7, detail = ?8 WHERE id = ?1")                            \
    X(FEED_ALL, RECORD_COLUMNS " WHERE r.seq > ?1 ORDER BY r.seq LIMIT ?2")                        \
    X(NEWS, "SELECT r.row, r.id, s.id, k.name FROM records r CROSS JOIN sites s ON s.row = r.site" \
            " CROSS JOIN kinds k ON k.row = r.kind WHERE r.row > ?1 AND r.row <= ?2"               \
            " AND r.kind IN (SELECT row FROM kinds WHERE name IN ('rectification', 'complaint'))"  \
            " ORDER BY r.row")                                                                     \
    X(HELD_NEW, HELD_COLUMNS " WHERE row > ?1 ORDER BY row")                                       \
    X(ALARM_NEW, "SELECT row, at_ms, kind, detail, device FROM alarms WHERE row > ?1"              \
                 " ORDER BY row")                                                                  \
    X(MARKS_LAST, "SELECT (SELECT ifnull(max(row), 0) FROM records),"                              \
                  " (SELECT ifnull(max(row), 0) FROM held),"                                       \
                  " (SELECT ifnull(max(row), 0) FROM alarms),"                                     \
                  " (SELECT ifnull(max(number), 0) FROM log_leaves)")

#endif

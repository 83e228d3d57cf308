// SPDX-License-Identifier: Apache-2.0
// Statements of accounts, their sessions, saved views and the audit; a part of statements.h.
#ifndef PLUMB_SERVER_STORAGE_STATEMENTS_ACCOUNTS_H
#define PLUMB_SERVER_STORAGE_STATEMENTS_ACCOUNTS_H

#define ACCOUNT_NAMES                                                                     \
    "id, login, person, state, password, must_change, totp, totp_step, recovery, failed," \
    " wait_until_ms, made_ms, changed_ms, signed_in_ms, settings, version"
#define ACCOUNT_COLUMNS "SELECT row, " ACCOUNT_NAMES " FROM accounts"
#define OFFICE_SESSION_COLUMNS                                                                 \
    "SELECT s.secret, s.id, a.id, s.made_ms, s.seen_ms, s.until_ms, s.code_given, s.fresh_ms," \
    " s.address FROM office_sessions s CROSS JOIN accounts a ON a.row = s.account"
#define AUDIT_COLUMNS                                                                         \
    "SELECT a.number, a.at_ms, a.account, a.person, a.who, a.act, a.subject_kind, a.subject," \
    " a.site, a.address, a.content, a.chain, v.salt, v.before, v.after, v.why FROM audit a"   \
    " CROSS JOIN audit_values v ON v.number = a.number"
#define AUDIT_HEAD_COLUMNS "SELECT number, head, seal, certificate FROM audit_heads"

#define STATEMENTS_ACCOUNTS(X)                                                                    \
    X(ACCOUNT_GET, ACCOUNT_COLUMNS " WHERE id = ?1")                                              \
    X(ACCOUNT_BY_LOGIN, ACCOUNT_COLUMNS " WHERE login = ?1")                                      \
    X(ACCOUNT_LIST, ACCOUNT_COLUMNS " ORDER BY login")                                            \
    X(ACCOUNT_ADD, "INSERT INTO accounts (" ACCOUNT_NAMES ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7," \
                   " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")                                 \
    X(ACCOUNT_SET, "UPDATE accounts SET login = ?1, person = ?2, state = ?3, password = ?4,"      \
                   " must_change = ?5, totp = ?6, totp_step = ?7, recovery = ?8, failed = ?9,"    \
                   " wait_until_ms = ?10, changed_ms = ?11, signed_in_ms = ?12, settings = ?13,"  \
                   " version = ?14 WHERE id = ?15")                                               \
    X(ACCOUNT_BLOCK_ALL, "UPDATE accounts SET state = 1, version = version + 1 WHERE state = 0")  \
    X(GRANT_LIST, "SELECT g.role, g.store, g.granted_ms FROM account_grants g"                    \
                  " CROSS JOIN accounts a ON a.row = g.account WHERE a.id = ?1"                   \
                  " ORDER BY g.role, g.store")                                                    \
    X(GRANT_PUT, "INSERT OR IGNORE INTO account_grants (account, role, store, granted_ms)"        \
                 " SELECT row, ?2, ?3, ?4 FROM accounts WHERE id = ?1")                           \
    X(GRANT_REMOVE, "DELETE FROM account_grants WHERE account ="                                  \
                    " (SELECT row FROM accounts WHERE id = ?1) AND role = ?2 AND store = ?3")     \
    X(OFFICE_SESSION_GET, OFFICE_SESSION_COLUMNS " WHERE s.secret = ?1")                          \
    X(OFFICE_SESSION_LIST, OFFICE_SESSION_COLUMNS " WHERE a.id = ?1 ORDER BY s.made_ms DESC")     \
    X(OFFICE_SESSION_PUT,                                                                         \
      "INSERT OR REPLACE INTO office_sessions (secret, id, account, made_ms, seen_ms, until_ms,"  \
      " code_given, fresh_ms, address)"                                                           \
      " SELECT ?1, ?2, row, ?4, ?5, ?6, ?7, ?8, ?9 FROM accounts WHERE id = ?3")                  \
    X(OFFICE_SESSION_SEEN, "UPDATE office_sessions SET seen_ms = ?2 WHERE secret = ?1")           \
    X(OFFICE_SESSION_END, "DELETE FROM office_sessions WHERE secret = ?1")                        \
    X(OFFICE_SESSION_END_ALL, "DELETE FROM office_sessions WHERE secret <> ?2 AND account ="      \
                              " (SELECT row FROM accounts WHERE id = ?1)")                        \
    X(OFFICE_SESSION_EXPIRE, "DELETE FROM office_sessions WHERE until_ms <= ?1 OR seen_ms <= ?2") \
    X(AUDIT_PUT, "INSERT INTO audit (number, at_ms, account, person, who, act, subject_kind,"     \
                 " subject, site, address, content, chain)"                                       \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                   \
    X(AUDIT_VALUES_PUT, "INSERT INTO audit_values (number, salt, before, after, why)"             \
                        " VALUES (?1, ?2, ?3, ?4, ?5)")                                           \
    X(AUDIT_VALUES_ERASE, "UPDATE audit_values SET salt = x'', before = '', after = '', why = ''" \
                          " WHERE number = ?1 AND salt <> x''")                                   \
    X(AUDIT_LAST, "SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1")                 \
    X(AUDIT_GET, AUDIT_COLUMNS " WHERE a.number = ?1")                                            \
    X(AUDIT_UP, AUDIT_COLUMNS " WHERE a.number > ?1 ORDER BY a.number")                           \
    X(AUDIT_DOWN, AUDIT_COLUMNS " WHERE a.number < ?1 ORDER BY a.number DESC")                    \
    X(AUDIT_DOWN_ACCOUNT, AUDIT_COLUMNS " WHERE a.number < ?1 AND a.account = ?2"                 \
                                        " ORDER BY a.number DESC")                                \
    X(AUDIT_DOWN_SUBJECT, AUDIT_COLUMNS " WHERE a.number < ?1 AND a.subject = ?2"                 \
                                        " ORDER BY a.number DESC")                                \
    X(AUDIT_DOWN_SITE, AUDIT_COLUMNS " WHERE a.number < ?1 AND a.site = ?2"                       \
                                     " ORDER BY a.number DESC")                                   \
    X(AUDIT_DOWN_ACT, AUDIT_COLUMNS " WHERE a.number < ?1 AND a.act = ?2"                         \
                                    " ORDER BY a.number DESC")                                    \
    X(AUDIT_ACTS, "WITH RECURSIVE acts (act) AS (SELECT min(act) FROM audit UNION ALL"            \
                  " SELECT (SELECT min(act) FROM audit WHERE act > acts.act) FROM acts"           \
                  " WHERE acts.act IS NOT NULL) SELECT act FROM acts WHERE act IS NOT NULL")      \
    X(AUDIT_HEAD_PUT, "INSERT INTO audit_heads (number, head, seal, certificate)"                 \
                      " VALUES (?1, ?2, ?3, ?4)")                                                 \
    X(AUDIT_HEAD_LIST, AUDIT_HEAD_COLUMNS " ORDER BY number")                                     \
    X(AUDIT_HEAD_LAST, AUDIT_HEAD_COLUMNS " ORDER BY number DESC LIMIT 1")                        \
    X(SAVED_VIEW_LIST, "SELECT id, account, page, name, query, made_ms FROM saved_views"          \
                       " WHERE account = ?1 AND page = ?2 ORDER BY name")                         \
    X(SAVED_VIEW_PUT, "INSERT INTO saved_views (id, account, page, name, query, made_ms)"         \
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (account, page, name)"        \
                      " DO UPDATE SET query = excluded.query, made_ms = excluded.made_ms")        \
    X(SAVED_VIEW_REMOVE, "DELETE FROM saved_views WHERE id = ?1 AND account = ?2")

#endif

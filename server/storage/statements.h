// SPDX-License-Identifier: Apache-2.0
// Every SQL statement of the office's store, in one list, prepared at open.
#ifndef PLUMB_SERVER_STORAGE_STATEMENTS_H
#define PLUMB_SERVER_STORAGE_STATEMENTS_H

#include "server/storage/statements_accounts.h"
#include "server/storage/statements_erasure.h"
#include "server/storage/statements_outgoing.h"

#include <stddef.h>

// Columns that every statement on a table reads in the same order.
#define RECORD_COLUMNS                                                                    \
    "SELECT r.row, r.id, s.id, k.name, r.seq, r.author, r.author_counter, r.received_ms," \
    " r.conflicted, r.deleted, r.mac, r.vector, r.state"                                  \
    " FROM records r CROSS JOIN sites s ON s.row = r.site CROSS JOIN kinds k ON k.row = r.kind"
#define ACTOR_COLUMNS "SELECT row, actor, counter, trimmed_to, device FROM actors"
#define HISTORY_COLUMNS                                                                         \
    "SELECT h.dot, a.actor, h.record, a.device, h.in_commit, h.received_ms, h.broken, h.chain," \
    " h.bytes FROM history h CROSS JOIN actors a ON a.row = h.dot >> 32"
#define HELD_COLUMNS                                                                        \
    "SELECT row, actor, counter, record, site, device, reason, decision, group_id, detail," \
    " decided_why, decided_by, since_ms, decided_ms, told, bytes FROM held"
#define DEVICE_COLUMNS                                                                            \
    "SELECT id, name, state, version, certificate, previous_certificate, public_key, public_der," \
    " enrolled_ms, certificate_until_ms, changed_ms, reason FROM devices"
#define BLOB_COLUMNS "SELECT b.digest, b.size, b.held, b.in_commit, b.since_ms"
#define MISSING_COLUMNS BLOB_COLUMNS ", n.record, n.site, n.device"
#define UPLOAD_COLUMNS \
    "SELECT id, device, site, record, digest, lane, length, received, expires_ms FROM uploads"

#define PARCEL_NAMES                                                                     \
    "digest, size, state, device, courier, arrived_ms, made_ms, read_ms, pushes, files," \
    " entries, entries_new, entries_held, files_new, files_refused, detail"
#define PARCEL_COLUMNS "SELECT " PARCEL_NAMES " FROM parcels"
#define PARCEL_VALUES                                                                    \
    "(" PARCEL_NAMES ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13," \
    " ?14, ?15, ?16)"

#define DRILL_NAMES                                                                       \
    "started_ms, took_ms, restore_ms, in_commit, records, entries, blobs, bytes, copied," \
    " scheduled, sealed, place, problem"

#define NIGHT_NAMES "date, id, cut_ms, in_commit, made_ms, by_hand, digest, size, totals"

#define LEAF_COLUMNS "SELECT number, signoff, site, leaf FROM log_leaves"
#define HEAD_COLUMNS                                                \
    "SELECT h.size, k.certificate, h.head, h.seal FROM log_heads h" \
    " CROSS JOIN log_keys k ON k.row = h.key"

#define PROOF_NAMES                                                                             \
    "device, at_ms, asked, equal, items, digest, device_digest, differences, left_over, aside," \
    " lacking, sent, gone, round_trips, bytes"
#define PROOF_COLUMNS "SELECT row, " PROOF_NAMES " FROM proofs"

// X(name, SQL)
#define STATEMENTS(X)                                                                             \
    X(SETTING_GET, "SELECT value FROM settings WHERE name = ?1")                                  \
    X(SETTING_PUT, "INSERT INTO settings (name, value) VALUES (?1, ?2)"                           \
                   " ON CONFLICT DO UPDATE SET value = excluded.value")                           \
    X(COMMIT_HEAD, "SELECT number, tag, at_ms FROM commits ORDER BY number DESC LIMIT 1")         \
    X(COMMIT_GET, "SELECT number, tag, at_ms FROM commits WHERE number = ?1")                     \
    X(COMMIT_PUT, "INSERT INTO commits (number, tag, at_ms) VALUES (?1, ?2, ?3)")                 \
    X(SITE_GET, "SELECT row FROM sites WHERE id = ?1")                                            \
    X(SITE_LIST, "SELECT id FROM sites ORDER BY id")                                              \
    X(SITE_PUT, "INSERT INTO sites (id) VALUES (?1)")                                             \
    X(KIND_GET, "SELECT row FROM kinds WHERE name = ?1")                                          \
    X(KIND_PUT, "INSERT INTO kinds (name) VALUES (?1)")                                           \
    X(RECORD_GET, RECORD_COLUMNS " WHERE r.id = ?1")                                              \
    X(RECORD_BY_ROW, RECORD_COLUMNS " WHERE r.row = ?1")                                          \
    X(RECORD_FEED, RECORD_COLUMNS " WHERE r.site = (SELECT row FROM sites WHERE id = ?1)"         \
                                  " AND r.seq > ?2 ORDER BY r.seq LIMIT ?3")                      \
    X(RECORD_HEAD, "SELECT seq FROM records WHERE site = (SELECT row FROM sites WHERE id = ?1)"   \
                   " ORDER BY seq DESC LIMIT 1")                                                  \
    X(RECORD_ADD, "INSERT INTO records (id, site, kind, seq, author, author_counter,"             \
                  " received_ms, conflicted, deleted, mac, vector, state)"                        \
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                  \
    X(RECORD_SET, "UPDATE records SET seq = ?1, author = ?2, author_counter = ?3,"                \
                  " received_ms = ?4, conflicted = ?5, deleted = ?6, mac = ?7, vector = ?8,"      \
                  " state = ?9 WHERE row = ?10")                                                  \
    X(RECORD_DERIVE, "UPDATE records SET conflicted = ?1, deleted = ?2, vector = ?3"              \
                     " WHERE row = ?4")                                                           \
    X(RECORD_LIST, "SELECT row FROM records ORDER BY id")                                         \
    X(RECORD_LIST_SITE, "SELECT row FROM records"                                                 \
                        " WHERE site = (SELECT row FROM sites WHERE id = ?1) ORDER BY id")        \
    X(RECORD_LIST_KIND, "SELECT row FROM records WHERE kind = ?1 AND kind <= 5 ORDER BY id")      \
    X(RECORD_LIST_CONFLICTED, "SELECT row FROM records INDEXED BY records_conflicted"             \
                              " WHERE conflicted = 1 ORDER BY id")                                \
    X(RECORD_LIST_SITE_CONFLICTED,                                                                \
      "SELECT row FROM records WHERE conflicted = 1"                                              \
      " AND site = (SELECT row FROM sites WHERE id = ?1) ORDER BY id")                            \
    X(ACTOR_GET, ACTOR_COLUMNS " WHERE actor = ?1")                                               \
    X(ACTOR_ADD, "INSERT INTO actors (actor, counter, trimmed_to, device)"                        \
                 " VALUES (?1, ?2, ?3, ?4)")                                                      \
    X(ACTOR_SET, "UPDATE actors SET counter = ?1, trimmed_to = ?2"                                \
                 " WHERE row = ?3 AND counter <= ?1 AND trimmed_to <= ?2")                        \
    X(ACTOR_LIST, ACTOR_COLUMNS " ORDER BY row")                                                  \
    X(ACTOR_LIST_DEVICE, ACTOR_COLUMNS " WHERE device = ?1 ORDER BY row")                         \
    X(HISTORY_PUT, "INSERT INTO history (dot, record, in_commit, received_ms, broken, chain,"     \
                   " bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                 \
    X(HISTORY_GET, HISTORY_COLUMNS " WHERE h.dot = ?1")                                           \
    X(HISTORY_OF_RECORD, HISTORY_COLUMNS " WHERE h.record = ?1 ORDER BY h.dot")                   \
    X(HISTORY_OF_SITE,                                                                            \
      "SELECT h.dot, a.actor, h.record, a.device, h.in_commit, h.received_ms, h.broken, h.chain," \
      " h.bytes FROM sites s CROSS JOIN records r ON r.site = s.row"                              \
      " CROSS JOIN history h ON h.record = r.id CROSS JOIN actors a ON a.row = h.dot >> 32"       \
      " WHERE s.id = ?1 AND (h.in_commit, h.dot) < (?2, ?3)"                                      \
      " ORDER BY h.in_commit DESC, h.dot DESC LIMIT ?4")                                          \
    X(HISTORY_OF_ACTOR, HISTORY_COLUMNS " WHERE h.dot BETWEEN ?1 AND ?2 ORDER BY h.dot")          \
    X(HISTORY_AFTER, HISTORY_COLUMNS " WHERE h.dot BETWEEN ?1 AND ?2 ORDER BY h.dot DESC")        \
    X(CHAIN_HEADS, "SELECT device, actor, counter, since_ms FROM chain_heads WHERE device = ?1"   \
                   " ORDER BY row")                                                               \
    X(CHAIN_MOVE, "UPDATE chain_heads SET actor = ?1, counter = ?2"                               \
                  " WHERE device = ?3 AND actor = ?4 AND counter = ?5")                           \
    X(CHAIN_ADD, "INSERT INTO chain_heads (device, actor, counter, since_ms)"                     \
                 " VALUES (?1, ?2, ?3, ?4)")                                                      \
    X(HELD_ADD, "INSERT INTO held (actor, counter, record, site, device, group_id, bytes,"        \
                " since_ms, reason, decision, detail, decided_why, decided_by, decided_ms, told)" \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")     \
    X(HELD_SET, "UPDATE held SET reason = ?1, decision = ?2, detail = ?3, decided_why = ?4,"      \
                " decided_by = ?5, decided_ms = ?6, told = ?7 WHERE row = ?8")                    \
    X(HELD_GET, HELD_COLUMNS " WHERE row = ?1")                                                   \
    X(HELD_LIST, HELD_COLUMNS " ORDER BY row")                                                    \
    X(HELD_LIST_OPEN, HELD_COLUMNS " WHERE decision = 0 ORDER BY row")                            \
    X(HELD_LIST_RECORD, HELD_COLUMNS " WHERE record = ?1 ORDER BY row")                           \
    X(HELD_LIST_RECORD_OPEN, HELD_COLUMNS " INDEXED BY held_waiting"                              \
                                          " WHERE record = ?1 AND decision = 0 ORDER BY row")     \
    X(HELD_LIST_DEVICE, HELD_COLUMNS " WHERE device = ?1 ORDER BY row")                           \
    X(HELD_LIST_DEVICE_UNTOLD, HELD_COLUMNS " WHERE device = ?1 AND told = 0 ORDER BY row")       \
    X(HELD_LIST_GROUP, HELD_COLUMNS " WHERE group_id = ?1 ORDER BY row")                          \
    X(HELD_DOT, HELD_COLUMNS " WHERE actor = ?1 AND counter = ?2 ORDER BY row")                   \
    X(ALARM_PUT, "INSERT INTO alarms (at_ms, kind, detail, device) VALUES (?1, ?2, ?3, ?4)")      \
    X(ALARM_LIST, "SELECT row, at_ms, kind, detail, device FROM alarms WHERE at_ms >= ?1"         \
                  " ORDER BY row")                                                                \
    X(DRILL_PUT, "INSERT INTO drills (" DRILL_NAMES ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"   \
                 " ?9, ?10, ?11, ?12, ?13)")                                                      \
    X(DRILL_LIST, "SELECT row, " DRILL_NAMES " FROM drills ORDER BY row DESC")                    \
    X(FACT_COUNTS, "SELECT (SELECT count(*) FROM commits WHERE number <= ?1),"                    \
                   " (SELECT count(DISTINCT record) FROM history WHERE in_commit <= ?1),"         \
                   " (SELECT count(*) FROM history WHERE in_commit <= ?1),"                       \
                   " (SELECT count(*) FROM blobs WHERE held = 1 AND in_commit <= ?1)")            \
    X(DEVICE_GET, DEVICE_COLUMNS " WHERE id = ?1")                                                \
    X(DEVICE_LIST, DEVICE_COLUMNS " ORDER BY enrolled_ms, id")                                    \
    X(DEVICE_PUT, "INSERT OR REPLACE INTO devices (id, name, state, version, certificate,"        \
                  " previous_certificate, public_key, public_der, enrolled_ms,"                   \
                  " certificate_until_ms, changed_ms, reason)"                                    \
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                  \
    X(PERSON_PUT, "INSERT OR REPLACE INTO device_persons (device, person, active)"                \
                  " VALUES (?1, ?2, ?3)")                                                         \
    X(PERSON_LIST, "SELECT person, active FROM device_persons WHERE device = ?1"                  \
                   " ORDER BY person")                                                            \
    X(PERSON_DEVICES, "SELECT device FROM device_persons WHERE person = ?1 ORDER BY device")      \
    X(CONTACT_PUT, "INSERT OR REPLACE INTO contacts (device, at_ms, pulled_at_ms, agent,"         \
                   " clock_offset_ms, storage_free, unsent_writes, unsent_blobs, unsent_bytes,"   \
                   " unsent_oldest_ms, cursor_commit, actors)"                                    \
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                 \
    X(CONTACT_GET, "SELECT device, at_ms, pulled_at_ms, agent, clock_offset_ms, storage_free,"    \
                   " unsent_writes, unsent_blobs, unsent_bytes, unsent_oldest_ms, cursor_commit," \
                   " actors FROM contacts WHERE device = ?1")                                     \
    X(CONTACT_AT, "SELECT device, at_ms, pulled_at_ms, agent, clock_offset_ms, storage_free,"     \
                  " unsent_writes, unsent_blobs, unsent_bytes, unsent_oldest_ms, cursor_commit,"  \
                  " actors FROM contacts_past WHERE device = ?1 AND at_ms <= ?2"                  \
                  " ORDER BY at_ms DESC LIMIT 1")                                                 \
    X(CONTACT_THIN,                                                                               \
      "DELETE FROM contacts_past WHERE at_ms >= ?1 AND at_ms < ?2"                                \
      " AND EXISTS (SELECT 1 FROM contacts_past n WHERE n.device = contacts_past.device"          \
      " AND n.at_ms > contacts_past.at_ms AND n.at_ms <= coalesce((SELECT"                        \
      " min(cut_ms) FROM nights WHERE cut_ms >= contacts_past.at_ms), n.at_ms))")                 \
    X(PAST_COMMIT, "SELECT number, tag, at_ms FROM commits WHERE at_ms <= ?1"                     \
                   " ORDER BY number DESC LIMIT 1")                                               \
    X(PAST_DEVICE, "SELECT name, state, certificate_until_ms FROM devices_past"                   \
                   " WHERE device = ?1 AND from_commit <= ?2 ORDER BY from_commit DESC LIMIT 1")  \
    X(PAST_HELD, "SELECT reason, decision FROM held_past"                                         \
                 " WHERE held = ?1 AND from_commit <= ?2 ORDER BY from_commit DESC LIMIT 1")      \
    X(PAST_BLOBS, "SELECT digest, since_ms FROM blobs WHERE held = 0 OR in_commit > ?1"           \
                  " ORDER BY digest")                                                             \
    X(NIGHT_PUT, "INSERT INTO nights (" NIGHT_NAMES ", page)"                                     \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                             \
    X(NIGHT_GET, "SELECT " NIGHT_NAMES ", page FROM nights WHERE date = ?1")                      \
    X(NIGHT_FIND, "SELECT " NIGHT_NAMES ", x'' FROM nights WHERE id = ?1")                        \
    X(NIGHT_LIST, "SELECT " NIGHT_NAMES ", x'' FROM nights WHERE date < ?1 ORDER BY date DESC")   \
    X(NIGHT_UNLOGGED, "SELECT " NIGHT_NAMES ", x'' FROM nights WHERE NOT EXISTS"                  \
                      " (SELECT 1 FROM log_leaves WHERE signoff = nights.id) ORDER BY row")       \
    X(NIGHT_RESTATE, "INSERT INTO nights_restated (date, made_on, in_commit, entries, page)"      \
                     " VALUES (?1, ?2, ?3, ?4, ?5)")                                              \
    X(NIGHT_RESTATED, "SELECT date, made_on, in_commit, entries, page FROM nights_restated"       \
                      " WHERE date = ?1 ORDER BY made_on")                                        \
    X(INVITATION_GET, "SELECT code, person, device, public_key, made_ms, expires_ms, used_ms,"    \
                      " wrong, reply FROM invitations WHERE code = ?1")                           \
    X(INVITATION_PUT, "INSERT INTO invitations (code, person, device, public_key, made_ms,"       \
                      " expires_ms, used_ms, wrong, reply)"                                       \
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"                              \
                      " ON CONFLICT DO UPDATE SET device = excluded.device,"                      \
                      " public_key = excluded.public_key, used_ms = excluded.used_ms,"            \
                      " wrong = excluded.wrong, reply = excluded.reply"                           \
                      " WHERE used_ms = 0 OR public_key = excluded.public_key")                   \
    X(NONCE_PRUNE, "DELETE FROM nonces WHERE expires_ms < ?1")                                    \
    X(NONCE_PUT, "INSERT INTO nonces (nonce, device, expires_ms) VALUES (?1, ?2, ?3)")            \
    X(NONCE_GET, "SELECT device, expires_ms FROM nonces WHERE nonce = ?1")                        \
    X(NONCE_REMOVE, "DELETE FROM nonces WHERE nonce = ?1")                                        \
    X(SCOPE_LIST, "SELECT site, since, until, drop_confirmed FROM scope WHERE device = ?1"        \
                  " ORDER BY site")                                                               \
    X(SCOPE_GET, "SELECT until FROM scope WHERE device = ?1 AND site = ?2")                       \
    X(SCOPE_PUT, "INSERT OR REPLACE INTO scope (device, site, since, until, drop_confirmed)"      \
                 " VALUES (?1, ?2, ?3, ?4, ?5)")                                                  \
    X(SCOPE_VERSION, "SELECT ifnull(max(max(since, until)), 0) FROM scope WHERE device = ?1")     \
    X(BLOB_GET, BLOB_COLUMNS " FROM blobs b WHERE b.digest = ?1")                                 \
    X(BLOB_ROW, "SELECT row, held FROM blobs WHERE digest = ?1")                                  \
    X(BLOB_PUT, "INSERT INTO blobs (digest, size, held, in_commit, since_ms)"                     \
                " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET size = excluded.size,"    \
                " held = excluded.held, in_commit = excluded.in_commit,"                          \
                " since_ms = excluded.since_ms")                                                  \
    X(BLOB_NAMES_MARK, "UPDATE blob_names SET missing = ?1"                                       \
                       " WHERE blob = (SELECT row FROM blobs WHERE digest = ?2)"                  \
                       " AND missing <> ?1")                                                      \
    X(BLOB_NAME_PUT, "INSERT OR IGNORE INTO blob_names (blob, record, device, site, missing)"     \
                     " VALUES (?1, ?2, ?3, ?4, ?5)")                                              \
    X(BLOB_NAMES_REMARK, "UPDATE blob_names SET missing = 1 - missing"                            \
                         " WHERE missing = (SELECT held FROM blobs WHERE row = blob)")            \
    X(BLOB_NAMED, "SELECT 1 FROM blob_names"                                                      \
                  " WHERE blob = (SELECT row FROM blobs WHERE digest = ?1) AND record = ?2"       \
                  " LIMIT 1")                                                                     \
    X(BLOB_SITE_PUT, "INSERT OR IGNORE INTO blob_sites (blob, site)"                              \
                     " SELECT row, ?2 FROM blobs WHERE digest = ?1")                              \
    X(BLOB_SITE_GET, "SELECT 1 FROM blob_sites"                                                   \
                     " WHERE blob = (SELECT row FROM blobs WHERE digest = ?1) AND site = ?2")     \
    X(BLOB_AFTER, BLOB_COLUMNS " FROM blobs b WHERE b.held = 1 AND b.digest > ?1"                 \
                               " ORDER BY b.digest")                                              \
    X(BLOB_NAME_OF, MISSING_COLUMNS " FROM blobs b CROSS JOIN blob_names n ON n.blob = b.row"     \
                                    " WHERE b.digest = ?1 LIMIT 1")                               \
    X(BLOB_NAME_LIST, MISSING_COLUMNS " FROM blob_names n CROSS JOIN blobs b ON b.row = n.blob"   \
                                      " ORDER BY n.blob, n.record, n.device")                     \
    X(BLOB_MISSING, MISSING_COLUMNS " FROM blobs b CROSS JOIN blob_names n ON n.blob = b.row"     \
                                    " WHERE b.held = 0 ORDER BY b.row, n.record, n.device")       \
    X(BLOB_MISSING_DEVICE,                                                                        \
      MISSING_COLUMNS " FROM blob_names n CROSS JOIN blobs b ON b.row = n.blob"                   \
                      " WHERE n.device = ?1 AND n.missing = 1 ORDER BY n.blob, n.record")         \
    X(BLOB_OF_SITE, MISSING_COLUMNS " FROM blob_names n CROSS JOIN blobs b ON b.row = n.blob"     \
                                    " WHERE n.site = ?1 ORDER BY n.blob")                         \
    X(BLOB_SITES_LOSE, "DELETE FROM blob_sites"                                                   \
                       " WHERE blob = (SELECT row FROM blobs WHERE digest = ?1)")                 \
    X(PROOF_PUT, "INSERT INTO proofs (" PROOF_NAMES ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"   \
                 " ?9, ?10, ?11, ?12, ?13, ?14, ?15)")                                            \
    X(PROOF_LATEST, PROOF_COLUMNS " WHERE row IN (SELECT max(row) FROM proofs GROUP BY device)"   \
                                  " ORDER BY device")                                             \
    X(PROOF_LAST, PROOF_COLUMNS " WHERE device = ?1 ORDER BY row DESC LIMIT 1")                   \
    X(PROOF_LIST, PROOF_COLUMNS " WHERE at_ms >= ?1 AND at_ms < ?2 ORDER BY row")                 \
    X(PROOF_ASK, "INSERT INTO proofs_asked (device, at_ms) VALUES (?1, ?2)"                       \
                 " ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms")                             \
    X(PROOF_ASKED, "SELECT device, at_ms FROM proofs_asked ORDER BY device")                      \
    X(UPLOAD_GET, UPLOAD_COLUMNS " WHERE id = ?1")                                                \
    X(UPLOAD_PUT, "INSERT OR REPLACE INTO uploads (id, device, site, record, digest, lane,"       \
                  " length, received, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")   \
    X(UPLOAD_REMOVE, "DELETE FROM uploads WHERE id = ?1")                                         \
    X(UPLOAD_EXPIRED, UPLOAD_COLUMNS " WHERE expires_ms <= ?1 ORDER BY expires_ms, id")           \
    X(PARCEL_GET, PARCEL_COLUMNS " WHERE digest = ?1")                                            \
    X(PARCEL_ARRIVE, "INSERT OR IGNORE INTO parcels " PARCEL_VALUES)                              \
    X(PARCEL_PUT,                                                                                 \
      "INSERT INTO parcels " PARCEL_VALUES                                                        \
      " ON CONFLICT DO UPDATE SET size = excluded.size, state = excluded.state,"                  \
      " device = excluded.device, courier = excluded.courier, arrived_ms = excluded.arrived_ms,"  \
      " made_ms = excluded.made_ms, read_ms = excluded.read_ms, pushes = excluded.pushes,"        \
      " files = excluded.files, entries = excluded.entries,"                                      \
      " entries_new = excluded.entries_new, entries_held = excluded.entries_held,"                \
      " files_new = excluded.files_new, files_refused = excluded.files_refused,"                  \
      " detail = excluded.detail")                                                                \
    X(PARCEL_LIST, PARCEL_COLUMNS " ORDER BY row")                                                \
    X(PARCEL_LIST_OPEN, PARCEL_COLUMNS " WHERE state IN (0, 2) ORDER BY row")                     \
    X(LOG_SIZE, "SELECT ifnull(max(number), 0) FROM log_leaves")                                  \
    X(LOG_LEAF_PUT, "INSERT INTO log_leaves (number, signoff, site, leaf)"                        \
                    " VALUES (?1, ?2, ?3, ?4)")                                                   \
    X(LOG_LEAF_AT, LEAF_COLUMNS " WHERE number = ?1")                                             \
    X(LOG_LEAF_OF, LEAF_COLUMNS " WHERE signoff = ?1")                                            \
    X(LOG_LEAF_LIST, LEAF_COLUMNS " WHERE number > ?1 ORDER BY number")                           \
    X(SIGNOFF_IDS, "SELECT signoff FROM log_leaves WHERE signoff BETWEEN ?1 AND ?2 UNION"         \
                   " SELECT record FROM signoffs_unlogged WHERE record BETWEEN ?1 AND ?2"         \
                   " ORDER BY 1 LIMIT ?3")                                                        \
    X(LOG_KEY_PUT, "INSERT OR IGNORE INTO log_keys (certificate) VALUES (?1)")                    \
    X(LOG_HEAD_PUT, "INSERT INTO log_heads (size, key, head, seal)"                               \
                    " SELECT ?1, row, ?2, ?3 FROM log_keys WHERE certificate = ?4")               \
    X(LOG_HEAD_LAST, HEAD_COLUMNS " ORDER BY h.size DESC LIMIT 1")                                \
    X(LOG_HEAD_OVER, HEAD_COLUMNS " WHERE h.size >= ?1 ORDER BY h.size LIMIT 1")                  \
    X(LOG_HEAD_LIST, HEAD_COLUMNS " WHERE h.size > ?1 ORDER BY h.size")                           \
    X(LOG_SUBTREE_PUT, "INSERT OR REPLACE INTO log_subtrees (level, number, hash)"                \
                       " VALUES (?1, ?2, ?3)")                                                    \
    X(LOG_SUBTREE_GET, "SELECT hash FROM log_subtrees WHERE level = ?1 AND number = ?2")          \
    X(UNLOGGED_PUT, "INSERT OR REPLACE INTO signoffs_unlogged (record, in_commit, refused)"       \
                    " VALUES (?1, ?2, ?3)")                                                       \
    X(UNLOGGED_REMOVE, "DELETE FROM signoffs_unlogged WHERE record = ?1")                         \
    X(UNLOGGED_NEXT, "SELECT record, in_commit, refused FROM signoffs_unlogged"                   \
                     " INDEXED BY signoffs_unlooked WHERE refused = '' AND in_commit < ?1"        \
                     " ORDER BY in_commit, record LIMIT ?2")                                      \
    X(UNLOGGED_LIST, "SELECT record, in_commit, refused FROM signoffs_unlogged ORDER BY record")  \
    STATEMENTS_OUTGOING(X)                                                                        \
    STATEMENTS_ERASURE(X)                                                                         \
    STATEMENTS_ACCOUNTS(X)

enum statement {
#define STATEMENT_ENUM(name, sql) STATEMENT_##name,
    STATEMENTS(STATEMENT_ENUM)
#undef STATEMENT_ENUM
        STATEMENT_COUNT
};

// The SQL of each, by its number; STATEMENT_COUNT of them.
const char *const *statements_list(void);
// "RECORD_GET", for an error's detail.
const char *statements_name(enum statement statement);

#endif

// SPDX-License-Identifier: Apache-2.0
// The statements of erasing a customer's site and of what is kept about it: a part of the list of
// statements.h.
#ifndef PLUMB_SERVER_STORAGE_STATEMENTS_ERASURE_H
#define PLUMB_SERVER_STORAGE_STATEMENTS_ERASURE_H

// Records of the site ?1; whether a blob b belongs to the site; whether another site names it, too.
#define ERASE_RECORDS_OF                                                      \
    "(SELECT id FROM records WHERE site = (SELECT row FROM sites WHERE id = " \
    "?1))"
#define ERASE_THEIRS                                                             \
    "(EXISTS (SELECT 1 FROM blob_names n WHERE n.blob = b.row AND n.site = ?1) " \
    "OR EXISTS (SELECT 1 FROM blob_sites n WHERE n.blob = b.row AND n.site = "   \
    "?1))"
#define ERASE_SHARED "EXISTS (SELECT 1 FROM blob_names n WHERE n.blob = b.row AND n.site <> ?1)"
#define ERASURE_COLUMNS                                                         \
    "SELECT site, at_ms, in_commit, by_whom, reason, records, entries, files, " \
    "signoffs, late, scrubbed_ms FROM erasures"

// X(name, SQL)
#define STATEMENTS_ERASURE(X)                                                                     \
    X(ERASURE_PUT, "INSERT INTO erasures (site, at_ms, in_commit, by_whom, reason) VALUES "       \
                   "(?1, ?2, ?3, ?4, ?5)")                                                        \
    X(ERASURE_COUNT, "UPDATE erasures SET records = ?1, entries = ?2, files = ?3, signoffs = ?4 " \
                     "WHERE site = ?5")                                                           \
    X(ERASURE_LATE, "UPDATE erasures SET late = late + 1 WHERE site = ?1")                        \
    X(ERASURE_GET, ERASURE_COLUMNS " WHERE site = ?1")                                            \
    X(ERASURE_LIST, ERASURE_COLUMNS " ORDER BY row")                                              \
    X(ERASURE_SCRUBBED, "UPDATE erasures SET scrubbed_ms = ?1 WHERE scrubbed_ms = 0")             \
    X(ERASURE_MEASURE,                                                                            \
      "SELECT (SELECT count(*) FROM records WHERE id IN " ERASE_RECORDS_OF                        \
      "), (SELECT count(*) FROM history WHERE record IN " ERASE_RECORDS_OF                        \
      "), (SELECT count(*) FROM blobs b WHERE " ERASE_THEIRS " AND NOT " ERASE_SHARED             \
      "), (SELECT ifnull(sum(size), 0) FROM blobs b WHERE held = 1 AND " ERASE_THEIRS             \
      " AND NOT " ERASE_SHARED "), (SELECT count(*) FROM blobs b WHERE " ERASE_THEIRS             \
      " AND " ERASE_SHARED                                                                        \
      "), (SELECT count(*) FROM held WHERE site = ?1), (SELECT count(*) FROM "                    \
      "log_leaves WHERE site = ?1), (SELECT count(*) FROM signoffs_unlogged "                     \
      "WHERE refused = '' AND record IN " ERASE_RECORDS_OF                                        \
      "), (SELECT ifnull(max(seq), 0) FROM records WHERE site = (SELECT row FROM "                \
      "sites WHERE id = ?1))")                                                                    \
    X(ERASE_FILES, "INSERT INTO erased_files (digest, site, gone) SELECT digest, ?1, 1 - held "   \
                   "FROM blobs b WHERE " ERASE_THEIRS " AND NOT " ERASE_SHARED                    \
                   " ON CONFLICT (digest) DO UPDATE SET gone = min(gone, excluded.gone)")         \
    X(ERASE_BLOB_NAMES, "DELETE FROM blob_names WHERE site = ?1")                                 \
    X(ERASE_BLOB_SITES, "DELETE FROM blob_sites WHERE site = ?1")                                 \
    X(ERASE_BLOBS, "DELETE FROM blobs WHERE digest IN (SELECT digest FROM erased_files) AND "     \
                   "NOT EXISTS (SELECT 1 FROM blob_names n WHERE n.blob = blobs.row) AND NOT "    \
                   "EXISTS (SELECT 1 FROM blob_sites n WHERE n.blob = blobs.row)")                \
    X(ERASE_WAITING, "SELECT EXISTS (SELECT 1 FROM erased_files e WHERE gone = 0 AND NOT EXISTS " \
                     "(SELECT 1 FROM blobs b WHERE b.digest = e.digest)) OR EXISTS (SELECT 1 "    \
                     "FROM parcels p JOIN scope s ON s.device = p.device JOIN erasures e ON "     \
                     "e.site = s.site JOIN blobs b ON b.digest = p.digest WHERE p.state = 1), "   \
                     "EXISTS (SELECT 1 FROM erasures WHERE scrubbed_ms = 0)")                     \
    X(ERASE_PARCELS, "INSERT INTO erased_files (digest, site, gone) SELECT p.digest, e.site, 0 "  \
                     "FROM parcels p JOIN scope s ON s.device = p.device JOIN erasures e ON "     \
                     "e.site = s.site WHERE p.state = 1 AND EXISTS (SELECT 1 FROM blobs b WHERE " \
                     "b.digest = p.digest) GROUP BY p.digest ON CONFLICT (digest) DO UPDATE SET " \
                     "gone = 0")                                                                  \
    X(ERASE_HISTORY,                                                                              \
      "UPDATE history SET bytes = ?2 WHERE bytes <> ?2 AND record IN " ERASE_RECORDS_OF)          \
    X(ERASE_HISTORY_HELD,                                                                         \
      "UPDATE history SET bytes = ?2 WHERE bytes <> ?2 AND dot IN (SELECT a.row "                 \
      "<< 32 | h.counter FROM held h JOIN actors a ON a.actor = h.actor WHERE "                   \
      "h.site = ?1)")                                                                             \
    X(ERASE_HISTORY_RAW,                                                                          \
      "UPDATE history SET bytes = ?1 WHERE record = zeroblob(16) AND bytes <> ?1 "                \
      "AND instr(bytes, ?2) > 0")                                                                 \
    X(ERASE_HELD, "UPDATE held SET bytes = NULL, detail = '', group_id = NULL, decided_why = "    \
                  "CASE decision WHEN 0 THEN ?2 ELSE '' END, told = CASE decision WHEN 0 "        \
                  "THEN 0 ELSE told END, decided_ms = CASE decision WHEN 0 THEN ?3 ELSE "         \
                  "decided_ms END, reason = CASE decision WHEN 0 THEN 10 ELSE reason END, "       \
                  "decision = CASE decision WHEN 0 THEN 2 ELSE decision END WHERE site = ?1 "     \
                  "OR record IN " ERASE_RECORDS_OF)                                               \
    X(ERASE_UNLOGGED, "DELETE FROM signoffs_unlogged WHERE record IN " ERASE_RECORDS_OF           \
                      " OR record IN (SELECT signoff FROM log_leaves WHERE site = ?1)")           \
    X(ERASE_UPLOAD_LIST, UPLOAD_COLUMNS " WHERE site = ?1 ORDER BY id")                           \
    X(ERASE_UPLOADS, "DELETE FROM uploads WHERE site = ?1")                                       \
    X(ERASE_RECORDS, "DELETE FROM records WHERE site = (SELECT row FROM sites WHERE id = ?1)")    \
    X(ERASE_SCOPE, "UPDATE scope SET until = ?2, drop_confirmed = 0 WHERE site = ?1")             \
    X(ERASE_DEVICES, "SELECT device, drop_confirmed FROM scope WHERE site = ?1 ORDER BY device")  \
    X(TRACE_AUDIT, "UPDATE audit_values SET salt = x'', before = '', after = '', why = '' "       \
                   "WHERE salt <> x'' AND number IN (SELECT number FROM audit WHERE site = ?1 "   \
                   "UNION SELECT number FROM audit WHERE subject = ?2)")                          \
    X(TRACE_VIEW_LIST, "SELECT id, name, query FROM saved_views")                                 \
    X(TRACE_VIEW_REMOVE, "DELETE FROM saved_views WHERE id = ?1")                                 \
    X(TRACE_DEVICES, "UPDATE devices SET reason = '' WHERE instr(reason, ?1)")                    \
    X(TRACE_EVENTS, "UPDATE events SET title = '', text = '', data = '{}' WHERE site = ?1")       \
    X(TRACE_EVENTS_WORDS,                                                                         \
      "UPDATE events SET title = '', text = '', data = '{}' WHERE instr(title, "                  \
      "?1) OR instr(text, ?1) OR instr(data, ?1)")                                                \
    X(TRACE_JOBS, "UPDATE jobs SET expires_ms = ?1, wish = '{}' WHERE state IN (1, 2)")           \
    X(EXPIRY_SITE_LAST,                                                                           \
      "SELECT ifnull(max(received_ms), 0) FROM records WHERE site = (SELECT row "                 \
      "FROM sites WHERE id = ?1)")                                                                \
    X(EXPIRY_READS, "SELECT count(*), ifnull(min(a.at_ms), 0) FROM audit a JOIN audit_values v "  \
                    "ON v.number = a.number WHERE a.at_ms < ?1 AND a.act >= 'read.' AND a.act "   \
                    "< 'read/' AND v.salt <> x''")                                                \
    X(EXPIRY_READS_ERASE,                                                                         \
      "UPDATE audit_values SET salt = x'', before = '', after = '', why = '' "                    \
      "WHERE salt <> x'' AND number IN (SELECT number FROM audit WHERE at_ms < "                  \
      "?1 AND act >= 'read.' AND act < 'read/')")                                                 \
    X(EXPIRY_SESSIONS, "SELECT count(*), ifnull(min(until_ms), 0) FROM office_sessions WHERE "    \
                       "until_ms < ?1")                                                           \
    X(EXPIRY_SESSIONS_REMOVE, "DELETE FROM office_sessions WHERE until_ms < ?1")                  \
    X(EXPIRY_FILES, "SELECT digest, size, since_ms FROM blobs b WHERE held = 1 AND since_ms < "   \
                    "?1 AND NOT EXISTS (SELECT 1 FROM blob_names n WHERE n.blob = b.row) AND "    \
                    "NOT EXISTS (SELECT 1 FROM parcels p WHERE p.digest = b.digest) ORDER BY "    \
                    "since_ms, row")                                                              \
    X(EXPIRY_FILE_SITES,                                                                          \
      "DELETE FROM blob_sites WHERE blob = (SELECT row FROM blobs WHERE digest = "                \
      "?1)")                                                                                      \
    X(ERASED_FILE_PUT, "INSERT INTO erased_files (digest, site, gone) VALUES (?1, ?2, 0) ON "     \
                       "CONFLICT (digest) DO UPDATE SET gone = 0")                                \
    X(ERASED_FILE_LIST,                                                                           \
      "SELECT digest, site FROM erased_files e WHERE gone = 0 AND NOT EXISTS "                    \
      "(SELECT 1 FROM blobs b WHERE b.digest = e.digest) ORDER BY digest LIMIT ?1")               \
    X(ERASED_FILE_GONE, "UPDATE erased_files SET gone = 1 WHERE digest = ?1")                     \
    X(ERASED_SIGNOFF_PUT,                                                                         \
      "INSERT OR IGNORE INTO erased_signoffs (signoff, site, of_record, form, "                   \
      "role, verdict, signed_ms, sealed, statement, content, handwriting, seal) "                 \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                               \
    X(ERASED_SIGNOFF_GET,                                                                         \
      "SELECT signoff, site, of_record, form, role, verdict, signed_ms, sealed, "                 \
      "statement, content, handwriting, seal FROM erased_signoffs WHERE signoff "                 \
      "= ?1")                                                                                     \
    X(ERASED_SIGNOFF_LIST,                                                                        \
      "SELECT signoff, site, of_record, form, role, verdict, signed_ms, sealed, "                 \
      "statement, content, handwriting, seal FROM erased_signoffs WHERE site = "                  \
      "?1 ORDER BY signed_ms, signoff")

#endif

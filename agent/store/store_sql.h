// SPDX-License-Identifier: Apache-2.0
// Every SQL statement of the tablet's store, prepared when it opens.
#ifndef PLUMB_AGENT_STORE_STORE_SQL_H
#define PLUMB_AGENT_STORE_STORE_SQL_H

// X(name, SQL)
#define STORE_SQL_TABLE(X)                                                                         \
    X(STAMP_GET, "SELECT value FROM stamp")                                                        \
    X(STAMP_SET, "UPDATE stamp SET value = ?1")                                                    \
    X(SETTING_GET, "SELECT value FROM setting WHERE name = ?1")                                    \
    X(SETTING_PUT, "INSERT INTO setting (name, value) VALUES (?1, ?2)"                             \
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value")                     \
    X(SETTING_REMOVE, "DELETE FROM setting WHERE name = ?1")                                       \
    X(JOURNAL_END, "SELECT n, total, chain FROM journal ORDER BY n DESC LIMIT 1")                  \
    X(JOURNAL_ADD, "INSERT INTO journal (n, previous, total, chain, bytes)"                        \
                   " VALUES (?1, ?2, ?3, ?4, ?5)")                                                 \
    X(JOURNAL_GET, "SELECT previous, total, chain, bytes FROM journal WHERE n = ?1")               \
    X(JOURNAL_BYTES, "SELECT bytes FROM journal WHERE n = ?1")                                     \
    X(JOURNAL_RUN, "SELECT n, chain, bytes FROM journal WHERE n BETWEEN ?1 AND ?2 ORDER BY n")     \
    X(JOURNAL_TRIM, "UPDATE journal SET bytes = NULL WHERE n = ?1")                                \
    X(ACTOR_ADD, "INSERT INTO actor (first, actor, delivered, trimmed) VALUES (?1, ?2, 0, 0)")     \
    X(ACTOR_CLOSE, "UPDATE actor SET last = ?1 - first + 1 WHERE last IS NULL")                    \
    X(ACTOR_NEWEST, "SELECT first, actor, last, delivered, trimmed FROM actor"                     \
                    " ORDER BY first DESC LIMIT 1")                                                \
    X(ACTOR_AT, "SELECT first, actor, last, delivered, trimmed FROM actor WHERE first <= ?1"       \
                " ORDER BY first DESC LIMIT 1")                                                    \
    X(ACTOR_NAMED, "SELECT first, actor, last, delivered, trimmed FROM actor WHERE actor = ?1")    \
    X(ACTOR_OPEN, "SELECT first, actor, last, delivered, trimmed FROM actor"                       \
                  " WHERE last IS NULL OR (delivered < last AND trimmed < last) ORDER BY first")   \
    X(ACTOR_FROM, "SELECT first, actor, last, delivered, trimmed FROM actor WHERE first >= ?1"     \
                  " ORDER BY first")                                                               \
    X(ACTOR_KEPT, "SELECT first, actor, last, delivered, trimmed FROM actor"                       \
                  " WHERE trimmed < delivered ORDER BY first")                                     \
    X(ACTORS_TRIMMED, "SELECT first, actor, last, delivered, trimmed FROM actor WHERE trimmed > 0" \
                      " ORDER BY first DESC LIMIT ?1")                                             \
    X(ACTOR_SET_DELIVERED, "UPDATE actor SET delivered = ?2 WHERE first = ?1")                     \
    X(ACTOR_SET_TRIMMED, "UPDATE actor SET trimmed = ?2 WHERE first = ?1")                         \
    X(DELIVERY_PUT, "INSERT INTO delivery (first, counter, commit_number) VALUES (?1, ?2, ?3)"     \
                    " ON CONFLICT DO NOTHING")                                                     \
    X(DELIVERY_UNDER, "SELECT coalesce(max(counter), 0) FROM delivery"                             \
                      " WHERE first = ?1 AND commit_number <= ?2")                                 \
    X(DELIVERY_CUT, "DELETE FROM delivery WHERE first = ?1 AND counter > ?2")                      \
    X(DELIVERY_PRUNE, "DELETE FROM delivery WHERE first = ?1 AND counter < ?2")                    \
    X(DELIVERY_FORGET, "DELETE FROM delivery")                                                     \
    X(SITE_GET, "SELECT site, dropped FROM site WHERE id = ?1")                                    \
    X(SITE_ADD, "INSERT INTO site (id, dropped) VALUES (?1, 0)")                                   \
    X(SITE_SET_DROPPED, "UPDATE site SET dropped = ?2 WHERE id = ?1")                              \
    X(SITE_DROPPED, "SELECT id FROM site WHERE dropped <> 0 ORDER BY site")                        \
    X(SITE_HELD, "SELECT id FROM site s WHERE EXISTS (SELECT 1 FROM record r"                      \
                 " WHERE r.site = s.site) ORDER BY site")                                          \
    X(SITE_REMOVE, "DELETE FROM site WHERE site = ?1")                                             \
    X(SITE_UNSENT_BLOB, "SELECT 1 FROM blob WHERE site = ?1 AND state IN (0, 2) AND present = 1"   \
                        " LIMIT 1")                                                                \
    X(RECORD_GET, "SELECT r.record, r.id, s.id, r.kind, r.flags, r.last, r.mac, r.vector,"         \
                  " r.writes, s.site, s.dropped FROM record r JOIN site s USING (site)"            \
                  " WHERE r.id = ?1")                                                              \
    X(RECORD_ALL, "SELECT r.record, r.id, s.id, r.kind, r.flags, r.last, r.mac, r.vector,"         \
                  " r.writes, s.site, s.dropped FROM record r JOIN site s USING (site)"            \
                  " ORDER BY r.record")                                                            \
    X(RECORD_OF_SITE, "SELECT r.record, r.id, s.id, r.kind, r.flags, r.last, r.mac, r.vector,"     \
                      " r.writes, s.site, s.dropped FROM site s CROSS JOIN record r USING (site)"  \
                      " WHERE s.id = ?1 ORDER BY r.id")                                            \
    X(RECORD_CONFLICTED, "SELECT r.record, r.id, s.id, r.kind, r.flags, r.last, r.mac, r.vector,"  \
                         " r.writes, s.site, s.dropped FROM record r JOIN site s USING (site)"     \
                         " WHERE r.flags & 1 ORDER BY r.record")                                   \
    X(RECORD_FIGURES, "SELECT (SELECT count(*) FROM site s CROSS JOIN record r USING (site)"       \
                      " WHERE s.dropped = 0), (SELECT count(*) FROM record r JOIN site s"          \
                      " USING (site) WHERE r.flags & 1 AND s.dropped = 0)")                        \
    X(RECORD_VECTORS, "SELECT s.id, r.id, r.vector FROM record r JOIN site s USING (site)"         \
                      " ORDER BY r.site, r.id")                                                    \
    X(RECORD_SITE_VECTORS, "SELECT s.id, r.id, r.vector FROM site s CROSS JOIN record r"           \
                           " USING (site) WHERE s.id = ?1 AND r.id > ?2 ORDER BY r.id")            \
    X(RECORD_ADD, "INSERT INTO record (id, site, kind, flags, last, mac, vector, writes)"          \
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")                                      \
    X(RECORD_SET, "UPDATE record SET flags = ?2, last = ?3, mac = ?4, vector = ?5, writes = ?6"    \
                  " WHERE record = ?1")                                                            \
    X(RECORD_SET_WRITES, "UPDATE record SET writes = ?2 WHERE record = ?1")                        \
    X(RECORD_SET_MAC, "UPDATE record SET flags = flags | 4, mac = ?2 WHERE record = ?1")           \
    X(RECORD_REMOVE_SITE, "DELETE FROM record WHERE site = ?1")                                    \
    X(BASE_GET, "SELECT mac, vector, writes FROM base WHERE record = ?1")                          \
    X(BASE_PUT, "INSERT INTO base (record, mac, vector, writes) VALUES (?1, ?2, ?3, ?4)"           \
                " ON CONFLICT (record) DO UPDATE SET mac = excluded.mac,"                          \
                " vector = excluded.vector, writes = excluded.writes")                             \
    X(BASE_REMOVE, "DELETE FROM base WHERE record = ?1")                                           \
    X(ASIDE_ADD, "INSERT INTO aside (id, state, mac, at_ms, why) VALUES (?1, ?2, ?3, ?4, ?5)")     \
    X(ASIDE_ALL, "SELECT aside, why FROM aside ORDER BY aside")                                    \
    X(HELD_PUT, "INSERT INTO held (actor, counter, record, state, why)"                            \
                " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (actor, counter) DO UPDATE SET"          \
                " record = excluded.record, why = excluded.why, settled = CASE WHEN state ="       \
                " excluded.state THEN settled ELSE '' END, state = excluded.state")                \
    X(HELD_ALL, "SELECT actor, counter, record, state, why, settled FROM held"                     \
                " ORDER BY record, state, actor, counter")                                         \
    X(HELD_SETTLE, "UPDATE held SET settled = ?3, settled_by = ?4, settled_ms = ?5"                \
                   " WHERE record = ?1 AND state = ?2")                                            \
    X(HELD_REMOVE_SITE,                                                                            \
      "DELETE FROM held WHERE record IN (SELECT id FROM record WHERE site = ?1)")                  \
    X(ASIDE_REMOVE_SITE, "DELETE FROM aside WHERE id IN (SELECT id FROM record WHERE site = ?1)")  \
    X(BLOB_GET, BLOB_SELECT " WHERE digest = ?1")                                                  \
    X(BLOB_PUT, "INSERT INTO blob (digest, size, acknowledged, lane, state, site, record,"         \
                " added_ms, next_try_ms, delivered_ms, tries, commit_number, upload, reason,"      \
                " present) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"   \
                " ?15) ON CONFLICT (digest) DO UPDATE SET size = excluded.size,"                   \
                " acknowledged = excluded.acknowledged, lane = excluded.lane,"                     \
                " state = excluded.state, site = excluded.site, record = excluded.record,"         \
                " added_ms = excluded.added_ms, next_try_ms = excluded.next_try_ms,"               \
                " delivered_ms = excluded.delivered_ms, tries = excluded.tries,"                   \
                " commit_number = excluded.commit_number, upload = excluded.upload,"               \
                " reason = excluded.reason, present = excluded.present")                           \
    X(BLOB_USE_PUT, "INSERT INTO blob_use (blob, record, site)"                                    \
                    " SELECT blob, ?2, ?3 FROM blob WHERE digest = ?1 ON CONFLICT DO NOTHING")     \
    X(BLOB_USES, "SELECT u.site, u.record FROM blob_use u JOIN blob b USING (blob)"                \
                 " WHERE b.digest = ?1 ORDER BY u.record")                                         \
    X(BLOB_NEXT, "WITH busy AS (SELECT site, max(added_ms) AS newest FROM blob"                    \
                 " WHERE state = 0 AND present = 1 GROUP BY site) " BLOB_SELECT                    \
                 " JOIN busy USING (site) WHERE state = 0 AND present = 1 AND next_try_ms <= ?1"   \
                 " ORDER BY lane, newest DESC, site, added_ms, digest LIMIT ?2")                   \
    X(BLOB_ALL, BLOB_SELECT " ORDER BY blob")                                                      \
    X(BLOB_UNDELIVERED, BLOB_SELECT " WHERE state IN (0, 2) ORDER BY blob")                        \
    X(BLOB_DELIVERED, BLOB_SELECT " WHERE state = 1 ORDER BY delivered_ms DESC, blob DESC"         \
                                  " LIMIT ?1")                                                     \
    X(BLOB_MADE_SINCE, "SELECT coalesce(sum(size), 0) FROM blob WHERE state IN (0, 1, 2)"          \
                       " AND added_ms >= ?1")                                                      \
    X(BLOB_FORGET_WAITING, "UPDATE blob SET state = 0, acknowledged = 0, delivered_ms = 0,"        \
                           " tries = 0, next_try_ms = 0, commit_number = 0, upload = ''"           \
                           " WHERE state = 1 AND present = 1")                                     \
    X(BLOB_FORGET_COMMITS, "UPDATE blob SET commit_number = 0 WHERE commit_number <> 0")           \
    X(BLOB_FIGURES, "SELECT count(*) FILTER (WHERE state = 0 AND present = 1),"                    \
                    " coalesce(sum(size - acknowledged)"                                           \
                    "   FILTER (WHERE state = 0 AND present = 1), 0),"                             \
                    " count(*) FILTER (WHERE state = 2),"                                          \
                    " coalesce(sum(size) FILTER (WHERE present = 1), 0),"                          \
                    " coalesce(min(added_ms) FILTER (WHERE state = 0 AND present = 1), -1),"       \
                    " coalesce(min(next_try_ms) FILTER (WHERE state = 0 AND present = 1), -1),"    \
                    " count(*) FILTER (WHERE lane = 4 AND state IN (0, 2) AND present = 1),"       \
                    " coalesce(sum(size)"                                                          \
                    "   FILTER (WHERE lane = 4 AND state IN (0, 2) AND present = 1), 0)"           \
                    " FROM blob")                                                                  \
    X(BLOB_DROPPABLE, BLOB_SELECT " WHERE state = 1 AND present = 1"                               \
                                  " AND (commit_number BETWEEN 1 AND ?1"                           \
                                  "   OR delivered_ms BETWEEN 1 AND ?2) ORDER BY size DESC, blob") \
    X(BLOB_WANTED,                                                                                 \
      "WITH busy AS (SELECT site, max(added_ms) AS newest FROM blob WHERE state = 4"               \
      " GROUP BY site) " BLOB_SELECT " JOIN busy USING (site) WHERE state = 4 AND next_try_ms "    \
      "NOT BETWEEN ?1 + 1 AND ?1 + 3600000"                                                        \
      " AND lane >= ?2 AND " BLOB_STAYS                                                            \
      " ORDER BY lane, newest DESC, site, added_ms, digest LIMIT ?3")                              \
    X(BLOB_WANTED_SITES, "SELECT DISTINCT site FROM blob WHERE state = 4 AND lane < 3")            \
    X(BLOB_AGAIN, "UPDATE blob SET state = 4 WHERE state = 5")                                     \
    X(BLOB_INCOMING,                                                                               \
      "SELECT count(*), coalesce(min(next_try_ms), -1), coalesce(min(next_try_ms)"                 \
      " FILTER (WHERE lane = 3), -1), (SELECT count(*) FROM blob WHERE state = 5),"                \
      " (SELECT coalesce(sum(size), 0) FROM blob WHERE state = 3 AND present = 1 AND lane < 3)"    \
      " FROM blob WHERE state = 4 AND " BLOB_STAYS)                                                \
    X(BLOB_RECEIVED, BLOB_SELECT " WHERE state = 3 AND present = 1 ORDER BY lane DESC, size DESC") \
    X(BLOB_SET_GONE, "UPDATE blob SET present = 0 WHERE digest = ?1")                              \
    X(BLOB_UNUSE_SITE, "DELETE FROM blob_use WHERE site = ?1")                                     \
    X(BLOB_UNUSED, "SELECT digest FROM blob b WHERE site = ?1 AND NOT " BLOB_IS_PROOF              \
                   " AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.blob = b.blob)")             \
    X(BLOB_REMOVE_UNUSED, "DELETE FROM blob WHERE site = ?1 AND NOT " BLOB_IS_PROOF                \
                          " AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.blob = blob.blob)")   \
    X(BLOB_ERASE_LIST, "SELECT digest FROM blob b WHERE site = ?1"                                 \
                       " AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.blob = b.blob)")         \
    X(BLOB_ERASE, "DELETE FROM blob WHERE site = ?1"                                               \
                  " AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.blob = blob.blob)")           \
    X(ASIDE_ERASE, "DELETE FROM aside WHERE instr(state, ?1) > 0")                                 \
    X(JOURNAL_NAMING, "SELECT n, bytes FROM journal WHERE instr(bytes, ?1) > 0")                   \
    X(JOURNAL_ERASE, "UPDATE journal SET bytes = ?2 WHERE n = ?1")                                 \
    X(ONCE_GET, "SELECT asked, answer FROM once WHERE id = ?1")                                    \
    X(ONCE_ADD, "INSERT INTO once (id, asked, site, at_ms, answer) VALUES (?1, ?2, ?3, ?4, ?5)")   \
    X(ONCE_PRUNE, "DELETE FROM once WHERE n IN (SELECT n FROM once ORDER BY n LIMIT 8)"            \
                  " AND n <= (SELECT max(n) FROM once) - ?1 AND at_ms NOT BETWEEN ?2 AND ?3")      \
    X(ONCE_REMOVE_SITE, "DELETE FROM once WHERE site = ?1")                                        \
    X(BLOB_MOVE, "UPDATE blob SET (site, record) = (SELECT u.site, u.record FROM blob_use u"       \
                 " WHERE u.blob = blob.blob ORDER BY u.record LIMIT 1) WHERE site = ?1"            \
                 " AND EXISTS (SELECT 1 FROM blob_use u WHERE u.blob = blob.blob)")                \
    X(BLOB_KEPT, "SELECT digest FROM blob b WHERE state = 1"                                       \
                 " AND (present = 0 OR commit_number BETWEEN 1 AND ?1)"                            \
                 " AND NOT EXISTS (SELECT 1 FROM blob_use u JOIN record r ON r.id = u.record"      \
                 " WHERE u.blob = b.blob) LIMIT ?2")                                               \
    X(BLOB_REMOVE, "DELETE FROM blob WHERE digest = ?1")                                           \
    X(PROOF_ADD, "INSERT INTO proof (at_ms, items, digest, differences, left_over, aside,"         \
                 " lacking, sent, gone, fetched, round_trips, bytes, equal)"                       \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")               \
    X(PROOF_LAST, "SELECT at_ms, items, digest, differences, left_over, aside, lacking, sent,"     \
                  " gone, fetched, round_trips, bytes, equal FROM proof ORDER BY n DESC LIMIT 1")  \
    X(PROOF_PRUNE, "DELETE FROM proof WHERE n <= (SELECT max(n) FROM proof) - 100")

#define BLOB_SELECT                                                                        \
    "SELECT digest, size, acknowledged, lane, state, site, record, added_ms, next_try_ms," \
    " delivered_ms, tries, commit_number, upload, reason, present FROM blob"
// Made here and delivered: the office may need it once more, until a backup holds it (P17).
#define BLOB_IS_PROOF "(state = 1 AND present = 1)"
// Not of a site that is to go.
#define BLOB_STAYS "NOT EXISTS (SELECT 1 FROM site s WHERE s.id = blob.site AND s.dropped <> 0)"

enum store_sql {
#define STORE_SQL_ENUM(name, sql) SQL_##name,
    STORE_SQL_TABLE(STORE_SQL_ENUM)
#undef STORE_SQL_ENUM
        STORE_SQL_COUNT
};
extern const char *const store_sql_list[STORE_SQL_COUNT];

#endif

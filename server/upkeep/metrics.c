// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/metrics.h"

#include "server/storage/alarm.h"
#include "server/storage/blobs.h"
#include "server/storage/commit.h"
#include "server/storage/contacts.h"
#include "server/storage/deliveries.h"
#include "server/storage/devices.h"
#include "server/storage/drills.h"
#include "server/storage/held.h"
#include "server/storage/nights.h"
#include "server/storage/records.h"
#include "shared/data/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { DAY_MS = 86400000, NAME = 80 };

struct metrics {
    const struct metrics_parts *parts;
    struct buffer *out;
    uint64_t unreadable;
    int64_t now_ms;
};

// One family with one sample. A counter's sample has the suffix _total.
static void put(struct metrics *m, const char *name, bool counter, const char *help, int64_t value)
{
    buffer_printf(
        m->out, "# TYPE plumbline_%s %s\n# HELP plumbline_%s %s\nplumbline_%s%s %" PRId64 "\n",
        name, counter ? "counter" : "gauge", name, help, name, counter ? "_total" : "", value);
}

static void put_gauge(struct metrics *m, const char *name, const char *help, int64_t value)
{
    put(m, name, false, help, value);
}

static void put_count(struct metrics *m, const char *name, const char *help, uint64_t value)
{
    put(m, name, true, help, (int64_t)value);
}

static void put_seconds(struct metrics *m, const char *name, const char *help, int64_t ms)
{
    char full[NAME];
    snprintf(full, sizeof full, "plumbline_%s_seconds", name);
    buffer_printf(m->out, "# TYPE %s gauge\n# UNIT %s seconds\n# HELP %s %s\n%s %" PRId64 ".%03d\n",
                  full, full, full, help, full, ms / 1000, (int)(ms % 1000));
}

static void put_server(struct metrics *m)
{
    struct http_server_figures http;
    struct committer_figures commits;
    if (m->parts->server == NULL)
        return;
    http_server_figures(m->parts->server, &http);
    committer_figures(m->parts->committer, &commits);
    put_gauge(m, "connections_open", "Connections of all listeners.",
              (int64_t)http.connections_open);
    put_count(m, "connections_refused", "Connections closed because there were too many.",
              http.connections_refused);
    buffer_printf(m->out,
                  "# TYPE plumbline_handshakes counter\n# HELP plumbline_handshakes TLS "
                  "handshakes.\nplumbline_handshakes_total{kind=\"full\"} %" PRIu64
                  "\nplumbline_handshakes_total{kind=\"resumed\"} %" PRIu64
                  "\nplumbline_handshakes_total{kind=\"failed\"} %" PRIu64 "\n",
                  http.handshakes_full, http.handshakes_resumed, http.handshakes_failed);
    put_count(m, "requests", "HTTP requests taken.", http.requests);
    put_count(m, "received_bytes", "Bytes received.", http.bytes_in);
    put_count(m, "sent_bytes", "Bytes sent.", http.bytes_out);
    put_gauge(m, "bodies_in_flight_bytes", "Request bodies held in memory.",
              (int64_t)http.body_bytes_in_flight);
    put_count(m, "group_commits", "Transactions of the committer since it started.",
              commits.commits);
    put_count(m, "commit_jobs", "Jobs in them.", commits.jobs);
}

struct fleet {
    struct metrics *m;
    uint64_t states[4];
    int64_t unsent_writes, unsent_blobs, silent_day, silent_three, certificate_ms;
};

static bool look_at_device(void *arg, const struct device_row *device)
{
    struct fleet *fleet = arg;
    struct device_contact contact;
    struct metrics *m = fleet->m;
    if ((unsigned)device->state < 4)
        fleet->states[device->state]++;
    if (device->state != DEVICE_ACTIVE)
        return true;
    if (fleet->certificate_ms == 0 || device->certificate_until_ms < fleet->certificate_ms)
        fleet->certificate_ms = device->certificate_until_ms;
    if (contacts_get(m->parts->view, &device->id, &contact, NULL) != ERR_OK)
        return true;
    fleet->unsent_writes += contact.unsent_writes;
    fleet->unsent_blobs += contact.unsent_blobs;
    fleet->silent_day += m->now_ms - contact.at_ms > DAY_MS;
    fleet->silent_three += m->now_ms - contact.at_ms > INT64_C(3) * DAY_MS;
    return true;
}

static void put_fleet(struct metrics *m)
{
    static const char *const states[] = {"active", "revoked", "wipe", "returning"};
    struct fleet fleet = {.m = m};
    if (devices_list(m->parts->view, look_at_device, &fleet, NULL) != ERR_OK) {
        m->unreadable++;
        return;
    }
    buffer_append_text(m->out, "# TYPE plumbline_tablets gauge\n# HELP plumbline_tablets Tablets "
                               "by state.\n");
    for (size_t i = 0; i < 4; i++)
        buffer_printf(m->out, "plumbline_tablets{state=\"%s\"} %" PRIu64 "\n", states[i],
                      fleet.states[i]);
    buffer_printf(m->out,
                  "# TYPE plumbline_tablets_silent gauge\n# HELP plumbline_tablets_silent Active "
                  "tablets without contact for longer.\nplumbline_tablets_silent{hours=\"24\"} "
                  "%" PRId64 "\nplumbline_tablets_silent{hours=\"72\"} %" PRId64 "\n",
                  fleet.silent_day, fleet.silent_three);
    put_gauge(m, "tablets_unsent_writes", "Writes that tablets said they had not sent.",
              fleet.unsent_writes);
    put_gauge(m, "tablets_unsent_files", "Files that tablets said they had not sent.",
              fleet.unsent_blobs);
    if (fleet.certificate_ms != 0)
        put_seconds(m, "tablets_certificate_first_end",
                    "When the first certificate of an active tablet runs out.",
                    fleet.certificate_ms);
}

static bool count_held(void *arg, const struct held_row *held)
{
    (void)held;
    ++*(int64_t *)arg;
    return true;
}

static bool count_record(void *arg, const struct record_row *record)
{
    (void)record;
    ++*(int64_t *)arg;
    return true;
}

static bool count_missing(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    (void)blob;
    (void)name;
    ++*(int64_t *)arg;
    return true;
}

static bool count_alarm(void *arg, const struct alarm_row *alarm)
{
    (void)alarm;
    ++*(int64_t *)arg;
    return true;
}

static void put_counted(struct metrics *m, enum err err, const char *name, const char *help,
                        int64_t value)
{
    if (err == ERR_OK)
        put_gauge(m, name, help, value);
    else
        m->unreadable++;
}

static void put_work(struct metrics *m)
{
    struct view *view = m->parts->view;
    struct held_filter open = {.open_only = true};
    struct records_filter conflicted = {.every_site = true, .conflicted_only = true};
    struct deliveries_counts deliveries = {0};
    int64_t held = 0, conflicts = 0, missing = 0, alarms = 0;
    enum err err = held_list(view, &open, count_held, &held, NULL);
    put_counted(m, err, "held_entries", "Entries that wait for a decision.", held);
    err = records_list(view, &conflicted, count_record, &conflicts, NULL);
    put_counted(m, err, "conflicted_records", "Records with a conflict.", conflicts);
    err = blobs_missing(view, &uuid_nil, count_missing, &missing, NULL);
    put_counted(m, err, "files_missing", "Names of files that records have and the office lacks.",
                missing);
    err = alarm_list(view, m->now_ms - DAY_MS, count_alarm, &alarms, NULL);
    put_counted(m, err, "alarms_of_a_day", "Alarms raised in the last 24 hours.", alarms);
    err = deliveries_count(view, &deliveries, NULL);
    put_counted(m, err, "deliveries_waiting", "Events that wait for their receiver.",
                deliveries.waiting);
    put_counted(m, err, "deliveries_dead", "Events that were given up.", deliveries.dead);
}

static void put_backup(struct metrics *m)
{
    struct drill_row drill;
    struct commit_stamp head = {0};
    commit_head(m->parts->view, &head, NULL);
    put_count(m, "commits", "Number of the newest commit.", head.number);
    if (drills_last(m->parts->view, false, &drill, NULL) == ERR_OK)
        put_gauge(m, "backup_good", "1: the newest backup was brought back whole.",
                  drill.problem[0] == '\0');
    if (drills_last(m->parts->view, true, &drill, NULL) != ERR_OK)
        return;
    put_seconds(m, "backup_last_good", "When the newest good backup was begun.", drill.started_ms);
    put_seconds(m, "backup_restore", "How long bringing it back took.", drill.restore_ms);
    put_gauge(m, "backup_bytes", "Its size.", (int64_t)drill.bytes);
    put_gauge(m, "backup_behind_commits", "Commits that it lacks.",
              (int64_t)(head.number - drill.commit));
}

static void put_figures(struct metrics *m, const struct json *totals)
{
    int64_t count = 0;
    buffer_append_text(m->out, "# TYPE plumbline_night_figure gauge\n# HELP "
                               "plumbline_night_figure Figures of the newest night.\n");
    for (const struct json *item = json_first(totals); item != NULL; item = json_next(item))
        if (json_integer(item, &count))
            buffer_printf(m->out, "plumbline_night_figure{figure=\"%s\"} %" PRId64 "\n",
                          json_key(item), count);
}

static bool put_night(void *arg, const struct night_row_kept *night)
{
    struct metrics *m = arg;
    struct json *totals = NULL;
    put_seconds(m, "night_last", "When the newest night was reckoned.", night->made_ms);
    if (json_parse(night->totals, &json_limits_default, &totals, NULL) == ERR_OK)
        put_figures(m, totals);
    else
        m->unreadable++;
    json_free(totals);
    return false;
}

static void put_file(struct metrics *m, const char *file, const char *name, const char *help)
{
    const struct disk *disk = m->parts->disk;
    struct disk_file *open = NULL;
    uint64_t size = 0;
    if (disk->open(disk->ctx, file, DISK_READ, &open, NULL) == ERR_OK)
        disk->size(open, &size);
    disk->close(open);
    put_gauge(m, name, help, (int64_t)size);
}

// The second number of /proc/self/statm: pages.
static void put_memory(struct metrics *m)
{
    char line[200] = "";
    uint64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    bool read = file != NULL && fgets(line, sizeof line, file) != NULL;
    const char *at = strchr(line, ' ');
    if (read && at != NULL && text_parse_u64((struct span){at + 1, strcspn(at + 1, " \n")}, &pages))
        put_gauge(m, "resident_memory_bytes", "Memory of this process.",
                  (int64_t)pages * sysconf(_SC_PAGESIZE));
    if (file != NULL)
        fclose(file);
}

static void put_machine(struct metrics *m)
{
    struct rusage usage = {0};
    uint64_t free_bytes = 0;
    put_memory(m);
    getrusage(RUSAGE_SELF, &usage);
    int64_t cpu_ms = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000)
                     + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    buffer_printf(m->out,
                  "# TYPE plumbline_cpu_seconds counter\n# UNIT plumbline_cpu_seconds seconds\n# "
                  "HELP plumbline_cpu_seconds Processor time of this process.\n"
                  "plumbline_cpu_seconds_total %" PRId64 ".%03d\n",
                  cpu_ms / 1000, (int)(cpu_ms % 1000));
    if (m->parts->disk->free_bytes(m->parts->disk->ctx, &free_bytes) == ERR_OK)
        put_gauge(m, "disk_free_bytes", "Free where the office's folder lies.",
                  (int64_t)free_bytes);
    put_file(m, "office.db", "database_bytes", "Size of the database.");
    put_file(m, "office.db-wal", "wal_bytes", "Size of its write-ahead log.");
    put_file(m, "ledger", "ledger_bytes", "Size of the ledger.");
}

void metrics_print(const struct metrics_parts *parts, struct buffer *out)
{
    struct metrics m = {.parts = parts, .out = out, .now_ms = clock_wall_ms(&parts->clock)};
    buffer_printf(out,
                  "# TYPE plumbline_build info\n# HELP plumbline_build What runs here.\n"
                  "plumbline_build_info{version=\"%s\"} 1\n",
                  parts->version);
    put_server(&m);
    put_machine(&m);
    put_fleet(&m);
    put_work(&m);
    put_backup(&m);
    if (nights_list(parts->view, "", put_night, &m, NULL) != ERR_OK)
        m.unreadable++;
    put_gauge(&m, "unreadable", "Figures that could not be read just now.", (int64_t)m.unreadable);
    buffer_append_text(out, "# EOF\n");
}

// SPDX-License-Identifier: Apache-2.0
// Our side of every measure: the agent's own libraries against a real plumbd. Every figure is a
// line "ours MEASURE FIGURE VALUE".
#include "agent/capture/capture.h"
#include "agent/capture/photo.h"
#include "shared/base/memory.h"
#include "tools/benchmark/bed.h"
#include "tools/benchmark/gauge.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { PATH = 4096, LOAD_EACH = 1000, LINK_TEXT = 1024, SWARM_THREADS = 64 };
enum { NOOPS_WARM = 300, NOOPS_RESUMED = 50, NOOPS_FULL = 10 };

static void tell(const char *measure, const char *figure, double value)
{
    printf("ours %s %s %.6f\n", measure, figure, value);
}

struct timing {
    const char *measure;
    long server;
    double start, cpu, server_cpu;
};

static struct timing begin(const char *measure, const char *server)
{
    long pid = (long)gauge_number(server);

    return (struct timing){measure, pid, gauge_seconds(), gauge_own_cpu_s(), gauge_cpu_s(pid)};
}

static void end(const struct timing *timing)
{
    tell(timing->measure, "wall_s", gauge_seconds() - timing->start);
    tell(timing->measure, "cpu_s", gauge_own_cpu_s() - timing->cpu);
    tell(timing->measure, "server_cpu_s", gauge_cpu_s(timing->server) - timing->server_cpu);
    tell(timing->measure, "peak_kb", (double)gauge_peak_kb(0));
    tell(timing->measure, "server_peak_kb", (double)gauge_peak_kb(timing->server));
}

// capture FOLDER COUNT EACH: COUNT durable calls of EACH records.
static void capture(char **args)
{
    uint64_t count = gauge_number(args[1]), each = gauge_number(args[2]);
    double *took = mem_alloc_array(count, sizeof(*took)), all = 0;
    const char *measure = each > 1 ? "bulk" : "capture";
    struct bed bed;

    bed_open(&bed, args[0]);
    // The first write of a process life also mints an actor: no capture like the others.
    bed_capture(&bed, &(struct bed_range){.salt = 2, .count = 1, .step = 1});
    for (uint64_t i = 0; i < count; i++) {
        struct bed_range range = {.salt = 1, .from = i * each, .count = each, .step = 1};
        struct bed_batch *batch = bed_batch_make(&bed, &range);
        double start = gauge_seconds();

        bed_batch_capture(&bed, batch);
        all += took[i] = gauge_seconds() - start;
        bed_batch_free(batch);
    }
    bed_close(&bed);
    tell(measure, "p50_us", gauge_percentile(took, count, 0.5) * 1e6);
    tell(measure, "p99_us", gauge_percentile(took, count, 0.99) * 1e6);
    tell(measure, "records_per_s", (double)(count * each) / all);
}

// load FOLDER FROM COUNT
static void load(char **args)
{
    uint64_t from = gauge_number(args[1]), until = from + gauge_number(args[2]);
    struct bed bed;

    bed_open(&bed, args[0]);
    for (; from < until; from += LOAD_EACH) {
        uint64_t left = until - from;

        bed_capture(&bed, &(struct bed_range){.salt = 1,
                                              .from = from,
                                              .count = left < LOAD_EACH ? left : LOAD_EACH,
                                              .step = 1});
    }
    bed_close(&bed);
}

static void tell_session(const struct bed *bed, const char *measure, uint64_t bytes_before)
{
    struct session_figures figures;

    session_figures(bed->session, &figures);
    tell(measure, "bytes", (double)(bed_bytes(bed) - bytes_before));
    tell(measure, "records", (double)(figures.entries_pushed + figures.states_pulled));
    tell(measure, "requests", (double)figures.requests);
}

// sync FOLDER SERVER MEASURE
static void sync_all(char **args)
{
    struct timing timing;
    struct bed bed;

    bed_open(&bed, args[0]);
    bed_connect(&bed);
    timing = begin(args[2], args[1]);
    bed_drain(&bed);
    end(&timing);
    tell_session(&bed, args[2], 0);
    bed_close(&bed);
}

// change FOLDER SERVER TOTAL COUNT: pushes COUNT edits of TOTAL records over a warm connection.
static void change(char **args)
{
    uint64_t total = gauge_number(args[2]), count = gauge_number(args[3]), before;
    struct session_figures figures;
    struct timing timing;
    uint64_t requests;
    struct bed bed;

    bed_open(&bed, args[0]);
    bed_connect(&bed);
    bed_drain(&bed);
    bed_capture(
        &bed, &(struct bed_range){.salt = 1, .count = count, .step = total / count, .edit = true});
    before = bed_bytes(&bed);
    session_figures(bed.session, &figures);
    requests = figures.requests;
    timing = begin("change", args[1]);
    bed_drain(&bed);
    end(&timing);
    session_figures(bed.session, &figures);
    tell("change", "bytes", (double)(bed_bytes(&bed) - before));
    tell("change", "requests", (double)(figures.requests - requests));
    bed_close(&bed);
}

// Asks once whether there is anything new.
static double ask(struct bed *bed)
{
    struct error error = {0};
    double start = gauge_seconds();

    gauge_must(session_step(bed->session, &error), &error, "sync");
    return gauge_seconds() - start;
}

static void tell_noop(const char *measure, double *took, size_t count, double bytes)
{
    tell(measure, "p50_us", gauge_percentile(took, count, 0.5) * 1e6);
    tell(measure, "bytes", bytes / (double)count);
}

// noop FOLDER: over a warm connection, a resumed and a new one.
static void noop(char **args)
{
    double took[NOOPS_WARM];
    struct session_figures earlier, later;
    uint64_t before;
    struct bed bed;

    bed_open(&bed, args[0]);
    bed_connect(&bed);
    bed_drain(&bed);
    session_figures(bed.session, &earlier);
    before = bed_bytes(&bed);
    for (size_t i = 0; i < NOOPS_WARM; i++)
        took[i] = ask(&bed);
    session_figures(bed.session, &later);
    tell_noop("noop", took, NOOPS_WARM, (double)(bed_bytes(&bed) - before));
    tell("noop", "requests", (double)(later.requests - earlier.requests) / NOOPS_WARM);
    tell("noop", "short", (double)(later.noops - earlier.noops) / NOOPS_WARM);
    before = bed_bytes(&bed);
    for (size_t i = 0; i < NOOPS_RESUMED; i++) {
        bed_cut(&bed);
        took[i] = ask(&bed);
    }
    tell_noop("noop_resumed", took, NOOPS_RESUMED, (double)(bed_bytes(&bed) - before));
    before = 0;
    for (size_t i = 0; i < NOOPS_FULL; i++) {
        bed_disconnect(&bed);
        bed_connect(&bed);
        took[i] = ask(&bed); // the full form: a session forgets its token
        before += bed_bytes(&bed);
    }
    tell_noop("noop_full", took, NOOPS_FULL, (double)before);
    bed_close(&bed);
}

struct photo_memory {
    const char *bytes;
    size_t size, at;
};

static enum err read_photo(void *ctx, void *bytes, size_t len, size_t *got)
{
    struct photo_memory *memory = ctx;
    size_t left = memory->size - memory->at;

    *got = len < left ? len : left;
    memcpy(bytes, memory->bytes + memory->at, *got);
    memory->at += *got;
    return ERR_OK;
}

static void take_photos(struct bed *bed, uint64_t count, size_t size, uint64_t salt)
{
    char *bytes = mem_alloc(size);
    struct workload_record record;
    struct photo_result result;
    struct error error = {0};

    workload_make(salt, 0, &record);
    bed_capture(bed, &(struct bed_range){.salt = salt, .count = 1, .step = 1});
    for (uint64_t i = 0; i < count; i++) {
        struct photo_memory memory = {bytes, size, 0};

        workload_photo(salt + i, bytes, size);
        gauge_must(photo_add(bed->tablet.store,
                             &(struct photo_options){
                                 .record = record.id, .person = bed->person, .name = "bench.jpg"},
                             &(struct photo_source){&memory, read_photo}, &result, &error),
                   &error, "photo");
    }
    mem_free(bytes);
}

// photos FOLDER SERVER MEASURE COUNT BYTES SALT: their records go first and are not counted.
static void photos(char **args)
{
    uint64_t count = gauge_number(args[3]);
    size_t size = gauge_number(args[4]);
    struct session_figures figures = {0};
    struct timing timing;
    struct bed bed;

    bed_open(&bed, args[0]);
    take_photos(&bed, count, size, gauge_number(args[5]));
    bed_connect(&bed);
    while (figures.state != SESSION_BLOBS) {
        ask(&bed);
        session_figures(bed.session, &figures);
        if (figures.state == SESSION_IDLE || figures.state == SESSION_BACKOFF)
            gauge_die("no photo is due: %s", figures.last_detail);
    }
    timing = begin(args[2], args[1]);
    bed_drain(&bed);
    end(&timing);
    session_figures(bed.session, &figures);
    if (figures.blobs_sent != count)
        gauge_die("%llu of %llu photos were sent", (unsigned long long)figures.blobs_sent,
                  (unsigned long long)count);
    tell(args[2], "bytes", (double)count * (double)size);
    bed_close(&bed);
}

// enrol FOLDER LINKS FIRST: one tablet for every line of the file, in FOLDER/FIRST and so on.
static void enrol(char **args)
{
    char path[PATH], line[LINK_TEXT];
    uint64_t at = gauge_number(args[2]);
    FILE *links = fopen(args[1], "re");

    if (!links)
        gauge_die("%s cannot be read", args[1]);
    while (fgets(line, sizeof(line), links)) {
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof(path), "%s/%llu", args[0], (unsigned long long)at++);
        bed_enrol(path, line);
    }
    fclose(links);
}

struct swarm {
    struct bed *beds;
    size_t count;
    atomic_size_t next;
};

static void *drain_some(void *arg)
{
    struct swarm *swarm = arg;

    for (;;) {
        size_t index = atomic_fetch_add(&swarm->next, 1);

        if (index >= swarm->count)
            return NULL;
        bed_drain(&swarm->beds[index]);
    }
}

static void drain_all(struct swarm *swarm)
{
    pthread_t threads[SWARM_THREADS];

    atomic_store(&swarm->next, 0);
    for (size_t i = 0; i < SWARM_THREADS; i++)
        if (pthread_create(&threads[i], NULL, drain_some, swarm) != 0)
            gauge_die("no thread");
    for (size_t i = 0; i < SWARM_THREADS; i++)
        pthread_join(threads[i], NULL);
}

static int64_t newest_commit(struct swarm *swarm)
{
    int64_t newest = 0;

    for (size_t i = 0; i < swarm->count; i++) {
        int64_t commit = bed_commit(&swarm->beds[i]);

        newest = commit > newest ? commit : newest;
    }
    return newest;
}

// One push of `each` new records by all of them at once.
static void rush(struct swarm *swarm, const char *measure, const char *server,
                 const struct bed_range *each)
{
    int64_t commits = newest_commit(swarm);
    struct timing timing;

    for (size_t i = 0; i < swarm->count; i++) {
        struct bed_range range = *each;

        range.from = i * each->count;
        bed_capture(&swarm->beds[i], &range);
    }
    timing = begin(measure, server);
    drain_all(swarm);
    end(&timing);
    tell(measure, "commits", (double)(newest_commit(swarm) - commits));
    tell(measure, "tablets", (double)swarm->count);
}

// swarm FOLDER SERVER COUNT EACH SALT: with resumed sessions, then with full handshakes.
static void swarm_all(char **args)
{
    struct swarm swarm = {.count = gauge_number(args[2])};
    struct bed_range each
        = {.salt = gauge_number(args[4]), .count = gauge_number(args[3]), .step = 1};
    struct rlimit files;
    char path[PATH];

    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    swarm.beds = mem_alloc_array(swarm.count, sizeof(*swarm.beds));
    for (size_t i = 0; i < swarm.count; i++) {
        snprintf(path, sizeof(path), "%s/%zu", args[0], i);
        bed_open(&swarm.beds[i], path);
        bed_connect(&swarm.beds[i]);
    }
    drain_all(&swarm);
    for (size_t i = 0; i < swarm.count; i++)
        bed_find_site(&swarm.beds[i]);
    bed_cut(&swarm.beds[0]);
    rush(&swarm, "swarm_resumed", args[1], &each);
    for (size_t i = 0; i < swarm.count; i++) {
        bed_disconnect(&swarm.beds[i]);
        bed_connect(&swarm.beds[i]);
    }
    each.salt++;
    rush(&swarm, "swarm_full", args[1], &each);
    for (size_t i = 0; i < swarm.count; i++)
        bed_close(&swarm.beds[i]);
}

int main(int count, char **args)
{
    static const struct {
        const char *name;
        int args;
        void (*run)(char **args);
    } verbs[] = {{"capture", 3, capture}, {"load", 3, load},      {"sync", 3, sync_all},
                 {"change", 4, change},   {"noop", 1, noop},      {"photos", 6, photos},
                 {"enrol", 3, enrol},     {"swarm", 5, swarm_all}};

    for (size_t i = 0; count > 1 && i < sizeof(verbs) / sizeof(*verbs); i++)
        if (strcmp(args[1], verbs[i].name) == 0 && count - 2 == verbs[i].args) {
            verbs[i].run(args + 2);
            return 0;
        }
    gauge_die("usage: see the comments in tools/benchmark/bench_tablet.c");
}

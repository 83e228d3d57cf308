// SPDX-License-Identifier: Apache-2.0
// The limits: the same records and photos through SQLite, cJSON, zstd and TLS and nothing else.
// Every figure is a line "limit MEASURE FIGURE VALUE".
#include "shared/base/memory.h"
#include "shared/crypto/hash.h"
#include "shared/wire/codec.h"
#include "tools/benchmark/gauge.h"
#include "tools/benchmark/plain_link.h"
#include "tools/benchmark/plain_server.h"
#include "tools/benchmark/plain_store.h"
#include "tools/benchmark/workload.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { PATH = 4096, BATCH_LINES = 500, IN_FLIGHT = 4, PHOTO_LINKS = 4, SWARM_THREADS = 64 };
enum { NOOPS_WARM = 300, NOOPS_RESUMED = 50, NOOPS_FULL = 10 };

static void tell(const char *measure, const char *figure, double value)
{
    printf("limit %s %s %.6f\n", measure, figure, value);
}

static struct plain_store *open_in(const char *folder)
{
    char path[PATH];

    snprintf(path, sizeof(path), "%s/limit.db", folder);
    return plain_store_open(path);
}

static void put_line(struct plain_store *store, struct span line)
{
    struct plain_row row;

    plain_store_parse(line, &row);
    plain_store_put(store, &row);
    plain_store_drop(&row);
}

static void make_line(uint64_t salt, uint64_t index, struct buffer *line)
{
    struct workload_record record;

    buffer_reset(line);
    workload_make(salt, index, &record);
    workload_line(&record, line);
}

// capture FOLDER COUNT EACH: COUNT transactions of EACH records.
static void capture(char **args)
{
    uint64_t count = gauge_number(args[1]), each = gauge_number(args[2]), index = 0;
    struct plain_store *store = open_in(args[0]);
    double *took = mem_alloc_array(count, sizeof(*took)), all = 0;
    const char *measure = each > 1 ? "bulk" : "capture";
    struct buffer *lines = mem_alloc_array(each, sizeof(*lines));

    for (uint64_t i = 0; i < each; i++)
        buffer_init(&lines[i], WORKLOAD_TEXT);
    for (uint64_t i = 0; i < count; i++) {
        double start;

        for (uint64_t j = 0; j < each; j++)
            make_line(1, index++, &lines[j]);
        start = gauge_seconds();
        plain_store_begin(store);
        for (uint64_t j = 0; j < each; j++)
            put_line(store, (struct span){lines[j].data, lines[j].len});
        plain_store_commit(store);
        all += took[i] = gauge_seconds() - start;
    }
    plain_store_close(store);
    tell(measure, "p50_us", gauge_percentile(took, count, 0.5) * 1e6);
    tell(measure, "p99_us", gauge_percentile(took, count, 0.99) * 1e6);
    tell(measure, "records_per_s", (double)index / all);
}

// load FOLDER FROM COUNT
static void load(char **args)
{
    struct plain_store *store = open_in(args[0]);
    uint64_t from = gauge_number(args[1]), count = gauge_number(args[2]);
    struct buffer line;

    buffer_init(&line, WORKLOAD_TEXT);
    plain_store_begin(store);
    for (uint64_t i = from; i < from + count; i++) {
        make_line(1, i, &line);
        put_line(store, (struct span){line.data, line.len});
    }
    plain_store_commit(store);
    plain_store_close(store);
    buffer_clear(&line);
}

// change FOLDER TOTAL COUNT: edits COUNT of TOTAL records; what is to be pushed starts behind.
static void change(char **args)
{
    struct plain_store *store = open_in(args[0]);
    uint64_t total = gauge_number(args[1]), count = gauge_number(args[2]);
    struct workload_record record;
    struct buffer line;

    buffer_init(&line, WORKLOAD_TEXT);
    plain_store_begin(store);
    for (uint64_t i = 0; i < count; i++) {
        buffer_reset(&line);
        workload_edit(1, i * (total / count), &record);
        workload_line(&record, &line);
        put_line(store, (struct span){line.data, line.len});
    }
    plain_store_commit(store);
    plain_store_close(store);
    buffer_clear(&line);
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

struct pushing {
    struct plain_link *link;
    struct buffer lines, packed, answer;
    size_t count, in_flight, total;
};

static void await(struct pushing *pushing)
{
    enum plain_frame frame;

    if (!plain_link_receive(pushing->link, &frame, &pushing->answer) || frame != PLAIN_DONE)
        gauge_die("limit: no answer");
    pushing->in_flight--;
}

static void send_batch(struct pushing *pushing)
{
    struct error error = {0};

    if (pushing->count == 0)
        return;
    if (pushing->in_flight == IN_FLIGHT)
        await(pushing);
    buffer_reset(&pushing->packed);
    gauge_must(codec_encode_zstd((struct span){pushing->lines.data, pushing->lines.len},
                                 &pushing->packed, &error),
               &error, "limit: zstd");
    if (!plain_link_send(pushing->link, PLAIN_PUSH,
                         (struct span){pushing->packed.data, pushing->packed.len}))
        gauge_die("limit: cannot send");
    pushing->in_flight++;
    pushing->count = 0;
    buffer_reset(&pushing->lines);
}

static bool push_line(void *arg, int64_t number, struct span line)
{
    struct pushing *pushing = arg;

    (void)number;
    buffer_append(&pushing->lines, line.data, line.len);
    buffer_append_char(&pushing->lines, '\n');
    pushing->total++;
    if (++pushing->count == BATCH_LINES)
        send_batch(pushing);
    return true;
}

static void pushing_init(struct pushing *pushing, struct plain_link *link)
{
    *pushing = (struct pushing){.link = link};
    buffer_init(&pushing->lines, PLAIN_FRAME_MAX);
    buffer_init(&pushing->packed, PLAIN_FRAME_MAX);
    buffer_init(&pushing->answer, PLAIN_FRAME_MAX);
}

static void pushing_end(struct pushing *pushing)
{
    send_batch(pushing);
    while (pushing->in_flight > 0)
        await(pushing);
    buffer_clear(&pushing->lines);
    buffer_clear(&pushing->packed);
    buffer_clear(&pushing->answer);
}

// push FOLDER SERVERS-FOLDER PORT SERVER MEASURE AFTER
static void push(char **args)
{
    struct plain_store *store = open_in(args[0]);
    struct plain_link *link;
    struct pushing pushing;
    struct timing timing;

    plain_link_trust(args[1]);
    link = plain_link_dial((uint16_t)gauge_number(args[2]), NULL);
    timing = begin(args[4], args[3]);
    pushing_init(&pushing, link);
    plain_store_list(store, (int64_t)gauge_number(args[5]), push_line, &pushing);
    pushing_end(&pushing);
    end(&timing);
    tell(args[4], "records", (double)pushing.total);
    tell(args[4], "requests", 1);
    tell(args[4], "bytes", (double)plain_link_bytes(link));
    plain_link_close(link);
    plain_store_close(store);
}

static size_t store_lines(struct plain_store *store, const struct buffer *lines)
{
    const char *at = lines->data, *stop = at + lines->len;
    size_t count = 0;

    plain_store_begin(store);
    while (at < stop) {
        const char *end_of_line = memchr(at, '\n', (size_t)(stop - at));

        put_line(store, (struct span){at, (size_t)(end_of_line - at)});
        at = end_of_line + 1;
        count++;
    }
    plain_store_commit(store);
    return count;
}

// pull FOLDER SERVERS-FOLDER PORT SERVER
static void pull(char **args)
{
    struct plain_store *store = open_in(args[0]);
    struct error error = {0};
    struct buffer packed, lines;
    struct plain_link *link;
    struct timing timing;
    enum plain_frame frame;
    size_t count = 0;

    buffer_init(&packed, PLAIN_FRAME_MAX);
    buffer_init(&lines, PLAIN_FRAME_MAX);
    plain_link_trust(args[1]);
    link = plain_link_dial((uint16_t)gauge_number(args[2]), NULL);
    timing = begin("pull", args[3]);
    plain_link_send(link, PLAIN_PULL, (struct span){0});
    while (plain_link_receive(link, &frame, &packed) && frame == PLAIN_LINES) {
        buffer_reset(&lines);
        gauge_must(codec_decode("zstd", (struct span){packed.data, packed.len}, &lines, &error),
                   &error, "limit: zstd");
        count += store_lines(store, &lines);
    }
    end(&timing);
    tell("pull", "records", (double)count);
    tell("pull", "bytes", (double)plain_link_bytes(link));
    plain_link_close(link);
    plain_store_close(store);
    buffer_clear(&packed);
    buffer_clear(&lines);
}

static void ask(struct plain_link *link, struct buffer *answer)
{
    static const char cursor[24] = "";
    enum plain_frame frame;

    if (!plain_link_send(link, PLAIN_NOTHING, (struct span){cursor, sizeof(cursor)})
        || !plain_link_receive(link, &frame, answer))
        gauge_die("limit: no answer");
}

static void noop_new(const char *measure, uint16_t port, const struct plain_session *resume,
                     int count)
{
    double took[NOOPS_RESUMED], bytes = 0;
    struct buffer answer;

    buffer_init(&answer, PLAIN_FRAME_MAX);
    for (int i = 0; i < count; i++) {
        double start = gauge_seconds();
        struct plain_link *link = plain_link_dial(port, resume);

        ask(link, &answer);
        took[i] = gauge_seconds() - start;
        bytes = (double)plain_link_bytes(link);
        plain_link_close(link);
    }
    buffer_clear(&answer);
    tell(measure, "p50_us", gauge_percentile(took, (size_t)count, 0.5) * 1e6);
    tell(measure, "bytes", bytes);
}

// noop SERVERS-FOLDER PORT: over a warm connection, a resumed and a new one.
static void noop(char **args)
{
    uint16_t port = (uint16_t)gauge_number(args[1]);
    struct plain_session *session;
    struct plain_link *link;
    struct buffer answer;
    double took[NOOPS_WARM];
    uint64_t before;

    plain_link_trust(args[0]);
    buffer_init(&answer, PLAIN_FRAME_MAX);
    link = plain_link_dial(port, NULL);
    ask(link, &answer);
    session = plain_link_session(link);
    before = plain_link_bytes(link);
    for (int i = 0; i < NOOPS_WARM; i++) {
        double start = gauge_seconds();

        ask(link, &answer);
        took[i] = gauge_seconds() - start;
    }
    tell("noop", "p50_us", gauge_percentile(took, NOOPS_WARM, 0.5) * 1e6);
    tell("noop", "bytes", (double)(plain_link_bytes(link) - before) / NOOPS_WARM);
    tell("noop", "requests", 1);
    plain_link_close(link);
    noop_new("noop_resumed", port, session, NOOPS_RESUMED);
    noop_new("noop_full", port, NULL, NOOPS_FULL);
    plain_link_forget(session);
    buffer_clear(&answer);
}

struct photo_work {
    uint16_t port;
    uint64_t count, salt;
    size_t size;
    atomic_ullong next;
};

static void *send_photos(void *arg)
{
    struct photo_work *work = arg;
    struct plain_link *link = plain_link_dial(work->port, NULL);
    char *bytes = mem_alloc(HASH_BYTES + work->size);
    struct buffer answer;
    struct digest digest;
    enum plain_frame frame;

    buffer_init(&answer, PLAIN_FRAME_MAX);
    for (;;) {
        uint64_t index = atomic_fetch_add(&work->next, 1);

        if (index >= work->count)
            break;
        workload_photo(work->salt + index, bytes + HASH_BYTES, work->size);
        hash_once(bytes + HASH_BYTES, work->size, &digest);
        memcpy(bytes, digest.bytes, HASH_BYTES);
        if (!plain_link_send(link, PLAIN_PHOTO, (struct span){bytes, HASH_BYTES + work->size})
            || !plain_link_receive(link, &frame, &answer) || frame != PLAIN_DONE)
            gauge_die("limit: a photo was not taken");
    }
    plain_link_close(link);
    buffer_clear(&answer);
    mem_free(bytes);
    return NULL;
}

static void run_threads(size_t count, void *(*run)(void *), void *arg)
{
    pthread_t threads[SWARM_THREADS];

    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, run, arg) != 0)
            gauge_die("limit: no thread");
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

// photos SERVERS-FOLDER PORT SERVER MEASURE COUNT BYTES SALT
static void photos(char **args)
{
    struct photo_work work = {.port = (uint16_t)gauge_number(args[1]),
                              .count = gauge_number(args[4]),
                              .size = gauge_number(args[5]),
                              .salt = gauge_number(args[6])};
    struct timing timing;

    plain_link_trust(args[0]);
    timing = begin(args[3], args[2]);
    run_threads(PHOTO_LINKS, send_photos, &work);
    end(&timing);
    tell(args[3], "bytes", (double)work.count * (double)work.size);
}

struct swarm {
    uint16_t port;
    uint64_t count, each, salt;
    const struct plain_session *resume;
    atomic_ullong next;
};

static void *swarm_some(void *arg)
{
    struct swarm *swarm = arg;
    struct pushing pushing;
    struct buffer line;

    buffer_init(&line, WORKLOAD_TEXT);
    for (;;) {
        uint64_t index = atomic_fetch_add(&swarm->next, 1);

        if (index >= swarm->count)
            break;
        pushing_init(&pushing, plain_link_dial(swarm->port, swarm->resume));
        for (uint64_t i = 0; i < swarm->each; i++) {
            make_line(swarm->salt, index * swarm->each + i, &line);
            push_line(&pushing, 0, (struct span){line.data, line.len});
        }
        pushing_end(&pushing);
        plain_link_close(pushing.link);
    }
    buffer_clear(&line);
    return NULL;
}

// swarm SERVERS-FOLDER PORT SERVER resumed|full COUNT EACH SALT
static void swarm(char **args)
{
    struct swarm swarm = {.port = (uint16_t)gauge_number(args[1]),
                          .count = gauge_number(args[4]),
                          .each = gauge_number(args[5]),
                          .salt = gauge_number(args[6])};
    bool resumed = strcmp(args[3], "resumed") == 0;
    struct plain_session *session;
    struct plain_link *link;
    struct timing timing;

    plain_link_trust(args[0]);
    link = plain_link_dial(swarm.port, NULL);
    session = plain_link_session(link);
    plain_link_close(link);
    swarm.resume = resumed ? session : NULL;
    timing = begin(resumed ? "swarm_resumed" : "swarm_full", args[2]);
    run_threads(SWARM_THREADS, swarm_some, &swarm);
    end(&timing);
    plain_link_forget(session);
}

static void serve(char **args)
{
    plain_server_run(args[0]);
}

int main(int count, char **args)
{
    static const struct {
        const char *name;
        int args;
        void (*run)(char **args);
    } verbs[] = {{"capture", 3, capture}, {"load", 3, load},     {"change", 3, change},
                 {"serve", 1, serve},     {"push", 6, push},     {"pull", 4, pull},
                 {"noop", 2, noop},       {"photos", 7, photos}, {"swarm", 7, swarm}};

    for (size_t i = 0; count > 1 && i < sizeof(verbs) / sizeof(*verbs); i++)
        if (strcmp(args[1], verbs[i].name) == 0 && count - 2 == verbs[i].args) {
            verbs[i].run(args + 2);
            return 0;
        }
    gauge_die("usage: see the comments in tools/benchmark/bench_limit.c");
}

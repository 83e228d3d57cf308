// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_office.h"

#include "server/sync/office_serve.h"
#include "shared/base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 16 << 20, HEADERS_MAX = 16 << 10 };

void sim_answer_init(struct sim_answer *answer)
{
    *answer = (struct sim_answer){0};
    buffer_init(&answer->headers, HEADERS_MAX);
    buffer_init(&answer->body, ANSWER_MAX);
}

void sim_answer_clear(struct sim_answer *answer)
{
    buffer_clear(&answer->headers);
    buffer_clear(&answer->body);
}

void sim_office_init(struct sim_office *office, struct sim_disk *disk, const int64_t *true_ms,
                     uint64_t seed)
{
    *office = (struct sim_office){.disk = disk, .clock = {.true_ms = true_ms}};
    office->handle = sim_disk_handle(disk);
    sim_random_seed(&office->random, seed);
    sim_clock_boot(&office->clock, &office->random);
}

void sim_office_clear(struct sim_office *office)
{
    sim_office_stop(office);
    sim_disk_free(office->disk);
    office->disk = NULL;
}

enum err sim_office_start(struct sim_office *office, struct error *error)
{
    struct office_options options = {.disk = &office->handle,
                                     .clock = sim_clock_handle(&office->clock),
                                     .random = sim_random_handle(&office->random),
                                     .threaded = false,
                                     .sync_address = "office.test:7443",
                                     .office_address = "office.test:7444",
                                     .night_ms = office->nightly ? 0 : -1,
                                     .idle_ms = 60000};
    return office_open(&options, &office->office, error);
}

static void deferred(void *ctx, void (*fn)(void *arg), void *arg);
static void finished(void *ctx, const struct http_response *response);

struct hand {
    struct sim_office *office;
    struct sim_answer *answer;
};

static void deferred(void *ctx, void (*fn)(void *arg), void *arg)
{
    struct sim_office *office = ((struct hand *)ctx)->office;
    assert(office->deferred_count < DEFERRED_MAX);
    office->deferred[office->deferred_count++] = (struct sim_deferred){fn, arg};
}

// A blob comes whole or in the piece that was asked for.
static void add_file(const struct http_response *response, struct buffer *out)
{
    size_t len = (size_t)response->file_len, got = 0;
    char *room = buffer_reserve(out, len);
    enum err err = room == NULL ? ERR_TOO_LARGE
                                : response->file_disk->read(response->file, response->file_offset,
                                                            room, len, &got);
    if (err == ERR_OK)
        out->len += got;
}

static void finished(void *ctx, const struct http_response *response)
{
    struct hand *hand = ctx;
    struct sim_answer *answer = hand->answer;
    answer->done = true;
    answer->status = response->status;
    for (size_t i = 0; i < response->header_count; i++)
        buffer_printf(&answer->headers, "%s: %s\r\n", response->headers[i].name,
                      response->headers[i].value);
    buffer_append(&answer->body, response->body.data, response->body.len);
    if (response->file != NULL)
        add_file(response, &answer->body);
    mem_free(hand);
}

void sim_office_hand(struct sim_office *office, http_handler *handler,
                     const struct http_request *request, struct sim_answer *answer)
{
    struct hand *hand = mem_alloc(sizeof *hand);
    struct http_detached hooks = {hand, deferred, finished};
    *hand = (struct hand){office, answer};
    handler(office->office, http_exchange_detached(request, &hooks));
}

void sim_office_pump(struct sim_office *office)
{
    bool more = office->office != NULL;
    while (more) {
        more = committer_step(office_committer(office->office), 0) > 0;
        while (office->deferred_count > 0) {
            struct sim_deferred first = office->deferred[0];
            memmove(office->deferred, office->deferred + 1,
                    --office->deferred_count * sizeof *office->deferred);
            first.fn(first.arg);
            more = true;
        }
    }
}

void sim_office_stop(struct sim_office *office)
{
    if (office->office == NULL)
        return;
    sim_office_pump(office);
    storage_close_view(office->view);
    office->view = NULL;
    office_close(office->office);
    office->office = NULL;
    office->deferred_count = 0;
}

struct view *sim_office_view(struct sim_office *office)
{
    if (office->view == NULL)
        storage_open_view(office_storage(office->office), &office->view, NULL);
    return office->view;
}

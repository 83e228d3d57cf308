// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_net.h"

#include "server/sync/office_serve.h"
#include "shared/base/memory.h"
#include "tests/sim/sim_mutant.h"
#include "tests/sim/sim_tablet.h"
#include "tests/sim/sim_world.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { FLIGHTS_MAX = 4, LETTER_MAX = 20 << 20 };

enum net_fault {
    NET_FINE,
    NET_REQUEST_LOST,
    NET_REPLY_LOST,
    NET_REQUEST_CUT, // the office gets a piece of it
    NET_REPLY_CUT,   // the tablet gets a piece of it as if it were all
    NET_DOUBLED,     // the same request comes twice
    NET_PORTAL,      // a captive portal answers
    NET_BUSY,        // 503
    NET_LATE,        // it comes, but only later
    NET_FAULTS
};
static const char *const fault_names[NET_FAULTS]
    = {"fine",    "request lost", "reply lost", "request cut", "reply cut",
       "doubled", "portal",       "busy",       "late"};

struct flight {
    struct transport_ticket *ticket;
    struct sim_letter letter;
    struct http_request request, again;
    struct sim_answer answer, second;
    enum net_fault fault;
    bool handed;
};
struct sim_net {
    struct sim_world *world;
    struct sim_tablet *tablet;
    struct sim_office *office;
    struct sim_random random;
    struct flight *flights[FLIGHTS_MAX];
    size_t count;
};

void sim_letter_clear(struct sim_letter *letter)
{
    buffer_clear(&letter->text);
    buffer_clear(&letter->body);
    *letter = (struct sim_letter){0};
}

static void letter_write(struct sim_letter *letter, const struct transport_call *call)
{
    *letter = (struct sim_letter){.method = call->method};
    buffer_init(&letter->text, 1 << 14);
    buffer_init(&letter->body, LETTER_MAX);
    buffer_reserve(&letter->text, 1 << 13); // so that nothing moves
    const char *query = strchr(call->path, '?');
    size_t path_len = query != NULL ? (size_t)(query - call->path) : strlen(call->path);
    snprintf(letter->path, sizeof letter->path, "%.*s", (int)path_len, call->path);
    snprintf(letter->query, sizeof letter->query, "%s", query != NULL ? query + 1 : "");
    buffer_append(&letter->body, call->body.data, call->body.len);
    assert(call->header_count < 16);
    for (size_t i = 0; i < call->header_count; i++) {
        struct http_header *header = &letter->headers[letter->header_count++];
        header->name = letter->text.data + letter->text.len;
        buffer_append(&letter->text, call->headers[i].name, strlen(call->headers[i].name) + 1);
        header->value = letter->text.data + letter->text.len;
        buffer_append(&letter->text, call->headers[i].value, strlen(call->headers[i].value) + 1);
    }
}

static void letter_copy(struct sim_letter *out, const struct sim_letter *from)
{
    struct transport_call call = {.method = from->method,
                                  .path = from->path,
                                  .headers = from->headers,
                                  .header_count = from->header_count,
                                  .body = {from->body.data, from->body.len}};
    letter_write(out, &call);
    memcpy(out->query, from->query, sizeof out->query);
    out->peer = from->peer;
}

static struct http_request letter_request(const struct sim_letter *letter, size_t body_len)
{
    return (struct http_request){.method = letter->method,
                                 .path = letter->path,
                                 .query = letter->query,
                                 .headers = letter->headers,
                                 .header_count = letter->header_count,
                                 .body = {letter->body.data, body_len},
                                 .peer = letter->peer};
}

void sim_letter_deliver(const struct sim_letter *letter, struct sim_office *office)
{
    struct http_request request = letter_request(letter, letter->body.len);
    struct sim_answer answer;
    if (office->office == NULL)
        return;
    sim_answer_init(&answer);
    sim_office_hand(office, office_serve_tablets, &request, &answer);
    sim_office_pump(office);
    assert(answer.done);
    sim_answer_clear(&answer);
}

static enum net_fault draw_fault(struct sim_net *net)
{
    const struct sim_world *world = net->world;
    if (net->tablet == NULL || !world->faults || !sim_random_chance(&net->random, world->knobs.net))
        return NET_FINE;
    return (enum net_fault)(1 + sim_random_below(&net->random, NET_FAULTS - 1));
}

static enum err begin(void *ctx, struct transport_ticket *ticket)
{
    struct sim_net *net = ctx;
    struct flight *flight = mem_alloc(sizeof *flight);
    if (net->count == FLIGHTS_MAX) {
        mem_free(flight);
        return ERR_BUSY;
    }
    flight->ticket = ticket;
    letter_write(&flight->letter, ticket->call);
    if (net->tablet != NULL)
        flight->letter.peer = net->tablet->peer;
    sim_answer_init(&flight->answer);
    sim_answer_init(&flight->second);
    flight->fault = draw_fault(net);
    net->flights[net->count++] = flight;
    ticket->done = false;
    return ERR_OK;
}

static bool arrives(const struct sim_net *net, enum net_fault fault)
{
    return net->office->office != NULL && fault != NET_REQUEST_LOST && fault != NET_PORTAL
           && fault != NET_BUSY && fault != NET_LATE;
}

// Some letters come again, and the late ones come only then.
static void keep_letter(struct sim_net *net, const struct flight *flight)
{
    if (net->tablet != NULL && net->world->faults && net->world->knobs.late > 0
        && (flight->fault == NET_LATE || sim_random_chance(&net->random, net->world->knobs.late)))
        letter_copy(sim_world_letter(net->world), &flight->letter);
}

static void hand_over(struct sim_net *net, struct flight *flight)
{
    http_handler *handler = net->tablet == NULL ? office_serve_public : office_serve_tablets;
    if (net->tablet != NULL)
        sim_mutant_request(&flight->letter);
    size_t len = flight->letter.body.len;
    flight->handed = arrives(net, flight->fault);
    keep_letter(net, flight);
    if (!flight->handed)
        return;
    if (flight->fault == NET_REQUEST_CUT && len > 0)
        len = (size_t)sim_random_below(&net->random, len);
    flight->request = letter_request(&flight->letter, len);
    sim_office_hand(net->office, handler, &flight->request, &flight->answer);
    if (flight->fault == NET_DOUBLED) {
        sim_office_pump(net->office);
        flight->again = letter_request(&flight->letter, len);
        sim_office_hand(net->office, handler, &flight->again, &flight->second);
    }
}

static void give(struct transport_ticket *ticket, int status, const struct buffer *headers,
                 struct span body)
{
    ticket->reply->status = status;
    if (headers != NULL)
        buffer_append(&ticket->reply->headers, headers->data, headers->len);
    ticket->result = ERR_OK;
    if (!buffer_append(&ticket->reply->body, body.data, body.len))
        ticket->result = error_set(&ticket->error, ERR_TOO_LARGE, "reply");
}

static void complete(struct sim_net *net, struct flight *flight)
{
    static const char portal[] = "<html><body>Welcome to Free WiFi</body></html>";
    struct sim_answer *answer = flight->fault == NET_DOUBLED ? &flight->second : &flight->answer;
    struct transport_ticket *ticket = flight->ticket;
    sim_mutant_answer(answer,
                      answer->headers.data != NULL && strstr(answer->headers.data, "zstd") != NULL);
    struct span body = {answer->body.data, answer->body.len};
    struct buffer retry;
    buffer_init(&retry, 64);
    buffer_append_text(&retry, "Retry-After: 2\r\n");
    if (flight->fault == NET_REPLY_CUT && body.len > 0)
        body.len = (size_t)sim_random_below(&net->random, body.len);
    if (flight->fault == NET_PORTAL)
        give(ticket, 200, NULL, span_of(portal));
    else if (flight->fault == NET_BUSY)
        give(ticket, 503, &retry, span_of(""));
    else if (!flight->handed || flight->fault == NET_REPLY_LOST || flight->fault == NET_REQUEST_CUT)
        ticket->result = error_set(&ticket->error, ERR_NETWORK, "%s", fault_names[flight->fault]);
    else
        give(ticket, answer->status, &answer->headers, body);
    ticket->done = true;
    if (net->tablet != NULL)
        sim_trace(net->world, "  tablet %u %s %zu bytes (%s): %d, %zu bytes", net->tablet->number,
                  flight->letter.path, flight->letter.body.len, fault_names[flight->fault],
                  answer->status, answer->body.len);
    buffer_clear(&retry);
}

static void wait_for_one(void *ctx)
{
    struct sim_net *net = ctx;
    for (size_t i = 0; i < net->count; i++)
        hand_over(net, net->flights[i]);
    if (net->tablet != NULL && net->world->faults)
        sim_world_meanwhile(net->world, net->tablet);
    sim_office_pump(net->office);
    while (net->count > 0) {
        struct flight *flight = net->flights[--net->count];
        assert(!flight->handed || flight->answer.done);
        complete(net, flight);
        sim_letter_clear(&flight->letter);
        sim_answer_clear(&flight->answer);
        sim_answer_clear(&flight->second);
        mem_free(flight);
    }
}

static void cancel(void *ctx)
{
    (void)ctx; // nothing ever hangs
}

struct sim_net *sim_net_create(struct sim_world *world, struct sim_tablet *tablet, uint64_t seed)
{
    struct sim_net *net = mem_alloc(sizeof *net);
    net->world = world;
    net->tablet = tablet;
    net->office = world == NULL ? NULL : &world->office;
    sim_random_seed(&net->random, seed ^ 0x6e6574);
    return net;
}

void sim_net_free(struct sim_net *net)
{
    mem_free(net);
}

void sim_net_office(struct sim_net *net, struct sim_office *office)
{
    net->office = office;
}

struct transport sim_net_transport(struct sim_net *net)
{
    return (struct transport){net, begin, wait_for_one, cancel};
}

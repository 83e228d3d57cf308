// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_connection.h"

#include "shared/base/memory.h"
#include "shared/net/http_phase.h"
#include "shared/net/http_reply.h"
#include "shared/net/http_stream.h"
#include "shared/net/http_visit.h"

#include <string.h>

enum {
    LINGER_BYTES = 1 << 20,
    LINGER_SPOOL_BYTES = 256 << 20, // a browser hears an answer only after it has sent its photo
    UNSENT_BYTES_MAX = 64 << 10,    // encrypted ahead of what the socket takes
    BYTES_PER_S_LEAST = 500         // of a body on its way in and an answer on its way out
};

struct http_connection {
    LIST_ENTRY(http_connection) all;
    struct http_seat seat; // in the lobby, in SHAKING with TLS
    struct http_loop *loop;
    const struct http_door *door;
    struct machine machine;
    struct http_stream stream;
    struct event *readable, *writable, *timer;
    struct event *turn;       // when a step of the handshake that costs much may be taken
    struct http_visit *visit; // HEAD to HANDLING
    struct http_reply reply;
    struct buffer ahead; // plain bytes that came with a request but belong to the next one
    struct http_peer peer;
    uint64_t sent_bytes;   // by the socket, since the beginning
    uint64_t passed_bytes; // in or out, when the pace was last judged
    uint64_t linger_bytes; // thrown away
    bool closing;          // after the present answer
    bool shut;             // our side of the socket is closed
    bool running;          // inside run(): an answer given there must not start another
};

static enum http_phase phase_of(const struct http_connection *connection)
{
    return (enum http_phase)connection->machine.state;
}

static unsigned deadline_ms(const struct http_connection *connection)
{
    return http_phase_timeout_ms(phase_of(connection), &connection->loop->shared->options);
}

static void set_timer(struct http_connection *connection, uint64_t after_ms)
{
    struct timeval after = {(time_t)(after_ms / 1000), (suseconds_t)(after_ms % 1000) * 1000};

    if (after_ms)
        event_add(connection->timer, &after);
    else
        event_del(connection->timer);
}

// What the pace of a body or an answer is judged by; it only grows within one.
static uint64_t passed_bytes(const struct http_connection *connection)
{
    switch (phase_of(connection)) {
    case HTTP_PHASE_BODY:
        return http_intake_body_bytes(&connection->visit->intake);
    case HTTP_PHASE_WRITING:
        return connection->sent_bytes;
    default:
        return 0;
    }
}

static void move(struct http_connection *connection, enum http_phase to)
{
    const struct http_shared *shared = connection->loop->shared;

    if (phase_of(connection) == HTTP_PHASE_CLOSED)
        return; // whatever else goes wrong on the way out
    if (phase_of(connection) == HTTP_PHASE_SHAKING)
        http_lobby_leave(&connection->loop->lobby, &connection->seat);
    if (machine_move(&connection->machine, to, &shared->options.log) != ERR_OK)
        connection->machine.state = HTTP_PHASE_CLOSED;
    connection->passed_bytes = passed_bytes(connection);
    set_timer(connection, deadline_ms(connection));
}

static void begin_reply(struct http_connection *connection, struct http_response *response)
{
    connection->closing |= response->close || connection->loop->stopping;
    http_reply_begin(&connection->reply, response, connection->visit->intake.head.method,
                     connection->closing);
    connection->visit = NULL;
    move(connection, HTTP_PHASE_WRITING);
}

static void hand_over(struct http_connection *connection)
{
    struct http_visit *visit = connection->visit;

    connection->closing = visit->intake.head.close;
    http_shared_count(&connection->loop->shared->requests, 1);
    move(connection, HTTP_PHASE_HANDLING);
    connection->door->handler(connection->door->ctx, http_visit_present(visit, &connection->peer));
}

static void turn_away(struct http_connection *connection)
{
    struct http_visit *visit = connection->visit;

    http_shared_count(&connection->loop->shared->requests, 1);
    http_refusal_fill(&visit->intake.refusal, &visit->exchange.response);
    begin_reply(connection, &visit->exchange.response);
    http_visit_free(visit);
}

// ---- one step of each state; true when there may be more to do at once ----

static bool step_shaking(struct http_connection *connection)
{
    struct http_shared *shared = connection->loop->shared;
    const struct tls_identity *identity;

    switch (http_stream_handshake(&connection->stream)) {
    case TLS_WAIT:
        if (connection->stream.ended)
            move(connection, HTTP_PHASE_CLOSED);
        return false;
    case TLS_READY:
        break;
    default:
        // The alert that says why shall still reach the peer.
        http_shared_count(&shared->shaken_failed, 1);
        move(connection, HTTP_PHASE_LINGERING);
        return true;
    }
    if (connection->stream.tls) {
        identity = tls_session_identity(connection->stream.tls);
        memcpy(connection->peer.name, identity->peer.name, sizeof(connection->peer.name));
        connection->peer.certified = identity->peer.certified;
        connection->peer.certificate = identity->peer.certificate;
        http_shared_count(identity->resumed ? &shared->shaken_resumed : &shared->shaken_full, 1);
    }
    move(connection, HTTP_PHASE_IDLE);
    return true;
}

// What is to be read next: bytes kept from before, or new ones. False when there are none now.
static bool next_bytes(struct http_connection *connection, const char **bytes, size_t *len)
{
    struct http_stream *stream = &connection->stream;
    struct http_loop *loop = connection->loop;

    if (connection->ahead.len) {
        *bytes = connection->ahead.data;
        *len = connection->ahead.len;
        return true;
    }
    *bytes = (const char *)loop->scratch;
    switch (http_stream_read(stream, loop->scratch, sizeof(loop->scratch), len)) {
    case TLS_READY:
        return true;
    case TLS_WAIT:
        return false;
    case TLS_END:
        // A peer that only stopped asking still gets the answers that are on their way.
        if (http_stream_unsent(stream))
            return false;
        break;
    case TLS_BROKEN:
        break;
    }
    move(connection, HTTP_PHASE_CLOSED);
    return false;
}

static void keep_ahead(struct http_connection *connection, const char *rest, size_t len)
{
    struct buffer *ahead = &connection->ahead;

    if (ahead->len)
        buffer_consume(ahead, ahead->len - len);
    else if (!buffer_append(ahead, rest, len))
        move(connection, HTTP_PHASE_CLOSED);
    if (!ahead->len)
        buffer_clear(ahead); // an idle connection holds no memory for it
}

static bool step_intake(struct http_connection *connection)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct http_intake *intake;
    const char *bytes;
    size_t len, used;

    if (!next_bytes(connection, &bytes, &len))
        return false;
    if (!connection->visit)
        connection->visit
            = http_visit_create(connection, connection->loop, &connection->door->rules);
    connection->visit->intake.peer = &connection->peer;
    if (phase_of(connection) == HTTP_PHASE_IDLE)
        move(connection, HTTP_PHASE_HEAD);
    intake = &connection->visit->intake;
    used = http_intake_take(intake, bytes, len);
    keep_ahead(connection, bytes + used, len - used);
    if (phase_of(connection) == HTTP_PHASE_CLOSED)
        return false;
    if (intake->state == HTTP_INTAKE_BODY && phase_of(connection) == HTTP_PHASE_HEAD) {
        move(connection, HTTP_PHASE_BODY);
        if (http_intake_awaits_continue(intake)
            && !http_stream_write(&connection->stream, go_on, sizeof(go_on) - 1))
            move(connection, HTTP_PHASE_CLOSED);
    }
    if (intake->state == HTTP_INTAKE_WHOLE)
        hand_over(connection);
    else if (intake->state == HTTP_INTAKE_REFUSED)
        turn_away(connection);
    return phase_of(connection) != HTTP_PHASE_CLOSED;
}

static bool step_writing(struct http_connection *connection)
{
    struct http_loop *loop = connection->loop;
    struct http_stream *stream = &connection->stream;
    size_t len = 1;

    while (len && http_stream_unsent(stream) < UNSENT_BYTES_MAX) {
        enum err err
            = http_reply_next(&connection->reply, loop->scratch, sizeof(loop->scratch), &len);

        if (err || !http_stream_write(stream, loop->scratch, len)) {
            log_write(&loop->shared->options.log, LOG_WARN, "http", "an answer is cut short: %s",
                      err_name(err ? err : ERR_TLS));
            move(connection, HTTP_PHASE_CLOSED);
            return false;
        }
    }
    if (len || (connection->closing && http_stream_unsent(stream)))
        return false;
    http_reply_clear(&connection->reply);
    if (connection->closing)
        http_stream_say_goodbye(stream);
    move(connection, connection->closing ? HTTP_PHASE_LINGERING : HTTP_PHASE_IDLE);
    return true;
}

static bool step_lingering(struct http_connection *connection)
{
    struct http_stream *stream = &connection->stream;
    uint64_t most = connection->door->rules.spool ? LINGER_SPOOL_BYTES : LINGER_BYTES;
    size_t waste = evbuffer_get_length(stream->in);

    evbuffer_drain(stream->in, waste);
    connection->linger_bytes += waste;
    if (stream->ended || connection->linger_bytes > most)
        move(connection, HTTP_PHASE_CLOSED);
    return false;
}

static bool step(struct http_connection *connection)
{
    switch (phase_of(connection)) {
    case HTTP_PHASE_SHAKING:
        return step_shaking(connection);
    case HTTP_PHASE_IDLE:
    case HTTP_PHASE_HEAD:
    case HTTP_PHASE_BODY:
        return step_intake(connection);
    case HTTP_PHASE_WRITING:
        return step_writing(connection);
    case HTTP_PHASE_LINGERING:
        return step_lingering(connection);
    default:
        return false;
    }
}

static void flush(struct http_connection *connection)
{
    struct http_stream *stream = &connection->stream;
    long sent = http_stream_flush(stream);

    if (sent < 0) {
        move(connection, HTTP_PHASE_CLOSED);
        return;
    }
    connection->sent_bytes += (uint64_t)sent;
    http_shared_count(&connection->loop->shared->bytes_out, (uint64_t)sent);
    if (phase_of(connection) == HTTP_PHASE_LINGERING && !http_stream_unsent(stream)
        && !connection->shut) {
        shutdown(stream->fd, SHUT_WR);
        connection->shut = true;
    }
}

static bool wants_bytes(const struct http_connection *connection)
{
    return phase_of(connection) != HTTP_PHASE_HANDLING && phase_of(connection) != HTTP_PHASE_WRITING
           && !connection->stream.ended;
}

// Steps until nothing moves, writes what there is, and asks for the events that are needed next.
// The connection may be gone afterwards.
static void run(struct http_connection *connection)
{
    enum http_phase phase;

    connection->running = true;
    do {
        while (step(connection))
            ;
        flush(connection);
        // What the socket took may have made room for the rest of the answer.
    } while (phase_of(connection) == HTTP_PHASE_WRITING
             && !http_stream_unsent(&connection->stream));
    connection->running = false;
    phase = phase_of(connection);
    if (phase == HTTP_PHASE_CLOSED || (phase == HTTP_PHASE_IDLE && connection->loop->stopping)) {
        http_connection_drop(connection);
        return;
    }
    if (wants_bytes(connection))
        event_add(connection->readable, NULL);
    if (http_stream_unsent(&connection->stream))
        event_add(connection->writable, NULL);
}

void http_connection_answer(struct http_connection *connection, struct http_response *response)
{
    begin_reply(connection, response);
    if (!connection->running)
        run(connection);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    struct http_connection *connection = arg;
    long got;

    (void)fd;
    (void)what;
    // Only taken away when it really disturbs: most answers are given before the client says more.
    if (!wants_bytes(connection)) {
        event_del(connection->readable);
        return;
    }
    got = http_stream_fill(&connection->stream);
    if (got < 0)
        move(connection, HTTP_PHASE_CLOSED);
    else
        http_shared_count(&connection->loop->shared->bytes_in, (uint64_t)got);
    if (connection->stream.ended)
        event_del(connection->readable);
    // A full handshake costs milliseconds; those that resume, and all who are in already, go first.
    if (phase_of(connection) == HTTP_PHASE_SHAKING && !connection->seat.hurried)
        connection->seat.hurried = http_stream_is_cheap(&connection->stream);
    if (phase_of(connection) == HTTP_PHASE_SHAKING && !connection->seat.hurried) {
        event_del(connection->readable); // what it says meanwhile stays with the kernel
        event_active(connection->turn, 0, 0);
    } else {
        run(connection);
    }
}

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    run(arg);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    struct http_connection *connection = arg;

    (void)fd;
    (void)what;
    flush(connection);
    run(connection);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct http_connection *connection = arg;
    uint64_t passed = passed_bytes(connection);
    uint64_t window_ms = deadline_ms(connection);

    (void)fd;
    (void)what;
    if ((passed - connection->passed_bytes) * 1000 >= window_ms * BYTES_PER_S_LEAST) {
        connection->passed_bytes = passed;
        set_timer(connection, window_ms);
        return;
    }
    if (phase_of(connection) == HTTP_PHASE_IDLE)
        http_stream_say_goodbye(&connection->stream);
    http_stream_flush(&connection->stream);
    http_connection_drop(connection);
}

// ---- from outside ----

static bool prepare(struct http_connection *connection, int fd)
{
    struct event_base *base = connection->loop->base;

    if (!http_stream_open(&connection->stream, fd, connection->door->tls))
        return false;
    connection->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, connection);
    connection->writable = event_new(base, fd, EV_WRITE, on_writable, connection);
    connection->timer = evtimer_new(base, on_timer, connection);
    connection->turn = evtimer_new(base, on_turn, connection);
    return connection->readable && connection->writable && connection->timer && connection->turn
           && event_priority_set(connection->turn, HTTP_LOOP_LAST) == 0
           && event_add(connection->readable, NULL) == 0;
}

void http_connection_open(struct http_door *door, const struct http_guest *guest)
{
    struct http_loop *loop = door->loop;
    struct http_connection *connection = mem_alloc(sizeof(*connection));

    connection->loop = loop;
    connection->door = door;
    connection->machine = http_phase_machine();
    buffer_init(&connection->ahead, HTTP_LOOP_SCRATCH_BYTES);
    text_copy(connection->peer.address, sizeof(connection->peer.address), span_of(guest->address));
    connection->peer.owner = guest->owner;
    connection->peer.uid = guest->uid;
    LIST_INSERT_HEAD(&loop->connections, connection, all);
    if (door->tls)
        http_lobby_sit(&loop->lobby, &connection->seat, guest->bucket);
    if (!prepare(connection, guest->fd)) {
        http_connection_drop(connection);
        return;
    }
    set_timer(connection, deadline_ms(connection));
    run(connection);
}

void http_connection_send_away(struct http_seat *seat)
{
    struct http_connection *connection
        = (struct http_connection *)((char *)seat - offsetof(struct http_connection, seat));

    http_shared_count(&connection->loop->shared->refused, 1);
    http_connection_drop(connection);
}

static bool is_busy(const struct http_connection *connection)
{
    enum http_phase phase = phase_of(connection);

    return phase == HTTP_PHASE_HEAD || phase == HTTP_PHASE_BODY || phase == HTTP_PHASE_HANDLING
           || phase == HTTP_PHASE_WRITING;
}

void http_connection_wind_up(struct http_loop *loop)
{
    struct http_connection *connection, *next;

    // run() ends the busy ones after their answer, which says so.
    for (connection = LIST_FIRST(&loop->connections); connection; connection = next) {
        next = LIST_NEXT(connection, all);
        if (!is_busy(connection))
            http_connection_drop(connection);
    }
}

void http_connection_drop(struct http_connection *connection)
{
    struct http_loop *loop = connection->loop;
    bool handled = phase_of(connection) == HTTP_PHASE_HANDLING;

    http_lobby_leave(&loop->lobby, &connection->seat);
    if (handled)
        connection->visit->connection = NULL;
    else
        http_visit_free(connection->visit);
    if (connection->readable)
        event_free(connection->readable);
    if (connection->writable)
        event_free(connection->writable);
    if (connection->timer)
        event_free(connection->timer);
    if (connection->turn)
        event_free(connection->turn);
    http_stream_close(&connection->stream);
    http_reply_clear(&connection->reply);
    buffer_clear(&connection->ahead);
    LIST_REMOVE(connection, all);
    mem_free(connection);
    http_budget_give(&loop->shared->connections, 1);
    http_loop_left(loop);
}

// SPDX-License-Identifier: Apache-2.0
// A tablet that speaks the protocol by hand: enrolled by its routes, with a journal in memory.
#ifndef PLUMB_TESTS_UNIT_TABLET_BY_HAND_H
#define PLUMB_TESTS_UNIT_TABLET_BY_HAND_H

#include "server/storage/held.h"
#include "server/storage/records.h"
#include "tests/unit/office_fixture.h"

enum { PAD_ENTRIES_MAX = 4096 };

struct pad_entry {
    struct dot dot;
    char *bytes; // canonical, owned
    size_t len;
    struct digest chain; // after it
};
struct pad {
    struct bench *bench;
    char name[64]; // "" for 平板一号
    struct uuid device, person;
    struct digest certificate;
    char *certificate_pem; // owned
    struct key *key, *receipt_key;
    bool clocked;     // its writes say what its clock showed, and what the office's did
    int64_t clock_ms; // so much it is ahead of the true time
    uint64_t actor, counter;
    struct pad_entry *entries; // the journal
    size_t count;
    size_t sent; // entries that a receipt covers
    // As stored between exchanges.
    bool epoch_known, scope_known;
    uint64_t epoch, scope;
    char cursor[POSITION_TEXT], witness[POSITION_TEXT], token[TOKEN_TEXT];
    // What the next request says beside that; cleared by it.
    struct exchange_request next;
    struct buffer offers;
    // The last reply.
    struct answer answer;
    struct exchange_reply reply;
    struct span lines;
    struct buffer body;
};

static inline void pad_mint(struct pad *pad)
{
    struct random random = random_system();

    pad->actor = random_u64(&random) | 1;
    pad->counter = 0;
}

static inline void pad_open(struct pad *pad, struct bench *bench, const struct uuid *person)
{
    *pad = (struct pad){.bench = bench, .person = *person};
    pad->entries = mem_alloc_array(PAD_ENTRIES_MAX, sizeof(*pad->entries));
    exchange_reply_init(&pad->reply);
    exchange_request_init(&pad->next);
    buffer_init(&pad->offers, CODEC_BODY_MAX);
    buffer_init(&pad->body, CODEC_BODY_MAX);
    pad->next.pull_bytes = 1 << 20;
    pad_mint(pad);
}

static inline void pad_close(struct pad *pad)
{
    for (size_t i = 0; i < pad->count; i++)
        mem_free(pad->entries[i].bytes);
    mem_free(pad->entries);
    answer_clear(&pad->answer);
    exchange_reply_clear(&pad->reply);
    exchange_request_clear(&pad->next);
    buffer_clear(&pad->offers);
    buffer_clear(&pad->body);
    mem_free(pad->certificate_pem);
    key_free(pad->key);
    key_free(pad->receipt_key);
}

// Joins with a code, as an agent does.
static inline void pad_enrol(struct pad *pad)
{
    struct random random = random_system();
    struct enrol_request request = {.name = "平板一号", .agent = "by hand 1"};
    struct knock knock = {.method = HTTP_POST, .path = "/v1/enrol"};
    struct certificate_info info;
    struct enrol_reply reply;
    struct enrol_link link;
    struct answer answer;
    struct buffer text;

    buffer_init(&text, 65536);
    if (pad->name[0])
        snprintf(request.name, sizeof(request.name), "%s", pad->name);
    assert_int_equal(office_device_invite(pad->bench->office,
                                          &(struct office_device_guest){.person = pad->person},
                                          &text, &pad->bench->error),
                     ERR_OK);
    assert_int_equal(
        enrol_link_parse((struct span){text.data, text.len}, &link, &pad->bench->error), ERR_OK);
    snprintf(request.code, sizeof(request.code), "%s", link.code);
    assert_int_equal(key_make(&random, &pad->key, &pad->bench->error), ERR_OK);
    buffer_reset(&text);
    assert_int_equal(certificate_request_make(pad->key, "tablet", &text, &pad->bench->error),
                     ERR_OK);
    snprintf(request.request, sizeof(request.request), "%s", text.data);
    buffer_reset(&text);
    assert_true(enrol_request_format(&request, &text));
    knock.body = (struct span){text.data, text.len};
    bench_knock(pad->bench, office_serve_public, &knock, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(enrol_reply_parse((struct span){answer.body.data, answer.body.len}, &reply,
                                       &pad->bench->error),
                     ERR_OK);
    pad->device = reply.device;
    assert_int_equal(certificate_read(span_of(reply.certificate), &info, NULL), ERR_OK);
    pad->certificate = info.digest;
    pad->certificate_pem = mem_dup_text(reply.certificate);
    assert_int_equal(certificate_public_key(span_of(reply.receipt), &pad->receipt_key, NULL),
                     ERR_OK);
    enrol_reply_clear(&reply);
    answer_clear(&answer);
    buffer_clear(&text);
}

// A write to be made. Its context is the caller's affair.
struct pad_write {
    struct uuid id, site;
    const char *kind;
    const struct field *fields;
    size_t count;
    struct dot seen[8]; // the context
    size_t seen_count;
    struct write_group group;
    const struct uuid *person; // NULL: the tablet's
};

static inline struct pad_entry *pad_journal(struct pad *pad, struct dot dot, struct span bytes)
{
    struct pad_entry *entry = &pad->entries[pad->count];

    assert_true(pad->count < PAD_ENTRIES_MAX);
    *entry = (struct pad_entry){.dot = dot, .len = bytes.len};
    entry->bytes = mem_dup(bytes.data, bytes.len);
    if (pad->count > 0)
        entry->chain = pad->entries[pad->count - 1].chain;
    chain_next(&entry->chain, bytes);
    pad->count++;
    return entry;
}

static inline struct dot pad_write(struct pad *pad, const struct pad_write *wish)
{
    struct write write = {.dot = {pad->actor, ++pad->counter},
                          .id = wish->id,
                          .site = wish->site,
                          .person = wish->person ? *wish->person : pad->person,
                          .kind = span_of(wish->kind),
                          .time = (uint64_t)pad->bench->now_ms << 16,
                          .group = wish->group,
                          .fields = wish->fields,
                          .field_count = wish->count};
    struct buffer bytes;

    buffer_init(&bytes, WRITE_BYTES_MAX);
    snprintf(write.clock.boot, sizeof(write.clock.boot), "00000000000000aa");
    if (pad->clocked) {
        write.clock.wall_ms = pad->bench->now_ms + pad->clock_ms;
        write.clock.offset_ms = -pad->clock_ms;
        write.clock.offset_known = true;
    }
    for (size_t i = 0; i < wish->seen_count; i++)
        vector_raise(&write.context, wish->seen[i]);
    assert_true(write_format(&write, &bytes));
    pad_journal(pad, write.dot, (struct span){bytes.data, bytes.len});
    write_clear(&write);
    buffer_clear(&bytes);
    return write.dot;
}

// A note: the simplest thing to write.
static inline struct dot pad_note(struct pad *pad, const struct uuid *id, const struct uuid *site,
                                  const char *text, const struct dot *seen)
{
    char value[300];
    struct field field = {{"text", 4}, {value, 0}};
    struct pad_write wish
        = {.id = *id, .site = *site, .kind = "note", .fields = &field, .count = 1};

    field.value.len = (size_t)snprintf(value, sizeof(value), "\"%s\"", text);
    if (seen)
        wish.seen[wish.seen_count++] = *seen;
    return pad_write(pad, &wish);
}

// Fills in the header for entries [from, to) of the journal and appends their lines.
static inline void pad_put_push(struct pad *pad, size_t from, size_t to, struct buffer *lines)
{
    struct exchange_push *push = &pad->next.push;

    push->present = true;
    push->count = (int64_t)(to - from);
    if (from > 0) {
        push->after = pad->entries[from - 1].dot;
        push->from = pad->entries[from - 1].chain;
    }
    push->to = pad->entries[to - 1].chain;
    for (size_t i = from; i < to; i++) {
        buffer_append(lines, pad->entries[i].bytes, pad->entries[i].len);
        buffer_append_char(lines, '\n');
    }
}

static inline void pad_head(struct pad *pad)
{
    struct exchange_request *next = &pad->next;

    snprintf(next->agent, sizeof(next->agent), "by hand 1");
    snprintf(next->clock.boot, sizeof(next->clock.boot), "00000000000000aa");
    next->clock.wall_ms = pad->bench->now_ms + pad->clock_ms;
    next->storage_free = INT64_C(8) << 30;
    next->epoch_known = pad->epoch_known;
    next->epoch = pad->epoch;
    next->scope_known = pad->scope_known;
    next->scope = pad->scope;
    snprintf(next->cursor, sizeof(next->cursor), "%s", pad->cursor);
    snprintf(next->witness, sizeof(next->witness), "%s", pad->witness);
    if (pad->counter > 0)
        vector_raise(&next->actors, (struct dot){pad->actor, pad->counter});
}

static inline void pad_read_reply(struct pad *pad)
{
    struct span body = {pad->answer.body.data, pad->answer.body.len};

    exchange_reply_clear(&pad->reply);
    pad->lines = (struct span){0};
    if (pad->answer.status != 200)
        return;
    if (exchange_reply_parse(body, &pad->reply, &pad->lines, &pad->bench->error) != ERR_OK)
        fail_msg("reply: %s", pad->bench->error.detail);
    if (pad->reply.receipted)
        assert_true(receipt_verify(&pad->reply.receipt, pad->receipt_key));
}

// Sends a body as it is. Returns the status.
static inline int pad_send_body(struct pad *pad, struct span body)
{
    struct knock knock = {.method = HTTP_POST,
                          .path = "/v1/sync",
                          .body = body,
                          .device = pad->device,
                          .certificate = pad->certificate};

    answer_clear(&pad->answer);
    bench_knock(pad->bench, office_serve_tablets, &knock, &pad->answer);
    pad_read_reply(pad);
    return pad->answer.status;
}

// Builds the body of the next request from pad->next and the given journal entries.
static inline void pad_build(struct pad *pad, size_t from, size_t to)
{
    struct buffer lines;

    buffer_init(&lines, CODEC_BODY_MAX);
    if (to > from)
        pad_put_push(pad, from, to, &lines);
    pad_head(pad);
    buffer_reset(&pad->body);
    assert_true(exchange_request_format(&pad->next, &pad->body));
    buffer_append(&pad->body, lines.data, lines.len);
    buffer_append(&pad->body, pad->offers.data, pad->offers.len);
    buffer_clear(&lines);
    buffer_reset(&pad->offers);
    exchange_request_clear(&pad->next);
    pad->next.pull_bytes = 1 << 20;
}

// Takes the reply's positions over, as a tablet does when it has applied it.
static inline void pad_keep(struct pad *pad)
{
    const struct exchange_reply *reply = &pad->reply;

    if (pad->answer.status != 200 || reply->answer != ANSWER_OK)
        return;
    pad->epoch_known = pad->scope_known = true;
    pad->epoch = reply->epoch;
    pad->scope = reply->scope;
    if (reply->cursor[0])
        snprintf(pad->cursor, sizeof(pad->cursor), "%s", reply->cursor);
    if (reply->receipted)
        snprintf(pad->witness, sizeof(pad->witness), "%s", reply->receipt.witness);
    snprintf(pad->token, sizeof(pad->token), "%s", reply->token);
}

static inline int pad_exchange(struct pad *pad, size_t from, size_t to)
{
    pad_build(pad, from, to);
    pad_send_body(pad, (struct span){pad->body.data, pad->body.len});
    pad_keep(pad);
    return pad->answer.status;
}

// Sends what is unsent, pulls what there is; everything must go well.
static inline void pad_sync(struct pad *pad)
{
    assert_int_equal(pad_exchange(pad, pad->sent, pad->count), 200);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    pad->sent = pad->count;
}

// The n-th line of a kind in the reply; false when there are fewer.
static inline bool pad_line(const struct pad *pad, enum reply_line_kind kind, size_t n,
                            struct reply_line *out)
{
    struct span rest = pad->lines, line;
    bool cut;

    while (wire_line(&rest, &line, &cut)) {
        assert_int_equal(reply_line_parse(line, out, NULL), ERR_OK);
        if (out->kind == kind && n-- == 0)
            return true;
    }
    return false;
}

static inline size_t pad_count(const struct pad *pad, enum reply_line_kind kind)
{
    struct reply_line line;
    size_t count = 0;

    while (pad_line(pad, kind, count, &line))
        count++;
    return count;
}

// The pulled state of a record, checked against its mac; false when it did not come.
static inline bool pad_state(const struct pad *pad, const struct uuid *id, struct span *out)
{
    char needle[UUID_TEXT + 8];
    struct reply_line line;
    char text[UUID_TEXT];

    uuid_format(id, text);
    snprintf(needle, sizeof(needle), "{\"id\":\"%s", text);
    for (size_t i = 0; pad_line(pad, LINE_STATE, i, &line); i++) {
        uint8_t mac[MAC_BYTES];

        if (memcmp(line.state.data, needle, strlen(needle)) != 0)
            continue;
        mac_make(office_mac_key(pad->bench->office), line.state.data, line.state.len, mac);
        assert_true(mac_equal(mac, line.mac));
        *out = line.state;
        return true;
    }
    return false;
}

static inline bool span_holds(struct span text, const char *part)
{
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}

static inline struct uuid fresh_id(const struct bench *bench)
{
    struct random random = random_system();

    return random_uuid_v7(&random, bench->now_ms);
}

// An office with a person, her site, and two enrolled tablets of hers: the world of most tests.
struct world {
    struct bench bench;
    struct uuid person, site, assignment;
    struct pad a, b;
};

static inline int world_open(void **state)
{
    struct world *world = mem_alloc(sizeof(*world));

    bench_open(&world->bench);
    world->person = bench_person(&world->bench);
    world->site = bench_site(&world->bench);
    world->assignment = bench_assign(&world->bench, &world->person, &world->site);
    pad_open(&world->a, &world->bench, &world->person);
    pad_open(&world->b, &world->bench, &world->person);
    pad_enrol(&world->a);
    pad_enrol(&world->b);
    *state = world;
    return 0;
}

static inline int world_close(void **state)
{
    struct world *world = *state;

    pad_close(&world->a);
    pad_close(&world->b);
    bench_close(&world->bench);
    mem_free(world);
    return 0;
}

static inline struct view *world_writer(struct world *world)
{
    return storage_writer(office_storage(world->bench.office));
}

static inline bool world_has(struct world *world, const struct uuid *id)
{
    struct record_row row;

    return records_get(world_writer(world), id, &row, NULL) == ERR_OK;
}

static inline bool world_holds(struct world *world, const struct uuid *id, const char *text)
{
    struct record_row row;

    return records_get(world_writer(world), id, &row, NULL) == ERR_OK
           && span_holds(row.state, text);
}

// The only open entry that is held.
static inline bool world_take_held(void *arg, const struct held_row *held)
{
    struct held_row *out = arg;

    assert_int_equal(out->row, 0);
    *out = *held;
    return true;
}

static inline struct held_row world_only_held(struct world *world)
{
    struct held_filter filter = {.open_only = true};
    struct held_row held = {0};

    assert_int_equal(held_list(world_writer(world), &filter, world_take_held, &held, NULL), ERR_OK);
    return held;
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

#endif

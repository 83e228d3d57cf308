// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_mutant.h"

#include "agent/store/mint.h"
#include "server/storage/commit.h"
#include "server/sync/position.h"
#include "server/sync/quarantine.h"
#include "shared/wire/codec.h"
#include "shared/wire/exchange_reply.h"
#include "shared/wire/exchange_request.h"

#include <string.h>

enum { BODY_MAX = 8 << 20 };

#define STEPS(step) (UINT32_C(1) << (step))
#define EDITS (STEPS(STEP_EDIT) | STEPS(STEP_SYNC) | STEPS(STEP_TICK))
#define BACK (STEPS(STEP_OFFICE_BACKUP) | STEPS(STEP_OFFICE_ROLLBACK))

#define SIGNED \
    (STEPS(STEP_SYNC) | STEPS(STEP_TICK) | STEPS(STEP_NODE) | STEPS(STEP_ITEMS) | STEPS(STEP_SIGN))

static const struct {
    const char *name;
    uint32_t steps;
    unsigned seeds;
} mutants[MUTANT_COUNT] = {
    [MUTANT_NONE] = {"none", 0, 0},
    [MUTANT_NO_SYNC] = {"no_sync", EDITS | STEPS(STEP_CRASH), 200},
    [MUTANT_OFFICE_NO_SYNC] = {"office_no_sync", EDITS | STEPS(STEP_OFFICE_CRASH), 200},
    [MUTANT_NO_FOLDER_SYNC]
    = {"no_folder_sync", EDITS | STEPS(STEP_PHOTO) | STEPS(STEP_CRASH), 200},
    [MUTANT_SAME_ACTOR]
    = {"same_actor", EDITS | STEPS(STEP_BACKUP) | STEPS(STEP_RESTORE) | STEPS(STEP_CLONE), 200},
    [MUTANT_NO_WITNESS] = {"no_witness", EDITS | BACK, 0},
    [MUTANT_NO_TAG] = {"no_tag", EDITS | STEPS(STEP_OFFICE_EDIT) | BACK, 500},
    [MUTANT_NO_STATE_OFFER]
    = {"no_state_offer",
       EDITS | STEPS(STEP_OFFICE_EDIT) | STEPS(STEP_OFFICE_BACKUP) | STEPS(STEP_OFFICE_RESTORE),
       200},
    [MUTANT_NO_CONTEXT_CHECK] = {"no_context_check", EDITS | BACK, 0},
    [MUTANT_CURSOR_FIRST] = {"cursor_first", EDITS | STEPS(STEP_OFFICE_EDIT), 200},
    [MUTANT_NO_MERGE] = {"no_merge", EDITS, 100},
    [MUTANT_KEPT_ACTOR] = {"kept_actor", EDITS | STEPS(STEP_SCOPE), 500},
    [MUTANT_SEALED_ANEW] = {"sealed_anew", SIGNED, 50},
    [MUTANT_VOID_DELETES] = {"void_deletes", SIGNED | STEPS(STEP_VOID), 50},
    [MUTANT_SEAL_FIRST] = {"seal_first", SIGNED | STEPS(STEP_OFFICE_CRASH), 200},
    [MUTANT_NO_LEDGER]
    = {"no_ledger", SIGNED | STEPS(STEP_OFFICE_BACKUP) | STEPS(STEP_OFFICE_RESTORE), 200},
    [MUTANT_NO_PHOTOS] = {"no_photos", SIGNED, 100},
    [MUTANT_WRITTEN_TWICE] = {"written_twice", SIGNED | STEPS(STEP_FORGE), 50},
    [MUTANT_PROOF_BLIND] = {"proof_blind", EDITS, 20},
    [MUTANT_PROOF_SAME_MARK] = {"proof_same_mark", EDITS, 20},
    [MUTANT_PROOF_NO_MEND] = {"proof_no_mend", EDITS, 20},
    [MUTANT_PROOF_NO_ROW] = {"proof_no_row", EDITS, 20},
    [MUTANT_ERASED_BACK] = {"erased_back", EDITS, 20},
};

static enum sim_mutant planted;

const char *sim_mutant_name(enum sim_mutant mutant)
{
    return mutants[mutant].name;
}

enum sim_mutant sim_mutant_find(const char *name)
{
    int mutant = 0;
    while (mutant < MUTANT_COUNT && strcmp(mutants[mutant].name, name) != 0)
        mutant++;
    return (enum sim_mutant)mutant;
}

uint32_t sim_mutant_steps(enum sim_mutant mutant)
{
    return mutants[mutant].steps;
}

unsigned sim_mutant_seeds(enum sim_mutant mutant)
{
    return mutants[mutant].seeds;
}

void sim_mutant_plant(enum sim_mutant mutant)
{
    planted = mutant;
}

bool sim_mutant_is(enum sim_mutant mutant)
{
    return planted == mutant;
}

static struct sim_disk *office_disk;

struct sim_disk *sim_mutant_office_disk(void)
{
    return office_disk;
}

void sim_mutant_disk(struct sim_disk *disk, bool office)
{
    office_disk = office ? disk : office_disk;
    disk->ignore_syncs = planted == (office ? MUTANT_OFFICE_NO_SYNC : MUTANT_NO_SYNC);
    disk->ignore_folder_syncs = !office && planted == MUTANT_NO_FOLDER_SYNC;
}

void sim_mutant_life(struct sim_random *random, unsigned kin)
{
    if (planted == MUTANT_SAME_ACTOR)
        sim_random_seed(random, 4711 + kin);
}

static void change_request(struct exchange_request *request, struct span *rest)
{
    if (planted == MUTANT_NO_WITNESS)
        request->witness[0] = '\0';
    if (planted == MUTANT_NO_STATE_OFFER && request->offer != OFFER_NONE) {
        request->offer_count = 0;
        *rest = span_of("");
    }
}

static const char *coding_of(const struct sim_letter *letter)
{
    for (size_t i = 0; i < letter->header_count; i++)
        if (strcmp(letter->headers[i].name, "Content-Encoding") == 0)
            return letter->headers[i].value;
    return NULL;
}

static void drop_coding(struct sim_letter *letter)
{
    for (size_t i = 0; i < letter->header_count; i++)
        if (strcmp(letter->headers[i].name, "Content-Encoding") == 0)
            letter->headers[i] = letter->headers[--letter->header_count];
}

void sim_mutant_request(struct sim_letter *letter)
{
    struct exchange_request request;
    struct buffer plain;
    struct span rest;
    if ((planted != MUTANT_NO_WITNESS && planted != MUTANT_NO_STATE_OFFER)
        || strcmp(letter->path, "/v1/sync") != 0)
        return;
    buffer_init(&plain, BODY_MAX);
    exchange_request_init(&request);
    bool changed
        = codec_decode(coding_of(letter), (struct span){letter->body.data, letter->body.len},
                       &plain, NULL)
              == ERR_OK
          && exchange_request_parse((struct span){plain.data, plain.len}, &request, &rest, NULL)
                 == ERR_OK
          && !request.short_form;
    if (changed) {
        change_request(&request, &rest);
        buffer_reset(&letter->body);
        exchange_request_format(&request, &letter->body);
        buffer_append(&letter->body, rest.data, rest.len);
        drop_coding(letter);
    }
    exchange_request_clear(&request);
    buffer_clear(&plain);
}

// Of the lines only those that are no states stay.
static int64_t keep_others(struct span rest, struct buffer *out)
{
    struct span line;
    bool cut;
    int64_t count = 0;
    while (wire_line(&rest, &line, &cut))
        if (line.len < 7 || strncmp(line.data, "{\"mac\":", 7) != 0) {
            buffer_append(out, line.data, line.len);
            buffer_append_char(out, '\n');
            count++;
        }
    return count;
}

void sim_mutant_answer(struct sim_answer *answer, bool coded)
{
    struct exchange_reply reply;
    struct buffer plain, lines;
    struct span rest;
    if (planted != MUTANT_CURSOR_FIRST || answer->status != 200)
        return;
    buffer_init(&plain, BODY_MAX);
    buffer_init(&lines, BODY_MAX);
    exchange_reply_init(&reply);
    if (codec_decode(coded ? "zstd" : NULL, (struct span){answer->body.data, answer->body.len},
                     &plain, NULL)
            == ERR_OK
        && exchange_reply_parse((struct span){plain.data, plain.len}, &reply, &rest, NULL) == ERR_OK
        && reply.cursor[0] != '\0') {
        reply.lines = keep_others(rest, &lines);
        buffer_reset(&answer->body);
        buffer_reset(&plain);
        exchange_reply_format(&reply, &plain);
        buffer_append(&plain, lines.data, lines.len);
        if (coded)
            codec_encode_zstd((struct span){plain.data, plain.len}, &answer->body, NULL);
        else
            buffer_append(&answer->body, plain.data, plain.len);
    }
    exchange_reply_clear(&reply);
    buffer_clear(&lines);
    buffer_clear(&plain);
}

// What the linker puts in front (-Wl,--wrap).
static unsigned placing;
bool __real_vector_below(const struct vector *a, const struct vector *b);
bool __wrap_vector_below(const struct vector *a, const struct vector *b);
bool __wrap_vector_below(const struct vector *a, const struct vector *b)
{
    return placing > 0 || __real_vector_below(a, b);
}

enum err __real_quarantine_place(struct workset *workset, const struct write *write,
                                 const struct uuid *device, struct error *error);
enum err __wrap_quarantine_place(struct workset *workset, const struct write *write,
                                 const struct uuid *device, struct error *error);
enum err __wrap_quarantine_place(struct workset *workset, const struct write *write,
                                 const struct uuid *device, struct error *error)
{
    placing += planted == MUTANT_NO_CONTEXT_CHECK;
    enum err err = __real_quarantine_place(workset, write, device, error);
    placing -= planted == MUTANT_NO_CONTEXT_CHECK;
    return err;
}

enum err __real_record_merge(struct record *into, const struct record *other, struct error *error);
enum err __wrap_record_merge(struct record *into, const struct record *other, struct error *error);
enum err __wrap_record_merge(struct record *into, const struct record *other, struct error *error)
{
    if (planted == MUTANT_NO_MERGE)
        return vector_join(&into->vector, &other->vector);
    return __real_record_merge(into, other, error);
}

void __real_mint_retire(struct store *store);
void __wrap_mint_retire(struct store *store);
void __wrap_mint_retire(struct store *store)
{
    if (planted != MUTANT_KEPT_ACTOR)
        __real_mint_retire(store);
}

// Every position of the office's own making is one that it remembers.
static uint64_t asked_tag;
bool __real_position_parse(const struct position_owner *owner, enum position_kind kind,
                           const char *text, struct position *out);
bool __wrap_position_parse(const struct position_owner *owner, enum position_kind kind,
                           const char *text, struct position *out);
bool __wrap_position_parse(const struct position_owner *owner, enum position_kind kind,
                           const char *text, struct position *out)
{
    bool authentic = __real_position_parse(owner, kind, text, out);
    asked_tag = authentic ? out->tag : 0;
    return authentic;
}

enum err __real_commit_get(struct view *view, uint64_t number, struct commit_stamp *out,
                           struct error *error);
enum err __wrap_commit_get(struct view *view, uint64_t number, struct commit_stamp *out,
                           struct error *error);
enum err __wrap_commit_get(struct view *view, uint64_t number, struct commit_stamp *out,
                           struct error *error)
{
    if (planted != MUTANT_NO_TAG)
        return __real_commit_get(view, number, out, error);
    *out = (struct commit_stamp){.number = number, .tag = asked_tag};
    return ERR_OK;
}

// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/sessions.h"

#include "agent/capture/author.h"
#include "agent/store/setting.h"
#include "agent/ui/preference.h"
#include "agent/ui/sessions_kept.h"
#include "shared/base/machine.h"
#include "shared/base/memory.h"
#include "shared/web/session_token.h"

#include <pthread.h>
#include <string.h>

enum { LAUNCHES = 4 };

//   launch                 launch
//   ┌──┐   PIN, first PIN   ┌──┐  hand over   ┌──────────┐ launch
//   │locked│ ────────────► │open│ ──────────► │ customer │ (stays)
//   └──┘ ◄──────────────── └──┘ ◄──────────── └──────────┘
//        lock, no touch, launch,       PIN
//        left the list
static const struct machine_state states[SESSIONS_STATES] = {
    [SESSIONS_LOCKED] = {"locked", MACHINE_TO(SESSIONS_LOCKED) | MACHINE_TO(SESSIONS_OPEN)},
    [SESSIONS_OPEN] = {"open", MACHINE_TO(SESSIONS_LOCKED) | MACHINE_TO(SESSIONS_OPEN)
                                   | MACHINE_TO(SESSIONS_CUSTOMER)},
    [SESSIONS_CUSTOMER] = {"customer", MACHINE_TO(SESSIONS_OPEN) | MACHINE_TO(SESSIONS_CUSTOMER)},
};

const char *sessions_state_name(enum sessions_state state)
{
    return states[state].name;
}

struct launch {
    struct digest digest;
    int64_t until_boot_ms; // 0: none
};
struct sessions {
    struct sessions_options options;
    const struct store_options *given;
    struct pins *pins;
    pthread_mutex_t mutex; // of all below
    struct machine machine;
    struct sessions_kept kept; // the cookie, and the customer
    struct uuid person, last;
    uint64_t number;
    int64_t touched_boot_ms, lock_ms;
    struct launch launches[LAUNCHES]; // the oldest first
};

static int64_t now_boot(const struct sessions *sessions)
{
    return clock_boot_ms(&sessions->given->clock);
}

static void move(struct sessions *sessions, enum sessions_state to)
{
    machine_move(&sessions->machine, to, &sessions->given->log);
    if (sessions->options.changed)
        sessions->options.changed(sessions->options.arg);
}

static enum sessions_state state_of(const struct sessions *sessions)
{
    return (enum sessions_state)sessions->machine.state;
}

enum err sessions_open(const struct sessions_options *options, struct sessions **out,
                       struct error *error)
{
    struct sessions *sessions = mem_alloc(sizeof(*sessions));
    enum err err;

    sessions->options = *options;
    sessions->given = store_given(options->store);
    sessions->pins = pin_open(options->store);
    sessions->machine = (struct machine){
        .name = "session", .states = states, .count = SESSIONS_STATES, .state = SESSIONS_LOCKED};
    sessions->number = 1;
    pthread_mutex_init(&sessions->mutex, NULL);
    err = sessions_kept_read(options->store, &sessions->kept, error);
    if (!err)
        err = sessions_kept_last(options->store, &sessions->last, error);
    if (!err && sessions->kept.customer) {
        sessions->machine.state = SESSIONS_CUSTOMER;
        sessions->person = sessions->kept.person;
    }
    if (err)
        sessions_close(sessions);
    *out = err ? NULL : sessions;
    return err;
}

void sessions_close(struct sessions *sessions)
{
    if (!sessions)
        return;
    pin_close(sessions->pins);
    pthread_mutex_destroy(&sessions->mutex);
    mem_free(sessions);
}

struct pins *sessions_pins(struct sessions *sessions)
{
    return sessions->pins;
}

void sessions_launch(struct sessions *sessions, char token[SESSIONS_TOKEN_TEXT])
{
    struct launch *launches = sessions->launches;

    pthread_mutex_lock(&sessions->mutex);
    memmove(launches, launches + 1, (LAUNCHES - 1) * sizeof(*launches));
    session_token_make(&sessions->given->random, token, &launches[LAUNCHES - 1].digest);
    launches[LAUNCHES - 1].until_boot_ms = now_boot(sessions) + SESSIONS_LAUNCH_MS;
    pthread_mutex_unlock(&sessions->mutex);
}

// Takes it out when it is there.
static bool take_launch(struct sessions *sessions, struct span token)
{
    struct digest digest;
    bool good = false;

    if (!session_token_digest(token, &digest))
        return false;
    for (size_t i = 0; i < LAUNCHES; i++) {
        struct launch *launch = &sessions->launches[i];

        if (!launch->until_boot_ms || !session_token_equal(&launch->digest, &digest))
            continue;
        good = now_boot(sessions) < launch->until_boot_ms;
        *launch = (struct launch){0};
    }
    return good;
}

static void forget_person(struct sessions *sessions)
{
    sessions->person = uuid_nil;
    move(sessions, SESSIONS_LOCKED);
}

enum err sessions_join(struct sessions *sessions, struct span token,
                       char cookie[SESSIONS_TOKEN_TEXT], struct error *error)
{
    struct sessions_kept kept;
    enum err err = ERR_OK;

    pthread_mutex_lock(&sessions->mutex);
    kept = sessions->kept;
    kept.there = true;
    if (!take_launch(sessions, token))
        err = error_set(
            error, ERR_AUTH,
            "这个链接已用过或已过期，请重新打开 Plumbline (plumb open) this link was used "
            "or is too old: open Plumbline again (plumb open)");
    if (!err) {
        session_token_make(&sessions->given->random, cookie, &kept.cookie);
        err = sessions_kept_write(sessions->options.store, &kept, error);
    }
    if (!err) {
        sessions->kept = kept;
        sessions->number++;
        if (state_of(sessions) == SESSIONS_CUSTOMER)
            move(sessions, SESSIONS_CUSTOMER);
        else
            forget_person(sessions);
    }
    pthread_mutex_unlock(&sessions->mutex);
    return err;
}

// Whether the open session may stay so. A list that cannot be read now ends nothing: each write
// asks again.
static void tend(struct sessions *sessions)
{
    if (state_of(sessions) != SESSIONS_OPEN)
        return;
    if (now_boot(sessions) - sessions->touched_boot_ms >= sessions->lock_ms
        || author_check(sessions->options.store, &sessions->person, NULL) == ERR_DENIED)
        forget_person(sessions);
}

void sessions_look(struct sessions *sessions, const struct digest *cookie, bool touch,
                   struct sessions_view *out)
{
    *out = (struct sessions_view){0};
    pthread_mutex_lock(&sessions->mutex);
    tend(sessions);
    out->known
        = cookie && sessions->kept.there && session_token_equal(&sessions->kept.cookie, cookie);
    if (out->known) {
        out->state = state_of(sessions);
        out->number = sessions->number;
        out->person = sessions->person;
        if (out->state == SESSIONS_CUSTOMER) {
            out->subject = sessions->kept.subject;
            memcpy(out->form, sessions->kept.form, sizeof(out->form));
        }
        if (touch)
            sessions->touched_boot_ms = now_boot(sessions);
    }
    pthread_mutex_unlock(&sessions->mutex);
}

// The customer's hold ends on the disk first.
static enum err let_in(struct sessions *sessions, const struct uuid *person, struct error *error)
{
    struct sessions_kept kept = sessions->kept;
    struct preference preference;
    enum err err = ERR_OK;

    if (kept.customer) {
        kept = (struct sessions_kept){.there = true, .cookie = kept.cookie};
        err = sessions_kept_write(sessions->options.store, &kept, error);
    }
    if (!err && !uuid_equal(&sessions->last, person))
        err = sessions_kept_put_last(sessions->options.store, person, error);
    if (err)
        return err;
    preference_read(sessions->options.store, person, &preference);
    sessions->kept = kept;
    sessions->last = sessions->person = *person;
    sessions->lock_ms = preference_lock_ms(&preference);
    sessions->touched_boot_ms = now_boot(sessions);
    move(sessions, SESSIONS_OPEN);
    return ERR_OK;
}

static enum err check_session(const struct sessions *sessions, uint64_t number, struct error *error)
{
    if (sessions->kept.there && sessions->number == number)
        return ERR_OK;
    return error_set(
        error, ERR_AUTH,
        "另一个窗口已打开，这个窗口已结束 another window was opened, this one has ended");
}

enum err sessions_unlock(struct sessions *sessions, const struct sessions_key *key, int64_t *wait_s,
                         struct error *error)
{
    enum err err = author_check(sessions->options.store, &key->person, error);

    *wait_s = 0;
    if (!err)
        err = pin_check(sessions->pins, &key->person, key->pin, wait_s, error);
    if (err)
        return err;
    pthread_mutex_lock(&sessions->mutex);
    err = check_session(sessions, key->number, error);
    if (!err)
        err = let_in(sessions, &key->person, error);
    pthread_mutex_unlock(&sessions->mutex);
    return err;
}

struct search {
    struct pins *pins;
    bool found;
    enum err err;
};

static bool look_for_pin(void *arg, const struct author *author)
{
    struct search *search = arg;

    search->err = pin_known(search->pins, &author->id, &search->found, NULL);
    return !search->err && !search->found;
}

// The first PIN of a person: the first of the tablet, or under the eyes of a colleague.
static enum err may_begin(struct sessions *sessions, struct error *error)
{
    struct search search = {.pins = sessions->pins};
    enum err err;

    if (state_of(sessions) == SESSIONS_OPEN)
        return ERR_OK;
    err = author_list(sessions->options.store, look_for_pin, &search, error);
    if (err || search.err)
        return err ? err : search.err;
    if (!search.found && state_of(sessions) == SESSIONS_LOCKED)
        return ERR_OK;
    return error_set(
        error, ERR_DENIED,
        "第一个 PIN 请在同事已进入时设置，或在命令行 plumb pin set the first PIN is set "
        "while a colleague is in, or by plumb pin set");
}

enum err sessions_set_pin(struct sessions *sessions, const struct sessions_key *key,
                          int64_t *wait_s, struct error *error)
{
    bool known = false;
    enum err err;

    *wait_s = 0;
    pthread_mutex_lock(&sessions->mutex);
    tend(sessions);
    err = check_session(sessions, key->number, error);
    if (!err)
        err = author_check(sessions->options.store, &key->person, error);
    if (!err)
        err = pin_known(sessions->pins, &key->person, &known, error);
    if (!err && known)
        err = pin_check(sessions->pins, &key->person, key->old, wait_s, error);
    else if (!err)
        err = may_begin(sessions, error);
    if (!err)
        err = pin_set(sessions->pins, &key->person, key->pin, error);
    if (!err)
        err = let_in(sessions, &key->person, error);
    pthread_mutex_unlock(&sessions->mutex);
    return err;
}

void sessions_lock(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->mutex);
    if (state_of(sessions) == SESSIONS_OPEN)
        forget_person(sessions);
    pthread_mutex_unlock(&sessions->mutex);
}

enum err sessions_end(struct sessions *sessions, struct error *error)
{
    struct sessions_kept none = {0};
    enum err err = ERR_OK;

    pthread_mutex_lock(&sessions->mutex);
    if (state_of(sessions) != SESSIONS_OPEN)
        err = error_set(error, ERR_AUTH, "no person is in");
    if (!err)
        err = sessions_kept_write(sessions->options.store, &none, error);
    if (!err) {
        sessions->kept = none;
        sessions->number++;
        forget_person(sessions);
    }
    pthread_mutex_unlock(&sessions->mutex);
    return err;
}

enum err sessions_hand(struct sessions *sessions, const struct uuid *subject, const char *form,
                       struct error *error)
{
    struct sessions_kept kept;
    enum err err = ERR_OK;

    pthread_mutex_lock(&sessions->mutex);
    kept = (struct sessions_kept){.there = true,
                                  .cookie = sessions->kept.cookie,
                                  .customer = true,
                                  .person = sessions->person,
                                  .subject = *subject};
    if (state_of(sessions) != SESSIONS_OPEN)
        err = error_set(error, ERR_AUTH, "no person is in");
    else if (!text_copy(kept.form, sizeof(kept.form), span_of(form)))
        err = error_set(error, ERR_INVALID, "\"%.60s\" is no form", form);
    if (!err)
        err = sessions_kept_write(sessions->options.store, &kept, error);
    if (!err) {
        sessions->kept = kept;
        move(sessions, SESSIONS_CUSTOMER);
    }
    pthread_mutex_unlock(&sessions->mutex);
    return err;
}

void sessions_reread(struct sessions *sessions)
{
    struct preference preference;

    pthread_mutex_lock(&sessions->mutex);
    preference_read(sessions->options.store, &sessions->person, &preference);
    sessions->lock_ms = preference_lock_ms(&preference);
    pthread_mutex_unlock(&sessions->mutex);
}

struct uuid sessions_last(struct sessions *sessions)
{
    struct uuid last;

    pthread_mutex_lock(&sessions->mutex);
    last = sessions->last;
    pthread_mutex_unlock(&sessions->mutex);
    return last;
}

// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/pin.h"

#include "agent/store/setting.h"
#include "shared/base/memory.h"
#include "shared/crypto/password.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 64, NUMBER_MAX = 24, WAIT_FIRST_MS = 30000, WAIT_MOST_MS = 3600000 };

// Since when a person waits; and wrong tries that a full disk did not take.
struct waiting {
    struct uuid person;
    int64_t from_boot_ms, tries;
};
struct pins {
    struct store *store;
    struct clock clock;
    int64_t opened_boot_ms;
    pthread_mutex_t mutex;
    struct waiting *list;
    size_t count;
};

struct pins *pin_open(struct store *store)
{
    struct pins *pins = mem_alloc(sizeof(*pins));

    pins->store = store;
    pins->clock = store_given(store)->clock;
    pins->opened_boot_ms = clock_boot_ms(&pins->clock);
    pthread_mutex_init(&pins->mutex, NULL);
    return pins;
}

void pin_close(struct pins *pins)
{
    if (!pins)
        return;
    pthread_mutex_destroy(&pins->mutex);
    mem_free(pins->list);
    mem_free(pins);
}

int64_t pin_wait_after(int64_t wrong_tries)
{
    int64_t ms = WAIT_FIRST_MS;

    if (wrong_tries < PIN_FREE_TRIES)
        return 0;
    for (int64_t i = PIN_FREE_TRIES; i < wrong_tries && ms < WAIT_MOST_MS; i++)
        ms *= 2;
    return ms < WAIT_MOST_MS ? ms : WAIT_MOST_MS;
}

static void name_of(const char *what, const struct uuid *person, char out[NAME_MAX_BYTES])
{
    char id[UUID_TEXT];

    uuid_format(person, id);
    snprintf(out, NAME_MAX_BYTES, "%s %s", what, id);
}

static enum err read_kept(struct pins *pins, const struct uuid *person, char out[PASSWORD_TEXT],
                          struct error *error)
{
    char name[NAME_MAX_BYTES];
    struct buffer text;
    enum err err;

    name_of("pin", person, name);
    buffer_init(&text, PASSWORD_TEXT - 1);
    err = setting_read(pins->store, name, &text, error);
    text_copy(out, PASSWORD_TEXT, (struct span){text.data, text.len});
    buffer_clear(&text);
    return err;
}

static struct waiting *waiting_of(struct pins *pins, const struct uuid *person)
{
    for (size_t i = 0; i < pins->count; i++)
        if (uuid_equal(&pins->list[i].person, person))
            return &pins->list[i];
    return NULL;
}

static struct waiting *note_waiting(struct pins *pins, const struct uuid *person)
{
    struct waiting *waiting = waiting_of(pins, person);

    if (!waiting) {
        pins->list = mem_resize(pins->list, (pins->count + 1) * sizeof(*pins->list));
        waiting = &pins->list[pins->count++];
        *waiting = (struct waiting){.person = *person, .from_boot_ms = pins->opened_boot_ms};
    }
    return waiting;
}

static enum err read_tries(struct pins *pins, const struct uuid *person, int64_t *out,
                           struct error *error)
{
    const struct waiting *waiting = waiting_of(pins, person);
    char name[NAME_MAX_BYTES];
    struct buffer text;
    enum err err;

    *out = 0;
    name_of("pin_tries", person, name);
    buffer_init(&text, NUMBER_MAX);
    err = setting_read(pins->store, name, &text, error);
    if (!err && !text_parse_i64((struct span){text.data, text.len}, out))
        err = error_set(error, ERR_CORRUPT, "setting %s", name);
    buffer_clear(&text);
    if (waiting && waiting->tries > *out)
        *out = waiting->tries;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// 0 forgets them. On a disk without any room they are counted in this process life only: whoever
// has the right PIN must get in to make room.
static enum err put_tries(struct pins *pins, const struct uuid *person, int64_t tries,
                          struct error *error)
{
    char name[NAME_MAX_BYTES], text[NUMBER_MAX] = "";
    enum err err;

    name_of("pin_tries", person, name);
    if (tries)
        snprintf(text, sizeof(text), "%lld", (long long)tries);
    err = setting_save(pins->store, name, span_of(text), error);
    note_waiting(pins, person)->tries = err == ERR_FULL ? tries : 0;
    return err == ERR_FULL ? ERR_OK : err;
}

static void wait_from_now(struct pins *pins, const struct uuid *person)
{
    note_waiting(pins, person)->from_boot_ms = clock_boot_ms(&pins->clock);
}

static int64_t left_ms(struct pins *pins, const struct uuid *person, int64_t tries)
{
    const struct waiting *waiting = waiting_of(pins, person);
    int64_t from = waiting ? waiting->from_boot_ms : pins->opened_boot_ms;
    int64_t left = from + pin_wait_after(tries) - clock_boot_ms(&pins->clock);

    return tries >= PIN_FREE_TRIES && left > 0 ? left : 0;
}

static int64_t seconds_of(int64_t ms)
{
    return (ms + 999) / 1000;
}

enum err pin_known(struct pins *pins, const struct uuid *person, bool *out, struct error *error)
{
    char kept[PASSWORD_TEXT];
    enum err err = read_kept(pins, person, kept, error);

    *out = err == ERR_OK;
    mem_wipe(kept, sizeof(kept));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err pin_wait(struct pins *pins, const struct uuid *person, int64_t *seconds,
                  struct error *error)
{
    int64_t tries;
    enum err err;

    pthread_mutex_lock(&pins->mutex);
    err = read_tries(pins, person, &tries, error);
    *seconds = seconds_of(left_ms(pins, person, tries));
    pthread_mutex_unlock(&pins->mutex);
    return err;
}

// A PIN made at a lower cost than today's is kept at today's from now on.
static void renew(struct pins *pins, const struct uuid *person, struct span pin)
{
    struct random random = store_given(pins->store)->random;
    char kept[PASSWORD_TEXT], name[NAME_MAX_BYTES];

    name_of("pin", person, name);
    if (password_make(&random, pin, kept, NULL) == ERR_OK)
        setting_write(pins->store, name, span_of(kept), NULL);
    mem_wipe(kept, sizeof(kept));
}

static enum err refuse(struct pins *pins, const struct uuid *person, int64_t tries,
                       struct error *error)
{
    int64_t wait_s;

    wait_from_now(pins, person);
    wait_s = seconds_of(left_ms(pins, person, tries));
    if (wait_s)
        return error_set(error, ERR_AUTH,
                         "PIN 不对，请等 %lld 秒再试 that is not the PIN; wait %lld s",
                         (long long)wait_s, (long long)wait_s);
    return error_set(error, ERR_AUTH,
                     "PIN 不对，还可试 %lld 次 that is not the PIN; %lld more tries before a wait",
                     (long long)(PIN_FREE_TRIES - tries), (long long)(PIN_FREE_TRIES - tries));
}

// The try is on the disk before it is known whether it was a good one.
static enum err try_pin(struct pins *pins, const struct uuid *person, struct span pin,
                        struct error *error)
{
    char kept[PASSWORD_TEXT];
    int64_t tries, left;
    bool right, outdated;
    enum err err = read_tries(pins, person, &tries, error);

    if (err)
        return err;
    left = left_ms(pins, person, tries);
    if (left)
        return error_set(error, ERR_BUSY,
                         "PIN 输错多次，请等 %lld 秒再试 too many wrong PINs: wait %lld s",
                         (long long)seconds_of(left), (long long)seconds_of(left));
    err = read_kept(pins, person, kept, error);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "此人在本平板上还没有 PIN this person has no PIN here yet");
    if (!err)
        err = put_tries(pins, person, tries + 1, error);
    if (err)
        return err;
    right = password_check(pin, kept);
    outdated = password_outdated(kept);
    mem_wipe(kept, sizeof(kept));
    if (!right)
        return refuse(pins, person, tries + 1, error);
    if (outdated)
        renew(pins, person, pin);
    return put_tries(pins, person, 0, error);
}

enum err pin_check(struct pins *pins, const struct uuid *person, struct span pin, int64_t *wait_s,
                   struct error *error)
{
    int64_t tries = 0;
    enum err err;

    pthread_mutex_lock(&pins->mutex);
    err = try_pin(pins, person, pin, error);
    read_tries(pins, person, &tries, NULL);
    *wait_s = seconds_of(left_ms(pins, person, tries));
    pthread_mutex_unlock(&pins->mutex);
    return err;
}

static bool is_digits(struct span pin)
{
    for (size_t i = 0; i < pin.len; i++)
        if (pin.data[i] < '0' || pin.data[i] > '9')
            return false;
    return pin.len >= PIN_DIGITS_MIN && pin.len <= PIN_DIGITS_MAX;
}

// All steps from digit to digit are the same: 1111, 1234, 8765.
static bool is_guessed_first(struct span pin)
{
    int step = pin.data[1] - pin.data[0];

    for (size_t i = 1; i < pin.len; i++)
        if (pin.data[i] - pin.data[i - 1] != step)
            return false;
    return step >= -1 && step <= 1;
}

static enum err put_kept(struct pins *pins, const struct uuid *person, const char *kept,
                         struct error *error)
{
    char name[NAME_MAX_BYTES];
    enum err err;

    name_of("pin", person, name);
    err = setting_save(pins->store, name, span_of(kept), error);
    return err ? err : put_tries(pins, person, 0, error);
}

enum err pin_set(struct pins *pins, const struct uuid *person, struct span pin, struct error *error)
{
    struct random random = store_given(pins->store)->random;
    char kept[PASSWORD_TEXT];
    enum err err;

    if (!is_digits(pin))
        return error_set(error, ERR_INVALID, "PIN 要 %d 到 %d 位数字 a PIN has %d to %d digits",
                         PIN_DIGITS_MIN, PIN_DIGITS_MAX, PIN_DIGITS_MIN, PIN_DIGITS_MAX);
    if (is_guessed_first(pin))
        return error_set(error, ERR_INVALID,
                         "这个 PIN 最容易被猜到，请换一个 this PIN is guessed first: take another");
    err = password_make(&random, pin, kept, error);
    pthread_mutex_lock(&pins->mutex);
    if (!err)
        err = put_kept(pins, person, kept, error);
    pthread_mutex_unlock(&pins->mutex);
    mem_wipe(kept, sizeof(kept));
    return err;
}

enum err pin_clear(struct pins *pins, const struct uuid *person, struct error *error)
{
    enum err err;

    pthread_mutex_lock(&pins->mutex);
    err = put_kept(pins, person, "", error);
    pthread_mutex_unlock(&pins->mutex);
    return err;
}

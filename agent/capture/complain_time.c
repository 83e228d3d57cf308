// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/complain_time.h"

#include "agent/store/office_time.h"
#include "agent/store/setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NOTES "complaints_unsure"
enum { NOTES_MAX = 64 << 10 };

struct note {
    struct uuid complaint, site, person;
    char boot[BOOT_ID_TEXT];
    int64_t boot_ms, received_ms;
    int64_t right_ms; // when it came in, once that is known
};

static enum err read_notes(struct store *store, struct buffer *out, struct error *error)
{
    enum err code = setting_read(store, NOTES, out, error);

    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err complain_time_note(struct deed *deed, const struct uuid *complaint, int64_t received_ms,
                            struct error *error)
{
    struct store *store = deed->options->store;
    const struct clock *clock = &store_given(store)->clock;
    char id[UUID_TEXT], site[UUID_TEXT], person[UUID_TEXT];
    struct buffer notes;
    enum err code;

    if (office_time(store).sure)
        return ERR_OK;
    uuid_format(complaint, id);
    uuid_format(&deed->options->site, site);
    uuid_format(&deed->options->person, person);
    buffer_init(&notes, NOTES_MAX);
    code = read_notes(store, &notes, error);
    if (!code) {
        buffer_printf(&notes, "%s %s %s %s %" PRId64 " %" PRId64 "\n", id, site, person,
                      clock_boot_id(clock), clock_boot_ms(clock), received_ms);
        code = setting_write(store, NOTES, (struct span){notes.data, notes.len}, error);
    }
    buffer_clear(&notes);
    return code;
}

// The next word of a line; empty at its end.
static struct span next_word(struct span *line)
{
    const char *gap = memchr(line->data, ' ', line->len);
    size_t len = gap ? (size_t)(gap - line->data) : line->len;
    struct span word = {line->data, len};

    line->data += len + (gap != NULL);
    line->len -= len + (gap != NULL);
    return word;
}

static bool parse(struct span line, struct note *out)
{
    *out = (struct note){0};
    return uuid_parse(next_word(&line), &out->complaint) && uuid_parse(next_word(&line), &out->site)
           && uuid_parse(next_word(&line), &out->person)
           && text_copy(out->boot, sizeof(out->boot), next_word(&line))
           && text_parse_i64(next_word(&line), &out->boot_ms)
           && text_parse_i64(next_word(&line), &out->received_ms);
}

static enum err put_right(struct deed *deed, const void *argument, struct error *error)
{
    const struct note *note = argument;
    const struct fact *complaint;
    int64_t received_ms;
    enum err code = deed_find(deed, "complaint", &note->complaint, &complaint, error);

    if (code || !fact_integer(complaint, "received_at", &received_ms)
        || received_ms != note->received_ms)
        return code;
    deed_open(deed, "complaint", &note->complaint);
    deed_integer(deed, "received_at", note->right_ms);
    return deed_close(deed, NULL, error);
}

static enum err mend(struct store *store, struct note *note, size_t *changed, struct error *error)
{
    const struct clock *clock = &store_given(store)->clock;
    const struct deed_options options
        = {.store = store, .person = note->person, .site = note->site};
    struct deed_report report = {0};
    int64_t boot_ms = clock_boot_ms(clock);
    bool same = strcmp(note->boot, clock_boot_id(clock)) == 0 && boot_ms >= note->boot_ms;
    enum err code;

    note->right_ms = office_time_now_ms(store) - (same ? boot_ms - note->boot_ms : 0);
    code = deed_run(&options, put_right, note, &report, error);
    *changed += !code && report.count > 0;
    deed_report_clear(&report);
    // What is not here any more, or not theirs, is not this tablet's to mend.
    return code == ERR_NOT_FOUND || code == ERR_DENIED ? ERR_OK : code;
}

enum err complain_time_mend(struct store *store, size_t *changed, struct error *error)
{
    struct buffer notes;
    struct note note;
    enum err code;

    *changed = 0;
    buffer_init(&notes, NOTES_MAX);
    code = read_notes(store, &notes, error);
    if (code || notes.len == 0 || !office_time(store).sure)
        goto done;
    for (size_t from = 0, len; !code && from < notes.len; from += len + 1) {
        const char *end = memchr(notes.data + from, '\n', notes.len - from);

        len = end ? (size_t)(end - notes.data) - from : notes.len - from;
        if (parse((struct span){notes.data + from, len}, &note))
            code = mend(store, &note, changed, error);
    }
    if (!code)
        code = setting_write(store, NOTES, (struct span){0}, error);

done:
    buffer_clear(&notes);
    return code;
}

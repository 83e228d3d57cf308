// SPDX-License-Identifier: Apache-2.0
#include "shared/model/signoff.h"

#include "shared/model/shape.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { BOOT_DIGITS = 16, SCORE_MAX = 5 };

// Writing: each member ends with a comma, the last of which becomes the closing brace.
static void put_key(struct buffer *out, const char *key)
{
    buffer_printf(out, "\"%s\":", key);
}

static void put_null(struct buffer *out, const char *key)
{
    buffer_printf(out, "\"%s\":null,", key);
}

static void put_text(struct buffer *out, const char *key, struct span text)
{
    if (!text.len) {
        put_null(out, key);
        return;
    }
    put_key(out, key);
    canon_put_string(out, text);
    buffer_append_char(out, ',');
}

static void put_uuid(struct buffer *out, const char *key, const struct uuid *uuid)
{
    if (uuid_is_nil(uuid)) {
        put_null(out, key);
        return;
    }
    put_key(out, key);
    canon_put_uuid(out, uuid);
    buffer_append_char(out, ',');
}

static void put_digest(struct buffer *out, const char *key, const struct digest *digest,
                       bool present)
{
    char hex[HASH_TEXT];

    if (!present) {
        put_null(out, key);
        return;
    }
    digest_format(digest, hex);
    buffer_printf(out, "\"%s\":\"%s\",", key, hex);
}

static void put_integer(struct buffer *out, const char *key, int64_t value, bool present)
{
    if (!present) {
        put_null(out, key);
        return;
    }
    put_key(out, key);
    canon_put_integer(out, value);
    buffer_append_char(out, ',');
}

bool signoff_format(const struct signoff *signoff, struct buffer *out)
{
    const size_t start = out->len;

    buffer_append_char(out, '{');
    put_text(out, "boot", span_of(signoff->boot));
    put_text(out, "catalogue", signoff->catalogue);
    put_digest(out, "certificate", &signoff->certificate, true);
    put_digest(out, "chain", &signoff->chain, true);
    put_digest(out, "content", &signoff->content, true);
    put_uuid(out, "device", &signoff->device);
    put_key(out, "entries");
    canon_put_u64(out, signoff->entries);
    buffer_append_char(out, ',');
    put_text(out, "form", signoff->form);
    put_text(out, "format", span_of(SIGNOFF_FORMAT));
    put_digest(out, "handwriting", &signoff->handwriting, signoff->handwritten);
    put_uuid(out, "id", &signoff->id);
    put_text(out, "latitude", signoff->latitude);
    put_text(out, "longitude", signoff->longitude);
    put_integer(out, "mono_ms", signoff->mono_ms, true);
    put_text(out, "name", signoff->name);
    put_uuid(out, "node", &signoff->node);
    put_uuid(out, "of", &signoff->of);
    put_integer(out, "offset_ms", signoff->offset_ms, signoff->offset_known);
    put_uuid(out, "person", &signoff->person);
    put_text(out, "reason", signoff->reason);
    put_digest(out, "rendering", &signoff->rendering, signoff->handwritten);
    put_text(out, "role", signoff->role);
    put_integer(out, "score", signoff->score, signoff->score != 0);
    put_integer(out, "signed_ms", signoff->signed_ms, true);
    put_uuid(out, "site", &signoff->site);
    put_digest(out, "statement", &signoff->statement, true);
    put_text(out, "verdict", signoff->verdict);
    if (out->len - start > SIGNOFF_TEXT_MAX)
        out->failed = true;
    if (!out->failed)
        out->data[out->len - 1] = '}';
    return !out->failed;
}

// Reading.
static bool take_null(struct canon_reader *reader)
{
    return canon_peek(reader) == CANON_NULL && canon_null(reader);
}

static bool read_text(struct canon_reader *reader, struct span *out)
{
    if (canon_string(reader, out) && !out->len)
        canon_refuse(reader, "an empty text");
    return !reader->fault;
}

static bool read_digest(struct canon_reader *reader, struct digest *out)
{
    struct span hex;

    if (canon_string(reader, &hex) && !digest_parse(hex.data, hex.len, out))
        canon_refuse(reader, "expected a digest of 64 lower-case hex digits");
    return !reader->fault;
}

static bool read_uuid(struct canon_reader *reader, struct uuid *out)
{
    if (canon_uuid(reader, out) && uuid_is_nil(out))
        canon_refuse(reader, "expected a UUID that is not nil");
    return !reader->fault;
}

// A reader of one member for each way to read.
#define MEMBER(name, how)                                          \
    static bool of_##name(struct canon_reader *reader, void *into) \
    {                                                              \
        return how(reader, &((struct signoff *)into)->name);       \
    }
#define OPTIONAL(name, how)                                                       \
    static bool of_##name(struct canon_reader *reader, void *into)                \
    {                                                                             \
        return take_null(reader) || how(reader, &((struct signoff *)into)->name); \
    }

static bool of_boot(struct canon_reader *reader, void *into)
{
    struct span text;
    uint8_t bytes[BOOT_DIGITS / 2];

    if (take_null(reader) || !read_text(reader, &text))
        return !reader->fault;
    if (!text_parse_hex(text, bytes, sizeof(bytes)))
        canon_refuse(reader, "expected 16 lower-case hex digits");
    else
        memcpy(((struct signoff *)into)->boot, text.data, BOOT_DIGITS);
    return !reader->fault;
}

static bool of_format(struct canon_reader *reader, void *into)
{
    struct span format;

    (void)into;
    if (canon_string(reader, &format) && !span_is(format, SIGNOFF_FORMAT))
        canon_refuse(reader, "another format");
    return !reader->fault;
}

static bool of_handwriting(struct canon_reader *reader, void *into)
{
    struct signoff *signoff = into;

    if (take_null(reader))
        return true;
    signoff->handwritten = true;
    return read_digest(reader, &signoff->handwriting);
}

static bool of_rendering(struct canon_reader *reader, void *into)
{
    struct signoff *signoff = into;
    const bool absent = take_null(reader);

    if (absent == signoff->handwritten)
        canon_refuse(reader, "handwriting and its rendering belong together");
    return absent ? !reader->fault : read_digest(reader, &signoff->rendering);
}

static bool of_offset_ms(struct canon_reader *reader, void *into)
{
    struct signoff *signoff = into;

    signoff->offset_known = !take_null(reader);
    return !signoff->offset_known || canon_integer(reader, &signoff->offset_ms);
}

static bool of_score(struct canon_reader *reader, void *into)
{
    int64_t *score = &((struct signoff *)into)->score;

    if (!take_null(reader) && canon_integer(reader, score) && (*score < 1 || *score > SCORE_MAX))
        canon_refuse(reader, "a score is 1 to 5");
    return !reader->fault;
}

MEMBER(catalogue, read_text);
MEMBER(certificate, read_digest);
MEMBER(chain, read_digest);
MEMBER(content, read_digest);
MEMBER(device, read_uuid);
MEMBER(entries, canon_u64);
MEMBER(form, read_text);
MEMBER(id, read_uuid);
OPTIONAL(latitude, read_text);
OPTIONAL(longitude, read_text);
MEMBER(mono_ms, canon_integer);
MEMBER(name, read_text);
OPTIONAL(node, read_uuid);
MEMBER(of, read_uuid);
MEMBER(person, read_uuid);
OPTIONAL(reason, read_text);
MEMBER(role, read_text);
MEMBER(signed_ms, canon_integer);
MEMBER(site, read_uuid);
MEMBER(statement, read_digest);
MEMBER(verdict, read_text);

enum err signoff_parse(struct span text, struct signoff *out, struct error *error)
{
    static const struct shape_member members[] = {
        {"boot", of_boot, false},
        {"catalogue", of_catalogue, false},
        {"certificate", of_certificate, false},
        {"chain", of_chain, false},
        {"content", of_content, false},
        {"device", of_device, false},
        {"entries", of_entries, false},
        {"form", of_form, false},
        {"format", of_format, false},
        {"handwriting", of_handwriting, false},
        {"id", of_id, false},
        {"latitude", of_latitude, false},
        {"longitude", of_longitude, false},
        {"mono_ms", of_mono_ms, false},
        {"name", of_name, false},
        {"node", of_node, false},
        {"of", of_of, false},
        {"offset_ms", of_offset_ms, false},
        {"person", of_person, false},
        {"reason", of_reason, false},
        {"rendering", of_rendering, false},
        {"role", of_role, false},
        {"score", of_score, false},
        {"signed_ms", of_signed_ms, false},
        {"site", of_site, false},
        {"statement", of_statement, false},
        {"verdict", of_verdict, false},
    };
    static const struct shape shape = {members, COUNT(members), false};
    struct canon_reader reader;

    *out = (struct signoff){.id = {{0}}};
    if (text.len > SIGNOFF_TEXT_MAX)
        return error_set(error, ERR_PARSE, "a sealed text of %zu bytes", text.len);
    canon_open(&reader, text);
    shape_read(&reader, &shape, out);
    return canon_end(&reader, error);
}

// The record's fields against the sealed text.
static bool same_text(const struct fact *record, const char *field, struct span sealed)
{
    struct span raw = {0};

    return fact_text(record, field, &raw) ? span_equal(raw, sealed) : !sealed.len;
}

static bool same_uuid(const struct fact *record, const char *field, const struct uuid *sealed)
{
    struct uuid found = uuid_nil;

    fact_uuid(record, field, &found);
    return uuid_equal(&found, sealed);
}

static bool same_digest(const struct fact *record, const char *field, const struct digest *sealed,
                        bool present)
{
    char hex[HASH_TEXT] = "";

    if (present)
        digest_format(sealed, hex);
    return same_text(record, field, span_of(hex));
}

static bool same_integer(const struct fact *record, const char *field, int64_t sealed)
{
    int64_t found = 0;

    fact_integer(record, field, &found);
    return found == sealed;
}

bool signoff_matches(const struct fact *record, const struct signoff *sealed, const char **field)
{
    const struct uuid author = fact_author(record);
    const struct {
        const char *field;
        bool same;
    } checks[] = {
        {"id", uuid_equal(&record->record->id, &sealed->id)},
        {"site", uuid_equal(&record->record->site, &sealed->site)},
        {"person", uuid_equal(&author, &sealed->person)},
        {"of", same_uuid(record, "of", &sealed->of)},
        {"node", same_uuid(record, "node", &sealed->node)},
        {"form", same_text(record, "form", sealed->form)},
        {"role", same_text(record, "role", sealed->role)},
        {"name", same_text(record, "name", sealed->name)},
        {"verdict", same_text(record, "verdict", sealed->verdict)},
        {"reason", same_text(record, "reason", sealed->reason)},
        {"score", same_integer(record, "score", sealed->score)},
        {"signed_at", same_integer(record, "signed_at", sealed->signed_ms)},
        {"statement", same_digest(record, "statement", &sealed->statement, true)},
        {"handwriting",
         same_digest(record, "handwriting", &sealed->handwriting, sealed->handwritten)},
        {"rendering", same_digest(record, "rendering", &sealed->rendering, sealed->handwritten)},
        {"content", same_digest(record, "content", &sealed->content, true)},
        {"latitude", same_text(record, "latitude", sealed->latitude)},
        {"longitude", same_text(record, "longitude", sealed->longitude)},
    };

    for (size_t i = 0; i < COUNT(checks); i++) {
        if (checks[i].same)
            continue;
        *field = checks[i].field;
        return false;
    }
    return true;
}

void signoff_code(const struct digest *sealed, char out[SIGNOFF_CODE])
{
    char text[HASH_TEXT];

    digest_format(sealed, text);
    snprintf(out, SIGNOFF_CODE, "%.4s-%.4s", text, text + 4);
}

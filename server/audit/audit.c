// SPDX-License-Identifier: Apache-2.0
#include "server/audit/audit.h"

#include "shared/crypto/certificate.h"
#include "shared/crypto/key.h"
#include "shared/crypto/pem.h"
#include "shared/model/canon.h"

#include <inttypes.h>

enum { TEXT_MAX = 4 << 20, HEAD_MAX = 512 };

static bool put_member(struct buffer *out, const char *name, struct span text)
{
    buffer_printf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
    return canon_put_string(out, text);
}

static void put_digest(struct buffer *out, const char *name, const struct digest *digest)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    put_member(out, name, span_of(text));
}

static void put_uuid(struct buffer *out, const char *name, const struct uuid *uuid)
{
    char text[UUID_TEXT];

    uuid_format(uuid, text);
    put_member(out, name, span_of(text));
}

// SHA-256(salt ‖ {"after":…,"before":…,"why":…}).
static bool digest_content(const struct audit_row *audit, struct buffer *scratch,
                           struct digest *out)
{
    buffer_reset(scratch);
    buffer_append_char(scratch, '{');
    put_member(scratch, "after", audit->after);
    put_member(scratch, "before", audit->before);
    put_member(scratch, "why", audit->why);
    buffer_append_char(scratch, '}');
    if (scratch->failed)
        return false;
    hash_pair(audit->salt.data, audit->salt.len, scratch->data, scratch->len, out);
    return true;
}

// SHA-256(previous ‖ the row with its members sorted by name).
static bool digest_row(const struct audit_row *audit, const struct digest *previous,
                       struct buffer *scratch, struct digest *out)
{
    buffer_reset(scratch);
    buffer_append_char(scratch, '{');
    put_uuid(scratch, "account", &audit->account);
    put_member(scratch, "act", audit->act);
    put_member(scratch, "address", audit->address);
    buffer_append_text(scratch, ",\"at_ms\":");
    canon_put_integer(scratch, audit->at_ms);
    put_digest(scratch, "content", &audit->content);
    buffer_append_text(scratch, ",\"number\":");
    canon_put_u64(scratch, audit->number);
    put_uuid(scratch, "person", &audit->person);
    put_uuid(scratch, "site", &audit->site);
    put_member(scratch, "subject", audit->subject);
    put_member(scratch, "subject_kind", audit->subject_kind);
    put_member(scratch, "who", audit->who);
    buffer_append_char(scratch, '}');
    if (scratch->failed)
        return false;
    hash_pair(previous->bytes, HASH_BYTES, scratch->data, scratch->len, out);
    return true;
}

enum err audit_put(struct storage *storage, const struct audit_row *audit, uint64_t *number,
                   struct error *error)
{
    struct audit_row row = *audit;
    struct digest previous;
    struct buffer scratch;
    uint8_t salt[AUDIT_SALT_BYTES];
    enum err code = audit_log_last(storage_writer(storage), &row.number, &previous, error);

    if (code)
        return code;
    row.number++;
    row.at_ms = storage_stamp(storage)->at_ms;
    random_fill(storage_random(storage), salt, sizeof(salt));
    row.salt = (struct span){(const char *)salt, sizeof(salt)};
    buffer_init(&scratch, TEXT_MAX);
    if (!digest_content(&row, &scratch, &row.content)
        || !digest_row(&row, &previous, &scratch, &row.chain))
        code = error_set(error, ERR_INVALID, "audit: %.*s: what was done cannot be written down",
                         (int)row.act.len, row.act.data);
    buffer_clear(&scratch);
    if (!code)
        code = audit_log_put(storage, &row, error);
    if (!code && number)
        *number = row.number;
    return code;
}

// ---- verifying ----

struct check {
    struct buffer *report, scratch;
    uint64_t after; // rows and heads up to this one were verified before
    struct audit_verdict *verdict;
    struct view *view;
};

static void complain(struct check *check, uint64_t number, const char *what)
{
    check->verdict->faults++;
    buffer_printf(check->report, "audit: row %" PRIu64 ": %s\n", number, what);
}

static bool check_row(void *arg, const struct audit_row *audit)
{
    struct check *check = arg;
    struct audit_verdict *verdict = check->verdict;
    struct digest want;

    if (audit->number != verdict->number + 1)
        complain(check, audit->number, "rows before it are missing");
    if (!audit->salt.len)
        verdict->erased++;
    else if (!digest_content(audit, &check->scratch, &want)
             || !digest_equal(&want, &audit->content))
        complain(check, audit->number, "its values are not those that were written");
    if (!digest_row(audit, &verdict->chain, &check->scratch, &want)
        || !digest_equal(&want, &audit->chain))
        complain(check, audit->number, "it does not follow from the row before it");
    verdict->rows++;
    verdict->number = audit->number;
    verdict->chain = audit->chain;
    return true;
}

struct found_row {
    uint64_t number;
    struct digest chain;
};

static bool take_row(void *arg, const struct audit_row *audit)
{
    *(struct found_row *)arg = (struct found_row){audit->number, audit->chain};
    return false;
}

static bool seal_holds(const struct audit_head_row *head)
{
    struct buffer pem;
    struct key *key = NULL;
    bool holds = false;

    buffer_init(&pem, 16 << 10);
    if (pem_write("CERTIFICATE", head->certificate.data, head->certificate.len, &pem) == ERR_OK
        && certificate_public_key((struct span){pem.data, pem.len}, &key, NULL) == ERR_OK)
        holds = key_verify(key, head->head.data, head->head.len, (const uint8_t *)head->seal.data,
                           head->seal.len);
    key_free(key);
    buffer_clear(&pem);
    return holds;
}

static bool check_head(void *arg, const struct audit_head_row *head)
{
    struct check *check = arg;
    struct found_row found = {0};
    struct digest chain;
    uint64_t number = 0;
    int64_t at_ms = 0;

    if (head->number <= check->after)
        return true;
    if (!seal_holds(head) || !audit_head_parse(head->head, &number, &chain, &at_ms)
        || number != head->number) {
        complain(check, head->number, "its signed head is not as it was signed");
        return true;
    }
    audit_log_up(check->view, number - 1, take_row, &found, NULL);
    if (found.number != number || !digest_equal(&found.chain, &chain))
        complain(check, number, "it is not the row whose head was signed");
    else
        check->verdict->heads++;
    return true;
}

enum err audit_verify_on(struct view *view, struct buffer *report, struct audit_verdict *verdict,
                         struct error *error)
{
    struct check check
        = {.report = report, .verdict = verdict, .view = view, .after = verdict->number};
    struct found_row last = {.number = 0};
    enum err code = audit_log_last(view, &last.number, &last.chain, error);
    const uint64_t end = last.number;

    if (!code && check.after && check.after != end) {
        last.number = 0;
        code = audit_log_up(view, check.after - 1, take_row, &last, error);
    }
    if (!code && check.after
        && (last.number != check.after || !digest_equal(&last.chain, &verdict->chain)))
        complain(&check, check.after, "it was verified once, and is not there as it was");
    buffer_init(&check.scratch, TEXT_MAX);
    if (!code)
        code = audit_log_up(view, check.after, check_row, &check, error);
    if (!code && verdict->number < end)
        complain(&check, end, "its values are gone");
    if (!code)
        code = audit_log_heads(view, check_head, &check, error);
    buffer_clear(&check.scratch);
    return code;
}

enum err audit_verify(struct view *view, struct buffer *report, struct audit_verdict *out,
                      struct error *error)
{
    *out = (struct audit_verdict){0};
    return audit_verify_on(view, report, out, error);
}

bool audit_head_format(uint64_t number, const struct digest *chain, int64_t at_ms,
                       struct buffer *out)
{
    buffer_append_text(out, "{\"at_ms\":");
    canon_put_integer(out, at_ms);
    put_digest(out, "audit", chain);
    buffer_append_text(out, ",\"number\":");
    canon_put_u64(out, number);
    return buffer_append_char(out, '}');
}

bool audit_head_parse(struct span text, uint64_t *number, struct digest *chain, int64_t *at_ms)
{
    struct canon_reader reader;
    struct span key, raw;

    canon_open(&reader, text);
    return canon_object(&reader) && canon_member(&reader, &key) && span_is(key, "at_ms")
           && canon_integer(&reader, at_ms) && canon_member(&reader, &key) && span_is(key, "audit")
           && canon_string(&reader, &raw) && digest_parse(raw.data, raw.len, chain)
           && canon_member(&reader, &key) && span_is(key, "number") && canon_u64(&reader, number)
           && !canon_member(&reader, &key) && canon_end(&reader, NULL) == ERR_OK;
}

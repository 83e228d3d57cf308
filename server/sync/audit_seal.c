// SPDX-License-Identifier: Apache-2.0
#include "server/sync/audit_seal.h"

#include "server/storage/ledger.h"
#include "server/sync/ledger_line.h"
#include "server/sync/office_parts.h"
#include "shared/crypto/pem.h"
#include "shared/data/json.h"
#include "shared/model/canon.h"

#include <inttypes.h>
#include <string.h>

enum { HEAD_BYTES = 512, LINE_BYTES = 2048, DER_BYTES = 8192 };
static const char line_start[] = "{\"audit_head\":";

struct seal_job {
    struct commit_job job; // first
    struct office *office;
};

static enum err sign_head(struct office *office, struct storage *storage, struct span head,
                          uint64_t number, struct error *error)
{
    const struct authority *authority = &office->authority;
    uint8_t seal[KEY_SIGNATURE_MAX];
    struct audit_head_row row = {.number = number, .head = head};
    struct buffer der;
    size_t len = 0;
    enum err result;

    buffer_init(&der, DER_BYTES);
    result = pem_read("CERTIFICATE", (struct span){authority->log_pem.data, authority->log_pem.len},
                      &der, error);
    if (result == ERR_OK)
        result = key_sign(authority->log, head.data, head.len, seal, &len);
    row.seal = (struct span){(const char *)seal, len};
    row.certificate = (struct span){der.data, der.len};
    if (result == ERR_OK)
        result = audit_log_put_head(storage, &row, error);
    buffer_clear(&der);
    return result;
}

static enum err apply_seal(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct office *office = ((struct seal_job *)job)->office;
    struct view *view = storage_writer(storage);
    struct audit_head_row newest = {0};
    struct digest chain;
    struct buffer head;
    uint64_t number;
    enum err result = audit_log_last(view, &number, &chain, error);

    if (result == ERR_OK)
        result = audit_log_last_head(view, &newest, error);
    if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    if (result != ERR_OK || newest.number == number)
        return result;
    buffer_init(&head, HEAD_BYTES);
    result = audit_head_format(number, &chain, stamp->at_ms, &head)
                 ? sign_head(office, storage, (struct span){head.data, head.len}, number, error)
                 : error_set(error, ERR_INTERNAL, "the head of the audit");
    buffer_clear(&head);
    return result;
}

// In a commit of its own: a head is in the ledger only when its rows are durable.
static enum err apply_ledger(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct office *office = ((struct seal_job *)job)->office;
    struct audit_head_row newest;
    struct json_writer json;
    struct buffer line;
    enum err result = audit_log_last_head(storage_writer(storage), &newest, error);

    (void)stamp;
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    buffer_init(&line, LINE_BYTES);
    json_begin(&json, &line);
    json_object_open(&json, NULL);
    json_put_raw(&json, "audit_head", newest.head);
    json_put_base64(&json, "seal", newest.seal.data, newest.seal.len);
    json_object_close(&json);
    result = line.failed ? error_set(error, ERR_TOO_LARGE, "the head of the audit")
                         : ledger_append(office->ledger, (struct span){line.data, line.len}, error);
    buffer_clear(&line);
    return result;
}

// Whether rows came after the newest head.
static enum err is_open(struct office *office, bool *open, struct error *error)
{
    struct audit_head_row head = {0};
    struct view *view = NULL;
    struct digest chain;
    uint64_t number = 0;
    enum err result = storage_open_view(office->storage, &view, error);

    if (result == ERR_OK)
        result = audit_log_last(view, &number, &chain, error);
    if (result == ERR_OK)
        result = audit_log_last_head(view, &head, error);
    if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    *open = number > head.number;
    storage_close_view(view);
    return result;
}

enum err audit_seal(struct office *office, struct error *error)
{
    struct seal_job seal = {.job = {.apply = apply_seal, .quiet = true}, .office = office};
    struct seal_job ledger = {.job = {.apply = apply_ledger, .quiet = true}, .office = office};
    bool open = false;
    enum err result = is_open(office, &open, error);

    if (result != ERR_OK || !open)
        return result;
    result = committer_run(office->committer, &seal.job, NULL, error);
    return result == ERR_OK ? committer_run(office->committer, &ledger.job, NULL, error) : result;
}

// ---- verifying ----

struct ledger_check {
    struct view *view;
    struct buffer *report;
    uint64_t faults; // since the last epoch began
    size_t reported; // where the report stood then
};

struct found_row {
    uint64_t number;
    struct digest chain;
};

static bool take_row(void *arg, const struct audit_row *audit)
{
    *(struct found_row *)arg = (struct found_row){audit->number, audit->chain};
    return false;
}

// The canonical head inside a line of the ledger; false when it is no such line.
static bool head_of(struct span text, struct span *head)
{
    struct canon_reader reader;
    struct span key;

    if (text.len < sizeof(line_start) || memcmp(text.data, line_start, sizeof(line_start) - 1) != 0)
        return false;
    canon_open(&reader, text);
    return canon_object(&reader) && canon_member(&reader, &key) && canon_value(&reader, head);
}

static enum err check_line(void *arg, struct span text, struct error *error)
{
    struct ledger_check *check = arg;
    struct found_row found = {0};
    struct ledger_line line;
    struct digest chain;
    struct span head;
    uint64_t number;
    int64_t at_ms;
    enum err result;

    if (!head_of(text, &head)) {
        if (ledger_line_read(text, &line, NULL) != ERR_OK)
            return ERR_OK;               // others look after that
        if (line.kind == LEDGER_EPOCH) { // what came before may have gone with a restore
            check->faults = 0;
            check->report->len = check->reported;
        }
        ledger_line_clear(&line);
        return ERR_OK;
    }
    if (!audit_head_parse(head, &number, &chain, &at_ms))
        return ERR_OK;
    result = audit_log_up(check->view, number - 1, take_row, &found, error);
    if (result != ERR_OK || (found.number == number && digest_equal(&found.chain, &chain)))
        return result;
    check->faults++;
    buffer_printf(check->report,
                  "audit: the ledger has a signed row %" PRIu64
                  " that is not there: rows were taken away\n",
                  number);
    return ERR_OK;
}

enum err audit_seal_verify(const struct audit_seal_check *check, struct buffer *report,
                           struct audit_verdict *out, struct error *error)
{
    struct ledger_check ledger = {.view = check->view, .report = report};
    enum err result = audit_verify(check->view, report, out, error);

    ledger.reported = report->len;
    if (result == ERR_OK && check->disk)
        result = ledger_replay(check->disk, "ledger", check_line, &ledger, error);
    if (result == ERR_NOT_FOUND || result == ERR_CORRUPT)
        result = ERR_OK; // of the ledger itself others tell
    out->faults += ledger.faults;
    return result;
}

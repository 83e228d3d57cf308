// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/voiding.h"

#include "agent/capture/signing.h"
#include "agent/capture/signoff_state.h"
#include "agent/store/replica.h"

#include <string.h>

static enum err make(struct deed *deed, const void *given, struct error *error)
{
    const struct voiding_options *options = given;
    const struct fact *record;
    struct signoff_state state;
    char why[DEED_PLAIN];
    enum err code = deed_find(deed, "signoff", &options->signoff, &record, error);

    if (code)
        return code;
    signoff_state_read(deed->facts, record, &state);
    if (state.voiding) {
        return error_set(error, ERR_EXISTS, "已作废 it is voided already: %s",
                         deed_plain(state.voiding, "reason", why));
    }
    deed_open(deed, "void", NULL);
    deed_uuid(deed, "signoff", &options->signoff);
    deed_word(deed, "reason", options->reason);
    return deed_close(deed, NULL, error);
}

enum err voiding_make(const struct voiding_options *options, struct uuid *id, struct error *error)
{
    struct deed_options deed
        = {.store = options->store, .person = options->person, .once = options->once};
    struct deed_report report = {0};
    struct replica_row row;
    char text[UUID_TEXT];
    enum err code;

    if (text_blank(span_of(options->reason)) || strlen(options->reason) > SIGNING_REASON_MAX)
        return error_set(error, ERR_INVALID,
                         "作废要写原因 voiding takes a reason of 1 to %d bytes\t--reason",
                         SIGNING_REASON_MAX);
    code = replica_get(options->store, &options->signoff, &row, error);
    if (code == ERR_NOT_FOUND) {
        uuid_format(&options->signoff, text);
        return error_set(error, code, "%s: no such sign-off is on this tablet", text);
    }
    deed.site = row.site;
    if (!code)
        code = deed_run(&deed, make, options, &report, error);
    if (!code)
        *id = report.id;
    deed_report_clear(&report);
    return code;
}

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/verify_verb.h"

#include "agent/sync/tablet.h"
#include "shared/data/statement_view.h"
#include "shared/wire/evidence_files.h"

#include <stdio.h>

static enum err verify(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    char folder[4096], own[4096 + 16];
    struct evidence_files files
        = {.call = call, .ca_path = verb_text(call, "ca"), .show = statement_view_text};

    (void)ctx; // no folder is open
    if (!files.ca_path) {
        enum err err = tablet_folder_name(call->dir, folder, sizeof folder, error);

        if (err != ERR_OK)
            return err;
        snprintf(own, sizeof own, "%s/keys/ca.pem", folder);
        files.ca_path = own;
    }
    return evidence_files_verify(&files, output, error);
}

const struct verb verify_verb
    = {.name = "verify",
       .arguments = "FILE…",
       .positional_min = 1,
       .positional_max = EVIDENCE_FILES_MAX,
       .options = evidence_files_options,
       .option_count = EVIDENCE_FILES_OPTIONS,
       .summary_zh = "核验导出的签署文件(任何机器,无需登记)",
       .summary_en = "check exported sign-offs (on any machine, without enrolment)",
       .exec = verify};

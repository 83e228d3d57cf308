// SPDX-License-Identifier: Apache-2.0
// plumbd, the server in the office.
#include "server/cli/account_verbs.h"
#include "server/cli/audit_verbs.h"
#include "server/cli/backup_verbs.h"
#include "server/cli/catalogue_verbs.h"
#include "server/cli/customer_export_verb.h"
#include "server/cli/customer_verbs.h"
#include "server/cli/device_verbs.h"
#include "server/cli/doctor_verb.h"
#include "server/cli/edit_verbs.h"
#include "server/cli/export_form_verb.h"
#include "server/cli/export_signoff_verb.h"
#include "server/cli/held_verbs.h"
#include "server/cli/hook_verbs.h"
#include "server/cli/import_verb.h"
#include "server/cli/job_verbs.h"
#include "server/cli/log_verbs.h"
#include "server/cli/mail_verbs.h"
#include "server/cli/metrics_verbs.h"
#include "server/cli/parcel_verbs.h"
#include "server/cli/progress_verbs.h"
#include "server/cli/proof_verbs.h"
#include "server/cli/reconcile_verbs.h"
#include "server/cli/retention_verbs.h"
#include "server/cli/serve_office.h"
#include "server/cli/token_verbs.h"
#include "server/cli/upkeep_verbs.h"
#include "shared/net/program.h"

#include <string.h>

static struct desk desk;

// These work on a folder in which nobody else may be at work.
static const char *const alone[] = {"init", "restore", "rebuild", NULL};

static enum err open_desk(void *ctx, const char *folder, const struct verb_call *call,
                          struct error *error)
{
    int readers = strcmp(call->verb->name, "serve") == 0 ? (int)serve_office_loops(call) : 0;
    for (size_t i = 0; alone[i] != NULL; i++)
        if (strcmp(call->verb->name, alone[i]) == 0)
            readers = DESK_CLOSED;
    bool serves = strcmp(call->verb->name, "serve") == 0;
    ((struct desk *)ctx)->log.form = serves ? serve_office_log(call) : LOG_TEXT;
    return desk_open(ctx, folder, readers, error);
}

// A sign-off is checked on any machine, and beside a server at work.
static bool is_folderless(const struct verb_call *call)
{
    return call->verb->exec == upkeep_verbs_verify.exec && call->positional_count > 0;
}

static int close_desk(void *ctx, int exit_code, struct verb_output *output)
{
    (void)output;
    desk_close(ctx);
    return exit_code;
}

static void set_cwd(void *ctx, const char *cwd)
{
    ((struct desk *)ctx)->cwd = cwd;
}

// In the order in which help has them.
static const struct verb *const all[] = {
    &serve_office_init,
    &serve_office_verb,
    &import_verb,
    &device_verbs_invite,
    &device_verbs_list,
    &device_verbs_revoke,
    &device_verbs_wipe,
    &device_verbs_person,
    &proof_verbs_ask,
    &proof_verbs_list,
    &edit_verbs_get,
    &edit_verbs_list,
    &edit_verbs_set,
    &held_verbs_list,
    &held_verbs_show,
    &held_verbs_accept,
    &held_verbs_reject,
    &held_verbs_groups,
    &held_verbs_apply,
    &reconcile_verbs_take,
    &reconcile_verbs_list,
    &reconcile_verbs_set,
    &reconcile_verbs_check,
    &backup_verbs_make,
    &backup_verbs_check,
    &backup_verbs_list,
    &backup_verbs_schedule,
    &backup_verbs_restore,
    &upkeep_verbs_verify,
    &upkeep_verbs_rebuild,
    &doctor_verb,
    &metrics_verbs_show,
    &metrics_verbs_token,
    &progress_verbs_list,
    &progress_verbs_show,
    &export_form_verb,
    &catalogue_verbs_list,
    &catalogue_verbs_show,
    &catalogue_verbs_check,
    &catalogue_verbs_publish,
    &catalogue_verbs_compare,
    &export_signoff_verb,
    &log_verbs_head,
    &log_verbs_heads,
    &log_verbs_list,
    &log_verbs_show,
    &log_verbs_prove,
    &parcel_verbs_import,
    &parcel_verbs_list,
    &hook_verbs_add,
    &hook_verbs_list,
    &hook_verbs_remove,
    &hook_verbs_test,
    &hook_verbs_resend,
    &hook_verbs_pause,
    &hook_verbs_resume,
    &hook_verbs_rotate,
    &mail_verbs_set,
    &mail_verbs_test,
    &job_verbs_add,
    &job_verbs_list,
    &job_verbs_fetch,
    &token_verbs_add,
    &token_verbs_list,
    &token_verbs_revoke,
    &account_verbs_add,
    &account_verbs_list,
    &account_verbs_grant,
    &account_verbs_revoke,
    &account_verbs_block,
    &account_verbs_unblock,
    &account_verbs_reset,
    &account_verbs_totp_off,
    &audit_verbs_list,
    &audit_verbs_verify,
    &audit_verbs_seal,
    &customer_verbs_erase,
    &customer_verbs_erased,
    &customer_verbs_export,
    &retention_verbs_plan,
    &retention_verbs_run,
};
enum { COUNT = sizeof all / sizeof *all };

int main(int argc, char **argv)
{
    struct verb verbs[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        verbs[i] = *all[i];
    const struct verb_table table
        = {.program = "plumbd",
           .version = DESK_VERSION,
           .summary_zh = "办公室服务器:收齐平板的记录,合并,每天早上说清有什么、缺什么",
           .summary_en = "the office: takes in what tablets wrote, merges it, and says each "
                         "morning what is there and what is missing",
           .verbs = verbs,
           .count = COUNT,
           .section = 8,
           .folder = "/var/lib/plumbline"};
    const struct program program = {.verbs = &table,
                                    .staying = "serve",
                                    .ctx = &desk,
                                    .foreign = "plumb.db",
                                    .alone = alone,
                                    .folderless = is_folderless,
                                    .folder = desk_folder,
                                    .open = open_desk,
                                    .close = close_desk,
                                    .set_cwd = set_cwd};
    return program_main(&program, argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
// plumb, the agent on the tablet.
#include "agent/cli/catalogue_verb.h"
#include "agent/cli/change_verbs.h"
#include "agent/cli/fix_verbs.h"
#include "agent/cli/goods_verbs.h"
#include "agent/cli/handover_verbs.h"
#include "agent/cli/node_verbs.h"
#include "agent/cli/office_verbs.h"
#include "agent/cli/photo_verbs.h"
#include "agent/cli/pin_verbs.h"
#include "agent/cli/prove_verb.h"
#include "agent/cli/record_verbs.h"
#include "agent/cli/serve_verb.h"
#include "agent/cli/service_verbs.h"
#include "agent/cli/sign_verb.h"
#include "agent/cli/signoff_verbs.h"
#include "agent/cli/site_verbs.h"
#include "agent/cli/verify_verb.h"
#include "agent/cli/visit_verbs.h"
#include "shared/net/program.h"

#include <string.h>

static struct tablet tablet;
static const char *alone[2]; // verbs during which no other is heard

// A wiped folder has no store: only the self-check can say something about it, and no other verb
// may be handed to it meanwhile.
static enum err open_tablet(void *ctx, const char *folder, const struct verb_call *call,
                            struct error *error)
{
    struct tablet *opening = ctx;
    enum err err = tablet_open(opening, folder, error);
    if (err != ERR_OK || opening->sealed[0] == '\0')
        return err;
    if (strcmp(call->verb->name, office_verb_doctor.name) == 0) {
        alone[0] = office_verb_doctor.name;
        return ERR_OK;
    }
    err = tablet_require_enrolled(opening, error);
    tablet_close(opening);
    return err;
}

// A tablet that was told to empty itself does so when nothing uses its store any more.
static int close_tablet(void *ctx, int exit_code, struct verb_output *output)
{
    struct tablet *closing = ctx;
    struct error error;
    error_clear(&error);
    serve_verb_close(closing);
    if (closing->wipe_wanted) {
        error.code = tablet_wipe(closing, &error);
        if (error.code == ERR_OK)
            error.code = tablet_require_enrolled(closing, &error);
        verb_print_error("plumb", &error, output);
        exit_code = err_exit_code(error.code);
    }
    tablet_close(closing);
    return exit_code;
}

static void set_cwd(void *ctx, const char *cwd)
{
    ((struct tablet *)ctx)->cwd = cwd;
}

// A sign-off is checked on any machine.
static bool is_folderless(const struct verb_call *call)
{
    return call->verb->exec == verify_verb.exec;
}

// In the order of the verbs in main, where each first word has a line.
static const struct verb_heading headings[] = {
    {"site", "工地与七个节点", "sites and the seven nodes"},
    {"presence", "到场、验收与巡检", "presence, inspections and patrols"},
    {"review", "公司的结论", "verdicts of the company"},
    {"fix", "整改、变更与到货", "rectifications, changes and deliveries"},
    {"sign", "签字与封存", "signing and sealing"},
    {"contact", "客户", "the customer"},
    {"record", "任何记录与照片", "any record, and photos"},
    {"enrol", "平板与办公室", "this tablet and the office"},
};

int main(int argc, char **argv)
{
    // clang-format off
    const struct verb verbs[] = {
        site_verbs_list, site_verbs_show,
        node_verb_start, site_verbs_node_list, site_verbs_node_show,
        node_verb_item_set, node_verb_item_measure, node_verb_item_list,
        catalogue_verb_list, catalogue_verb_show,
        visit_verb_presence,
        visit_verb_inspection_start, visit_verb_inspection_end, visit_verb_inspection_list,
        visit_verb_patrol_add, visit_verb_patrol_call, visit_verb_patrol_list,
        visit_verb_week,
        visit_verb_round,
        service_verb_review,
        service_verb_re_inspect,
        service_verb_spot_check,
        fix_verb_open, fix_verb_assign, fix_verb_done, fix_verb_verify, fix_verb_reject,
        fix_verb_reopen, fix_verb_list, fix_verb_show,
        change_verb_add, change_verb_approve, change_verb_notify, change_verb_carry_out,
        change_verb_cancel, change_verb_list, change_verb_show,
        goods_verb_add, goods_verb_arrive, goods_verb_accept, goods_verb_refuse, goods_verb_list,
        goods_verb_show,
        sign_verb,
        signoff_verb_list, signoff_verb_show,
        signoff_verb_void,
        signoff_verb_export,
        verify_verb,
        service_verb_contact_set, service_verb_contact_show,
        service_verb_complaint_add, service_verb_complaint_list,
        record_verb_set, record_verb_get, record_verb_list,
        photo_verb_add, photo_verb_get, photo_verb_room,
        office_verb_enrol, office_verb_sync, prove_verb, office_verb_status,
        handover_verb_write, handover_verb_import,
        serve_verb, serve_verb_open,
        pin_verb_set, pin_verb_clear, pin_verb_list,
        office_verb_doctor,
    };
    // clang-format on
    const struct verb_table table
        = {.program = "plumb",
           .version = "0.1.0",
           .summary_zh = "工地上的一天:七个节点、检查、整改、签字;没有网络也照常工作,什么都不会丢",
           .summary_en = "a day at the sites: works without a network, loses nothing",
           .verbs = verbs,
           .count = sizeof verbs / sizeof *verbs,
           .headings = headings,
           .heading_count = sizeof headings / sizeof *headings,
           .folder = "~/.local/share/plumbline"};
    const struct program program = {.verbs = &table,
                                    .staying = "serve",
                                    .ctx = &tablet,
                                    .folder = tablet_folder,
                                    .foreign = "office.db",
                                    .alone = alone,
                                    .folderless = is_folderless,
                                    .open = open_tablet,
                                    .close = close_tablet,
                                    .set_cwd = set_cwd};
    return program_main(&program, argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
// plumb, the agent on the tablet.
#include "agent/cli/catalogue_verb.h"
#include "agent/cli/office_verbs.h"
#include "agent/cli/record_verbs.h"
#include "agent/cli/serve_verb.h"
#include "agent/cli/site_verbs.h"
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

int main(int argc, char **argv)
{
    const struct verb verbs[]
        = {office_verb_enrol,   office_verb_sync,     office_verb_status,   record_verb_set,
           record_verb_get,     record_verb_list,     photo_verb_add,       site_verbs_list,
           site_verbs_show,     site_verbs_node_list, site_verbs_node_show, catalogue_verb_list,
           catalogue_verb_show, serve_verb,           office_verb_doctor};
    const struct verb_table table
        = {.program = "plumb",
           .version = "0.1.0",
           .summary_zh = "平板上的记录与同步:没有网络也照常工作,什么都不会丢",
           .summary_en = "records and sync on a tablet: works without a network, loses nothing",
           .verbs = verbs,
           .count = sizeof verbs / sizeof *verbs};
    const struct program program = {.verbs = &table,
                                    .staying = "serve",
                                    .ctx = &tablet,
                                    .folder = tablet_folder,
                                    .foreign = "office.db",
                                    .alone = alone,
                                    .open = open_tablet,
                                    .close = close_tablet,
                                    .set_cwd = set_cwd};
    return program_main(&program, argc, argv);
}

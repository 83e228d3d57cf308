// SPDX-License-Identifier: Apache-2.0
#include "server/cli/device_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/cli/qr_text.h"
#include "server/storage/contacts.h"
#include "server/sync/office_device.h"
#include "shared/data/json.h"

#include <unistd.h>

enum { LINK_MAX = 1024, QR_MAX = 64 << 10 };

static const char *const state_names[] = {"active", "revoked", "wipe", "returning"};

static enum err invite(void *ctx, const struct verb_call *call, struct verb_output *output,
                       struct error *error)
{
    struct desk *desk = ctx;
    struct uuid person, device = uuid_nil;
    struct audit_actor actor;
    struct buffer link;
    struct json_writer json;
    const char *given = verb_text(call, "device");
    buffer_init(&link, LINK_MAX);
    enum err err = desk_person(desk, verb_text(call, "person"), &person, error);
    if (err == ERR_OK && given != NULL)
        err = desk_id("--device", given, &device, error);
    audit_actor_make(&actor, "device.invite");
    if (err == ERR_OK)
        err = office_device_invite(
            desk->office,
            &(struct office_device_guest){.person = person, .device = device, .audit = &actor.row},
            &link, error);
    if (err == ERR_OK && output->json) {
        json_begin(&json, &output->out);
        json_object_open(&json, NULL);
        json_put_text(&json, "link", link.data);
        json_object_close(&json);
        buffer_append_char(&output->out, '\n');
    } else if (err == ERR_OK) {
        buffer_printf(&output->out, "%s\n", link.data);
        if (verb_flag(call, "qr") || (output->direct && isatty(STDOUT_FILENO)))
            err = qr_text(link.data, &output->out, error);
        buffer_append_text(&output->out, "15 分钟内有效,只能用一次 good for 15 minutes, once\n");
    }
    buffer_clear(&link);
    return err;
}

static bool put_person(void *arg, const struct uuid *person, bool active)
{
    char id[UUID_TEXT];
    uuid_format(person, id);
    if (active)
        json_put_text(arg, NULL, id);
    return true;
}

static void put_device(struct desk_list *list, const struct device_row *device,
                       const struct device_contact *contact)
{
    char id[UUID_TEXT], time[CLOCK_TEXT];
    struct json_writer *json = &list->json;
    uuid_format(&device->id, id);
    if (!list->output->json) {
        clock_format(contact->at_ms, time);
        buffer_printf(&list->output->out,
                      "%s  %-9s  %s  最近 last contact %s  未传 unsent %lld/%lld\n", id,
                      state_names[device->state], device->name, contact->at_ms == 0 ? "-" : time,
                      (long long)contact->unsent_writes, (long long)contact->unsent_blobs);
        return;
    }
    json_object_open(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "name", device->name);
    json_put_text(json, "state", state_names[device->state]);
    json_put_text(json, "agent", contact->agent);
    json_put_integer(json, "enrolled", device->enrolled_ms);
    json_put_integer(json, "certificate_until", device->certificate_until_ms);
    json_put_integer(json, "last_contact", contact->at_ms);
    json_put_integer(json, "unsent_writes", contact->unsent_writes);
    json_put_integer(json, "unsent_blobs", contact->unsent_blobs);
    json_put_integer(json, "clock_offset_ms", contact->clock_offset_ms);
    json_put_text(json, "reason", device->reason);
    json_array_open(json, "persons");
    list->err = devices_persons(list->view, &device->id, put_person, json, list->error);
    json_array_close(json);
    json_object_close(json);
}

static bool list_device(void *arg, const struct device_row *device)
{
    struct desk_list *list = arg;
    struct device_contact contact;
    enum err err = contacts_get(list->view, &device->id, &contact, list->error);
    if (err == ERR_NOT_FOUND)
        contact = (struct device_contact){0};
    else
        list->err = err;
    if (list->err == ERR_OK)
        put_device(list, device, &contact);
    return list->err == ERR_OK;
}

static enum err list_devices(void *ctx, const struct verb_call *call, struct verb_output *output,
                             struct error *error)
{
    struct desk_list list;
    enum err err = desk_list_begin(&list, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = devices_list(list.view, list_device, &list, error);
    return desk_list_end(&list, err);
}

static enum err set_state(struct desk *desk, const struct verb_call *call, enum device_state state,
                          struct verb_output *output, struct error *error)
{
    struct uuid device;
    struct audit_actor actor;
    const char *reason = verb_text(call, "reason");
    enum err err = desk_id("DEVICE", call->positionals[0], &device, error);
    audit_actor_make(&actor, state == DEVICE_ACTIVE    ? "device.admit"
                             : state == DEVICE_REVOKED ? "device.revoke"
                                                       : "device.wipe");
    if (err == ERR_OK)
        err = office_device_state(
            desk->office,
            &(struct office_device_rule){.device = device,
                                         .state = state,
                                         .reason = reason == NULL ? "" : reason,
                                         .audit = &actor.row},
            error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static enum err revoke_device(void *ctx, const struct verb_call *call, struct verb_output *output,
                              struct error *error)
{
    return set_state(ctx, call, verb_flag(call, "undo") ? DEVICE_ACTIVE : DEVICE_REVOKED, output,
                     error);
}

static enum err wipe(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    return set_state(ctx, call, DEVICE_WIPE, output, error);
}

static enum err change_person(void *ctx, const struct verb_call *call, struct verb_output *output,
                              struct error *error)
{
    struct desk *desk = ctx;
    struct uuid device, person;
    struct audit_actor actor;
    const char *add = verb_text(call, "add"), *take = verb_text(call, "remove");
    if ((add == NULL) == (take == NULL))
        return error_set(error, ERR_USAGE, "either --add P or --remove P is wanted");
    enum err err = desk_id("DEVICE", call->positionals[0], &device, error);
    if (err == ERR_OK)
        err = desk_person(desk, add != NULL ? add : take, &person, error);
    audit_actor_make(&actor, "device.person");
    if (err == ERR_OK)
        err = office_device_person(
            desk->office,
            &(struct office_device_seat){
                .device = device, .person = person, .active = add != NULL, .audit = &actor.row},
            error);
    if (err == ERR_OK)
        desk_done(output);
    return err;
}

static const struct option invite_options[] = {
    {.name = "person",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .required = true,
     .help_zh = "给谁:编号、工号或姓名",
     .help_en = "for whom: id, staff number or name"},
    {.name = "device",
     .type = OPTION_TEXT,
     .placeholder = "D",
     .help_zh = "重新登记这台平板;不写则是新平板",
     .help_en = "enrol this tablet anew; left out: a new tablet"},
    {.name = "qr",
     .type = OPTION_FLAG,
     .help_zh = "也画二维码(在终端上总会画)",
     .help_en = "draw the QR code too (always on a terminal)"},
};
const struct verb device_verbs_invite = {.name = "invite",
                                         .options = invite_options,
                                         .option_count = 3,
                                         .summary_zh = "一次性登记链接和二维码",
                                         .summary_en = "a one-time enrolment link and QR code",
                                         .exec = invite};
const struct verb device_verbs_list = {.group = "device",
                                       .name = "list",
                                       .summary_zh = "所有平板",
                                       .summary_en = "all tablets",
                                       .exec = list_devices};
static const struct option revoke_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .placeholder = "R",
     .help_zh = "原因,平板上会显示",
     .help_en = "why; the tablet shows it"},
    {.name = "undo", .type = OPTION_FLAG, .help_zh = "恢复使用", .help_en = "let it in again"},
};
const struct verb device_verbs_revoke = {.group = "device",
                                         .name = "revoke",
                                         .arguments = "DEVICE",
                                         .positional_min = 1,
                                         .positional_max = 1,
                                         .options = revoke_options,
                                         .option_count = 2,
                                         .summary_zh = "停用一台平板,下一个请求起生效",
                                         .summary_en = "refuse a tablet from its next request on",
                                         .exec = revoke_device};
const struct verb device_verbs_wipe
    = {.group = "device",
       .name = "wipe",
       .arguments = "DEVICE",
       .positional_min = 1,
       .positional_max = 1,
       .options = revoke_options,
       .option_count = 1,
       .summary_zh = "停用并让它清空;未送达的先加密保存",
       .summary_en = "refuse it and tell it to empty itself; undelivered work is sealed first",
       .exec = wipe};
static const struct option person_options[] = {
    {.name = "add",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "加入这个人",
     .help_en = "put this person on its list"},
    {.name = "remove",
     .type = OPTION_TEXT,
     .placeholder = "P",
     .help_zh = "去掉这个人",
     .help_en = "take this person off"},
};
const struct verb device_verbs_person = {.group = "device",
                                         .name = "person",
                                         .arguments = "DEVICE",
                                         .positional_min = 1,
                                         .positional_max = 1,
                                         .options = person_options,
                                         .option_count = 2,
                                         .summary_zh = "谁用这台平板",
                                         .summary_en = "who uses a tablet",
                                         .exec = change_person};

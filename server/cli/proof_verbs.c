// SPDX-License-Identifier: Apache-2.0
#include "server/cli/proof_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/cli/desk_list.h"
#include "server/storage/proofs.h"
#include "server/sync/office_device.h"
#include "shared/data/json.h"

static enum err ask(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct office_device_question question = {0};
    struct audit_actor actor;
    enum err err = desk_id("DEVICE", call->positionals[0], &question.device, error);
    audit_actor_make(&actor, "device.prove");
    question.audit = &actor.row;
    if (err == ERR_OK)
        err = office_device_prove(desk->office, &question, error);
    if (err == ERR_OK)
        buffer_append_text(&output->out, output->json
                                             ? "{\"asked\":true}\n"
                                             : "它下次联系时核对;结果见 plumbd device proofs\n"
                                               "it compares at its next contact; see plumbd device "
                                               "proofs\n");
    return err;
}

static bool put_text(struct buffer *out, const struct proof_row *proof)
{
    char id[UUID_TEXT], time[CLOCK_TEXT], digest[HASH_TEXT];
    uuid_format(&proof->device, id);
    clock_format(proof->at_ms, time);
    digest_format(&proof->digest, digest);
    return buffer_printf(
        out,
        "%s  %s  %s  记录 records %lld  有出入 differed %lld  仍有 left %lld  隔离 "
        "aside %lld  缺文件 lacking %lld  往返 round trips %lld  字节 bytes %lld  "
        "摘要 digest %s\n",
        id, time, proof->equal ? "一致 equal" : "不一致 NOT EQUAL", (long long)proof->items,
        (long long)proof->differences, (long long)proof->left, (long long)proof->aside,
        (long long)proof->lacking, (long long)proof->round_trips, (long long)proof->bytes, digest);
}

static bool put_proof(void *arg, const struct proof_row *proof)
{
    struct desk_list *list = arg;
    struct json_writer *json = &list->json;
    char id[UUID_TEXT];
    if (!list->output->json)
        return put_text(&list->output->out, proof);
    uuid_format(&proof->device, id);
    json_object_open(json, NULL);
    json_put_text(json, "device", id);
    json_put_integer(json, "at", proof->at_ms);
    json_put_boolean(json, "asked", proof->asked);
    json_put_boolean(json, "equal", proof->equal);
    json_put_integer(json, "records", proof->items);
    json_put_hex(json, "digest", proof->digest.bytes, HASH_BYTES);
    json_put_hex(json, "device_digest", proof->device_digest.bytes, HASH_BYTES);
    json_put_integer(json, "differences", proof->differences);
    json_put_integer(json, "left", proof->left);
    json_put_integer(json, "aside", proof->aside);
    json_put_integer(json, "files_lacking", proof->lacking);
    json_put_integer(json, "files_sent_again", proof->sent);
    json_put_integer(json, "files_gone", proof->gone);
    json_put_integer(json, "round_trips", proof->round_trips);
    json_put_integer(json, "bytes", proof->bytes);
    json_object_close(json);
    return true;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk_list all;
    enum err err = desk_list_begin(&all, ctx, output, error);

    (void)call;
    if (err == ERR_OK)
        err = proofs_latest(all.view, put_proof, &all, error);
    return desk_list_end(&all, err);
}

const struct verb proof_verbs_ask
    = {.group = "device",
       .name = "prove",
       .arguments = "DEVICE",
       .positional_min = 1,
       .positional_max = 1,
       .summary_zh = "让一台平板下次联系时逐条核对",
       .summary_en = "have a tablet compare every record at its next contact",
       .exec = ask};
const struct verb proof_verbs_list
    = {.group = "device",
       .name = "proofs",
       .summary_zh = "每台平板最近一次核对的结果",
       .summary_en = "how the last comparison with each tablet ended",
       .exec = list};

// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/prove_verb.h"

#include "agent/sync/syncing.h"
#include "shared/data/json.h"

static void print_json(const struct proof_log_row *row, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_boolean(&json, "equal", row->equal);
    json_put_integer(&json, "records", row->items);
    json_put_hex(&json, "digest", row->digest.bytes, HASH_BYTES);
    json_put_integer(&json, "differences", row->differences);
    json_put_integer(&json, "left", row->left);
    json_put_integer(&json, "aside", row->aside);
    json_put_integer(&json, "files_lacking", row->lacking);
    json_put_integer(&json, "files_sent_again", row->sent);
    json_put_integer(&json, "files_fetched_again", row->fetched);
    json_put_integer(&json, "files_gone", row->gone);
    json_put_integer(&json, "round_trips", row->round_trips);
    json_put_integer(&json, "bytes", row->bytes);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void print_count(struct buffer *out, const char *what, int64_t count)
{
    if (count > 0)
        buffer_printf(out, "%s: %lld\n", what, (long long)count);
}

static void print_text(const struct proof_log_row *row, struct buffer *out)
{
    char digest[HASH_TEXT];
    digest_format(&row->digest, digest);
    buffer_printf(out, "%s\n记录 records: %lld   摘要 digest: %s\n",
                  row->equal ? "一致:平板与办公室相同 equal: tablet and office hold the same"
                             : "不一致 not equal: tablet and office hold different records",
                  (long long)row->items, digest);
    print_count(out, "有出入、已修复 differed and were repaired", row->differences - row->left);
    print_count(out, "仍有出入 still differ", row->left);
    print_count(out, "在隔离区、不比较 in quarantine, not compared", row->aside);
    print_count(out, "办公室缺的文件 files that the office lacks", row->lacking);
    print_count(out, "重新上传 sent again", row->sent);
    print_count(out, "重新下载 fetched again", row->fetched);
    print_count(out, "两边都没有的文件 files that nobody has any more", row->gone);
    buffer_printf(out, "往返 round trips: %lld   字节 bytes: %lld\n", (long long)row->round_trips,
                  (long long)row->bytes);
}

static enum err prove(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct tablet *tablet = ctx;
    struct session_figures figures = {0};
    const struct proof_log_row *row = &figures.proof;
    (void)call;
    enum err err = tablet_require_enrolled(tablet, error);
    if (err == ERR_OK)
        err = syncing_prove(tablet, &figures, error);
    if (err != ERR_OK)
        return err;
    if (output->json)
        print_json(row, &output->out);
    else
        print_text(row, &output->out);
    if (row->equal && row->gone == 0)
        return ERR_OK;
    return error_set(
        error, ERR_ATTENTION,
        "请告诉办公室;本机的内容没有丢 tell the office; nothing that is here was lost");
}

const struct verb prove_verb
    = {.name = "prove",
       .summary_zh = "与办公室逐条核对,有出入的自动修复",
       .summary_en = "compare every record with the office, and repair what differs",
       .exec = prove};

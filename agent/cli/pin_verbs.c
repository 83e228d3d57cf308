// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/pin_verbs.h"

#include "agent/capture/author.h"
#include "agent/cli/given_file.h"
#include "agent/ui/pin.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

enum { FILE_MAX = 64 };

static struct span trim(const struct buffer *text)
{
    struct span line = {text->data, text->len};

    while (line.len && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r'))
        line.len--;
    return line;
}

// A PIN comes by a file: what stands in a command line is for everybody on the machine to read.
static enum err set(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct tablet *tablet = ctx;
    struct pins *pins = pin_open(tablet->store);
    struct buffer text;
    struct uuid person;
    enum err err = author_find(tablet->store, call->positionals[0], &person, error);

    buffer_init(&text, FILE_MAX);
    if (!err)
        err = given_file_read(tablet, verb_text(call, "file"), &text, error);
    if (!err)
        err = pin_set(pins, &person, trim(&text), error);
    if (!err)
        buffer_printf(&output->out, "已设置 PIN the PIN is set: %s\n", call->positionals[0]);
    if (text.data)
        mem_wipe(text.data, text.len);
    buffer_clear(&text);
    pin_close(pins);
    return err;
}

static enum err clear(void *ctx, const struct verb_call *call, struct verb_output *output,
                      struct error *error)
{
    struct tablet *tablet = ctx;
    struct pins *pins = pin_open(tablet->store);
    struct uuid person;
    enum err err = author_find(tablet->store, call->positionals[0], &person, error);

    if (!err)
        err = pin_clear(pins, &person, error);
    if (!err)
        buffer_printf(&output->out, "已清除 PIN the PIN is cleared: %s\n", call->positionals[0]);
    pin_close(pins);
    return err;
}

struct listing {
    struct pins *pins;
    struct buffer *out;
    struct json_writer json;
    bool as_json;
    struct error *error;
    enum err err;
};

static bool print(void *arg, const struct author *author)
{
    struct listing *listing = arg;
    bool known = false;
    int64_t wait_s = 0;
    char id[UUID_TEXT];

    uuid_format(&author->id, id);
    listing->err = pin_known(listing->pins, &author->id, &known, listing->error);
    if (!listing->err)
        listing->err = pin_wait(listing->pins, &author->id, &wait_s, listing->error);
    if (!listing->as_json) {
        buffer_printf(listing->out, "%s  %s  %s\n", id, known ? "有 PIN set" : "无 PIN none",
                      author->name);
        return !listing->err;
    }
    json_object_open(&listing->json, NULL);
    json_put_text(&listing->json, "id", id);
    json_put_text(&listing->json, "name", author->name);
    json_put_boolean(&listing->json, "pin", known);
    json_object_close(&listing->json);
    return !listing->err;
}

static enum err list(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct tablet *tablet = ctx;
    struct listing listing = {.pins = pin_open(tablet->store),
                              .out = &output->out,
                              .as_json = output->json,
                              .error = error};
    enum err err;

    (void)call;
    if (listing.as_json) {
        json_begin(&listing.json, &output->out);
        json_array_open(&listing.json, NULL);
    }
    err = author_list(tablet->store, print, &listing, error);
    if (listing.as_json) {
        json_array_close(&listing.json);
        buffer_append_char(&output->out, '\n');
    }
    pin_close(listing.pins);
    return err ? err : listing.err;
}

static const struct option set_options[] = {
    {.name = "file",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .required = true,
     .help_zh = "第一行写 PIN 的文件(4 到 8 位数字);设好后请删除",
     .help_en = "a file with the PIN on its line (4 to 8 digits); remove it afterwards"},
};
const struct verb pin_verb_set = {.group = "pin",
                                  .name = "set",
                                  .arguments = "PERSON",
                                  .positional_min = 1,
                                  .positional_max = 1,
                                  .options = set_options,
                                  .option_count = 1,
                                  .summary_zh = "设置某人打开界面的 PIN",
                                  .summary_en = "sets a person's PIN of the interface",
                                  .exec = set};
const struct verb pin_verb_clear
    = {.group = "pin",
       .name = "clear",
       .arguments = "PERSON",
       .positional_min = 1,
       .positional_max = 1,
       .summary_zh = "清除某人的 PIN 和等待时间(忘记了);之后重新设置",
       .summary_en = "clears a person's PIN and wait (it was forgotten); they set a new one",
       .exec = clear};
const struct verb pin_verb_list = {.group = "pin",
                                   .name = "list",
                                   .summary_zh = "谁设了 PIN",
                                   .summary_en = "who has a PIN",
                                   .exec = list};

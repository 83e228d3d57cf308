// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_faults.h"

#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20, VALUE_SHOWN = 80, HEADING_SHOWN = 60, LINE = 900 };

void import_faults_begin(struct import_faults *faults)
{
    *faults = (struct import_faults){0};
    buffer_init(&faults->text, TEXT_MAX);
    buffer_init(&faults->json, TEXT_MAX);
}

void import_faults_end(struct import_faults *faults)
{
    buffer_clear(&faults->text);
    buffer_clear(&faults->json);
}

static void put_json(struct buffer *out, const struct import_fault *fault, const char *heading,
                     const char *value)
{
    struct json_writer json;
    if (out->len > 0)
        buffer_append_char(out, ',');
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "file", fault->file == NULL ? "" : fault->file);
    json_put_integer(&json, "line", (int64_t)fault->line);
    json_put_text(&json, "column", heading);
    json_put_text(&json, "value", value);
    json_put_text(&json, "wanted", fault->wanted);
    json_object_close(&json);
}

// "sites.csv: line 7: 签约日期 “2026-13-05”: …"
static void describe(const struct import_fault *fault, const char *heading, const char *value,
                     char line[LINE])
{
    char where[300] = "";
    int at = 0;
    if (fault->file != NULL)
        at = snprintf(where, sizeof where, "%.200s: ", fault->file);
    if (fault->line > 0)
        snprintf(where + at, sizeof where - (size_t)at, "line %zu: ", fault->line);
    if (heading[0] == '\0')
        snprintf(line, LINE, "%s%.500s", where, fault->wanted);
    else
        snprintf(line, LINE, "%s%s “%s”: %.500s", where, heading, value, fault->wanted);
}

void import_faults_add(struct import_faults *faults, const struct import_fault *fault)
{
    char heading[HEADING_SHOWN], value[VALUE_SHOWN], line[LINE];
    text_copy(heading, sizeof heading, fault->heading);
    if (!text_copy(value, sizeof value - 4, fault->value))
        snprintf(value + strlen(value), 4, "…");
    text_flatten(heading);
    text_flatten(value);
    describe(fault, heading, value, line);
    if (faults->count == 0)
        error_set(&faults->first, fault->code, "%s", line);
    if (faults->count++ >= IMPORT_FAULTS_NAMED)
        return;
    buffer_printf(&faults->text, "%s\n", line);
    put_json(&faults->json, fault, heading, value);
}

enum err import_faults_verdict(const struct import_faults *faults, struct error *error)
{
    if (faults->count == 0)
        return ERR_OK;
    if (faults->count == 1)
        return error_set(error, faults->first.code, "%s", faults->first.detail);
    return error_set(error, faults->first.code, "%.380s (共 %zu 处有误 in all %zu are wrong)",
                     faults->first.detail, faults->count, faults->count);
}

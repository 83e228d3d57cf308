// SPDX-License-Identifier: Apache-2.0
#include "shared/base/option.h"

#include "shared/base/memory.h"
#include "shared/base/suggest.h"
#include "shared/base/text.h"

#include <inttypes.h>
#include <string.h>

static enum err take_integer(const struct option *option, const char *text,
                             struct option_value *value, struct error *error)
{
    if (text_parse_i64(span_of(text), &value->integer) && value->integer >= option->min
        && value->integer <= option->max)
        return ERR_OK;
    return error_set(error, ERR_INVALID,
                     "--%s: '%s' is not a whole number from %" PRId64 " to %" PRId64 "%s%s",
                     option->name, text, option->min, option->max, option->unit ? " " : "",
                     option->unit ? option->unit : "");
}

static enum err take_choice(const struct option *option, const char *text,
                            struct option_value *value, struct error *error)
{
    struct suggest suggest;

    suggest_init(&suggest, text);
    value->text = text;
    for (const char *const *choice = option->choices; *choice; choice++) {
        if (strcmp(*choice, text) == 0)
            return ERR_OK;
        suggest_offer(&suggest, *choice);
    }
    if (suggest.best)
        return error_set(error, ERR_INVALID, "--%s: '%s' is not a choice; did you mean '%s'?",
                         option->name, text, suggest.best);
    return error_set(error, ERR_INVALID, "--%s: '%s' is not a choice; see --help", option->name,
                     text);
}

static void take_list(const char *text, struct option_value *value)
{
    value->list = mem_resize(value->list, (value->list_count + 1) * sizeof(*value->list));
    value->list[value->list_count++] = text;
}

enum err option_take(const struct option *option, const char *text, struct option_value *value,
                     struct error *error)
{
    if (value->given && option->type != OPTION_LIST)
        return error_set(error, ERR_USAGE, "--%s is given twice", option->name);
    if (option->type == OPTION_FLAG && text)
        return error_set(error, ERR_USAGE, "--%s takes no value, not '%s'", option->name, text);
    if (option->type != OPTION_FLAG && !text)
        return error_set(error, ERR_USAGE, "--%s needs a value", option->name);
    value->given = true;
    switch (option->type) {
    case OPTION_FLAG:
        break;
    case OPTION_TEXT:
        value->text = text;
        break;
    case OPTION_INTEGER:
        return take_integer(option, text, value, error);
    case OPTION_CHOICE:
        return take_choice(option, text, value, error);
    case OPTION_LIST:
        take_list(text, value);
        break;
    }
    return ERR_OK;
}

void option_value_clear(struct option_value *value)
{
    mem_free(value->list);
    *value = (struct option_value){0};
}

void option_print_form(const struct option *option, struct buffer *out)
{
    buffer_printf(out, "--%s", option->name);
    if (option->type == OPTION_CHOICE) {
        buffer_append_char(out, ' ');
        for (const char *const *choice = option->choices; *choice; choice++)
            buffer_printf(out, "%s%s", choice == option->choices ? "" : "|", *choice);
    } else if (option->type != OPTION_FLAG) {
        buffer_printf(out, " %s", option->placeholder);
    }
}

void option_print_help(const struct option *option, struct buffer *out)
{
    buffer_append_text(out, "  ");
    option_print_form(option, out);
    if (option->type == OPTION_INTEGER)
        buffer_printf(out, "  (%" PRId64 "…%" PRId64 "%s%s)", option->min, option->max,
                      option->unit ? " " : "", option->unit ? option->unit : "");
    if (option->type == OPTION_LIST)
        buffer_append_text(out, "  (可重复 repeatable)");
    if (option->required)
        buffer_append_text(out, "  (必需 required)");
    buffer_printf(out, "\n      %s\n      %s\n", option->help_zh, option->help_en);
}

// SPDX-License-Identifier: Apache-2.0
#include "tests/morning/form.h"

#include "shared/base/calendar.h"
#include "shared/model/canon.h"

#include <assert.h>
#include <stdlib.h>

void form_init(struct form *form)
{
    form->count = 0;
    buffer_init(&form->values, FORM_BYTES);
}

void form_clear(struct form *form)
{
    buffer_clear(&form->values);
}

void form_reset(struct form *form)
{
    form->count = 0;
    buffer_reset(&form->values);
}

static void end_field(struct form *form, const char *name)
{
    assert(form->count < FORM_FIELDS && !form->values.failed);
    form->names[form->count] = name;
    form->ends[form->count++] = form->values.len;
}

void form_text(struct form *form, const char *name, const char *text)
{
    canon_put_string(&form->values, span_of(text));
    end_field(form, name);
}

void form_integer(struct form *form, const char *name, int64_t value)
{
    canon_put_integer(&form->values, value);
    end_field(form, name);
}

void form_truth(struct form *form, const char *name, bool value)
{
    buffer_append_text(&form->values, value ? "true" : "false");
    end_field(form, name);
}

void form_uuid(struct form *form, const char *name, const struct uuid *id)
{
    canon_put_uuid(&form->values, id);
    end_field(form, name);
}

void form_day(struct form *form, const char *name, int64_t unix_ms)
{
    char date[CALENDAR_DATE_TEXT];

    calendar_format(calendar_day(unix_ms), date);
    form_text(form, name, date);
}

static int by_name(const void *a, const void *b)
{
    return span_compare(((const struct field *)a)->name, ((const struct field *)b)->name);
}

const struct field *form_fields(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        const size_t start = i ? form->ends[i - 1] : 0;

        form->fields[i] = (struct field){span_of(form->names[i]),
                                         {form->values.data + start, form->ends[i] - start}};
    }
    qsort(form->fields, form->count, sizeof(form->fields[0]), by_name);
    return form->fields;
}

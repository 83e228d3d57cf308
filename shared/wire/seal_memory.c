// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/seal_memory.h"

#include "shared/wire/answer_memory.h"

// False when the record is too large to be one.
static bool ask(const struct evidence_trust *trust, const struct fact *signoff,
                struct digest *question)
{
    static const char about[] = "sign-off";
    struct buffer text;
    bool formed;

    buffer_init(&text, RECORD_BYTES_MAX + sizeof(about));
    buffer_append(&text, about, sizeof(about));
    formed = record_format(signoff->record, &text);
    hash_pair(text.data, text.len, trust->ca_pem.data, trust->ca_pem.len, question);
    buffer_clear(&text);
    return formed;
}

bool seal_memory_intact(void *trust, const struct fact *signoff)
{
    struct digest question;
    bool intact;

    if (!ask(trust, signoff, &question))
        return evidence_intact(trust, signoff);
    if (!answer_memory_get(&question, &intact)) {
        intact = evidence_intact(trust, signoff);
        answer_memory_put(&question, intact);
    }
    return intact;
}

// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_seal.h"

#include "server/storage/signoff_log.h"
#include "server/sync/log_entry.h"
#include "shared/model/fact_signoff.h"
#include "shared/wire/seal_memory.h"

#include <string.h>

// The fields are those of the sealed text, as evidence_intact wants it.
static bool matches(const struct fact *signoff)
{
    struct signoff sealed;
    struct buffer text;
    const char *field;
    bool same;

    buffer_init(&text, SIGNOFF_TEXT_MAX);
    same = fact_signoff_sealed(signoff, &text, &sealed) == ERR_OK
           && signoff_matches(signoff, &sealed, &field);
    buffer_clear(&text);
    return same;
}

// The leaf has the digests of certificate and sealed text, and the seal itself: two signatures
// depend on nothing else.
static bool is_as_logged(struct view *view, const struct fact *signoff)
{
    struct log_leaf said, found;
    struct signoff_leaf leaf;

    return signoff_log_find(view, &signoff->record->id, &leaf, NULL) == ERR_OK
           && log_leaf_parse(leaf.leaf, &said, NULL) == ERR_OK
           && log_entry_read(signoff, &found, NULL) == ERR_OK && found.seal_len == said.seal_len
           && memcmp(found.seal, said.seal, said.seal_len) == 0
           && digest_equal(&found.sealed, &said.sealed)
           && digest_equal(&found.certificate, &said.certificate) && matches(signoff);
}

bool log_seal_intact(void *log_seal, const struct fact *signoff)
{
    struct log_seal *me = log_seal;

    return is_as_logged(me->view, signoff) || seal_memory_intact(&me->trust, signoff);
}

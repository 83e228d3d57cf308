// SPDX-License-Identifier: Apache-2.0
#include "server/sync/seat_token.h"

#include "shared/base/memory.h"

#include <string.h>

static void format(const uint8_t bytes[TOKEN_BYTES], char out[TOKEN_TEXT])
{
    struct buffer text;

    buffer_init(&text, TOKEN_TEXT);
    buffer_append_base64(&text, bytes, TOKEN_BYTES);
    text_copy(out, TOKEN_TEXT, (struct span){text.data, text.len});
    buffer_clear(&text);
}

void seat_token_issue(struct roster *roster, const struct random *random,
                      const struct seat_token_grant *grant, char out[TOKEN_TEXT])
{
    struct seat_token token = {.good = true,
                               .commit = grant->commit,
                               .epoch = grant->terms.epoch,
                               .backed_up_through = grant->terms.backed_up_through,
                               .site_count = grant->site_count};
    struct seat *seat;

    token.sites = mem_dup(grant->sites, grant->site_count * sizeof(*grant->sites));
    random_fill(random, token.bytes, TOKEN_BYTES);
    format(token.bytes, out);
    seat = roster_seat(roster, &grant->device);
    mem_free(seat->token.sites);
    seat->token = token;
    roster_release(roster);
}

bool seat_token_stands(struct roster *roster, struct bulletin *bulletin, const struct uuid *device,
                       const struct seat_token_terms *terms, const char *text)
{
    const struct seat *seat = roster_seat(roster, device);
    const struct seat_token *token = &seat->token;
    uint8_t bytes[TOKEN_BYTES];
    size_t len;
    bool stands = text_parse_base64(span_of(text), bytes, sizeof(bytes), &len) && len == TOKEN_BYTES
                  && token->good && mac_equal(bytes, token->bytes) && seat->news <= token->commit
                  && token->epoch == terms->epoch
                  && token->backed_up_through == terms->backed_up_through;

    if (stands)
        stands = !bulletin_newer(bulletin, token->sites, token->site_count, token->commit);
    roster_release(roster);
    return stands;
}

// SPDX-License-Identifier: Apache-2.0
#include "server/sync/enrol_desk.h"

#include "server/enrol/person_list.h"
#include "server/sync/ledger_line.h"
#include "server/sync/office_parts.h"
#include "server/sync/scope_rule.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate_request.h"

#include <string.h>

enum { DER_MAX = 512, PERSONS_MAX = 65536, ANSWER_MAX = 131072 };

void enrol_desk_init(struct enrol_desk_paper *paper)
{
    memset(paper, 0, sizeof(*paper));
    buffer_init(&paper->der, DER_MAX);
    buffer_init(&paper->certificate, PEM_MAX);
    buffer_init(&paper->answer, ANSWER_MAX);
}

void enrol_desk_clear(struct enrol_desk_paper *paper)
{
    key_free(paper->key);
    buffer_clear(&paper->der);
    buffer_clear(&paper->certificate);
    buffer_clear(&paper->answer);
    enrol_desk_init(paper);
}

enum err enrol_desk_read(struct enrol_desk_paper *paper, const char *request, struct error *error)
{
    enum err result = certificate_request_read(span_of(request), &paper->key, error);

    if (result == ERR_OK)
        result = key_public_der(paper->key, &paper->der);
    if (result == ERR_OK)
        result = key_public_digest(paper->key, &paper->key_digest);
    return result;
}

static bool copy_pem(char out[PEM_MAX], const struct buffer *pem)
{
    return text_copy(out, PEM_MAX, (struct span){pem->data, pem->len});
}

static enum err write_answer(struct office *office, struct enrol_desk_paper *paper,
                             const struct uuid *device, const struct buffer *persons,
                             struct error *error)
{
    const struct authority *authority = &office->authority;
    struct enrol_reply *reply = mem_alloc(sizeof(*reply));
    bool fits = copy_pem(reply->certificate, &paper->certificate)
                && copy_pem(reply->ca, &authority->ca_pem)
                && copy_pem(reply->receipt, &authority->receipt_pem)
                && copy_pem(reply->seal, &authority->seal_pem);

    reply->device = *device;
    reply->persons = persons->data;
    reply->time_ms = clock_wall_ms(&office->clock);
    pthread_mutex_lock(&office->address_mutex);
    memcpy(reply->sync, office->sync_address, sizeof(reply->sync));
    memcpy(reply->office, office->office_address, sizeof(reply->office));
    pthread_mutex_unlock(&office->address_mutex);
    fits = fits && enrol_reply_format(reply, &paper->answer);
    mem_free(reply);
    return fits ? ERR_OK : error_set(error, ERR_TOO_LARGE, "the answer is too long");
}

enum err enrol_desk_issue(struct office *office, struct enrol_desk_paper *paper,
                          const struct enrol_desk_wish *wish, struct error *error)
{
    struct authority_device device
        = {.public_key = paper->key, .id = wish->device, .now_ms = clock_wall_ms(&office->clock)};
    struct buffer persons;
    enum err result
        = authority_issue(&office->authority, &device, &paper->certificate, &paper->info, error);

    buffer_init(&persons, PERSONS_MAX);
    if (result == ERR_OK)
        result = person_list_format(wish->view, &wish->device, &wish->also, &persons, error);
    if (result == ERR_OK)
        result = write_answer(office, paper, &wish->device, &persons, error);
    buffer_clear(&persons);
    return result;
}

enum err enrol_desk_register(struct office *office, struct storage *storage,
                             const struct uuid *device, struct error *error)
{
    enum err result = ledger_line_device(office->ledger, storage_writer(storage), device, error);

    return result == ERR_OK ? scope_rule_refresh(storage, office->roster, error) : result;
}

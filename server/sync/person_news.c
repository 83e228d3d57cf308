// SPDX-License-Identifier: Apache-2.0
#include "server/sync/person_news.h"

#include "server/enrol/person_list.h"
#include "shared/wire/persons_line.h"

#include <string.h>

enum { LIST_MAX = 128 << 10, VERSION_BYTES = 8 };

// Names and roles stand in records of the global site; who is on the list is news of the device.
static bool is_known(const struct person_news *news)
{
    const struct seat *seat = roster_seat(news->roster, news->device);
    const struct seat_persons *persons = &seat->persons;
    bool known = persons->version[0] != '\0' && strcmp(persons->version, news->known) == 0
                 && seat->news <= persons->commit
                 && !bulletin_newer(news->bulletin, &uuid_nil, 1, persons->commit);

    roster_release(news->roster);
    return known;
}

static void remember(const struct person_news *news, uint64_t commit, const char *version)
{
    struct seat_persons *persons = &roster_seat(news->roster, news->device)->persons;

    persons->commit = commit;
    text_copy(persons->version, sizeof(persons->version), span_of(version));
    roster_release(news->roster);
}

static void version_of(const struct buffer *list, char out[SEAT_PERSONS_TEXT])
{
    struct digest digest;
    char text[HASH_TEXT];

    hash_once(list->data, list->len, &digest);
    digest_format(&digest, text);
    text_copy(out, SEAT_PERSONS_TEXT, (struct span){text, 2 * VERSION_BYTES});
}

enum err person_news_tell(const struct person_news *news, struct reply_lines *lines,
                          struct error *error)
{
    char version[SEAT_PERSONS_TEXT];
    struct commit_stamp head;
    struct buffer list;
    enum err result;

    if (is_known(news))
        return ERR_OK;
    buffer_init(&list, LIST_MAX);
    result = commit_head(news->view, &head, error);
    if (result == ERR_OK)
        result = person_list_format(news->view, news->device, &uuid_nil, &list, error);
    if (result == ERR_OK) {
        version_of(&list, version);
        remember(news, head.number, version);
        if (strcmp(version, news->known) != 0)
            reply_lines_add_persons(lines, (struct span){list.data, list.len}, version);
    }
    buffer_clear(&list);
    return result == ERR_TOO_LARGE ? ERR_OK : result;
}

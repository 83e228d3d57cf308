// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/signed_view.h"

#include "agent/store/outgoing.h"
#include "shared/web/qr_path.h"

#include <string.h>

enum { PATH_MAX_BYTES = 64 << 10 };

static void put_photo(struct ui *ui, const struct fact *photo, struct span hex,
                      struct json_writer *json)
{
    struct outgoing_row row = {0};
    struct digest digest;
    char id[UUID_TEXT];

    uuid_format(&photo->record->id, id);
    json_object_open(json, NULL);
    json_put_span(json, "digest", hex);
    json_put_text(json, "id", id);
    json_put_boolean(json, "here",
                     digest_parse(hex.data, hex.len, &digest)
                         && outgoing_get(ui->tablet->store, &digest, &row, NULL) == ERR_OK
                         && row.present);
    json_object_close(json);
}

void signed_view_photos(struct ui *ui, const struct facts *facts, struct span statement,
                        struct json_writer *json)
{
    size_t count = 0;
    const struct fact *photos = facts_of_kind(facts, "photo", &count);
    struct span hex;

    json_array_open(json, "photos");
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(photos[i].record) && fact_text(&photos[i], "digest", &hex)
            && memmem(statement.data, statement.len, hex.data, hex.len))
            put_photo(ui, &photos[i], hex, json);
    json_array_close(json);
}

void signed_view_qr(const struct digest *sealed, struct json_writer *json)
{
    struct buffer path;
    char text[HASH_TEXT];
    int size = 0;

    digest_format(sealed, text);
    buffer_init(&path, PATH_MAX_BYTES);
    if (qr_path(text, &path, &size, NULL) == ERR_OK) {
        json_object_open(json, "qr");
        json_put_span(json, "path", (struct span){path.data, path.len});
        json_put_integer(json, "size", size);
        json_object_close(json);
    } else {
        json_put_null(json, "qr");
    }
    buffer_clear(&path);
}

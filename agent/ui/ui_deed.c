// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/ui_deed.h"

#include "agent/capture/deed_told.h"
#include "agent/ui/ui_call.h"
#include "shared/web/route.h"

#include <string.h>

bool ui_deed_tap(const struct route_call *call, const struct uuid *person,
                 const struct digest *photo, struct once *out)
{
    const struct http_request *request = route_request(call);
    const struct uuid *id = route_uuid(call, "once");
    struct hash_stream *stream;

    if (!id)
        return false;
    out->id = *id;
    stream = hash_stream_create();
    hash_stream_add(stream, person->bytes, UUID_BYTES);
    hash_stream_add(stream, request->path, strlen(request->path) + 1);
    hash_stream_add(stream, request->query, strlen(request->query) + 1);
    if (photo)
        hash_stream_add(stream, photo->bytes, HASH_BYTES);
    else if (!route_is_raw(call))
        hash_stream_add(stream, request->body.data, request->body.len);
    hash_stream_finish(stream, &out->asked);
    hash_stream_free(stream);
    return true;
}

static enum err take_photo(struct route_call *call, const struct ui_wish *wish, struct ui_deed *out,
                           struct error *error)
{
    struct route_body body = route_body(call);
    struct photo_source source = {&body, route_body_read};
    struct photo_options options = {.record = wish->photo_of,
                                    .person = out->options.person,
                                    .name = wish->photo_name,
                                    .copy_of = wish->photo_copy_of,
                                    .taken_ms = wish->photo_taken_ms};
    enum err err = photo_take(out->options.store, &options, &source, &out->photos[0], error);

    out->options.photo_count = err == ERR_OK;
    return err;
}

enum err ui_deed_begin(struct route_call *call, const struct ui_wish *wish, struct ui_deed *out,
                       struct error *error)
{
    struct ui *ui = ui_of(call);
    const struct digest *photo = NULL;

    *out = (struct ui_deed){0};
    out->options = (struct deed_options){.store = ui->tablet->store,
                                         .person = *ui_person(call),
                                         .site = wish->site,
                                         .photos = out->photos,
                                         .seal = ui->seal};
    if (route_is_raw(call)) {
        enum err err = take_photo(call, wish, out, error);

        if (err)
            return err;
        photo = &photo_outcome(out->photos[0])->digest;
    }
    if (ui_deed_tap(call, &out->options.person, photo, &out->once))
        out->options.once = &out->once;
    return ERR_OK;
}

enum err ui_deed_end(struct route_call *call, struct ui_deed *deed, enum err outcome,
                     struct deed_report *report)
{
    if (!outcome) {
        deed_told(report, route_answer(call));
        tablet_captured(ui_of(call)->tablet);
    }
    photo_end(deed->photos[0], outcome);
    deed->photos[0] = NULL;
    deed_report_clear(report);
    return outcome;
}

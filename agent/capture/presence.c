// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/presence.h"

#include "agent/capture/item_place.h"
#include "shared/model/place.h"

static enum err check_code(const struct deed *deed, struct span code, struct error *error)
{
    const struct catalogue *catalogue = NULL;
    enum err err = deed_catalogue(deed, NULL, &catalogue, error);

    if (err || catalogue_inspection_find(catalogue, code) || catalogue_node_find(catalogue, code))
        return err;
    return error_set(
        error, ERR_INVALID,
        "\"%.*s\" 既不是验收类别也不是节点 is neither an inspection nor a node\t请看 see "
        "plumb catalogue show",
        (int)code.len, code.data);
}

// A node that was named stands for its present attempt.
static const struct fact *named(const struct deed *deed, const struct uuid *of)
{
    const struct fact *fact = facts_find(deed->facts, of), *attempt;

    if (!fact || !span_is(fact->record->kind, "node"))
        return fact;
    attempt = item_place_attempt(deed->facts, of, 0);
    return attempt ? attempt : fact;
}

// Time and place that the photos tell, for what is not given.
static void read_photos(const struct deed *deed, struct presence *presence, bool *placed)
{
    bool timed = presence->at_ms != 0;

    *placed = presence->latitude.len > 0;
    for (size_t i = 0; i < deed->options->photo_count; i++) {
        const struct exif_facts *exif = photo_facts(deed->options->photos[i]);

        if (!timed && exif->has_time)
            presence->at_ms = exif->taken_ms;
        timed = timed || exif->has_time;
        if (!*placed && exif->has_place) {
            presence->latitude = span_of(exif->latitude);
            presence->longitude = span_of(exif->longitude);
            *placed = true;
        }
    }
    if (!timed)
        presence->at_ms = deed->now_ms;
}

static enum err put(struct deed *deed, const struct presence *presence, const struct fact *of,
                    struct error *error)
{
    struct uuid id;
    enum err code;

    deed_open(deed, "presence", NULL);
    deed_uuid(deed, "person",
              uuid_is_nil(&presence->person) ? &deed->options->person : &presence->person);
    deed_integer(deed, "at", presence->at_ms);
    deed_text(deed, "inspection", presence->inspection);
    if (of)
        deed_uuid(deed, "of", &of->record->id);
    if (presence->latitude.len > 0) {
        deed_text(deed, "latitude", presence->latitude);
        deed_text(deed, "longitude", presence->longitude);
    }
    code = deed_close(deed, &id, error);
    deed_photos(deed, &id, NULL);
    return code;
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    struct presence presence = *(const struct presence *)argument;
    const struct fact *of;
    bool placed = false;
    enum err code = check_code(deed, presence.inspection, error);

    if (code)
        return code;
    if ((presence.latitude.len > 0) != (presence.longitude.len > 0))
        return error_set(error, ERR_INVALID,
                         "纬度和经度要一起给出 latitude and longitude go together");
    if (presence.latitude.len > 0 && !place_valid(presence.latitude, presence.longitude))
        return error_set(
            error, ERR_INVALID,
            "纬度从 -90 到 90,经度从 -180 到 180 latitude is from -90 to 90, longitude "
            "from -180 to 180");
    of = uuid_is_nil(&presence.of) ? NULL : named(deed, &presence.of);
    if (!of && !uuid_is_nil(&presence.of))
        return error_set(error, ERR_NOT_FOUND, "the node or inspection is not on this tablet");
    read_photos(deed, &presence, &placed);
    if (deed->options->photo_count == 0)
        deed_say(
            deed,
            "还没有照片:到场须有照片才算数 no photo yet: presence counts with one\t(plumb photo "
            "add)");
    if (!placed)
        deed_say(deed, "没有地点:照片未记录位置 no place: the photo does not tell it\t(--latitude, "
                       "--longitude)");
    return put(deed, &presence, of, error);
}

enum err presence_add(const struct deed_options *options, const struct presence *given,
                      struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}

// SPDX-License-Identifier: Apache-2.0
#include "server/sync/ledger_line.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/model/record.h"
#include "shared/wire/state_line.h"
#include "shared/wire/wire_value.h"

#include <endian.h>
#include <string.h>

enum { STATE_LINE_MAX = RECORD_BYTES_MAX + 128, DEVICE_LINE_MAX = 1 << 20 };
static const char state_start[] = "{\"mac\":";

static enum err append(struct ledger *ledger, struct buffer *line, struct error *error)
{
    if (line->failed)
        return error_set(error, ERR_TOO_LARGE, "a line for the ledger is too long");
    return ledger_append(ledger, (struct span){line->data, line->len}, error);
}

enum err ledger_line_epoch(struct ledger *ledger, uint64_t epoch, struct error *error)
{
    struct json_writer writer;
    struct buffer line;
    enum err result;

    buffer_init(&line, 256);
    json_begin(&writer, &line);
    json_object_open(&writer, NULL);
    wire_value_put_hex64(&writer, "epoch", epoch);
    json_object_close(&writer);
    result = append(ledger, &line, error);
    buffer_clear(&line);
    return result;
}

enum err ledger_line_mac_key(struct ledger *ledger, const uint8_t key[MAC_KEY_BYTES],
                             struct error *error)
{
    struct json_writer writer;
    struct buffer line;
    enum err result;

    buffer_init(&line, 256);
    json_begin(&writer, &line);
    json_object_open(&writer, NULL);
    json_put_hex(&writer, "mac_key", key, MAC_KEY_BYTES);
    json_object_close(&writer);
    result = append(ledger, &line, error);
    mem_wipe(line.data, line.len);
    buffer_clear(&line);
    return result;
}

static bool put_person(void *arg, const struct uuid *person, bool active)
{
    struct json_writer *writer = arg;

    json_object_open(writer, NULL);
    wire_value_put_uuid(writer, "id", person);
    json_put_boolean(writer, "active", active);
    json_object_close(writer);
    return true;
}

static void put_device(struct json_writer *writer, const struct device_row *device)
{
    wire_value_put_uuid(writer, "id", &device->id);
    json_put_text(writer, "name", device->name);
    json_put_integer(writer, "state", (int64_t)device->state);
    json_put_u64(writer, "version", device->version);
    json_put_hex(writer, "certificate", device->certificate.bytes, HASH_BYTES);
    json_put_hex(writer, "previous", device->previous_certificate.bytes, HASH_BYTES);
    json_put_hex(writer, "key", device->public_key.bytes, HASH_BYTES);
    json_put_base64(writer, "der", device->public_der.data, device->public_der.len);
    json_put_integer(writer, "enrolled", device->enrolled_ms);
    json_put_integer(writer, "until", device->certificate_until_ms);
    json_put_integer(writer, "changed", device->changed_ms);
    json_put_text(writer, "reason", device->reason);
}

enum err ledger_line_device(struct ledger *ledger, struct view *view, const struct uuid *device,
                            struct error *error)
{
    struct json_writer writer;
    struct device_row row;
    struct buffer line;
    enum err result = devices_get(view, device, &row, error);

    if (result != ERR_OK)
        return result;
    buffer_init(&line, DEVICE_LINE_MAX);
    json_begin(&writer, &line);
    json_object_open(&writer, NULL);
    json_object_open(&writer, "device");
    put_device(&writer, &row);
    json_array_open(&writer, "persons");
    result = devices_persons(view, device, put_person, &writer, error);
    json_array_close(&writer);
    json_object_close(&writer);
    json_object_close(&writer);
    if (result == ERR_OK)
        result = append(ledger, &line, error);
    buffer_clear(&line);
    return result;
}

enum err ledger_line_state(struct ledger *ledger, struct span state, const uint8_t mac[MAC_BYTES],
                           struct error *error)
{
    struct buffer line;
    enum err result;

    buffer_init(&line, STATE_LINE_MAX);
    if (state_line_format(mac, state, &line))
        line.len--; // its line break
    result = append(ledger, &line, error);
    buffer_clear(&line);
    return result;
}

#define DEVICE_FIELD(name, kind, member)                                            \
    {                                                                               \
        (name), (kind), offsetof(struct ledger_line, device.member),                \
            sizeof(((struct ledger_line *)0)->device.member), true, JSON_NO_PRESENT \
    }

static enum err read_persons(const struct json *array, struct ledger_line *out, struct error *error)
{
    size_t count = 0;

    for (const struct json *item = json_first(array); item; item = json_next(item))
        count++;
    out->persons = mem_alloc_array(count, sizeof(*out->persons));
    for (const struct json *item = json_first(array); item; item = json_next(item)) {
        struct ledger_person *person = &out->persons[out->person_count];
        const char *id;

        if (!json_text(json_member(item, "id"), &id) || !uuid_parse(span_of(id), &person->id)
            || !json_boolean(json_member(item, "active"), &person->active))
            return error_set(error, ERR_PARSE, "a person of a device cannot be read");
        out->person_count++;
    }
    return ERR_OK;
}

static enum err read_device(const struct json *object, struct ledger_line *out, struct error *error)
{
    static const struct json_field fields[] = {
        DEVICE_FIELD("id", JSON_UUID, id),
        DEVICE_FIELD("name", JSON_TEXT, name),
        DEVICE_FIELD("version", JSON_U64, version),
        DEVICE_FIELD("certificate", JSON_DIGEST, certificate),
        DEVICE_FIELD("previous", JSON_DIGEST, previous_certificate),
        DEVICE_FIELD("key", JSON_DIGEST, public_key),
        DEVICE_FIELD("enrolled", JSON_INTEGER, enrolled_ms),
        DEVICE_FIELD("until", JSON_INTEGER, certificate_until_ms),
        DEVICE_FIELD("changed", JSON_INTEGER, changed_ms),
        DEVICE_FIELD("reason", JSON_TEXT, reason),
    };
    const char *der = NULL;
    int64_t state;
    size_t len;
    enum err result = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);

    if (result != ERR_OK)
        return result;
    if (!json_integer(json_member(object, "state"), &state) || state < DEVICE_ACTIVE
        || state > DEVICE_RETURNING || !json_text(json_member(object, "der"), &der)
        || !text_parse_base64(span_of(der), out->public_der, sizeof(out->public_der), &len))
        return error_set(error, ERR_PARSE, "a device cannot be read");
    out->kind = LEDGER_DEVICE;
    out->device.state = (enum device_state)state;
    out->device.public_der = (struct span){(const char *)out->public_der, len};
    return read_persons(json_member(object, "persons"), out, error);
}

static enum err read_object(const struct json *object, struct ledger_line *out, struct error *error)
{
    const char *text = NULL;

    if (json_member(object, "device"))
        return read_device(json_member(object, "device"), out, error);
    if (json_text(json_member(object, "epoch"), &text)) {
        out->kind = LEDGER_EPOCH;
        if (text_parse_hex(span_of(text), &out->epoch, sizeof(out->epoch)))
            out->epoch = be64toh(out->epoch);
        return ERR_OK;
    }
    if (json_text(json_member(object, "mac_key"), &text)
        && text_parse_hex(span_of(text), out->mac_key, sizeof(out->mac_key)))
        out->kind = LEDGER_MAC_KEY;
    return ERR_OK;
}

enum err ledger_line_read(struct span text, struct ledger_line *out, struct error *error)
{
    struct json *object = NULL;
    enum err result;

    *out = (struct ledger_line){.kind = LEDGER_OTHER};
    if (text.len >= sizeof(state_start) - 1
        && memcmp(text.data, state_start, sizeof(state_start) - 1) == 0) {
        out->kind = LEDGER_STATE;
        return state_line_parse(text, out->mac, &out->state, error);
    }
    result = json_parse(text, &json_limits_default, &object, error);
    if (result == ERR_OK)
        result = read_object(object, out, error);
    json_free(object);
    if (result != ERR_OK)
        ledger_line_clear(out);
    return result;
}

void ledger_line_clear(struct ledger_line *line)
{
    mem_free(line->persons);
    mem_wipe(line->mac_key, sizeof(line->mac_key));
    line->persons = NULL;
    line->person_count = 0;
}

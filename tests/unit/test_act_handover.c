// SPDX-License-Identifier: Apache-2.0
// Handing over through the interface: a file is made, fetched, and taken along by another tablet.
#include "tests/unit/act_desk.h"

#include "agent/sync/handover.h"

// It is answered by a thread of its own.
static int ask(struct desk *desk, const char *path, struct span body)
{
    if (body.len > 0)
        desk_post_raw(desk, path, "", body);
    else
        desk_tap(desk, path);
    desk_await(desk);
    return desk->status;
}

// A second tablet of the same office.
static struct desk *colleague(struct desk *desk)
{
    static const char *const files[] = {"keys/ca.pem", "keys/receipt.pem", "keys/seal.pem",
                                        "keys/device.pem", "keys/device.key"};
    struct desk *other = desk_create();
    struct buffer pem;

    buffer_init(&pem, 16384);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        DESK_OK(desk, disk_read_file(&desk->tablet.disk, files[i], &pem, &desk->error));
        DESK_OK(other,
                disk_write_file(&other->tablet.disk, files[i], pem.data, pem.len, &other->error));
    }
    buffer_clear(&pem);
    desk_restart(other);
    other->tablet.device = desk_uuid(0xde52);
    desk_enter(other, INSPECTOR);
    return other;
}

static void what_waits_becomes_one_file_that_a_colleague_takes_along(void **state)
{
    struct desk *desk = *state, *other;
    struct uuid attempt = act_started(desk, "design");
    char name[HANDOVER_NAME], path[200];
    struct buffer file;

    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&attempt)));
    ACT_OK(desk, ask(desk, "/api/handover", (struct span){0}));
    assert_true(desk_integer(desk, "entries") >= 3);
    assert_int_equal(desk_integer(desk, "blobs"), 1);
    snprintf(name, sizeof(name), "%s", desk_text(desk, "name"));
    snprintf(path, sizeof(path), "/api/handover/%s", name);
    ACT_OK(desk, desk_get(desk, "%s", path));
    assert_string_equal(desk->type, "application/octet-stream");
    buffer_init(&file, 8 << 20);
    buffer_append(&file, desk->body.data, desk->body.len);
    ACT_REFUSED(desk, ERR_INVALID, "",
                ask(desk, "/api/handover/import", (struct span){file.data, file.len})); // its own
    other = colleague(desk);
    ACT_OK(other, ask(other, "/api/handover/import", (struct span){file.data, file.len}));
    assert_string_equal(desk_text(other, "device"), desk_id(&desk->device));
    ACT_OK(other, ask(other, "/api/handover/import", (struct span){file.data, file.len})); // twice
    file.data[file.len / 2] ^= 1;
    ACT_REFUSED(other, ERR_FORGED, "cut or changed",
                ask(other, "/api/handover/import", (struct span){file.data, file.len}));
    ACT_REFUSED(other, ERR_PARSE, "", ask(other, "/api/handover/import", span_of("no such file")));
    desk_destroy(other);
    buffer_clear(&file);
}

static bool count_names(void *arg, const char *name, uint64_t size_bytes)
{
    (void)name;
    (void)size_bytes;
    ++*(int *)arg;
    return true;
}

static void only_the_newest_file_takes_storage_and_no_other_path_is_served(void **state)
{
    struct desk *desk = *state;
    int count = 0;

    act_started(desk, "design");
    ACT_OK(desk, ask(desk, "/api/handover", (struct span){0}));
    desk->wall_ms += 60000;
    ACT_OK(desk, ask(desk, "/api/handover", (struct span){0}));
    DESK_OK(desk, handover_list(&desk->tablet.disk, count_names, &count, &desk->error));
    assert_int_equal(count, 1);
    ACT_REFUSED(desk, ERR_NOT_FOUND, "", desk_get(desk, "/api/handover/device.key"));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "", desk_get(desk, "/api/handover/..%%2Fkeys%%2Fdevice.key"));
    ACT_REFUSED(desk, ERR_INVALID, "没有文件", desk_tap(desk, "/api/handover/import"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(what_waits_becomes_one_file_that_a_colleague_takes_along),
        DESK(only_the_newest_file_takes_storage_and_no_other_path_is_served),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

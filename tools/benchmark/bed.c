// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/bed.h"

#include "agent/capture/capture.h"
#include "agent/store/replica.h"
#include "agent/store/setting.h"
#include "agent/sync/join.h"
#include "shared/base/memory.h"
#include "tools/benchmark/gauge.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { DESCRIPTORS = 20000, POSITION_MAX = 256 };

static const struct uuid made_up = {{1, 2, 3, 4, 5, 6, 0x70, 8, 0x90, 10, 11, 12, 13, 14, 15, 16}};

void bed_open(struct bed *bed, const char *folder)
{
    struct error error = {0};

    *bed = (struct bed){.site = made_up, .person = made_up};
    gauge_must(tablet_open(&bed->tablet, folder, &error), &error, folder);
    if (!bed->tablet.enrolled)
        return;
    bed->person = bed->tablet.person;
    bed_find_site(bed);
}

void bed_close(struct bed *bed)
{
    bed_disconnect(bed);
    tablet_close(&bed->tablet);
}

void bed_enrol(const char *folder, const char *text)
{
    struct enrol_link link;
    struct error error = {0};
    struct transport transport = {0};
    struct tablet tablet;
    char url[HOST_PORT_TEXT + 16];

    gauge_must(enrol_link_parse(span_of(text), &link, &error), &error, text);
    gauge_must(tablet_open(&tablet, folder, &error), &error, folder);
    snprintf(url, sizeof(url), "https://%s", link.office);
    gauge_must(http_client_create(&(struct http_client_options){.base_url = url,
                                                                .pin = &link.pin,
                                                                .connect_timeout_ms = 15000},
                                  &transport, &error),
               &error, url);
    gauge_must(join_office(&(struct join_options){tablet.store, &tablet.disk, &tablet.random,
                                                  &transport, TABLET_VERSION, "bench"},
                           &link, &error),
               &error, "enrol");
    http_client_free(&transport);
    tablet_close(&tablet);
}

void bed_connect(struct bed *bed)
{
    struct error error = {0};

    gauge_must(tablet_connect(&bed->tablet, &bed->transport, &error), &error, "connect");
    gauge_must(tablet_session(&bed->tablet, &bed->transport, &bed->session, &error), &error,
               "session");
}

void bed_disconnect(struct bed *bed)
{
    session_free(bed->session);
    bed->session = NULL;
    http_client_free(&bed->transport);
}

static bool take_site(void *arg, const struct replica_row *row)
{
    ((struct bed *)arg)->site = row->site;
    return false;
}

void bed_find_site(struct bed *bed)
{
    struct replica_filter filter = {.kind = span_of("site")};
    struct error error = {0};

    gauge_must(replica_list(bed->tablet.store, &filter, take_site, bed, &error), &error, "site");
}

void bed_drain(struct bed *bed)
{
    struct error error = {0};

    gauge_must(session_drain(bed->session, NULL, NULL, &error), &error, "sync");
}

struct bed_batch {
    struct workload_record *records;
    struct draft *drafts;
    struct capture_result *results;
    size_t count;
};

struct bed_batch *bed_batch_make(const struct bed *bed, const struct bed_range *range)
{
    struct bed_batch *batch = mem_alloc(sizeof(*batch));

    if (bed->tablet.enrolled && uuid_equal(&bed->site, &made_up))
        gauge_die("%s: no site yet: sync first", bed->tablet.folder);
    batch->count = range->count;
    batch->records = mem_alloc_array(range->count, sizeof(*batch->records));
    batch->drafts = mem_alloc_array(range->count, sizeof(*batch->drafts));
    batch->results = mem_alloc_array(range->count, sizeof(*batch->results));
    for (uint64_t i = 0; i < range->count; i++) {
        struct workload_record *record = &batch->records[i];
        uint64_t index = range->from + i * range->step;

        if (range->edit)
            workload_edit(range->salt, index, record);
        else
            workload_make(range->salt, index, record);
        if (range->edit)
            workload_keep_changed(record);
        batch->drafts[i] = (struct draft){.kind = span_of(WORKLOAD_KIND),
                                          .site = bed->site,
                                          .id = record->id,
                                          .fields = record->fields,
                                          .field_count = record->count};
    }
    return batch;
}

void bed_batch_capture(struct bed *bed, struct bed_batch *batch)
{
    struct capture_options options
        = {.drafts = batch->drafts, .count = batch->count, .person = bed->person};
    struct error error = {0};

    gauge_must(capture_commit(bed->tablet.store, &options, batch->results, &error), &error,
               "capture");
}

void bed_batch_free(struct bed_batch *batch)
{
    mem_free(batch->records);
    mem_free(batch->drafts);
    mem_free(batch->results);
    mem_free(batch);
}

void bed_capture(struct bed *bed, const struct bed_range *range)
{
    struct bed_batch *batch = bed_batch_make(bed, range);

    bed_batch_capture(bed, batch);
    bed_batch_free(batch);
}

void bed_cut(const struct bed *bed)
{
    const char *colon = strrchr(bed->tablet.sync, ':');
    uint16_t port = colon ? htons((uint16_t)gauge_number(colon + 1)) : 0;

    for (int fd = 3; fd < DESCRIPTORS; fd++) {
        struct sockaddr_in peer = {0};
        socklen_t len = sizeof(peer);

        if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && peer.sin_family == AF_INET
            && peer.sin_port == port)
            shutdown(fd, SHUT_RDWR);
    }
}

uint64_t bed_bytes(const struct bed *bed)
{
    struct http_client_figures figures;

    http_client_figures(&bed->transport, &figures);
    return figures.bytes_in + figures.bytes_out;
}

int64_t bed_commit(struct bed *bed)
{
    static const char *const positions[] = {"witness", "cursor"};
    struct error error = {0};
    int64_t newest = 0;

    for (size_t i = 0; i < sizeof(positions) / sizeof(*positions); i++) {
        char text[POSITION_MAX] = "";
        int64_t number;

        gauge_must(tablet_setting(&bed->tablet, positions[i], text, sizeof(text), &error), &error,
                   positions[i]);
        number = strtoll(text, NULL, 10);
        newest = number > newest ? number : newest;
    }
    return newest;
}

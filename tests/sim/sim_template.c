// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_template.h"

#include "agent/sync/join.h"
#include "server/sync/office_device.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/data/catalogue_default.h"
#include "shared/data/catalogue_record.h"
#include "tests/sim/sim_net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEM_BYTES = 16384, CATALOGUE_BYTES = 4 << 20 };

static int64_t true_ms = SIM_BEGIN_MS;

static void must(enum err err, const char *what, const struct error *error)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "template: %s: %s: %s\n", what, err_name(err), error->detail);
    abort();
}

static struct field field(const char *name, const char *value)
{
    return (struct field){span_of(name), span_of(value)};
}

static void make_office(struct sim_office *office)
{
    struct error error;
    sim_office_init(office, sim_disk_create(1), &true_ms, 1);
    struct office_options options = {.disk = &office->handle,
                                     .clock = sim_clock_handle(&office->clock),
                                     .random = sim_random_handle(&office->random)};
    must(office_init(&options, &error), "init", &error);
    must(sim_office_start(office, &error), "open", &error);
}

static void make_rows(struct sim_template *template, struct sim_office *office, bool service)
{
    static const char *const roles[PERSONS_MAX]
        = {"\"inspector\"", "\"designer\"", "\"supervisor\"", "\"project_manager\"",
           "\"department_manager\""};
    struct field site[] = {field("address", "\"1 Road\""), field("customer_name", "\"Wang\"")};
    struct field person[] = {field("name", "\"Li\""), field("role", "\"inspector\"")};
    struct error error;
    sim_oracle_begin_edit(&template->oracle);
    for (int i = 0; i < SITES_MAX + PERSONS_MAX; i++) {
        bool is_site = i < SITES_MAX;
        if (service && !is_site)
            person[1] = field("role", roles[i - SITES_MAX]);
        struct office_edit edit = {.kind = is_site ? "site" : "person",
                                   .fields = is_site ? site : person,
                                   .field_count = 2};
        must(office_edit(office->office, &edit, 1, &error), edit.kind, &error);
        if (is_site)
            template->sites[i] = edit.id;
        else
            template->like[i - SITES_MAX].person = edit.id;
    }
    sim_oracle_end_edit(&template->oracle, true);
}

static void publish(struct sim_template *template, struct sim_office *office)
{
    struct catalogue_record record;
    struct arena arena;
    struct error error;
    arena_init(&arena, CATALOGUE_BYTES);
    must(catalogue_record_make((struct span){catalogue_default_text, catalogue_default_text_size},
                               SIM_BEGIN_MS, &arena, &record, &error),
         "catalogue", &error);
    struct office_edit edit = {.kind = "catalogue",
                               .id = record.id,
                               .fields = record.fields,
                               .field_count = CATALOGUE_RECORD_FIELDS};
    sim_oracle_begin_edit(&template->oracle);
    must(office_edit(office->office, &edit, 1, &error), "publish", &error);
    sim_oracle_end_edit(&template->oracle, true);
    arena_clear(&arena);
}

// What it seals with.
static void read_key(struct sim_tablet *like, const struct disk *disk, struct span certificate)
{
    char *kept = mem_alloc(certificate.len);
    struct buffer pem;
    struct key *key = NULL;
    struct error error;
    buffer_init(&pem, PEM_BYTES);
    must(disk_read_file(disk, "keys/device.key", &pem, &error), "device.key", &error);
    must(key_parse_pem((struct span){pem.data, pem.len}, &key, &error), "device.key", &error);
    memcpy(kept, certificate.data, certificate.len);
    like->device_key = key;
    like->device_certificate = (struct span){kept, certificate.len};
    buffer_clear(&pem);
}

static void read_identity(struct sim_tablet *like, const struct disk *disk)
{
    struct buffer pem;
    struct certificate_info info;
    struct key *key = NULL;
    struct error error;
    buffer_init(&pem, PEM_BYTES);
    must(disk_read_file(disk, "keys/device.pem", &pem, &error), "device.pem", &error);
    must(certificate_read((struct span){pem.data, pem.len}, &info, &error), "device", &error);
    like->peer = (struct http_peer){.certified = true, .certificate = info.digest};
    snprintf(like->peer.name, sizeof like->peer.name, "%s", info.common_name);
    snprintf(like->peer.address, sizeof like->peer.address, "192.0.2.1");
    if (!uuid_parse(span_of(info.common_name), &like->device))
        abort();
    read_key(like, disk, (struct span){pem.data, pem.len});
    must(disk_read_file(disk, "keys/receipt.pem", &pem, &error), "receipt.pem", &error);
    must(certificate_public_key((struct span){pem.data, pem.len}, &key, &error), "receipt", &error);
    like->receipt_key = key;
    buffer_clear(&pem);
}

static void enrol(struct sim_template *template, struct sim_office *office, int i)
{
    struct sim_tablet *like = &template->like[i];
    struct sim_tablet machine
        = {.disk = sim_disk_create(100 + (uint64_t)i), .clock = {.true_ms = &true_ms}};
    struct disk disk = sim_disk_handle(machine.disk);
    struct sim_net *net = sim_net_create(NULL, NULL, 7);
    struct transport transport = sim_net_transport(net);
    struct random random = sim_random_handle(&machine.random);
    struct enrol_link link;
    struct buffer text;
    struct error error;
    like->kin = (unsigned)i;
    sim_random_seed(&machine.random, 200 + (uint64_t)i);
    sim_clock_boot(&machine.clock, &machine.random);
    sim_net_office(net, office);
    buffer_init(&text, 4096);
    must(office_device_invite(office->office, &(struct office_device_guest){.person = like->person},
                              &text, &error),
         "invite", &error);
    must(enrol_link_parse((struct span){text.data, text.len}, &link, &error), "link", &error);
    struct store_options options = {.disk = &disk,
                                    .clock = sim_clock_handle(&machine.clock),
                                    .random = random,
                                    .reserve_bytes = 64 << 10};
    must(store_open(&options, &machine.store, &error), "store", &error);
    struct join_options join = {machine.store, &disk, &random, &transport, "plumb sim", "tablet"};
    must(join_office(&join, &link, &error), "join", &error);
    store_close(machine.store);
    read_identity(like, &disk);
    template->tablets[i] = machine.disk;
    sim_net_free(net);
    buffer_clear(&text);
}

const struct sim_template *sim_template_get(bool service)
{
    static struct sim_template templates[2];
    struct sim_template *template = &templates[service];
    struct sim_office office;
    if (template->office != NULL)
        return template;
    make_office(&office);
    sim_oracle_watch(&template->oracle);
    make_rows(template, &office, service);
    if (service)
        publish(template, &office);
    for (int i = 0; i < PERSONS_MAX; i++)
        enrol(template, &office, i);
    sim_oracle_watch(NULL);
    sim_office_stop(&office);
    template->office = office.disk;
    return template;
}

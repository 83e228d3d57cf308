// SPDX-License-Identifier: Apache-2.0
#include "server/cli/desk.h"

#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/model/kind.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *desk_chosen(const char *asked)
{
    const char *ours = getenv("PLUMB_DIR");
    if (asked != NULL)
        return asked;
    return ours != NULL && ours[0] != '\0' ? ours : "/var/lib/plumbline";
}

enum err desk_folder(const char *asked, char *out, size_t size, struct error *error)
{
    if (!text_copy(out, size, span_of(desk_chosen(asked))))
        return error_set(error, ERR_USAGE, "--dir: the path is too long");
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return error_set(error, err_from_errno(errno), "%s: %s", out, strerror(errno));
    return ERR_OK;
}

static enum err open_office(struct desk *desk, unsigned readers, struct error *error)
{
    struct office_options options = {.disk = &desk->disk,
                                     .clock = desk->clock,
                                     .random = desk->random,
                                     .log = desk->log,
                                     .readers = readers,
                                     .threaded = true};
    enum err err = office_open(&options, &desk->office, error);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "%s is no server folder yet: plumbd init --dir %s",
                         desk->folder, desk->folder);
    return err;
}

enum err desk_open(struct desk *desk, const char *folder, int readers, struct error *error)
{
    enum log_form form = desk->log.form; // chosen before
    *desk = (struct desk){
        .clock = clock_system(), .random = random_system(), .log = log_stderr(LOG_INFO)};
    desk->log.form = form;
    text_copy(desk->folder, sizeof desk->folder, span_of(folder));
    enum err err = disk_system_open(folder, false, &desk->disk, error);
    if (err == ERR_OK && readers != DESK_CLOSED)
        err = open_office(desk, (unsigned)readers, error);
    if (err != ERR_OK)
        desk_close(desk);
    return err;
}

void desk_close(struct desk *desk)
{
    office_close(desk->office);
    desk->office = NULL;
    disk_system_close(&desk->disk);
}

enum err desk_view(struct desk *desk, struct view **out, struct error *error)
{
    enum err err = storage_open_view(office_storage(desk->office), out, error);
    if (err == ERR_OK)
        err = view_begin(*out, error);
    return err;
}

enum err desk_path(const struct desk *desk, const char *name, char *out, size_t size,
                   struct error *error)
{
    bool relative = name[0] != '/' && desk->cwd != NULL;
    int len = snprintf(out, size, "%s%s%s", relative ? desk->cwd : "", relative ? "/" : "", name);
    if (len < 0 || (size_t)len >= size)
        return error_set(error, ERR_INVALID, "%s: the path is too long", name);
    return ERR_OK;
}

enum err desk_replaceable(const char *path, struct error *error)
{
    struct stat found;
    if (stat(path, &found) == 0 && !S_ISREG(found.st_mode))
        return error_set(error, ERR_INVALID,
                         "%s 不是普通文件,不会被替换 is no plain file and is not replaced", path);
    return ERR_OK;
}

enum err desk_file(const struct desk *desk, const char *name, struct buffer *out,
                   struct error *error)
{
    char path[4096];
    enum err err = desk_path(desk, name, path, sizeof path, error);
    if (err != ERR_OK)
        return err;
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return error_set(error, err_from_errno(errno), "%s: %s", name, strerror(errno));
    size_t got = 1;
    while (got > 0 && err == ERR_OK) {
        char *room = buffer_reserve(out, 64 << 10);
        if (room == NULL)
            err = error_set(error, ERR_TOO_LARGE, "%s: larger than %zu bytes", name, out->max);
        else {
            got = fread(room, 1, 64 << 10, file);
            out->len += got;
        }
    }
    if (err == ERR_OK && ferror(file))
        err = error_set(error, ERR_IO, "%s", name);
    fclose(file);
    return err;
}

enum err desk_id(const char *what, const char *text, struct uuid *out, struct error *error)
{
    if (uuid_parse(span_of(text), out))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "%s: \"%s\" is no id (36 characters, lower case)", what,
                     text);
}

// Looking for a record by what a clerk types: one of these fields says it, or (part) has it in it.
struct looked_at {
    const char *name;
    bool part;
};
struct looking {
    struct span text;
    const struct looked_at *fields; // ends with a NULL name
    struct uuid found;
    size_t matches;
    enum err err;
};

static bool field_says(const struct record *record, const char *name, bool part, struct span text)
{
    struct record_value value;
    struct buffer plain;
    bool says = false;
    buffer_init(&plain, 4096);
    if (kind_shown(record, span_of(name), 0, &value) == ERR_OK && value.value.len >= 2
        && value.value.data[0] == '"'
        && canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, &plain))
        says = part ? plain.len && memmem(plain.data, plain.len, text.data, text.len)
                    : span_equal((struct span){plain.data, plain.len}, text);
    buffer_clear(&plain);
    return says;
}

static bool match(void *arg, const struct record_row *row)
{
    struct looking *looking = arg;
    struct arena arena;
    struct record record = {0};
    bool matches = false;
    arena_init(&arena, 4 << 20);
    looking->err = record_parse(row->state, &arena, &record, NULL);
    for (size_t i = 0; looking->err == ERR_OK && looking->fields[i].name; i++)
        matches = matches
                  || field_says(&record, looking->fields[i].name, looking->fields[i].part,
                                looking->text);
    if (matches && !record_deleted(&record)) {
        looking->found = row->id;
        looking->matches++;
    }
    record_clear(&record);
    arena_clear(&arena);
    return looking->err == ERR_OK;
}

static enum err look(struct desk *desk, const char *kind, struct looking *looking,
                     struct error *error)
{
    struct records_filter filter = {.every_site = true, .kind = span_of(kind)};
    struct view *view = NULL;
    enum err err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = records_list(view, &filter, match, looking, error);
    storage_close_view(view);
    return err == ERR_OK ? looking->err : err;
}

enum err desk_person(struct desk *desk, const char *text, struct uuid *out, struct error *error)
{
    static const struct looked_at fields[] = {{"number", false}, {"name", false}, {NULL, false}};
    struct looking looking = {.text = span_of(text), .fields = fields};
    if (uuid_parse(span_of(text), out))
        return ERR_OK;
    enum err err = look(desk, "person", &looking, error);
    if (err == ERR_OK && looking.matches == 0)
        err = error_set(error, ERR_NOT_FOUND, "no person with the id, number or name \"%s\"", text);
    if (err == ERR_OK && looking.matches > 1)
        err = error_set(error, ERR_CONFLICT, "%zu persons are called \"%s\": give the number or id",
                        looking.matches, text);
    *out = looking.found;
    return err;
}

enum err desk_site(struct desk *desk, const char *text, struct uuid *out, struct error *error)
{
    static const struct looked_at number[] = {{"contract_number", false}, {NULL, false}};
    static const struct looked_at parts[]
        = {{"address", true}, {"customer_name", true}, {NULL, false}};
    struct looking looking = {.text = span_of(text), .fields = number};
    if (uuid_parse(span_of(text), out))
        return ERR_OK;
    enum err err = look(desk, "site", &looking, error);
    if (err == ERR_OK && looking.matches == 0) {
        looking.fields = parts;
        err = look(desk, "site", &looking, error);
    }
    if (err == ERR_OK && looking.matches == 0)
        err = error_set(error, ERR_NOT_FOUND,
                        "no site with the id, contract number, address or customer \"%s\"", text);
    if (err == ERR_OK && looking.matches > 1)
        err = error_set(error, ERR_CONFLICT,
                        "\"%s\" fits %zu sites: give the contract number or id", text,
                        looking.matches);
    *out = looking.found;
    return err;
}

void desk_done(struct verb_output *output)
{
    buffer_append_text(&output->out, output->json ? "{\"done\":true}\n" : "完成 done\n");
}

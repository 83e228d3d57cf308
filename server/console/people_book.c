// SPDX-License-Identifier: Apache-2.0
#include "server/console/people_book.h"

#include "server/console/plain_field.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = 4 << 20, GRANTS_TEXT = 1024 };

static int by_id(const void *a, const void *b)
{
    return uuid_compare(&((const struct book_person *)a)->id, &((const struct book_person *)b)->id);
}

struct book_person *people_book_find(const struct people_book *book, const struct uuid *person)
{
    const struct book_person key = {.id = *person};

    return book->count ? bsearch(&key, book->people, book->count, sizeof(*book->people), by_id)
                       : NULL;
}

static void take_person(struct people_book *book, const struct record *record, uint64_t seq)
{
    struct book_person *person;

    book->people = mem_room(book->people, book->count, &book->room, sizeof(*book->people));
    person = &book->people[book->count++];
    *person = (struct book_person){.id = record->id,
                                   .seq = seq,
                                   .name = plain_field(record, "name", book->arena),
                                   .role = plain_field(record, "role", book->arena),
                                   .phone = plain_field(record, "phone", book->arena),
                                   .login = "",
                                   .grants = ""};
    person->role_word = kind_word_find(span_of("person"), span_of(person->role));
}

static void take_assignment(struct people_book *book, const struct record *record)
{
    struct book_assignment *assignment;
    const char *person = plain_field(record, "person", book->arena);
    struct book_person *holder;
    struct uuid id;

    if (!uuid_parse(span_of(person), &id))
        return;
    book->assignments = mem_room(book->assignments, book->assignment_count, &book->assignment_room,
                                 sizeof(*book->assignments));
    assignment = &book->assignments[book->assignment_count++];
    *assignment = (struct book_assignment){
        .id = record->id,
        .site = record->site,
        .person = id,
        .role = plain_field(record, "role", book->arena),
        .active = strcmp(plain_field(record, "active", book->arena), "true") == 0};
    holder = people_book_find(book, &id);
    if (holder)
        holder->sites += assignment->active;
}

static bool take_record(void *arg, const struct record_row *row)
{
    struct people_book *book = arg;
    struct record record;
    struct arena arena;

    if (row->deleted)
        return true;
    arena_init(&arena, RECORD_BYTES);
    if (record_parse(row->state, &arena, &record, NULL) == ERR_OK) {
        if (span_is(row->kind, "person"))
            take_person(book, &record, row->seq);
        else
            take_assignment(book, &record);
        record_clear(&record);
    }
    arena_clear(&arena);
    return true;
}

static bool take_grant(void *arg, const struct account_grant *grant)
{
    struct people_book *book = arg;
    char text[GRANTS_TEXT];
    const char *so_far = book->current->grants, *kept;

    snprintf(text, sizeof(text), "%s%s%s%s%s", so_far, *so_far ? ", " : "", grant->role,
             grant->store[0] ? "@" : "", grant->store);
    kept = arena_dup(book->arena, text, strlen(text));
    book->current->grants = kept ? kept : "";
    return true;
}

static bool take_account(void *arg, const struct account_row *account)
{
    struct people_book *book = arg;
    struct book_person *person = people_book_find(book, &account->person);
    const char *login;

    if (!person)
        return true;
    login = arena_dup(book->arena, account->login, strlen(account->login));
    person->account = account->id;
    person->login = login ? login : "";
    person->blocked = account->state == ACCOUNT_BLOCKED;
    person->must_change = account->must_change;
    person->totp = account->has_totp;
    person->signed_in_ms = account->signed_in_ms;
    book->current = person;
    book->err = accounts_grants(book->view, &account->id, take_grant, book, book->error);
    return book->err == ERR_OK;
}

static bool take_device_person(void *arg, const struct uuid *id, bool active)
{
    struct book_person *person = people_book_find(arg, id);

    if (person)
        person->devices += active;
    return true;
}

static bool take_device(void *arg, const struct device_row *device)
{
    struct people_book *book = arg;

    book->err = devices_persons(book->view, &device->id, take_device_person, book, book->error);
    return book->err == ERR_OK;
}

static enum err list_kind(struct people_book *book, const char *kind)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of(kind)};

    return records_list(book->view, &filter, take_record, book, book->error);
}

enum err people_book_read(struct view *view, struct arena *arena, struct people_book *out,
                          struct error *error)
{
    enum err err;

    *out = (struct people_book){.arena = arena, .error = error, .view = view};
    err = list_kind(out, "person");
    if (out->count > 1)
        qsort(out->people, out->count, sizeof(*out->people), by_id);
    if (err == ERR_OK)
        err = list_kind(out, "assignment");
    if (err == ERR_OK)
        err = accounts_list(view, take_account, out, error);
    if (err == ERR_OK)
        err = out->err;
    if (err == ERR_OK)
        err = devices_list(view, take_device, out, error);
    if (err == ERR_OK)
        err = out->err;
    if (err == ERR_OK && arena->failed)
        err = error_set(error, ERR_TOO_LARGE, "there are too many people for one answer");
    return err;
}

void people_book_clear(struct people_book *book)
{
    mem_free(book->people);
    mem_free(book->assignments);
    book->people = NULL;
    book->assignments = NULL;
}

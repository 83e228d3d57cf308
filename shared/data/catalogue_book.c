// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_book.h"

#include "shared/data/catalogue_file.h"

#include <pthread.h>
#include <string.h>

struct catalogue_book {
    struct buffer state, version, content;
    struct catalogue_book_cover cover;
    bool asked;                        // then it was read, or is at fault
    const struct catalogue *catalogue; // in the arena; NULL: cannot be read
    struct error fault;
    struct arena arena;
    size_t holders;
    struct catalogue_book *next; // used less lately
};
static struct {
    pthread_mutex_t mutex; // of everything here, also of what a book learns later
    struct catalogue_book *first;
} books = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void book_free(struct catalogue_book *book)
{
    buffer_clear(&book->state);
    buffer_clear(&book->version);
    buffer_clear(&book->content);
    arena_clear(&book->arena);
    mem_free(book);
}

// Appends the shown text of a field, unescaped; what is not there is empty.
static void take_text(const struct record *record, const char *field, struct buffer *out)
{
    struct record_value value;

    buffer_init(out, RECORD_BYTES_MAX);
    if (kind_shown(record, span_of(field), 0, &value) == ERR_OK && value.value.data[0] == '"')
        canon_unescape((struct span){value.value.data + 1, value.value.len - 2}, out);
}

static struct catalogue_book *book_create(struct span state, const struct record *record)
{
    struct catalogue_book *book = mem_alloc(sizeof(*book));
    struct record_value at;

    buffer_init(&book->state, RECORD_BYTES_MAX);
    buffer_append(&book->state, state.data, state.len);
    arena_init(&book->arena, CATALOGUE_ARENA_MAX);
    take_text(record, "version", &book->version);
    take_text(record, "content", &book->content);
    if (kind_shown(record, span_of("published_at"), 0, &at) == ERR_OK
        && !text_parse_i64(at.value, &book->cover.published_ms))
        book->cover.published_ms = 0;
    book->cover.id = record->id;
    book->cover.version = (struct span){book->version.data, book->version.len};
    book->cover.content = (struct span){book->content.data, book->content.len};
    return book;
}

static enum err make(struct span state, struct catalogue_book **out, struct error *error)
{
    struct record record;
    struct arena arena;
    enum err code;

    arena_init(&arena, RECORD_BYTES_MAX);
    code = record_parse(state, &arena, &record, error);
    if (code == ERR_OK) {
        *out = book_create(state, &record);
        record_clear(&record);
    }
    arena_clear(&arena);
    return code;
}

// Takes the book of these bytes out of the list; NULL: there is none.
static struct catalogue_book *pull(struct span state)
{
    for (struct catalogue_book **place = &books.first; *place; place = &(*place)->next) {
        struct catalogue_book *book = *place;

        if (span_equal((struct span){book->state.data, book->state.len}, state)) {
            *place = book->next;
            return book;
        }
    }
    return NULL;
}

// Those that nobody holds go, but for the few that were used last.
static void thin_out(void)
{
    size_t idle = 0;

    for (struct catalogue_book **place = &books.first; *place;) {
        struct catalogue_book *book = *place;

        idle += book->holders == 0;
        if (book->holders > 0 || idle <= CATALOGUE_BOOK_IDLE) {
            place = &book->next;
            continue;
        }
        *place = book->next;
        book_free(book);
    }
}

enum err catalogue_book_take(struct span state, struct catalogue_book **out, struct error *error)
{
    struct catalogue_book *book;
    enum err code = ERR_OK;

    pthread_mutex_lock(&books.mutex);
    book = pull(state);
    if (!book)
        code = make(state, &book, error);
    if (code == ERR_OK) {
        book->holders++;
        book->next = books.first;
        books.first = book;
        *out = book;
        thin_out();
    }
    pthread_mutex_unlock(&books.mutex);
    return code;
}

void catalogue_book_give(struct catalogue_book *book)
{
    pthread_mutex_lock(&books.mutex);
    book->holders--;
    thin_out();
    pthread_mutex_unlock(&books.mutex);
}

const struct catalogue_book_cover *catalogue_book_cover(const struct catalogue_book *book)
{
    return &book->cover;
}

static void ask(struct catalogue_book *book)
{
    const struct catalogue *catalogue;

    book->asked = true;
    if (catalogue_file_read(book->cover.content, &book->arena, &catalogue, &book->fault))
        return;
    if (span_equal(catalogue->version, book->cover.version))
        book->catalogue = catalogue;
    else
        error_set(&book->fault, ERR_INVALID, "the content says it is version %.*s",
                  (int)catalogue->version.len, catalogue->version.data);
}

const struct catalogue *catalogue_book_read(struct catalogue_book *book, struct error *fault)
{
    const struct catalogue *catalogue;

    pthread_mutex_lock(&books.mutex);
    if (!book->asked)
        ask(book);
    catalogue = book->catalogue;
    if (!catalogue && fault)
        *fault = book->fault;
    pthread_mutex_unlock(&books.mutex);
    return catalogue;
}

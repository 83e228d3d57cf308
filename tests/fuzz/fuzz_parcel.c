// SPDX-License-Identifier: Apache-2.0
// Any bytes as a handover file, and any bytes as what is sealed inside one: nothing is believed
// that does not hold together, and every item that is read has the bytes it says.
#include "shared/wire/parcel.h"
#include "shared/wire/parcel_reader.h"

#include "shared/base/memory.h"
#include "shared/crypto/envelope.h"

#include <stdlib.h>

static struct key *seal_key(void)
{
    static struct key *key;
    struct random random = random_system();

    if (!key && key_make(&random, &key, NULL))
        abort();
    return key;
}

static void read_all(struct parcel_reader *reader)
{
    struct parcel_item item = {.kind = PARCEL_UNKNOWN};
    char bytes[1000];

    while (item.kind != PARCEL_END && parcel_reader_next(reader, &item, NULL) == ERR_OK) {
        uint64_t left = item.size_bytes;
        enum err code = ERR_OK;
        size_t got = 1;

        if (item.kind == PARCEL_UNKNOWN)
            abort();
        while (!code && got > 0) {
            code = parcel_reader_read(reader, bytes, sizeof(bytes), &got, NULL);
            left -= got;
        }
        if (!code && left > 0)
            abort();
    }
}

// As a file that somebody brings.
static void try_file(struct span bytes)
{
    struct parcel_source source = parcel_source_of_bytes(&bytes);
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct parcel_check *check = parcel_check_begin(source.size_bytes);
    struct parcel_reader *reader = NULL;

    if (parcel_head_read(&source, head, NULL) == ERR_OK) {
        parcel_check_read(check, &source, NULL, NULL);
        if (parcel_check_finish(check, head, span_of(head->certificate), NULL, NULL) == ERR_OK)
            abort(); // no certificate of a tablet stands for itself
        if (parcel_reader_open(&source, head, seal_key(), &reader, NULL) == ERR_OK)
            read_all(reader);
        parcel_reader_free(reader);
    }
    parcel_check_free(check);
    mem_free(head);
}

// As what a tablet with a good key seals.
static void try_content(struct span plain)
{
    struct random random = random_system();
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct envelope_writer *writer = NULL;
    struct parcel_reader *reader = NULL;
    struct buffer file;
    struct span bytes;

    buffer_init(&file, 8 << 20);
    if (!parcel_head_format(head, &file)
        || envelope_begin(seal_key(), &random, &file, &writer, NULL)
        || envelope_add(writer, plain.data, plain.len, &file) || envelope_finish(writer, &file))
        abort();
    for (size_t i = 0; i < PARCEL_SEAL_BYTES; i++)
        buffer_append_char(&file, '\0');
    bytes = (struct span){file.data, file.len};
    struct parcel_source source = parcel_source_of_bytes(&bytes);
    if (parcel_reader_open(&source, head, seal_key(), &reader, NULL))
        abort();
    read_all(reader);
    parcel_reader_free(reader);
    buffer_clear(&file);
    mem_free(head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = {(const char *)data, size};

    try_file(bytes);
    try_content(bytes);
    return 0;
}

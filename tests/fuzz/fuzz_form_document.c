// SPDX-License-Identifier: Apache-2.0
// Any bytes as a statement to be printed: read or refused; what is read has its texts and numbers
// in place.
#include "server/reports/form_document.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form_document document;

    if (form_document_read((struct span){(const char *)data, size}, &document, NULL) == ERR_OK) {
        for (size_t i = 0; i < document.item_count; i++) {
            const struct form_item *item = &document.items[i];

            require(item->photo_first + item->photo_count <= document.photo_count);
            require(text_utf8_valid(item->note, strlen(item->note)));
        }
        for (size_t i = 0; i < document.photo_count; i++)
            require(document.photos[i].name != NULL && document.photos[i].person != NULL);
        for (size_t i = 0; i < document.field_count; i++)
            require(document.fields[i].label.zh != NULL);
    }
    form_document_clear(&document);
    return 0;
}

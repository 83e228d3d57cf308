// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/round.h"

#include "shared/base/memory.h"

void round_ids_add(struct round_ids *list, const struct uuid *id)
{
    if (list->count == list->cap) {
        list->cap = list->cap == 0 ? 16 : list->cap * 2;
        list->ids = mem_resize(list->ids, list->cap * sizeof *list->ids);
    }
    list->ids[list->count++] = *id;
}

void round_ids_clear(struct round_ids *list)
{
    mem_free(list->ids);
    *list = (struct round_ids){0};
}

void round_memory_clear(struct round_memory *memory)
{
    round_ids_clear(&memory->wants);
    round_ids_clear(&memory->differing);
    *memory = (struct round_memory){0};
}

void round_init(struct round *round, enum session_state state)
{
    *round = (struct round){.state = state};
    exchange_request_init(&round->request);
    journal_batch_init(&round->batch);
    buffer_init(&round->offer_lines, 2 << 20);
    buffer_init(&round->body, 4 << 20);
}

void round_clear(struct round *round)
{
    exchange_request_clear(&round->request);
    journal_batch_clear(&round->batch);
    buffer_clear(&round->offer_lines);
    buffer_clear(&round->body);
}

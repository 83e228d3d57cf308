// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_budget.h"

bool http_budget_take(struct http_budget *budget, size_t amount)
{
    size_t used = atomic_load_explicit(&budget->used, memory_order_relaxed);

    do {
        if (used > budget->max || amount > budget->max - used)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&budget->used, &used, used + amount,
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void http_budget_give(struct http_budget *budget, size_t amount)
{
    atomic_fetch_sub_explicit(&budget->used, amount, memory_order_relaxed);
}

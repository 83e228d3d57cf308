// SPDX-License-Identifier: Apache-2.0
// `morning FOLDER NOW_MS` makes the office of a company as a clerk finds it in the morning, for
// tests and demonstrations: 200 sites and three weeks of work by 20 tablets, of which one has been
// silent for five days with work that did not come and one exists twice; a revoked one whose honest
// work is quarantined; five conflicts; photos whose bytes are missing; the last ten nights. What it
// made stands on standard output, as JSON.
#include "server/reports/nightly.h"
#include "tests/morning/company_trouble.h"

enum { SILENT_DAY = 5, NIGHTS = 10 };

// The night before a day's work, as the server makes it.
static void make_night(struct company *company, int days_ago)
{
    bool made = false;

    company_clock(company, days_ago, NIGHTLY_HOUR);
    if (nightly_turn(company->bench.office, &made, &company->bench.error) != ERR_OK)
        fail_msg("the night: %s", company->bench.error.detail);
}

static void put_made(const struct company *company)
{
    char silent[UUID_TEXT], twice[UUID_TEXT], revoked[UUID_TEXT];

    uuid_format(&company->pads[COMPANY_SILENT].device, silent);
    uuid_format(&company->pads[COMPANY_TWICE].device, twice);
    uuid_format(&company->pads[COMPANY_REVOKED].device, revoked);
    printf("{\"sites\":%d,\"tablets\":%d,\"people\":%d,\"silent\":\"%s\",\"unsent\":%d,\"twice\":"
           "\"%s\",\"conflicts\":%d,\"revoked\":\"%s\",\"honest\":%d}\n",
           COMPANY_SITES, COMPANY_TABLETS, COMPANY_PEOPLE, silent, COMPANY_UNSENT, twice,
           COMPANY_CONFLICTS, revoked, COMPANY_HONEST);
}

int main(int argc, char **argv)
{
    struct company *company = mem_alloc(sizeof(*company));
    uint64_t now_ms = 0;

    if (argc != 3 || !text_parse_u64(span_of(argv[2]), &now_ms)) {
        fprintf(stderr, "usage: %s FOLDER NOW_MS\n", argv[0]);
        return 2;
    }
    company_open(company, argv[1], (int64_t)now_ms);
    for (int day = COMPANY_WORK_DAYS; day >= 1; day--) {
        company_work_day(company, day);
        if (day == SILENT_DAY)
            company_trouble_silence(company);
        if (day <= NIGHTS && day > 1)
            make_night(company, day - 1);
    }
    company_trouble_conflicts(company);
    company_trouble_photos(company);
    company_trouble_twice(company);
    company_trouble_held(company);
    company_trouble_revoked(company);
    if (company->today_ms + NIGHTLY_HOUR * COMPANY_HOUR_MS <= (int64_t)now_ms)
        make_night(company, 0);
    put_made(company);
    company_close(company);
    mem_free(company);
    return 0;
}

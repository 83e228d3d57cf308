// SPDX-License-Identifier: Apache-2.0
// One site as lists show it: its nodes and what blocks the present one, its issues, what is due,
// conflicts, defects, the last visit, and who works there. Made once from its facts, then never
// changed.
#ifndef PLUMB_SERVER_RECONCILE_SITE_SUMMARY_H
#define PLUMB_SERVER_RECONCILE_SITE_SUMMARY_H

#include "shared/crypto/hash.h"
#include "shared/model/issue.h"
#include "shared/model/progress.h"

struct site_words {
    const char *zh, *en;
};
struct site_node {
    const char *code;
    struct site_words words;
    int64_t number;
    enum node_state state;
    size_t missing, defects, changed, open_issues;
    struct site_words blocked; // the first thing that is missing; "" when nothing is
    const char *blocked_rule;
};
struct site_person {
    struct uuid id;
    const char *name, *role; // role: its code on this site
};
// What is due, or was: not what was met.
struct site_due {
    const char *code, *rule, *kind;
    struct site_words words;
    struct uuid record;
    int64_t due_ms;
    bool overdue;
};
struct site_issue {
    struct issue_rank rank;
    struct uuid of, holder, follower, author;
    const char *holder_name, *follower_name, *author_name;
    struct issue_wait wait;
    const char *wait_name;
    const char *summary, *room, *crew, *severity; // severity: its code
    const char *category, *cause, *item;          // codes, or plain words
    struct site_words category_words, cause_words, item_words;
    int64_t reopened;
    size_t photos;
    bool unsettled, conflict, overdue;
};
// A sign-off. Of several states that apply, `state` is the worst.
enum site_paper_state {
    PAPER_COUNTS,
    PAPER_LATER,   // the same signer said something later
    PAPER_UNSURE,  // what was signed, or its catalogue, is not here: it cannot be compared
    PAPER_CHANGED, // after signing: to be signed again
    PAPER_VOIDED,
    PAPER_BROKEN, // seal and record do not go together
    PAPER_STATES
};
struct site_paper {
    struct uuid id, node; // node nil: of another record
    const char *form, *role, *name, *verdict;
    struct site_words form_words, node_words;
    int64_t signed_ms, score; // 0: unknown; none
    enum site_paper_state state;
    bool logged; // the office has countersigned it
};
// All texts are plain UTF-8, "" where there is none.
struct site_summary {
    struct uuid site;
    const char *contract, *customer, *phone, *address, *store, *department, *segment;
    const char *fault; // why it could not be judged; NULL: it was
    struct site_node *nodes;
    size_t node_count;
    size_t current; // the first node that is not done; node_count: all are
    size_t done;
    struct site_issue *issues; // in the order of issue_compare
    size_t issue_count, issues_in[ISSUE_STATES], issues_overdue;
    struct site_paper *papers; // what was signed last first
    size_t paper_count;
    struct site_due *dues; // by due time
    size_t due_count, overdue;
    struct site_person *team;
    size_t team_count;
    size_t conflicts, defects; // records in conflict; defects of the site and of its nodes
    int64_t visited_ms;        // the newest visit; 0: never
    const char *visited_by;
    int64_t quiet_since_ms;                    // since when nobody was there (site_quiet)
    int64_t planned_start, planned_completion; // days of calendar.h; INT64_MIN: not planned
    bool under_construction;                   // begun (a node is), and completion is not done
    int64_t until_ms; // from then on it has to be made again although nothing was written

    uint64_t head;       // of its feed when it was read
    struct digest world; // people and catalogues that it was read with
    _Atomic unsigned users;
    struct arena arena; // it lies in there itself
};

// `facts` are settled and derived; `progress` NULL: the site could not be judged, for `fault`.
struct site_summary_source {
    struct uuid site;
    const struct facts *facts;
    const struct catalogue_shelf *shelf;
    const struct progress *progress;
    const char *fault;
    int64_t now_ms;
};
// With one user. NULL: out of memory.
struct site_summary *site_summary_make(const struct site_summary_source *source);
void site_summary_use(struct site_summary *summary);     // one user more
void site_summary_release(struct site_summary *summary); // and one less; the last frees it

#endif

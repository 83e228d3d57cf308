// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/sender.h"

#include "server/outgoing/event_feed.h"
#include "server/outgoing/letter.h"
#include "server/storage/deliveries.h"
#include "shared/base/memory.h"

#include <pthread.h>
#include <string.h>

enum {
    SENDERS = 4,
    LOOK_MS = 1000,
    TIDY_EVERY_MS = 24 * 3600 * 1000,
    TIDY_FIRST_MS = 3600 * 1000,
};
#define KEPT_MS (INT64_C(30) * 24 * 3600 * 1000)

struct sender {
    struct office *office;
    struct clock clock;
    struct random random;
    struct log log;
    atomic_bool stop;

    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t look, work;
    struct view *view;         // of whoever looks for what is due
    struct uuid busy[SENDERS]; // receivers that are being sent to; nil: none

    struct view *feed;    // the lookout's
    int64_t tidy_ms;      // boot clock; the lookout's
    uint64_t last_commit; // that the lookout has seen
    pthread_t lookout, threads[SENDERS];
    unsigned started; // of threads; and one more: the lookout
    bool looking;
};

int64_t sender_pause_ms(int64_t attempts, const struct random *random)
{
    int64_t pause = SENDER_FIRST_MS;

    for (int64_t i = 1; i < attempts && pause < SENDER_LONGEST_MS; i++)
        pause *= 2;
    pause = pause < SENDER_LONGEST_MS ? pause : SENDER_LONGEST_MS;
    return pause - pause / 4 + (int64_t)random_below(random, (uint64_t)pause / 2 + 1);
}

// One delivery as a thread has it in hand.
struct task {
    struct sender *sender;
    struct delivery_row row;
    struct hook_row hook;
    struct buffer ca, title, text, data; // copies: the view goes on
    struct postbox_letter event;
    struct mail_setting mail;
    bool found;
};

static bool is_busy(const struct sender *sender, const struct uuid *hook)
{
    for (size_t i = 0; i < SENDERS; i++)
        if (uuid_equal(&sender->busy[i], hook))
            return true;
    return false;
}

static bool choose(void *arg, const struct delivery_row *delivery)
{
    struct task *task = arg;

    if (is_busy(task->sender, &delivery->hook))
        return true;
    task->row = *delivery;
    task->found = true;
    return false;
}

static struct span keep(struct buffer *to, struct span from)
{
    buffer_init(to, from.len);
    buffer_append(to, from.data, from.len);
    return (struct span){to->data, to->len};
}

static enum err read_task(struct view *view, struct task *task, struct error *error)
{
    enum err result = mail_setting_read(view, &task->mail, error);

    if (result == ERR_OK || result == ERR_NOT_FOUND)
        result = postbox_get(view, &task->row.event, &task->event, error);
    if (result != ERR_OK)
        return result;
    task->event.title = keep(&task->title, task->event.title);
    task->event.text = keep(&task->text, task->event.text);
    task->event.data = keep(&task->data, task->event.data);
    result = hooks_get(view, &task->row.hook, &task->hook, error);
    if (result == ERR_OK)
        task->hook.ca_pem = keep(&task->ca, task->hook.ca_pem);
    return result;
}

static void task_open(struct task *task, struct sender *sender)
{
    *task = (struct task){.sender = sender};
    mail_setting_init(&task->mail);
}

static void task_close(struct task *task)
{
    buffer_clear(&task->ca);
    buffer_clear(&task->title);
    buffer_clear(&task->text);
    buffer_clear(&task->data);
    mail_setting_clear(&task->mail);
    mem_wipe(task->hook.secret, sizeof(task->hook.secret));
}

// With the mutex held: the next delivery whose receiver nobody is sending to.
static bool find_task(struct sender *sender, struct task *task)
{
    struct error error = {0};
    enum err result = view_begin(sender->view, &error);

    if (result == ERR_OK) {
        result = deliveries_due(sender->view, clock_wall_ms(&sender->clock), choose, task, &error);
        if (result == ERR_OK && task->found)
            result = read_task(sender->view, task, &error);
        view_end(sender->view);
    }
    if (result != ERR_OK)
        log_write(&sender->log, LOG_WARN, "outgoing", "%s", error.detail);
    return result == ERR_OK && task->found;
}

struct settle_job {
    struct commit_job job; // first
    const struct delivery_row *row;
};

static enum err apply_settle(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return deliveries_settle(storage, ((struct settle_job *)job)->row, error);
}

static void judge(struct sender *sender, struct delivery_row *row, enum err sent,
                  const struct error *why)
{
    int64_t now_ms = clock_wall_ms(&sender->clock);
    int64_t pause_ms = sender_pause_ms(row->attempts + 1, &sender->random);
    char hook[UUID_TEXT];

    row->tried_ms = now_ms;
    row->next_ms = now_ms + pause_ms;
    row->state = DELIVERY_DONE;
    row->detail[0] = '\0';
    if (sent == ERR_OK)
        return;
    text_copy(row->detail, sizeof(row->detail), span_of(why->detail));
    // Gone (RFC 9110) is a receiver's word for never again.
    row->state = row->next_ms >= row->since_ms + SENDER_GIVE_UP_MS || row->status == 410
                     ? DELIVERY_DEAD
                     : DELIVERY_WAITING;
    uuid_format(&row->hook, hook);
    log_write(&sender->log, row->state == DELIVERY_DEAD ? LOG_ALARM : LOG_WARN, "outgoing",
              "%s to receiver %s: attempt %lld: %s%s", row->kind, hook,
              (long long)row->attempts + 1, row->detail,
              row->state == DELIVERY_DEAD ? " (given up)" : "");
}

static void send_task(struct task *task)
{
    struct sender *sender = task->sender;
    struct letter letter = {.hook = &task->hook,
                            .event = &task->event,
                            .mail = task->mail.url[0] ? &task->mail : NULL,
                            .now_ms = clock_wall_ms(&sender->clock),
                            .stop = &sender->stop};
    struct settle_job settle = {.job = {.apply = apply_settle, .quiet = true}, .row = &task->row};
    struct error error = {0};
    int status = 0;
    enum err sent = letter_send(&letter, &status, &error);

    if (sender->stop && sent != ERR_OK)
        return; // it was ended in the middle: no attempt
    task->row.status = status;
    judge(sender, &task->row, sent, &error);
    if (committer_run(office_committer(sender->office), &settle.job, NULL, &error) != ERR_OK)
        log_write(&sender->log, LOG_WARN, "outgoing", "%s", error.detail);
}

static size_t free_place(struct sender *sender)
{
    size_t i = 0;

    while (!uuid_is_nil(&sender->busy[i]))
        i++;
    return i; // as many places as threads
}

static void *send_main(void *arg)
{
    struct sender *sender = arg;

    pthread_mutex_lock(&sender->mutex);
    while (!sender->stop) {
        struct task task;

        task_open(&task, sender);
        if (find_task(sender, &task)) {
            size_t place = free_place(sender);

            sender->busy[place] = task.row.hook;
            pthread_mutex_unlock(&sender->mutex);
            send_task(&task);
            pthread_mutex_lock(&sender->mutex);
            sender->busy[place] = uuid_nil;
        } else if (!sender->stop) {
            pthread_cond_wait(&sender->work, &sender->mutex);
        }
        task_close(&task);
    }
    pthread_mutex_unlock(&sender->mutex);
    return NULL;
}

static enum err apply_prune(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    (void)job;
    return deliveries_prune(storage, stamp->at_ms - KEPT_MS, error);
}

static void tidy(struct sender *sender)
{
    struct commit_job job = {.apply = apply_prune, .quiet = true};
    int64_t now_ms = clock_boot_ms(&sender->clock);
    struct error error = {0};

    if (now_ms < sender->tidy_ms)
        return;
    sender->tidy_ms = now_ms + TIDY_EVERY_MS;
    if (committer_run(office_committer(sender->office), &job, NULL, &error) != ERR_OK)
        log_write(&sender->log, LOG_WARN, "outgoing", "%s", error.detail);
}

static bool find_due(void *arg, const struct delivery_row *delivery)
{
    (void)delivery;
    *(bool *)arg = true;
    return false;
}

// Makes events of what came, and tells whether anything is due.
static bool look_out(struct sender *sender)
{
    struct commit_stamp head = {.number = 0};
    struct error error = {0};
    bool more = true, due = false;
    enum err result = commit_head(sender->feed, &head, &error);

    if (result == ERR_OK && head.number != sender->last_commit) {
        while (more && result == ERR_OK && !sender->stop)
            result = event_feed_step(sender->office, sender->feed, &more, &error);
        if (result == ERR_OK)
            sender->last_commit = head.number;
    }
    if (result == ERR_OK)
        result
            = deliveries_due(sender->feed, clock_wall_ms(&sender->clock), find_due, &due, &error);
    if (result != ERR_OK)
        log_write(&sender->log, LOG_WARN, "outgoing", "%s", error.detail);
    tidy(sender);
    return due;
}

static void *look_main(void *arg)
{
    struct sender *sender = arg;
    bool due;

    pthread_mutex_lock(&sender->mutex);
    while (!sender->stop) {
        struct timespec until = clock_deadline(LOOK_MS);

        pthread_mutex_unlock(&sender->mutex);
        due = look_out(sender);
        pthread_mutex_lock(&sender->mutex);
        if (due)
            pthread_cond_broadcast(&sender->work);
        while (!sender->stop && pthread_cond_timedwait(&sender->look, &sender->mutex, &until) == 0)
            continue;
    }
    pthread_mutex_unlock(&sender->mutex);
    return NULL;
}

static void start_conditions(struct sender *sender)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&sender->mutex, NULL);
    pthread_cond_init(&sender->work, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&sender->look, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static enum err start_threads(struct sender *sender, struct error *error)
{
    sender->looking = pthread_create(&sender->lookout, NULL, look_main, sender) == 0;
    while (sender->looking && sender->started < SENDERS
           && pthread_create(&sender->threads[sender->started], NULL, send_main, sender) == 0)
        sender->started++;
    return sender->started == SENDERS ? ERR_OK
                                      : error_set(error, ERR_INTERNAL, "no thread for the sender");
}

enum err sender_create(struct office *office, struct sender **out, struct error *error)
{
    struct sender *sender = mem_alloc(sizeof(*sender));
    enum err result;

    sender->office = office;
    sender->clock = office_clock(office);
    sender->random = office_random(office);
    sender->log = office_log(office);
    sender->tidy_ms = clock_boot_ms(&sender->clock) + TIDY_FIRST_MS;
    start_conditions(sender);
    result = storage_open_view(office_storage(office), &sender->view, error);
    if (result == ERR_OK)
        result = storage_open_view(office_storage(office), &sender->feed, error);
    if (result == ERR_OK)
        result = start_threads(sender, error);
    if (result != ERR_OK)
        sender_free(sender);
    else
        *out = sender;
    return result;
}

void sender_free(struct sender *sender)
{
    if (!sender)
        return;
    pthread_mutex_lock(&sender->mutex);
    sender->stop = true;
    pthread_cond_broadcast(&sender->work);
    pthread_cond_broadcast(&sender->look);
    pthread_mutex_unlock(&sender->mutex);
    if (sender->looking)
        pthread_join(sender->lookout, NULL);
    while (sender->started > 0)
        pthread_join(sender->threads[--sender->started], NULL);
    storage_close_view(sender->view);
    storage_close_view(sender->feed);
    pthread_cond_destroy(&sender->look);
    pthread_cond_destroy(&sender->work);
    pthread_mutex_destroy(&sender->mutex);
    mem_free(sender);
}

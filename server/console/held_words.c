// SPDX-License-Identifier: Apache-2.0
#include "server/console/held_words.h"

static const struct held_words words[HELD_REASONS] = {
    [REASON_INVALID] = {"invalid", "内容不合规定", "breaks the rules",
                        "内容不符合登记规定，例如缺一项、取值不允许，或改动只能写一次的记录。",
                        "It breaks the table of kinds: a value is missing or not allowed, or it "
                        "edits what is written once.",
                        "一般拒绝，请本人重新填写；只能写一次的记录无法接受第二次。",
                        "Mostly reject it and have it written again; what is written once is never "
                        "let in twice."},
    [REASON_SCOPE] = {"scope", "工地不归这台平板", "not this tablet's site",
                      "写这条内容的平板当时没有被派到这个工地。",
                      "The tablet was not assigned to this site when it wrote this.",
                      "问清楚是谁在用这台平板：内容属实就接受，并补上指派；否则拒绝。",
                      "Find out who holds the tablet: accept what is true, and assign the person; "
                      "else reject."},
    [REASON_PERSON] = {"person", "人员不在平板名单上", "person not on the tablet",
                       "署名的人从来不在这台平板的名单上。",
                       "The person who signs this was never on the tablet's list.",
                       "向本人核实：属实就接受，并把人加到平板名单；否则拒绝。",
                       "Ask the person: accept what is true, and put them on the list; else "
                       "reject."},
    [REASON_CONTEXT]
    = {"context", "等前面的内容", "waits for earlier entries", "它改动的内容还没有到办公室。",
       "What it changes has not come to the office yet.", "不用处理：前面的内容一到就自动计入。",
       "Nothing to do: it goes in by itself when the earlier entries come."},
    [REASON_GROUP]
    = {"group", "等一组的最后一条", "waits for its group", "同一次保存的几条内容还没有到齐。",
       "Not all entries that were saved together have come.",
       "等平板下次联网；平板再也不来时，可以按已到的部分计入。",
       "Wait for the tablet's next contact; if it never comes again, apply the "
       "group as far as it came."},
    [REASON_CHAIN] = {"chain", "与日志链不符", "does not match the journal",
                      "收到的内容与这台平板自己的日志链对不上：可能是存储损坏，也可能被改过。",
                      "The bytes do not match the tablet's own journal: its storage is damaged, or "
                      "somebody changed it.",
                      "作为证据留着，把平板拿来检查；内容能读、本人确认属实时才可接受。",
                      "Keep it as evidence and have the tablet brought in; accept it only when it "
                      "can be read and the person confirms it."},
    [REASON_FORK] = {"fork", "同一条内容有两份", "two versions of one entry",
                     "办公室已有同一编号的内容，这一份却不一样：平板被复制，或从备份恢复过。",
                     "The office has an entry of the same number with other content: the tablet "
                     "was copied, or restored from a backup.",
                     "不能接受：办公室里的那份不变。需要的内容请照着下面另行登记，再拒绝这一份。",
                     "It cannot be accepted: the office's own stays. Write down anew what is "
                     "needed of it, then reject it."},
    [REASON_DEVICE] = {"device", "平板未知或已停用", "tablet revoked or unknown",
                       "平板已停用，或办公室不认识它；它停用前后写的内容都先放在这里。",
                       "The tablet is revoked, or the office does not know it; what it brought "
                       "waits here.",
                       "问清楚是谁写的：属实就接受，可以整台平板一次接受；否则拒绝。",
                       "Find out who wrote it: accept honest work, all of the tablet at once if "
                       "you like; else reject."},
    [REASON_FULL]
    = {"full", "记录已满", "record is full", "写过这条记录的平板太多，再也写不进去。",
       "Too many tablets have written to this record.", "另建一条记录继续写，然后拒绝这一条。",
       "Continue in a new record, then reject this."},
    [REASON_ROLE]
    = {"role", "岗位无权填写", "role may not write this", "署名的人的岗位不填写这类内容。",
       "The person's role does not write records of this kind.",
       "确实由他做的就接受，并调整岗位；否则拒绝。",
       "Accept it when the person was right to do it, and change the role; else "
       "reject."},
    [REASON_ERASED]
    = {"erased", "客户资料已删除", "the customer was erased", "客户资料已依法删除，内容没有保存。",
       "The customer was erased by law; the content was not kept.", "不用处理：已自动拒绝。",
       "Nothing to do: it was decided by itself."},
};

const struct held_words *held_words_of(enum held_reason reason)
{
    return &words[(unsigned)reason < HELD_REASONS ? reason : REASON_INVALID];
}

const char *const held_standings[] = {"open", "waiting", "groups", "decided", NULL};

enum held_standing held_words_standing(const struct held_row *held)
{
    if (held->decision != DECISION_OPEN)
        return HELD_DECIDED;
    if (held->reason == REASON_GROUP)
        return HELD_GROUP;
    return held->reason == REASON_CONTEXT ? HELD_WAITING : HELD_OPEN;
}

const char *held_words_state(const struct held_row *held, const char **en)
{
    static const char *const open[][2] = {[HELD_OPEN] = {"等您决定", "for you to decide"},
                                          [HELD_WAITING] = {"自动等待", "waits by itself"},
                                          [HELD_GROUP] = {"等一组到齐", "waits for its group"}};
    static const char *const decided[][2] = {[DECISION_OPEN] = {"", ""},
                                             [DECISION_ACCEPTED] = {"已接受", "accepted"},
                                             [DECISION_REJECTED] = {"已拒绝", "rejected"},
                                             [DECISION_RELEASED] = {"已自动计入", "went in"}};
    const char *const *pair = held->decision == DECISION_OPEN ? open[held_words_standing(held)]
                                                              : decided[held->decision];

    *en = pair[1];
    return pair[0];
}

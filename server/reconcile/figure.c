// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/figure.h"

#define TABLETS .group = FIGURES_OF_TABLETS
#define DATA .group = FIGURES_OF_DATA
#define SERVICE .group = FIGURES_OF_SERVICE
#define UNIT(zh, en) .unit_zh = zh, .unit_en = en

static const struct figure_words words[FIGURE_COUNT] = {
    [FIGURE_SILENT] = {"silent", "久未联系的平板", "tablets out of contact", TABLETS, FIGURE_ATTEND,
                       "", false, UNIT("台", "tablets")},
    [FIGURE_MISSING] = {"missing", "平板有而办公室没有的条目", "writes the office lacks", TABLETS,
                        FIGURE_ALARM, "P8", false, UNIT("条", "writes")},
    [FIGURE_UNSENT] = {"unsent", "平板上未传的条目", "writes unsent on tablets", TABLETS,
                       FIGURE_ATTEND, "", false, UNIT("条", "writes")},
    [FIGURE_UNSENT_FILES] = {"unsent_files", "平板上未传的文件", "files unsent on tablets", TABLETS,
                             FIGURE_ATTEND, "", false, UNIT("个", "files")},
    [FIGURE_LATE] = {"late", "迟到的条目", "writes that came late", TABLETS, FIGURE_ATTEND, "",
                     false, UNIT("条", "writes")},
    [FIGURE_COPIES] = {"copies", "被恢复或复制过的平板", "tablets that exist twice", TABLETS,
                       FIGURE_ALARM, "", false, UNIT("处", "branches")},
    [FIGURE_LOST] = {"history_lost", "历史缺失、状态已补的条目", "writes of lost history", TABLETS,
                     FIGURE_ATTEND, "", true, UNIT("条", "writes")},
    [FIGURE_CLOCK] = {"clock", "时钟不准的平板", "tablets with a wrong clock", TABLETS,
                      FIGURE_ATTEND, "", false, UNIT("台", "tablets")},
    [FIGURE_CERTIFICATE]
    = {"certificate", "证书将到期或已到期的平板", "certificates that end soon or have ended",
       TABLETS, FIGURE_ATTEND, "", false, UNIT("台", "tablets")},
    [FIGURE_STORAGE] = {"storage", "存储将满的平板", "tablets with little room", TABLETS,
                        FIGURE_ATTEND, "", false, UNIT("台", "tablets")},
    [FIGURE_STOPPED] = {"stopped", "停用的平板", "tablets that are stopped", TABLETS, FIGURE_CALM,
                        "", false, UNIT("台", "tablets")},
    [FIGURE_CONFLICTS] = {"conflicts", "未解决的冲突", "conflicts to settle", DATA, FIGURE_ATTEND,
                          "", false, UNIT("条", "records")},
    [FIGURE_QUARANTINE] = {"quarantine", "隔离待定的条目", "entries in quarantine", DATA,
                           FIGURE_ATTEND, "", false, UNIT("条", "entries")},
    [FIGURE_WAITING] = {"waiting", "等前文的条目", "entries that wait for others", DATA,
                        FIGURE_CALM, "", false, UNIT("条", "entries")},
    [FIGURE_GROUPS] = {"open_groups", "未完成的组", "groups left open", DATA, FIGURE_ATTEND, "",
                       false, UNIT("组", "groups")},
    [FIGURE_FILES] = {"blobs_missing", "提到而未收到的照片和文件", "files named and not held", DATA,
                      FIGURE_ATTEND, "", false, UNIT("个", "files")},
    [FIGURE_ALARMS] = {"alarms", "最近的警报", "recent alarms", DATA, FIGURE_ALARM, "",
                       false, UNIT("条", "alarms")},
    [FIGURE_CHANGED] = {"signoffs_changed", "签后变更", "changed after signing", DATA, FIGURE_ALARM,
                        "D6.2", false, UNIT("份", "sign-offs")},
    [FIGURE_SEALS] = {"signoffs_refused", "签署日志拒收的签署", "sign-offs the log refuses", DATA,
                      FIGURE_ALARM, "D6.1", true, UNIT("份", "sign-offs")},
    [FIGURE_DIFFER] = {"differ", "与办公室不一致的平板", "tablets that differ from the office",
                       DATA, FIGURE_ALARM, "", false, UNIT("台", "tablets")},
    [FIGURE_DAMAGED] = {"damaged", "日志与文件的损坏", "damage of log and files", DATA,
                        FIGURE_ALARM, "", true, UNIT("处", "findings")},
    [FIGURE_DEFECTS] = {"defects", "服务问题", "defects of the service", SERVICE, FIGURE_ATTEND,
                        "D3, D4", false, UNIT("项", "defects")},
    [FIGURE_GATES] = {"gates", "签了但没过关的条件", "unmet gates of signed nodes", SERVICE,
                      FIGURE_ATTEND, "D3", false, UNIT("项", "conditions")},
    [FIGURE_OVERDUE] = {"overdue", "逾期", "overdue", SERVICE, FIGURE_ATTEND, "D3–D6, D9", false,
                        UNIT("项", "deadlines")},
    [FIGURE_VANISHED] = {"vanished", "不了了之的变更", "changes that vanished", SERVICE,
                         FIGURE_ATTEND, "D9.2", false, UNIT("项", "changes")},
    [FIGURE_UNVISITED] = {"unvisited", "没人去的工地", "sites nobody visited", SERVICE,
                          FIGURE_ATTEND, "D4.1", false, UNIT("个", "sites")},
    [FIGURE_UNCALLED] = {"uncalled", "没有回访的客户", "customers nobody called", SERVICE,
                         FIGURE_ATTEND, "D7.1", false, UNIT("次", "calls")},
    [FIGURE_UNJUDGED] = {"sites_unjudged", "无法判断的工地", "sites that cannot be judged", SERVICE,
                         FIGURE_ALARM, "", false, UNIT("个", "sites")},
};

const struct figure_words *figure_words(enum figure figure)
{
    return &words[figure];
}

bool figure_find(struct span code, enum figure *out)
{
    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        if (span_is(code, words[i].code)) {
            *out = (enum figure)i;
            return true;
        }
    }
    return false;
}

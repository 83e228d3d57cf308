// SPDX-License-Identifier: Apache-2.0
// What can go wrong, once: a name, an HTTP status, an exit code and the words a person reads.
#ifndef PLUMB_SHARED_BASE_ERR_H
#define PLUMB_SHARED_BASE_ERR_H

// X(name, http status, exit code, Chinese, English). The words say what happened, what is safe,
// what to do next. Exit codes are stable: scripts rely on them.
#define ERR_TABLE(X)                                                                              \
    X(OK, 200, 0, "完成", "done")                                                                 \
    X(USAGE, 400, 2, "命令写法不对,没有改动任何数据;请看 --help",                                 \
      "the command is not understood; nothing was changed; see --help")                           \
    X(INVALID, 422, 3, "内容不符合要求,没有保存;请改正后重试",                                    \
      "the value is not acceptable; it was not saved; correct it and try again")                  \
    X(NOT_FOUND, 404, 4, "找不到;没有改动任何数据", "not found; nothing was changed")             \
    X(EXISTS, 409, 5, "已经存在;原有数据保持不变",                                                \
      "it exists already; what was there is unchanged")                                           \
    X(CONFLICT, 409, 6, "与现有数据冲突;双方都已保留,请先查看",                                   \
      "it conflicts with what is there; both are kept; look at them first")                       \
    X(AUTH, 401, 7, "身份未确认;没有改动任何数据;请重新登记或检查证书",                           \
      "identity not established; nothing was changed; enrol or check the certificate")            \
    X(DENIED, 403, 8, "没有权限;没有改动任何数据;请联系办公室",                                   \
      "not permitted; nothing was changed; ask the office")                                       \
    X(REVOKED, 403, 9, "此平板已被办公室停用;未送达的内容仍加密保存;请联系办公室",                \
      "this tablet was revoked by the office; undelivered work is kept, encrypted; call the "     \
      "office")                                                                                   \
    X(EXPIRED, 410, 10, "已过期;没有改动任何数据;请重新申请",                                     \
      "it has expired; nothing was changed; ask for a new one")                                   \
    X(TOO_LARGE, 413, 11, "超过大小限制;没有保存", "larger than the limit; it was not saved")     \
    X(FULL, 507, 12, "存储空间已满;已保存的内容完好;请腾出空间后重试",                            \
      "storage is full; what was saved is intact; free some space and try again")                 \
    X(BUSY, 503, 13, "正忙;没有改动任何数据;请稍后重试",                                          \
      "busy; nothing was changed; try again shortly")                                             \
    X(NETWORK, 502, 14, "没有网络或连接中断;数据都保存在本机;联网后会自动继续",                   \
      "no network or the connection broke; everything is safe here; it goes on by itself")        \
    X(TLS, 495, 15, "对方身份无法验证,未发送任何数据;请检查网络或重新登记",                       \
      "the other side could not be verified; nothing was sent; check the network or enrol again") \
    X(TIMEOUT, 504, 16, "等待超时;数据都保存在本机;稍后自动重试",                                 \
      "timed out; everything is safe here; it tries again by itself")                             \
    X(PROTOCOL, 400, 17, "对方的消息不合规定,未采用;数据没有改变",                                \
      "the other side's message breaks the protocol and was not used; nothing was changed")       \
    X(PARSE, 400, 18, "内容无法读懂;没有保存", "it could not be read; it was not saved")          \
    X(CORRUPT, 500, 19, "数据校验不符;原件已单独保留;请运行 doctor",                              \
      "data does not match its digest; the original is kept aside; run doctor")                   \
    X(VERSION, 426, 20, "版本不兼容;没有改动任何数据;请升级程序",                                 \
      "incompatible version; nothing was changed; upgrade the program")                           \
    X(STALE, 409, 21, "状态已变化;没有改动任何数据;将从新状态继续",                               \
      "the state has moved on; nothing was changed; it continues from the new state")             \
    X(IO, 500, 22, "磁盘读写失败;已确认保存的内容完好;请检查存储",                                \
      "disk read or write failed; what was confirmed as saved is intact; check the storage")      \
    X(UNKNOWN_COMMIT, 500, 23, "无法确认是否已保存;请重新读取后再判断",                           \
      "it is not known whether it was saved; read it again before deciding")                      \
    X(LOCKED, 423, 24, "数据文件夹正被另一个程序使用;没有改动任何数据",                           \
      "the data folder is in use by another program; nothing was changed")                        \
    X(UNAVAILABLE, 503, 25, "服务暂不可用;数据都保存在本机;稍后自动重试",                         \
      "the service is not available now; everything is safe here; it tries again by itself")      \
    X(ATTENTION, 409, 26, "有事项需要处理;数据完好",                                              \
      "something needs attention; the data is intact")                                            \
    X(CANCELLED, 499, 27, "已取消;没有改动任何数据", "cancelled; nothing was changed")            \
    X(METHOD, 405, 28, "不支持此方法", "this method is not supported here")                       \
    X(PRECONDITION, 412, 29, "前提条件不满足;没有改动任何数据",                                   \
      "a precondition failed; nothing was changed")                                               \
    X(CHECKSUM, 460, 30, "数据块校验不符,未采用;请重发这一块",                                    \
      "the chunk does not match its checksum and was not used; send it again")                    \
    X(FORGED, 422, 31, "文件不是封存时的原样,不要以它为凭;请向对方要原件",                        \
      "the file is not as it was sealed; do not rely on it; ask for the original")                \
    X(INTERNAL, 500, 70, "程序内部错误;已保存的内容完好;请报告",                                  \
      "internal error; what was saved is intact; please report it")

enum err {
#define ERR_ENUM(name, http, exit_code, zh, en) ERR_##name,
    ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
        ERR_COUNT
};

enum { ERROR_DETAIL_BYTES = 512 };

// An error on its way outward: the code and a detail such as "pull: record 8f2c: digest mismatch".
// What stands behind a tab in it is how the command line helps itself: screens leave it out.
struct error {
    enum err code;
    char detail[ERROR_DETAIL_BYTES];
};

// The stable name ("NOT_FOUND"), HTTP status, exit code and user texts of a code. Never NULL; an
// unknown code reads as INTERNAL. The strings live for ever.
const char *err_name(enum err code);
int err_http_status(enum err code);
int err_exit_code(enum err code);
const char *err_text_zh(enum err code);
const char *err_text_en(enum err code);
// The code with this name; ERR_INTERNAL when there is none.
enum err err_from_name(const char *name);
// The code that best stands for an errno value (ENOSPC and EDQUOT are FULL, ENOENT NOT_FOUND, …).
enum err err_from_errno(int error_number);

// Sets code and detail (printf style, truncated to fit at a UTF-8 boundary) and returns the code,
// so that a failing function can end with `return error_set(error, ERR_X, "…")`. error may be NULL.
enum err error_set(struct error *error, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Puts "prefix: " before the detail and returns the code that is already there. error may be NULL,
// then `code` is returned.
enum err error_wrap(struct error *error, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Empties it.
void error_clear(struct error *error);

#endif

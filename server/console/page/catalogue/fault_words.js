// SPDX-License-Identifier: Apache-2.0
// What the server's check says of a file, in Chinese: it speaks English, as the file does. Pure.

const LIKE = "(?:; did you mean '(.*)'\\?)?";
/** @type {[RegExp, string][]} $1 … as the pattern found them */
const KNOWN = [
    [new RegExp(`^there is no setting '(.*?)'${LIKE}$`), "数值里没有 $1"],
    [new RegExp(`^there is no kind '(.*?)'${LIKE}$`), "没有叫 $1 的记录种类"],
    [new RegExp(`^(\\w+) has no field '(.*?)'${LIKE}$`), "$1 没有栏目 $2"],
    [new RegExp(`^this condition has no this\\. '(.*?)'${LIKE}$`), "这个条件里没有 this.$1"],
    [/^(\w+) of (\w+) is never '(.*)': nothing has this code$/, "目录里没有代号 $3（$2 的 $1）"],
    [/^(\w+) is never '(.*)'; it is one of (.*)$/, "$1 不会是 $2，只能是 $3"],
    [/^the condition ends where (.*) is expected$/, "条件没有写完，后面还要：$1"],
    [/^'(.*)' where (.*) is expected$/, "这里要的是 $2，写的却是 $1"],
    [/^(.*) where (.*) is expected$/, "这里要的是 $2，写的却是 $1"],
    [/^(.*) cannot be compared with (.*)$/, "$1 不能与 $2 比较"],
    [/^(.*) begins a text that has no end$/, "$1 开始的文字没有结束的引号"],
    [/^(.*) has no meaning here; equal is written ==$/, "$1 在这里没有意义；相等写成 =="],
    [/^(.*) has no meaning here$/, "$1 在这里没有意义"],
    [/^only site, setting, this and outer have a '\.' behind them$/, "只有 site、setting、this、outer 后面能有“.”"],
    [/^only any, none, count, all and last have a '\(' behind them$/, "只有 any、none、count、all、last 后面能有“(”"],
    [/^a bare name is known only in any, none, count, all and last; .*$/,
        "单独的名字只能写在 any、none、count、all、last 里面；别处要写 site.、setting. 或 this."],
    [/^the condition is longer than (\d+) bytes$/, "条件超过 $1 字节"],
    [new RegExp(`^there is no such member here${LIKE}$`), "这里不能有这一栏"],
    [/^there is no (?:form|check item or step|kind of record) '(.*)'$/, "没有代号 $1"],
    [/^it is missing$/, "缺少这一栏"],
    [/^it is empty$/, "是空的"],
    [/^it is too long$/, "太长"],
    [/^it stands here twice$/, "重复了"],
    [/^expected a text$/, "要一段文字"],
    [/^expected an integer$/, "要一个整数"],
    [/^expected true or false$/, "要 true 或 false"],
    [/^expected a list$/, "要一个列表"],
    [/^expected an object$/, "要一个 {…}"],
    [/^(-?\d+) is not from (-?\d+) to (-?\d+)$/, "$1 不在 $2 到 $3 之间"],
    [/^a control character stands in it$/, "里面有看不见的控制字符"],
    [/^it is neither customer nor a role$/, "不是 customer，也不是岗位代号"],
    [/^it is none of the words that can stand here$/, "这里不能写这个词"],
    [/^there is no such kind of record$/, "没有这种记录"],
    [/^(\w+) has no text '(.*)'$/, "$1 没有文字栏目 $2"],
    [/^(\w+) has no time or date '(.*)'$/, "$1 没有时间或日期栏目 $2"],
    [/^a code has 1 to 40 of a-z, 0-9 and _$/, "代号只用 a-z、0-9 和 _，1 到 40 个"],
    [/^a rule is written like D3\.8$/, "规则号写成 D3.8 这样"],
    [/^expected a decimal number like 0\.5$/, "要一个小数，例如 0.5"],
    [/^it has letters, digits, '\.', '-' and '_' only$/, "只能用字母、数字、. - _"],
    [/^it begins with a letter or digit$/, "要以字母或数字开头"],
    [/^'default' means the built-in catalogue; take another$/, "default 是程序自带的目录；请换一个"],
    [/^something must be signed$/, "至少要有一张要签的表单"],
    [/^somebody must sign it$/, "至少要有一个签字人"],
    [/^without one it would be done at once$/, "至少要一个完成条件，否则一开始就算完成"],
    [/^there is no node with this code$/, "没有这个代号的节点"],
    [/^concealed works need at least one photo \(D3\.11\): set photos$/, "隐蔽工程至少要一张照片（D3.11）"],
    [/^a measured item needs its unit$/, "实测项要写单位"],
    [/^only a measured item has unit, target, minus and plus$/, "只有实测项才有单位、标准值和允许偏差"],
    [/^beside a target stand minus and plus, how far a value may be off$/, "有标准值就要写允许偏差"],
    [/^nodes stand in the order of their numbers$/, "节点要按序号排列"],
];

/** @param {string} text @returns {string} its parts that are words of the language of conditions */
const parts = (text) => text.replace(/\btrue or false\b/g, "是非").replace(/\ba (?:decimal )?number\b/g, "数")
    .replace(/\ba text\b/g, "文字").replace(/\ba date\b/g, "日期").replace(/\ba record\b/g, "记录")
    .replace(/\ba name\b/g, "名字").replace(/\ba value\b/g, "值").replace(/\ba kind of record\b/g, "记录种类")
    .replace(/\bthe end, 'and' or 'or'/g, "结束、and 或 or").replace(/\bsomething else\b/g, "别的");

/**
 * @param {string} why without its place
 * @returns {string | null} null: it is not known
 */
export function inChinese(why) {
    const [, at, said] = /** @type {RegExpExecArray} */ (/^(?:column (\d+): )?(.*)$/s.exec(why));
    const [pattern, words] = KNOWN.find(([one]) => one.test(said)) || [];
    if (!pattern || !words)
        return null;
    const near = /did you mean '(.*)'\?$/.exec(said);
    const text = parts(said.replace(pattern, words)) + (near ? `；是不是 ${near[1]}？` : "");
    return at ? `第 ${at} 个字符起：${text}` : text;
}

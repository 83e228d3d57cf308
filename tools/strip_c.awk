# SPDX-License-Identifier: Apache-2.0
# Prints every line of C files as "file:line:text" with comments and literals emptied, so that a check
# sees code only.
FNR == 1 { in_comment = 0 }

{
    rest = $0
    code = ""
    while (rest != "") {
        if (in_comment) {
            end = index(rest, "*/")
            if (!end)
                break
            rest = substr(rest, end + 2)
            in_comment = 0
        } else if (match(rest, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//)) {
            token = substr(rest, RSTART, RLENGTH)
            code = code substr(rest, 1, RSTART - 1)
            rest = substr(rest, RSTART + RLENGTH)
            if (token == "//")
                break
            if (token == "/*")
                in_comment = 1
            else
                code = code substr(token, 1, 1) substr(token, 1, 1)
        } else {
            code = code rest
            break
        }
    }
    print FILENAME ":" FNR ":" code
}

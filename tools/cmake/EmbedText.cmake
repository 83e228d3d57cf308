# SPDX-License-Identifier: Apache-2.0
# embed_text(<symbol> <file> <output.c>): makes <output.c> from the text file whenever it changes. A
# header declares
#   extern const char <symbol>_text[];
#   extern const size_t <symbol>_text_size;
# and <output.c> is listed among the sources of its library.
function(embed_text symbol file output)
    set(tool "${PROJECT_SOURCE_DIR}/tools/embed_text")
    add_custom_command(
        OUTPUT "${output}"
        COMMAND bash "${tool}" "${symbol}" "${file}" "${output}"
        DEPENDS "${tool}" "${file}"
        COMMENT "Embedding ${file}"
        VERBATIM)
endfunction()

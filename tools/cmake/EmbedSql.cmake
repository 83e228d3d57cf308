# SPDX-License-Identifier: Apache-2.0
# embed_sql(<symbol> <folder> <output.c>): makes <output.c> from the folder's NNN_name.sql files
# whenever one of them changes. A store declares
#   extern const struct database_migration <symbol>[];
#   extern const size_t <symbol>_count;
# and <output.c> is listed among the sources of its library.
function(embed_sql symbol folder output)
    set(tool "${PROJECT_SOURCE_DIR}/tools/embed_sql")
    file(GLOB files CONFIGURE_DEPENDS "${folder}/*.sql")
    add_custom_command(
        OUTPUT "${output}"
        COMMAND bash "${tool}" "${symbol}" "${folder}" "${output}"
        DEPENDS "${tool}" ${files}
        COMMENT "Embedding ${folder}"
        VERBATIM)
endfunction()

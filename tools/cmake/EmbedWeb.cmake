# SPDX-License-Identifier: Apache-2.0
# embed_web(<target> <symbol> <folder of pages>…): adds the pages of an interface and the third-party
# modules they use to the library <target>, as the table `<symbol>` of struct asset
# (shared/web/asset.h). Third-party modules come by npm, by a lock file, and end up below /vendor.
# Without PLUMB_WEB the table has one page, which says that there is none.
set(web_root "${PROJECT_SOURCE_DIR}/tools/web")
set(web_stamp "${web_root}/node_modules/.plumb-digest")
if(PLUMB_WEB)
    add_custom_command(
        OUTPUT "${web_stamp}"
        COMMAND bash "${web_root}/install"
        DEPENDS "${web_root}/install" "${web_root}/package-lock.json"
        COMMENT "Installing the web modules"
        VERBATIM)
    set(web_licences "${PROJECT_BINARY_DIR}/licences.txt")
    add_custom_command(
        OUTPUT "${web_licences}"
        COMMAND bash "${web_root}/licences" "${web_licences}"
        DEPENDS "${web_root}/licences" "${web_stamp}"
        VERBATIM)
    add_custom_target(web_modules DEPENDS "${web_stamp}")
endif()

function(embed_web target symbol)
    set(tool "${PROJECT_SOURCE_DIR}/tools/embed_web")
    set(output "${PROJECT_BINARY_DIR}/${symbol}.c")
    if(PLUMB_WEB)
        set(modules "${web_root}/node_modules")
        set(parts
            "/vendor/preact.js=${modules}/htm/preact/standalone.module.js"
            "/vendor/signature_pad.js=${modules}/signature_pad/dist/signature_pad.min.js"
            "/vendor/licences.txt=${web_licences}")
        # Only the office draws charts.
        if("server/console/page" IN_LIST ARGN)
            list(APPEND parts
                "/vendor/uplot.js=${modules}/uplot/dist/uPlot.esm.js"
                "/vendor/uplot.css=${modules}/uplot/dist/uPlot.min.css")
        endif()
        set(files "${web_stamp}" "${web_licences}")
        foreach(folder ${ARGN})
            # Pages of both interfaces lie below /shared, those of one at the root.
            if(folder MATCHES "^shared/")
                list(APPEND parts "/shared=${PROJECT_SOURCE_DIR}/${folder}")
            else()
                list(APPEND parts "/=${PROJECT_SOURCE_DIR}/${folder}")
            endif()
            file(GLOB_RECURSE more CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*")
            list(APPEND files ${more})
        endforeach()
    else()
        set(files "${PROJECT_SOURCE_DIR}/shared/web/bare/index.html")
        set(parts "/index.html=${files}")
    endif()
    add_custom_command(
        OUTPUT "${output}"
        COMMAND bash "${tool}" "${symbol}" "${output}" ${parts}
        DEPENDS "${tool}" "${PROJECT_SOURCE_DIR}/tools/bare.sed" ${files}
        COMMENT "Embedding ${symbol}"
        VERBATIM)
    target_sources(${target} PRIVATE "${output}")
endfunction()

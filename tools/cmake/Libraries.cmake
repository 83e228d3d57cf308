# SPDX-License-Identifier: Apache-2.0
# Third-party libraries, and how a folder of sources becomes a library of ours.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(plumb_third_party name)
    pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${ARGN})
    add_library(third_party_${name} INTERFACE)
    target_link_libraries(third_party_${name} INTERFACE PkgConfig::${name})
    add_library(${name} ALIAS third_party_${name})
endfunction()

plumb_third_party(cjson libcjson)
plumb_third_party(sqlite3 sqlite3)
plumb_third_party(zstd libzstd)
plumb_third_party(curl libcurl)
plumb_third_party(argon2 libargon2)
plumb_third_party(exif libexif)
plumb_third_party(turbojpeg libturbojpeg)
plumb_third_party(qrencode libqrencode)
plumb_third_party(pangocairo pangocairo cairo-pdf)

# Without pkg-config: Debian 12 ships no file for mbedtls, that of libevent_pthreads would load
# libevent's code a second time, and Debian 13's for xlsxwriter wants one that it does not depend on.
function(plumb_third_party_parts name)
    add_library(third_party_${name} INTERFACE)
    foreach(part ${ARGN})
        find_library(LIBRARY_${part} ${part} REQUIRED)
        target_link_libraries(third_party_${name} INTERFACE "${LIBRARY_${part}}")
    endforeach()
    add_library(${name} ALIAS third_party_${name})
endfunction()

plumb_third_party_parts(mbedtls mbedtls mbedx509 mbedcrypto)
plumb_third_party_parts(event event_core event_extra event_pthreads)
plumb_third_party_parts(xlsxwriter xlsxwriter)

# plumb_library(NAME FOLDER folder [MAIN files…] [SCHEMA folder symbol] [TEXT file symbol] LINK
# libraries…): a static library of every source below the folder except those with main(), with its
# SQL schema or a text embedded.
function(plumb_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER" "MAIN;SCHEMA;TEXT;LINK")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.c")
    list(TRANSFORM arg_MAIN PREPEND "${PROJECT_SOURCE_DIR}/")
    list(REMOVE_ITEM sources ${arg_MAIN})
    if(arg_SCHEMA)
        list(GET arg_SCHEMA 0 folder)
        list(GET arg_SCHEMA 1 symbol)
        if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}")
            embed_sql(${symbol} "${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_BINARY_DIR}/${symbol}.c")
            list(APPEND sources "${PROJECT_BINARY_DIR}/${symbol}.c")
        endif()
    endif()
    if(arg_TEXT)
        list(GET arg_TEXT 0 file)
        list(GET arg_TEXT 1 symbol)
        embed_text(${symbol} "${PROJECT_SOURCE_DIR}/${file}" "${PROJECT_BINARY_DIR}/${symbol}.c")
        list(APPEND sources "${PROJECT_BINARY_DIR}/${symbol}.c")
    endif()
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC ${arg_LINK})
    else()
        add_library(${name} INTERFACE)
    endif()
endfunction()

# plumb_program(NAME main-file libraries…), once the file is there.
function(plumb_program name main)
    if(EXISTS "${PROJECT_SOURCE_DIR}/${main}")
        add_executable(${name} "${main}")
        target_link_libraries(${name} PRIVATE ${ARGN})
    endif()
endfunction()

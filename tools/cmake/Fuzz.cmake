# SPDX-License-Identifier: Apache-2.0
# Each tests/fuzz/fuzz_NAME.c is a target with a corpus in tests/fuzz/corpus/NAME. With PLUMB_FUZZ the
# test fuzzes for a while from that corpus; otherwise it replays the corpus, with any compiler.
file(GLOB fuzz_targets CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.c")
foreach(file ${fuzz_targets})
    get_filename_component(name "${file}" NAME_WE)
    string(REPLACE "fuzz_" "" short "${name}")
    set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${short}")
    set(found "${PROJECT_BINARY_DIR}/fuzz/found/${short}")
    add_executable(${name} "${file}")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
    target_compile_options(${name} PRIVATE -Wno-missing-prototypes) # LLVMFuzzerTestOneInput
    target_link_libraries(${name} PRIVATE plumb_server plumb_agent plumb_shared)
    if(PLUMB_FUZZ)
        file(MAKE_DIRECTORY "${found}")
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        add_test(NAME fuzz.${short} COMMAND ${name} -max_total_time=${PLUMB_FUZZ_SECONDS}
            -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix=${found}/
            "${found}" "${corpus}")
    else()
        target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c")
        add_test(NAME fuzz.${short} COMMAND ${name} "${corpus}")
    endif()
    set_tests_properties(fuzz.${short} PROPERTIES LABELS fuzz TIMEOUT 600)
endforeach()

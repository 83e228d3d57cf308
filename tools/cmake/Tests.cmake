# SPDX-License-Identifier: Apache-2.0
# Every test file is one ctest test, named after its folder's kind: unit.*, sim.*, e2e.*, checks.*.
plumb_third_party(cmocka cmocka)
set(root "${PROJECT_SOURCE_DIR}")
# An allocation that is too large fails as it does without sanitizers.
set(no_memory allocator_may_return_null=1)
set(plumb_everything plumb_server plumb_agent plumb_shared)

# The simulator's disk, for unit tests that lose power.
set(sim_disk_parts disk folder random vfs)
list(TRANSFORM sim_disk_parts REPLACE "(.+)" "${root}/tests/sim/sim_\\1.c")
add_library(sim_disk STATIC ${sim_disk_parts})
target_link_libraries(sim_disk PUBLIC plumb_shared)

# What the slower builds of tools/test are for: tests with several threads, and tests of the core.
add_custom_target(unit_threads)
add_custom_target(unit_core)
set(marks_threads "pthread|threads|http_(fixture|server|spool)|ui_fixture|committer|owner|bell|act_handover")
set(marks_core "\"shared/model/|(sample|service|facts|history|stage)[a-z_]*[.]h\"")
file(GLOB unit_tests CONFIGURE_DEPENDS "${root}/tests/unit/test_*.c")
foreach(file ${unit_tests})
    get_filename_component(name "${file}" NAME_WE)
    string(REPLACE "test_" "unit." test "${name}")
    add_executable(${name} "${file}")
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/unit")
    target_compile_options(${name} PRIVATE -Wno-unused-parameter) # cmocka's void **state
    target_link_libraries(${name} PRIVATE sim_disk ${plumb_everything} cmocka)
    add_test(NAME ${test} COMMAND ${name})
    set(labels unit)
    foreach(part threads core)
        file(STRINGS "${file}" found REGEX "${marks_${part}}" LIMIT_COUNT 1)
        if(found)
            list(APPEND labels ${part})
            add_dependencies(unit_${part} ${name})
        endif()
    endforeach()
    set_tests_properties(${test} PROPERTIES LABELS "${labels}" TIMEOUT 300
        ENVIRONMENT "ASAN_OPTIONS=${no_memory};TSAN_OPTIONS=${no_memory};UBSAN_OPTIONS=print_stacktrace=1")
endforeach()

file(GLOB sim_sources CONFIGURE_DEPENDS "${root}/tests/sim/*.c")
if(sim_sources)
    add_executable(simulate ${sim_sources})
    target_link_libraries(simulate PRIVATE ${plumb_everything})
    add_test(NAME sim.fleets COMMAND simulate --seeds ${PLUMB_SIM_SEEDS}
        --ledger "${root}/tests/sim/seeds.txt")
    add_test(NAME sim.mutants COMMAND simulate --mutants)
    # The longest test starts first; it plays two fleets at a time.
    set_tests_properties(sim.fleets sim.mutants PROPERTIES
        LABELS sim TIMEOUT 1800 COST 1000 PROCESSORS 2)
    # Functions that the simulator stands in front of, to plant bugs it must find.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${root}/tests/sim/wraps.txt")
    if(EXISTS "${root}/tests/sim/wraps.txt")
        file(STRINGS "${root}/tests/sim/wraps.txt" wraps REGEX "^[a-z]")
        list(TRANSFORM wraps PREPEND "-Wl,--wrap=")
        target_link_options(simulate PRIVATE ${wraps})
    endif()
endif()

# Programs that the end-to-end tests use.
file(GLOB e2e_programs CONFIGURE_DEPENDS "${root}/tests/e2e/*.c")
foreach(file ${e2e_programs})
    get_filename_component(name "${file}" NAME_WE)
    add_executable(${name} "${file}")
    target_link_libraries(${name} PRIVATE plumb_shared)
endforeach()

# The company of a morning in the office, for browser tests and demonstrations.
file(GLOB morning_sources CONFIGURE_DEPENDS "${root}/tests/morning/*.c")
add_executable(morning ${morning_sources})
target_link_libraries(morning PRIVATE ${plumb_everything} cmocka turbojpeg)

foreach(kind e2e checks)
    file(GLOB scripts CONFIGURE_DEPENDS "${root}/tests/${kind}/test_*.sh")
    foreach(file ${scripts})
        get_filename_component(name "${file}" NAME_WE)
        string(REPLACE "test_" "${kind}." test "${name}")
        add_test(NAME ${test} COMMAND bash "${file}" WORKING_DIRECTORY "${root}")
        set_tests_properties(${test} PROPERTIES LABELS ${kind} TIMEOUT 600
            ENVIRONMENT "PLUMB_BIN=${PROJECT_BINARY_DIR};PLUMB_SANITIZE=${PLUMB_SANITIZE}")
    endforeach()
endforeach()

# The interface in the system's Chromium.
if(PLUMB_WEB)
    find_program(NODE_PROGRAM node)
    # A tablet whose clock is wrong. Not sanitized: it is loaded before everything else.
    if(NOT PLUMB_SANITIZE AND NOT PLUMB_COVERAGE)
        add_library(wrong_clock SHARED "${root}/tests/web/wrong_clock.c")
        target_link_libraries(wrong_clock PRIVATE ${CMAKE_DL_LIBS})
        set_target_properties(wrong_clock PROPERTIES
            LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}" POSITION_INDEPENDENT_CODE ON)
    endif()
    file(GLOB scripts CONFIGURE_DEPENDS "${root}/tests/web/test_*.mjs")
    foreach(file ${scripts})
        get_filename_component(name "${file}" NAME_WE)
        string(REPLACE "test_" "web." test "${name}")
        add_test(NAME ${test} COMMAND "${NODE_PROGRAM}" "${file}" WORKING_DIRECTORY "${root}")
        # They wait more than they work: begun early, others run beside them.
        set_tests_properties(${test} PROPERTIES LABELS web TIMEOUT 600 COST 500
            ENVIRONMENT "PLUMB_BIN=${PROJECT_BINARY_DIR};PLUMB_SANITIZE=${PLUMB_SANITIZE}")
    endforeach()
endif()

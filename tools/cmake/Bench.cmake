# SPDX-License-Identifier: Apache-2.0
# `cmake --build … --target bench`: each tools/benchmark/bench_*.c is a program, the other sources
# there are shared by all of them; tools/bench runs them. Not part of a normal build.
file(GLOB bench_mains CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/benchmark/bench_*.c")
file(GLOB bench_parts CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/benchmark/*.c")
if(bench_mains)
    list(REMOVE_ITEM bench_parts ${bench_mains})
    add_custom_target(bench)
    add_dependencies(bench plumb plumbd)
    foreach(file ${bench_mains})
        get_filename_component(name "${file}" NAME_WE)
        add_executable(${name} EXCLUDE_FROM_ALL "${file}" ${bench_parts})
        target_link_libraries(${name} PRIVATE plumb_server plumb_agent plumb_shared)
        add_dependencies(bench ${name})
    endforeach()
endif()

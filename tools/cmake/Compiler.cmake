# SPDX-License-Identifier: Apache-2.0
# One set of compiler flags for every target: warnings are errors, and a build without sanitizers is
# hardened (OpenSSF compiler options guide).
include(CheckCCompilerFlag)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Assertions stay in: a broken invariant must stop the program before it reaches the disk.
if(PLUMB_COVERAGE)
    set(CMAKE_C_FLAGS_RELEASE "-O0 -g")
elseif(PLUMB_SANITIZE)
    set(CMAKE_C_FLAGS_RELEASE "-O1 -g")
else()
    set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
endif()
set(CMAKE_C_FLAGS_DEBUG "-Og -g3")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

add_compile_definitions(_GNU_SOURCE _FILE_OFFSET_BITS=64 PLUMB_VERSION="${PROJECT_VERSION}")
include_directories("${PROJECT_SOURCE_DIR}")
add_compile_options(-Wall -Wextra -Wformat=2 -Wconversion -Wshadow -Wimplicit-fallthrough
    -Wstrict-prototypes -Wmissing-prototypes -Werror -fno-common -fPIE)
# A library that a program does not call is not loaded into it.
add_link_options(-pie -Wl,--as-needed)

if(PLUMB_SANITIZE)
    # FORTIFY and automatic initialisation would hide what the sanitizers look for.
    add_compile_options(-fsanitize=${PLUMB_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PLUMB_SANITIZE})
elseif(NOT PLUMB_COVERAGE)
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong)
    foreach(flag -fstack-clash-protection -ftrivial-auto-var-init=zero -fcf-protection=full
            -mbranch-protection=standard -fstrict-flex-arrays=3 -fzero-init-padding-bits=all)
        string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
        check_c_compiler_flag("-Werror ${flag}" ${have})
        if(${have})
            add_compile_options(${flag})
        endif()
    endforeach()
    add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack,-z,nodlopen)
endif()
if(PLUMB_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()
if(PLUMB_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# SPDX-License-Identifier: Apache-2.0
# What is installed, and the Debian packages made of it (tools/package/make).
include(GNUInstallDirs)

install(TARGETS plumb COMPONENT tablet)
install(PROGRAMS tools/package/plumb-kiosk DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT tablet)
install(FILES tools/package/plumb.service DESTINATION lib/systemd/user COMPONENT tablet)
install(FILES tools/package/plumbline.desktop
    DESTINATION "${CMAKE_INSTALL_DATADIR}/applications" COMPONENT tablet)
install(FILES tools/package/plumbline.svg
    DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps" COMPONENT tablet)
# The pages of docs link each other, so all of them.
install(DIRECTORY docs/
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/plumbline-tablet" COMPONENT tablet)
# What the embedded modules want to be said wherever they go stands with our own licence.
if(PLUMB_WEB)
    set(copyright "${web_licences}")
else()
    set(copyright LICENSE)
endif()
install(FILES "${copyright}" RENAME copyright
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/plumbline-tablet" COMPONENT tablet)

# Manual pages and completion are said by the programs themselves.
function(plumb_said program section component)
    set(folder "${PROJECT_BINARY_DIR}/said")
    set(made)
    foreach(form man bash zsh fish)
        add_custom_command(OUTPUT "${folder}/${program}.${form}"
            COMMAND ${CMAKE_COMMAND} -E make_directory "${folder}"
            COMMAND ${program} --help-${form} > "${folder}/${program}.${form}"
            DEPENDS ${program} VERBATIM)
        list(APPEND made "${folder}/${program}.${form}")
    endforeach()
    add_custom_target(said_${program} ALL DEPENDS ${made})
    install(FILES "${folder}/${program}.man" RENAME ${program}.${section}
        DESTINATION "${CMAKE_INSTALL_MANDIR}/man${section}" COMPONENT ${component})
    install(FILES "${folder}/${program}.bash" RENAME ${program}
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT ${component})
    install(FILES "${folder}/${program}.zsh" RENAME _${program}
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions" COMPONENT ${component})
    install(FILES "${folder}/${program}.fish" RENAME ${program}.fish
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT ${component})
endfunction()
if(NOT PLUMB_SANITIZE AND NOT PLUMB_COVERAGE)
    plumb_said(plumb 1 tablet)
    plumb_said(plumbd 8 server)
endif()

install(TARGETS plumbd plumbd-form COMPONENT server)
install(FILES tools/package/plumbd.service DESTINATION lib/systemd/system COMPONENT server)
install(FILES tools/package/plumbline.sysusers RENAME plumbline.conf
    DESTINATION lib/sysusers.d COMPONENT server)
install(FILES tools/package/plumbline.tmpfiles RENAME plumbline.conf
    DESTINATION lib/tmpfiles.d COMPONENT server)
install(FILES tools/package/plumbd.default RENAME plumbd DESTINATION /etc/default COMPONENT server)
install(DIRECTORY docs/
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/plumbline-server" COMPONENT server)
install(FILES "${copyright}" RENAME copyright
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/plumbline-server" COMPONENT server)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME plumbline)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL tablet server)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Plumbline <plumbline@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_TABLET_PACKAGE_NAME plumbline-tablet)
set(CPACK_DEBIAN_TABLET_PACKAGE_SHLIBDEPS ON)
# The page is drawn by the system's browser with the system's fonts.
set(CPACK_DEBIAN_TABLET_PACKAGE_RECOMMENDS "chromium, fonts-noto-cjk")
set(CPACK_COMPONENT_TABLET_DESCRIPTION
    "offline-first field work at renovation sites: checks, photos, sealed signatures
The agent on an inspector's tablet. Everything is saved here first and works without a network
for weeks; what the office has is said only when it has it durably.")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME plumbline-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SHLIBDEPS ON)
# GB18030 of libc reads the tables that offices have; forms are printed with these fonts.
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, \
systemd | systemd-standalone-tmpfiles, fonts-noto-cjk")
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
foreach(script conffiles postinst prerm postrm)
    list(APPEND CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
        "${PROJECT_SOURCE_DIR}/tools/package/server/${script}")
endforeach()
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_COMPONENT_SERVER_DESCRIPTION
    "the office of renovation sites: takes in what tablets wrote, each morning says what is there
The server that merges the records of all tablets, keeps every version, and has the office's
pages: what came and what is missing, conflicts, sign-offs with their proof, backups that were
really brought back.")
include(CPack)

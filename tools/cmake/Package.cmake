# SPDX-License-Identifier: Apache-2.0
# What is installed, and the Debian package made of it (tools/package/make).
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

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME plumbline)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL tablet)
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
include(CPack)

# Read by `cpack --config`, which packaging/linux_packages.py starts: makes a .deb or .rpm of a folder that is laid out as the
# installed system will be. No project is configured for it, so any build's programs can be packed. What differs from package to
# package comes in variables of the environment.
set(CPACK_PACKAGE_NAME govern)
set(CPACK_PACKAGE_FILE_NAME govern)
set(CPACK_TOPLEVEL_TAG govern)
set(CPACK_PACKAGE_VERSION $ENV{GOVERN_VERSION})
set(CPACK_PACKAGE_DIRECTORY $ENV{GOVERN_OUTPUT})
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE $ENV{GOVERN_URL})
set(CPACK_RPM_PACKAGE_URL $ENV{GOVERN_URL})
set(CPACK_PACKAGE_VENDOR "The govern authors")
set(CPACK_PACKAGE_CONTACT "The govern authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Go toolchain version manager")
set(CPACK_PACKAGE_DESCRIPTION "Installs, verifies and switches Go SDKs per project and per session.
Type 'govern setup' once: it puts the shims of go and gofmt, and a copy of
govern, into your home and on your PATH. After an upgrade of this package type
'/usr/bin/govern setup' to renew that copy.")
set(CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_INSTALLED_DIRECTORIES "$ENV{GOVERN_STAGE}" /)
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# libcurl is loaded when a download starts, in either flavour (lib/net/curl_posix.cpp).
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= $ENV{GOVERN_GLIBC}), libcurl4 | libcurl3-gnutls, ca-certificates")
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_ARCHITECTURE x86_64)
set(CPACK_RPM_PACKAGE_LICENSE "$ENV{GOVERN_LICENSE}")
set(CPACK_RPM_PACKAGE_GROUP Development/Tools)
set(CPACK_RPM_PACKAGE_AUTOREQPROV no)
set(CPACK_RPM_PACKAGE_REQUIRES "libc.so.6(GLIBC_$ENV{GOVERN_GLIBC})(64bit), libcurl.so.4()(64bit), ca-certificates")
set(CPACK_RPM_COMPRESSION_TYPE gzip)
set(CPACK_RPM_USER_FILELIST "%license /usr/share/licenses/govern/LICENSE.txt" "%license /usr/share/licenses/govern/NOTICES.txt")
# Folders of other packages.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/share/man /usr/share/man/man1 /usr/share/licenses /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/zsh /usr/share/zsh/site-functions /usr/share/fish /usr/share/fish/vendor_completions.d)
# Nothing of the machine or the moment goes into it, and the programs stay as they are.
set(CPACK_RPM_SPEC_INSTALL_POST /bin/true)
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost localhost
%define _build_id_links none
%define debug_package %{nil}
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1")

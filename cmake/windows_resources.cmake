# govern_windows_resources(TARGET DESCRIPTION [SMALL]): version, manifest and icon of a Windows program. A SMALL
# one has no icon, the shortest manifest and no file name in its version: there are many copies under many names.
function(govern_windows_resources target description)
  get_target_property(GOVERN_RC_NAME ${target} OUTPUT_NAME)
  if(NOT GOVERN_RC_NAME)
    set(GOVERN_RC_NAME ${target})
  endif()
  set(GOVERN_RC_FOLDER "${CMAKE_SOURCE_DIR}/cli/windows")
  set(GOVERN_RC_DESCRIPTION "${description}")
  set(GOVERN_RC_ICON)
  set(GOVERN_RC_NAMES)
  if(NOT "SMALL" IN_LIST ARGN)
    set(GOVERN_RC_ICON "1 ICON \"${GOVERN_RC_FOLDER}/govern.ico\"")
    set(GOVERN_RC_NAMES "VALUE \"InternalName\", \"${GOVERN_RC_NAME}\"
            VALUE \"OriginalFilename\", \"${GOVERN_RC_NAME}.exe\"")
  endif()
  set(script "${CMAKE_CURRENT_BINARY_DIR}/${GOVERN_RC_NAME}.rc")
  configure_file("${GOVERN_RC_FOLDER}/govern.rc.in" "${script}" @ONLY)
  set_source_files_properties("${script}" PROPERTIES
    OBJECT_DEPENDS "${GOVERN_RC_FOLDER}/${GOVERN_RC_NAME}.manifest;${GOVERN_RC_FOLDER}/govern.ico")
  # A library of its own: the resource compiler must not see the C++ compiler's options.
  add_library(${target}_resources OBJECT "${script}")
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_resources>)
  if(MSVC)
    target_link_options(${target} PRIVATE /MANIFEST:NO)
  endif()
endfunction()

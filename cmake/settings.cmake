# How our own code is compiled. Third-party code never sees these flags.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Debug)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(GOVERN_SANITIZE "" CACHE STRING "Sanitizers for our own code, such as address,undefined or thread")

add_library(govern_settings INTERFACE)
if(MSVC)
  target_compile_options(govern_settings INTERFACE /W4 /permissive- /utf-8 /Zc:__cplusplus)
else()
  target_compile_options(govern_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
    -ffunction-sections -fdata-sections)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Lets ccache see precompiled headers.
  target_compile_options(govern_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()
if(WIN32)
  target_compile_definitions(govern_settings INTERFACE UNICODE _UNICODE NOMINMAX WIN32_LEAN_AND_MEAN)
endif()
if(GOVERN_SANITIZE)
  target_compile_options(govern_settings INTERFACE -fsanitize=${GOVERN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(govern_settings INTERFACE -fsanitize=${GOVERN_SANITIZE})
endif()
# Warnings are errors in CI only: a new compiler must not stop a user's build. The ci presets set
# CMAKE_COMPILE_WARNING_AS_ERROR.

add_library(govern_link INTERFACE)
if(UNIX AND NOT APPLE)
  # One binary for many distributions: only glibc stays shared.
  target_link_options(govern_link INTERFACE -Wl,--gc-sections -static-libstdc++ -static-libgcc)
elseif(WIN32 AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The same sources give the same bytes, whenever they are linked.
  target_link_options(govern_link INTERFACE -Wl,--no-insert-timestamp)
endif()

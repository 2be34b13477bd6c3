# What every cross build with Zig's compiler shares (scripts/zig).
set(CMAKE_C_COMPILER "${GOVERN_DEPS}/tools/clang")
set(CMAKE_CXX_COMPILER "${GOVERN_DEPS}/tools/clang++")
set(CMAKE_AR "${GOVERN_DEPS}/tools/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${GOVERN_DEPS}/tools/ranlib" CACHE FILEPATH "")
# Unused functions are dropped by the linker.
set(CMAKE_C_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_FIND_ROOT_PATH "${GOVERN_DEPS}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GOVERN_DEPS)
# Its precompiled headers are not those that CMake knows how to make.
set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)

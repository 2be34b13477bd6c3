# Cross build for 64-bit Windows on ARM with Zig's compiler. GOVERN_DEPS: what `scripts/deps windows-arm64` printed; its folder
# `tools` holds the compiler.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR ARM64)
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
set(CMAKE_RC_COMPILER "${GOVERN_DEPS}/tools/rc")
set(CMAKE_RC_COMPILE_OBJECT "<CMAKE_RC_COMPILER> <DEFINES> <INCLUDES> /fo <OBJECT> -- <SOURCE>")
# CMake's own list names uuid, which here brings a start for programs with WinMain.
set(CMAKE_C_STANDARD_LIBRARIES "-lkernel32 -luser32 -lshell32 -lole32 -ladvapi32" CACHE STRING "")
set(CMAKE_CXX_STANDARD_LIBRARIES "${CMAKE_C_STANDARD_LIBRARIES}" CACHE STRING "")
# The compiler asks for Windows 10 by itself. -s: there is no other strip for these programs.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -Wl,--gc-sections -s")

#include "main_windows.hpp"

#include <windows.h>

extern "C" {

#ifdef _MSC_VER
// The symbol that the compiler expects of a C runtime with floating point numbers.
int _fltused = 0;
#endif

/// The entry point itself: no C runtime starts before it.
[[noreturn, gnu::externally_visible]] void shim_start() {
    ExitProcess(govern::shim::windows_main());
}

} // extern "C"

#include "cli/app.hpp"
#include "os/utf16.hpp"

#include <windows.h>

#include <string>
#include <vector>

int wmain(int argc, wchar_t** argv) {
    // No DLL is ever taken from the current folder or from beside the program.
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.push_back(govern::os::to_utf8(argv[i]));
    }
    return govern::cli::run(arguments);
}

#include "project/start_error.hpp"

#include <windows.h>

namespace govern::project {

std::string_view start_error_reason(unsigned code) {
    switch (code) {
    case ERROR_ACCESS_DENIED:
        return "access is denied";
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return "no such file";
    case ERROR_BAD_EXE_FORMAT:
    case ERROR_EXE_MACHINE_TYPE_MISMATCH:
        return "it is not a program for this machine";
    case ERROR_FILENAME_EXCED_RANGE:
        return "path and arguments are too long";
    case 225: // ERROR_VIRUS_INFECTED, which some headers lack
        return "the virus scanner refused it";
    case ERROR_SHARING_VIOLATION:
        return "another program holds it";
    default:
        return "the system refused";
    }
}

bool start_error_is_loader(unsigned /*code*/) {
    return false;
}

} // namespace govern::project

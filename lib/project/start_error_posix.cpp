#include "project/start_error.hpp"

#include <cerrno>

namespace govern::project {

std::string_view start_error_reason(unsigned code) {
    switch (code) {
    case EACCES:
    case EPERM:
        return "permission denied";
    case ENOENT:
        return "no such file";
    case ENOEXEC:
        return "it is not a program for this machine";
    case E2BIG:
        return "arguments and environment are too long";
    case ENOMEM:
        return "no memory";
    default:
        return "the system refused";
    }
}

bool start_error_is_loader(unsigned code) {
    return code == ENOENT;
}

} // namespace govern::project

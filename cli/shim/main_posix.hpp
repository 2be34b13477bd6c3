#pragma once

#include <cstddef>

namespace govern::shim {

/// The rest of main; `envp` is changed.
int posix_main(int argc, char** argv, char** envp);

/// Writes the path of the running program (no NUL); 0 if the system does not tell.
std::size_t own_file_of_system(char* buffer, std::size_t room);

} // namespace govern::shim

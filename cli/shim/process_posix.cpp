#include "base/path_list.hpp"
#include "main_posix.hpp"
#include "process.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"
#include "shim.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace govern::shim {

struct Process {
    int argc;
    char** argv;
    char** envp;
};

namespace {

using resolve::Arena;
using resolve::Question;

/// True if an entry of the environment is this variable.
bool is_variable(const char* entry, const std::string_view& name) {
    return std::strncmp(entry, name.data(), name.size()) == 0 && entry[name.size()] == '=';
}

std::string_view get(const void* process, const char* name, Arena& /*arena*/) {
    const std::string_view wanted = name;
    for (char** entry = static_cast<const Process*>(process)->envp; *entry != nullptr; entry++) {
        if (is_variable(*entry, wanted)) {
            return *entry + wanted.size() + 1;
        }
    }
    return {};
}

/// Takes a variable out, however often it is there.
void remove(char** envp, const std::string_view& name) {
    char** kept = envp;
    for (char** entry = envp; *entry != nullptr; entry++) {
        if (!is_variable(*entry, name)) {
            *kept++ = *entry;
        }
    }
    *kept = nullptr;
}

/// Without /proc: argv[0], which a shell writes as a path or as PATH has it.
std::string_view file_by_name(const Process& process, Arena& arena) {
    const std::string_view name =
        process.argc > 0 ? std::string_view(process.argv[0]) : std::string_view();
    constexpr std::size_t k_room = 4096;
    char* const buffer = arena.take(k_room);
    if (name.empty() || buffer == nullptr) {
        return {};
    }
    const std::string_view folder(buffer, resolve::sys::current_folder(buffer, k_room));
    if (resolve::find(name, '/') < name.size()) {
        return resolve::path_clean(arena, folder, name);
    }
    const auto path = get(&process, "PATH", arena);
    path::ListCutter entries(path, false);
    std::string_view entry;
    while (entries.next(entry)) {
        const auto file =
            resolve::path_clean(arena, folder, resolve::compose(arena, "*/*", entry, name));
        if (!file.empty() && resolve::sys::info(file.data()).executable) {
            return file;
        }
    }
    return {};
}

} // namespace

std::string_view own_file(const Process& process, Arena& arena) {
    constexpr std::size_t k_room = 4096;
    const auto mark = arena.mark();
    char* const buffer = arena.take(k_room + 1);
    const auto size = own_file_of_system(buffer, k_room);
    if (size == 0) {
        return file_by_name(process, arena);
    }
    buffer[size] = '\0';
    arena.rewind(mark + size + 1);
    std::string_view out(buffer, size);
    // A shim that was replaced while it started.
    constexpr std::string_view k_deleted = " (deleted)";
    if (resolve::ends_with(out, k_deleted) &&
        resolve::sys::info(out.data()).kind == resolve::sys::Info::Kind::absent) {
        out.remove_suffix(k_deleted.size());
    }
    return out;
}

resolve::Variables variables(const Process& process) {
    return {get, &process};
}

void first_arguments(Process& process, resolve::Question& question, Arena& /*arena*/) {
    for (int i = 1; i < process.argc && question.wants_argument(); i++) {
        question.arguments[question.argument_count++] = process.argv[i];
    }
}

void write_error(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(2, text.data(), text.size());
        if (written <= 0) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

Started start(Process& process, resolve::Decision& decision) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < decision.change_count; i++) {
        remove(process.envp, decision.changes[i].name);
    }
    while (process.envp[count] != nullptr) {
        count++;
    }
    // The kernel's own block is full, and there is no heap.
    const auto room = (count + resolve::Decision::k_max_changes + 1) * sizeof(char*);
    auto** const envp = static_cast<char**>(__builtin_alloca(room));
    std::memcpy(envp, process.envp, count * sizeof(char*));
    for (std::size_t i = 0; i < decision.change_count; i++) {
        const auto& change = decision.changes[i];
        if (change.set) {
            const auto text = resolve::compose(decision.arena, "*=*", std::string_view(change.name),
                                               change.value);
            envp[count++] =
                const_cast<char*>(text.data()); // NOLINT(*-const-cast): execve's signature
        }
    }
    envp[count] = nullptr;
    auto** const argv = process.argv + decision.dropped;
    argv[0] = const_cast<char*>(decision.program.data()); // NOLINT(*-const-cast)
    ::execve(decision.program.data(), argv, envp);
    return {false, static_cast<unsigned>(errno)};
}

bool lacks_loader(const std::string_view& program, unsigned start_error) {
    return start_error == ENOENT &&
           resolve::sys::info(program.data()).kind == resolve::sys::Info::Kind::file;
}

Started run_govern(const Process& process, const std::string_view& govern,
                   const resolve::Question& question, unsigned start_error, Arena& arena) {
    constexpr int k_not_started = 127;
    const auto copy = [&arena](const std::string_view& text) {
        return const_cast<char*>( // NOLINT(*-const-cast): execve's signature
            arena.copy(text).data());
    };
    // The first arguments are enough to decide by, and a line that is too long must not be so
    // again.
    char* argv[7 + Question::k_arguments + 1] = {copy(govern),
                                                 copy("--home"),
                                                 copy(question.home),
                                                 copy("__shim"),
                                                 copy(resolve::decimal(start_error, arena)),
                                                 copy(question.program),
                                                 copy("--")};
    for (std::size_t i = 0; i < question.argument_count; i++) {
        argv[7 + i] = copy(question.arguments[i]);
    }
    // Our parent may ignore the end of children, and then there is no exit code.
    const auto before = ::signal(SIGCHLD, SIG_DFL);
    const auto child = ::fork();
    if (child == 0) {
        const int nothing = ::open("/dev/null", O_RDONLY);
        ::dup2(nothing, 0);
        ::dup2(2, 1);
        ::execve(argv[0], argv, process.envp);
        ::_exit(k_not_started);
    }
    int status = -1;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ::signal(SIGCHLD, before);
    const bool ended = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != k_not_started;
    return {ended, ended ? static_cast<unsigned>(WEXITSTATUS(status)) : 0};
}

int posix_main(int argc, char** argv, char** envp) {
    Process process{argc, argv, envp};
    return static_cast<int>(run(process));
}

} // namespace govern::shim

#include "os/messages.hpp"
#include "os/user_environment.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <libproc.h>
#endif

namespace govern::os {

namespace {

constexpr std::size_t k_most_starters = 8;
/// Programs whose work is to start another one: the shell is above them.
constexpr std::array<std::string_view, 14> k_starters_of_others = {
    "timeout", "sudo",   "doas",  "env",  "make",  "gmake",  "nice",
    "nohup",   "setsid", "xargs", "time", "ninja", "stdbuf", "ionice"};

/// A program's file name, lower case.
std::string file_name(std::string_view path) {
    return to_lower(path.substr(path.rfind('/') + 1));
}

#ifdef __APPLE__
std::string program_of(pid_t pid) {
    std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
    const auto length = proc_pidpath(pid, path.data(), path.size());
    return length <= 0 ? std::string() : file_name({path.data(), static_cast<std::size_t>(length)});
}

pid_t parent_of(pid_t pid) {
    proc_bsdinfo info{};
    const auto size = proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof info);
    return size == static_cast<int>(sizeof info) ? static_cast<pid_t>(info.pbi_ppid) : 0;
}
#else // ^^^ macOS, Linux vvv
std::string read_proc(pid_t pid, const char* name) {
    std::ifstream in("/proc/" + std::to_string(pid) + '/' + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// `dotnet …/pwsh.dll` is pwsh: what .NET's tools look like.
std::string program_of(pid_t pid) {
    std::array<char, 4096> path{};
    const auto link = "/proc/" + std::to_string(pid) + "/exe";
    const auto length = readlink(link.c_str(), path.data(), path.size());
    if (length <= 0) { // another account's, as sudo
        return to_lower(trim(read_proc(pid, "comm")));
    }
    auto name = file_name({path.data(), static_cast<std::size_t>(length)});
    if (name != "dotnet") {
        return name;
    }
    const auto words = read_proc(pid, "cmdline");
    for (const auto word : split(words, '\0')) {
        if (auto library = file_name(word); library.ends_with(".dll")) {
            library.resize(library.size() - 4);
            return library;
        }
    }
    return name;
}

pid_t parent_of(pid_t pid) {
    const auto stat = read_proc(pid, "stat"); // PID (NAME) STATE PARENT …
    const auto end = stat.rfind(") ");
    const auto fields = end == stat.npos ? stat : stat.substr(end + 2);
    const auto words = split(fields, ' ');
    return words.size() < 2 ? 0 : static_cast<pid_t>(parse_number(words[1]).value_or(0));
}
#endif

class PosixUserEnvironment final : public UserEnvironment {
public:
    bool has_store() const override { return false; }

    Result<std::optional<Value>> get(Scope /*scope*/, std::string_view /*name*/) const override {
        return std::optional<Value>();
    }

    Result<void> set(Scope scope, std::string_view name, const Value& /*value*/) override {
        return refuse(scope, name);
    }

    Result<void> remove(Scope scope, std::string_view name) override { return refuse(scope, name); }

    void announce() override {}

    std::optional<std::string> folder(Folder /*folder*/) const override { return std::nullopt; }

    bool is_administrator() const override { return geteuid() == 0; }

    std::optional<std::string> execution_policy(bool /*core*/) const override {
        return std::nullopt;
    }

    std::vector<std::string> starters() const override {
        std::vector<std::string> out;
        for (auto pid = getppid(); pid > 1 && out.size() < k_most_starters; pid = parent_of(pid)) {
            auto name = program_of(pid);
            if (name.empty()) {
                break;
            }
            out.push_back(std::move(name));
            if (std::find(k_starters_of_others.begin(), k_starters_of_others.end(), out.back()) ==
                k_starters_of_others.end()) {
                break;
            }
        }
        return out;
    }

    std::string starter_line() const override { return {}; }

    std::string for_batch_file(std::string_view text) const override { return std::string(text); }

    Result<void> protect_folder(const std::string& path) override {
        return change_mode(path, 0755);
    }
    Result<void> hide_folder(const std::string& path) override { return change_mode(path, 0700); }

private:
    static Result<void> change_mode(const std::string& path, mode_t mode) {
        if (chmod(path.c_str(), mode) != 0) {
            return fail(msg::folder_not_protected,
                        {{"path", path}, {"reason", std::strerror(errno)}});
        }
        return {};
    }
    static Failure refuse(Scope scope, std::string_view name) {
        return fail(msg::environment_not_writable,
                    {{"scope", scope == Scope::user ? "user" : "machine"},
                     {"name", std::string(name)},
                     {"reason", "this system keeps no variables outside processes"}});
    }
};

} // namespace

std::unique_ptr<UserEnvironment> real_user_environment(EnvironmentKeys /*keys*/) {
    return std::make_unique<PosixUserEnvironment>();
}

} // namespace govern::os

#include "os/user_environment.hpp"

#include "base/messages/shell.hpp"
#include "base/text.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <libproc.h>
#endif

namespace govern::os {

namespace {

class PosixUserEnvironment final : public UserEnvironment {
public:
    bool has_store() const override { return false; }

    Result<std::optional<Value>> get(Scope /*scope*/, std::string_view /*name*/) override {
        return std::optional<Value>();
    }

    Result<void> set(Scope scope, std::string_view name, const Value& /*value*/) override {
        return refuse(scope, name);
    }

    Result<void> remove(Scope scope, std::string_view name) override { return refuse(scope, name); }

    void announce() override {}

    std::optional<std::string> folder(Folder /*folder*/) override { return std::nullopt; }

    bool is_administrator() override { return geteuid() == 0; }

    std::optional<std::string> execution_policy(bool /*core*/) override { return std::nullopt; }

    std::vector<std::string> starters() override {
#ifdef __APPLE__
        std::array<char, PROC_PIDPATHINFO_MAXSIZE> path{};
        const auto length = proc_pidpath(getppid(), path.data(), path.size());
#else // ^^^ macOS, Linux vvv
        std::array<char, 4096> path{};
        const auto link = "/proc/" + std::to_string(getppid()) + "/exe";
        const auto length = readlink(link.c_str(), path.data(), path.size());
#endif
        if (length <= 0) {
            return {};
        }
        const std::string_view program(path.data(), static_cast<std::size_t>(length));
        return {to_lower(program.substr(program.rfind('/') + 1))};
    }

    std::string for_batch_file(std::string_view text) override { return std::string(text); }

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

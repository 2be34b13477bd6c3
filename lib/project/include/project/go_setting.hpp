#pragma once

// For govern, not for the shim: Go's settings as one Go sees them, and where each stands.

#include "project/gover.hpp"
#include "resolve/decision.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace govern::project {

/// A value and its place. docs/resolution.md has the order.
struct GoSetting {
    enum class Place {
        nowhere,
        ours, ///< govern sets it for what it starts: GOTOOLCHAIN=local behind a pin
        variable,
        user_file, ///< GOENV, which `go env -w` writes
        sdk_file,  ///< go.env of that Go
    };
    std::string name;
    std::string value;
    Place place = Place::nowhere;
    std::string file;
    std::uint32_t line = 0;
};

class GoSettings {
public:
    /// As a Go with that GOROOT sees them; an empty one has no go.env. `decision`: what it changes
    /// is seen too; null for none. `version`: of that Go; where it is not known, as the newest.
    GoSettings(const resolve::Variables& variables, std::string_view goroot,
               const resolve::Outcome* decision, resolve::Arena& arena, const Gover& version = {});

    /// As in Go an empty variable counts as unset, an empty value in the user's file hides the
    /// SDK's, and nothing is trimmed (cmd/go/internal/cfg Getenv).
    [[nodiscard]] GoSetting get(const char* name) const;
    [[nodiscard]] std::string value(const char* name) const { return get(name).value; }
    [[nodiscard]] const std::string& goroot() const { return m_goroot; }
    /// True if Go has its own files below XDG_CONFIG_HOME and XDG_CACHE_HOME on this system.
    [[nodiscard]] static bool has_xdg();

private:
    const resolve::Variables& m_variables;
    const resolve::Outcome* m_decision;
    resolve::Arena& m_arena;
    std::string m_goroot;
    std::string m_user_file, m_user_text;
    std::string m_sdk_file, m_sdk_text;
};

/// GOTOOLCHAIN taken apart: `go1.22.5+auto`.
struct ToolchainSetting {
    std::string least;      ///< empty for local: what was started
    bool switching = false; ///< auto or path
    bool path_only = false;
    bool valid = true;
};
[[nodiscard]] ToolchainSetting read_toolchain_setting(const std::string& text);

/// The whole text of a file that Go reads; empty where it cannot be read. At most 64 MiB.
struct WholeFile {
    bool is_there = false;
    std::string text;
};
[[nodiscard]] WholeFile read_whole(const std::string& path);

} // namespace govern::project

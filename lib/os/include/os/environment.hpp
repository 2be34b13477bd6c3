#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

/// A process's variables, read once in main. UTF-8. Names compare without regard to case on
/// Windows.
class Environment {
public:
    Environment() = default;
    explicit Environment(std::map<std::string, std::string> variables);

    /// The value; nothing if unset **or empty** (an empty variable is unset, as in Go).
    [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
    /// True if the variable exists, even if empty.
    [[nodiscard]] bool has(std::string_view name) const;
    /// The value exactly as it is, empty or not; nothing if unset.
    [[nodiscard]] std::optional<std::string> raw(std::string_view name) const;
    void set(std::string_view name, std::string value);
    void unset(std::string_view name);
    [[nodiscard]] const std::map<std::string, std::string>& all() const { return m_variables; }
    /// PATH split, empty entries dropped; on Windows quotes round an entry dropped.
    [[nodiscard]] std::vector<std::string> path_entries() const;

private:
    [[nodiscard]] std::string key(std::string_view name) const;
    std::map<std::string, std::string> m_variables;
};

/// The environment of this process.
[[nodiscard]] Environment process_environment();

} // namespace govern::os

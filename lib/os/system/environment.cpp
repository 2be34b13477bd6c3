#include "os/environment.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"

namespace govern::os {

Environment::Environment(std::map<std::string, std::string> variables) {
    for (auto& [name, value] : variables) {
        set(name, std::move(value));
    }
}

/// The name under which the variable is kept: the first spelling wins on Windows.
std::string Environment::key(std::string_view name) const {
    if (path::k_names_ignore_case) {
        for (const auto& [known, value] : m_variables) {
            if (equals_ignoring_case(known, name)) {
                return known;
            }
        }
    }
    return std::string(name);
}

std::optional<std::string> Environment::raw(std::string_view name) const {
    const auto found = m_variables.find(key(name));
    if (found == m_variables.end()) {
        return std::nullopt;
    }
    return found->second;
}

std::optional<std::string> Environment::get(std::string_view name) const {
    auto value = raw(name);
    if (value && value->empty()) {
        value.reset();
    }
    return value;
}

bool Environment::has(std::string_view name) const {
    return m_variables.count(key(name)) != 0;
}

void Environment::set(std::string_view name, std::string value) {
    m_variables[key(name)] = std::move(value);
}

void Environment::unset(std::string_view name) {
    m_variables.erase(key(name));
}

std::vector<std::string> Environment::path_entries() const {
    const auto path = raw("PATH").value_or("");
    return path::folders_of_list(path, path::k_windows);
}

} // namespace govern::os

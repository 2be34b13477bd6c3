#include "names.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace govern::archive {

namespace {

// The reason why one component of a path is refused; empty if it is fine.
std::string_view component_fault(std::string_view component) {
    if (component.empty()) {
        return "a name with an empty component";
    }
    if (component == "." || component == "..") {
        return "a path that leads out of its folder";
    }
    if (component.size() >= 2 && component[1] == ':') {
        return "a name with a drive letter";
    }
    if (component.find(':') != std::string_view::npos) {
        return "a name with a stream";
    }
    if (!path::is_safe_name(component)) {
        return "a name that Windows reserves or cannot hold";
    }
    return {};
}

} // namespace

Result<std::string_view> Names::check(std::string_view entry, bool is_folder) const {
    std::string_view name = entry;
    if (is_folder && name.size() + 1 == m_prefix.size() && m_prefix.starts_with(name)) {
        return std::string_view{}; // `go` for `go/`
    }
    if (is_folder && (name == "." || name == "./")) { // of `tar -c .`
        return std::string_view{};
    }
    if (std::ranges::any_of(
            name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return m_faults.hostile(entry, "a name with control characters");
    }
    if (!is_utf8(name)) {
        return m_faults.hostile(entry, "a name that is not UTF-8");
    }
    if (name.find('\\') != std::string_view::npos) {
        return m_faults.hostile(entry, "a name with a backslash");
    }
    if (name.starts_with('/')) {
        return m_faults.hostile(entry, "an absolute path");
    }
    if (!name.starts_with(m_prefix)) {
        return m_faults.hostile(entry, "a name that does not begin with " + m_prefix);
    }
    name.remove_prefix(m_prefix.size());
    if (is_folder && name.ends_with('/')) {
        name.remove_suffix(1);
    }
    if (is_folder && name.empty()) {
        return name;
    }
    if (name.size() > m_longest) {
        return m_faults.hostile(entry,
                                "a path longer than " + std::to_string(m_longest) + " bytes");
    }
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        if (const auto fault = component_fault(name.substr(begin, end - begin)); !fault.empty()) {
            return m_faults.hostile(entry, std::string(fault));
        }
        begin = end + 1;
    }
    return name;
}

Result<const std::string*> Names::add_folder(std::string_view name) {
    if (name.empty()) {
        return &m_root;
    }
    if (m_last != nullptr && *m_last == name) {
        return m_last;
    }
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos) {
        GOVERN_TRY(add_folder(name.substr(0, slash)));
    }
    const auto [at, is_new] = m_seen.try_emplace(to_lower(name), Seen{std::string(name), true});
    const Seen& seen = at->second;
    if (!seen.folder) {
        return m_faults.hostile(name, "a file where a folder must be");
    }
    if (seen.name != name) {
        return m_faults.hostile(name, "a name that differs only in case from " + seen.name);
    }
    m_last = &seen.name;
    return m_last;
}

Result<const std::string*> Names::add_file(std::string_view name) {
    const auto slash = name.rfind('/');
    GOVERN_TRY_ASSIGN(
        const std::string* folder,
        add_folder(slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash)));
    const auto [at, is_new] = m_seen.try_emplace(to_lower(name), Seen{std::string(name), false});
    if (is_new) {
        return folder;
    }
    const Seen& seen = at->second;
    if (seen.folder) {
        return m_faults.hostile(name, "a file where a folder must be");
    }
    if (seen.name != name) {
        return m_faults.hostile(name, "a name that differs only in case from " + seen.name);
    }
    return m_faults.hostile(name, "two entries of one name");
}

} // namespace govern::archive

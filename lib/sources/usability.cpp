#include "usability.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace govern::sources {

namespace {
constexpr std::int64_t k_hour = 3600;
constexpr std::size_t k_max_file = 64 * 1024;
} // namespace

Usability::Usability(os::Host& host, std::string file) : m_host(host), m_file(std::move(file)) {
    const auto text = m_host.files.read(m_file, k_max_file);
    if (!text) {
        return;
    }
    const auto now = m_host.clock.unix_seconds();
    for (const auto line : lines_of(*text)) {
        const auto fields = split(line, '\t');
        const auto since = parse_number(fields[0]);
        if (fields.size() != 3 || !since) {
            continue;
        }
        // A clock that was set back must not keep a source away for longer.
        const auto age = now - static_cast<std::int64_t>(*since);
        if (age >= 0 && age < k_hour) {
            m_faults[std::string(fields[1])] = {static_cast<std::int64_t>(*since),
                                                std::string(fields[2])};
        }
    }
}

std::optional<Usability::Fault> Usability::recent(const std::string& address) const {
    const auto found = m_faults.find(address);
    return found == m_faults.end() ? std::nullopt : std::optional<Fault>(found->second);
}

void Usability::remember(const std::string& address, std::string_view why) {
    std::string line(why);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    m_faults[address] = {m_host.clock.unix_seconds(), std::move(line)};
    std::string text;
    for (const auto& [name, fault] : m_faults) {
        text += std::to_string(fault.since) + '\t' + name + '\t' + fault.why + '\n';
    }
    const std::string folder(path::parent(m_file));
    if (os::may_keep_in(m_host.files, folder) && m_host.files.make_folders(folder)) {
        (void)m_host.files.write_atomic(m_file, text);
    }
}

} // namespace govern::sources

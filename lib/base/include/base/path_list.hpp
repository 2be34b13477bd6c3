#pragma once

// Lists of folders as PATH has them: one rule for govern and for the shim.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace govern::path {

/// Cuts a list into its entries, without a heap. On Windows `;` separates, but not between quotes,
/// which stay in the entry; elsewhere `:` separates and nothing is quoted. An empty list has no
/// entry, any other one more than separators.
class ListCutter {
public:
    ListCutter(const std::string_view& list, bool windows)
        : m_list(list), m_windows(windows), m_done(list.empty()) {}

    /// The next entry; false at the end.
    [[nodiscard]] bool next(std::string_view& entry) {
        if (m_done) {
            return false;
        }
        const std::size_t start = m_at;
        bool quoted = false;
        while (m_at < m_list.size() && (quoted || m_list[m_at] != (m_windows ? ';' : ':'))) {
            quoted = m_windows && m_list[m_at] == '"' ? !quoted : quoted;
            ++m_at;
        }
        entry = {m_list.data() + start, m_at - start};
        m_done = m_at == m_list.size();
        ++m_at;
        return true;
    }

private:
    std::string_view m_list;
    std::size_t m_at = 0;
    bool m_windows;
    bool m_done;
};

/// The entries as they are, quotes and empty ones included: join_list makes the same list of
/// them.
[[nodiscard]] std::vector<std::string> split_list(std::string_view list, bool windows);
[[nodiscard]] std::string join_list(const std::vector<std::string>& entries, bool windows);
/// The folders that it names: no empty entries, and on Windows no quotes.
[[nodiscard]] std::vector<std::string> folders_of_list(std::string_view list, bool windows);

} // namespace govern::path

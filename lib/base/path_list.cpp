#include "base/path_list.hpp"

#include "base/text.hpp"

namespace govern::path {

std::vector<std::string> split_list(std::string_view list, bool windows) {
    std::vector<std::string> out;
    std::string_view entry;
    for (ListCutter entries(list, windows); entries.next(entry);) {
        out.emplace_back(entry);
    }
    return out;
}

std::string join_list(const std::vector<std::string>& entries, bool windows) {
    return govern::join(entries, windows ? ";" : ":");
}

std::vector<std::string> folders_of_list(std::string_view list, bool windows) {
    auto out = split_list(list, windows);
    for (auto& folder : out) {
        if (windows) {
            std::erase(folder, '"');
        }
    }
    std::erase_if(out, [](const std::string& folder) { return folder.empty(); });
    return out;
}

} // namespace govern::path

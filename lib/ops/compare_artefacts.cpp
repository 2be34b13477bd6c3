#include "compare_artefacts.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/like/messages.hpp"
#include "ops/messages.hpp"
#include "os/exact_copy.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

bool name_matches(std::string_view pattern, std::string_view name) {
    std::size_t star = pattern.npos;
    std::size_t mark = 0;
    std::size_t p = 0;
    std::size_t n = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = n;
        } else if (star != pattern.npos) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

using Parts = std::vector<std::string_view>;

/// Whether the parts match; `begins`: whether something below them may.
bool parts_match(const Parts& pattern, std::size_t p, const Parts& path, std::size_t n,
                 bool begins) {
    if (n == path.size()) {
        return begins || p == pattern.size() || (p + 1 == pattern.size() && pattern[p] == "**");
    }
    if (p == pattern.size()) {
        return false;
    }
    if (pattern[p] == "**") {
        return parts_match(pattern, p + 1, path, n, begins) ||
               parts_match(pattern, p, path, n + 1, begins);
    }
    return name_matches(pattern[p], path[n]) && parts_match(pattern, p + 1, path, n + 1, begins);
}

bool matches(std::string_view pattern, std::string_view path, bool begins) {
    return parts_match(split(pattern, '/'), 0, split(path, '/'), 0, begins);
}

} // namespace

bool matches_pattern(std::string_view pattern, std::string_view path) {
    return matches(pattern, path, false);
}

Result<Artefacts> Artefacts::find(Context& context, std::string pattern) {
    if (path::k_windows) {
        std::replace(pattern.begin(), pattern.end(), '\\', '/');
    }
    while (pattern.starts_with("./")) {
        pattern.erase(0, 2);
    }
    const auto parts = split(pattern, '/');
    if (pattern.empty() || path::is_absolute(pattern) ||
        std::find(parts.begin(), parts.end(), "..") != parts.end()) {
        return fail(msg::compare_bad_pattern,
                    {{"pattern", pattern}, {"why", "it is not a path below the current folder"}});
    }
    GOVERN_TRY_ASSIGN(auto folder, TemporaryFolder::make(context, "govern-compare-"));
    Artefacts out(context, std::move(pattern), std::move(folder));
    GOVERN_TRY_ASSIGN(const auto there, out.look());
    for (const auto& entry : there) {
        const auto& name = entry.first;
        GOVERN_TRY_ASSIGN(out.m_originals[name], out.copy_away(name));
    }
    return out;
}

std::string Artefacts::absolute(const std::string& name) const {
    return path::normalize(path::join(m_context.host.current_folder, name));
}

Result<std::map<std::string, Artefacts::State>> Artefacts::look() const {
    std::map<std::string, State> out;
    std::vector<std::string> left{""};
    while (!left.empty()) {
        const auto folder = std::move(left.back());
        left.pop_back();
        const auto names = m_context.host.files.list(absolute(folder));
        if (!names) {
            continue; // files that cannot be seen cannot be compared
        }
        for (const auto& name : *names) {
            auto path = folder.empty() ? name : folder + '/' + name;
            const auto info = m_context.host.files.info(absolute(path));
            if (!info || !*info) {
                continue;
            }
            const auto& found = **info;
            if (found.kind == os::FileInfo::Kind::directory && matches(m_pattern, path, true)) {
                left.push_back(std::move(path));
            } else if (found.kind != os::FileInfo::Kind::other &&
                       matches_pattern(m_pattern, path)) {
                out[path] = {found.kind,       found.size,        found.mtime_ns,
                             found.executable, found.unsafe_mode, found.owner};
            }
        }
    }
    return out;
}

Result<std::string> Artefacts::copy_away(const std::string& name) {
    auto to = path::join(m_folder.path(),
                         std::to_string(++m_copies) + '-' + std::string(path::filename(name)));
    GOVERN_TRY(os::copy_exactly(absolute(name), to));
    return to;
}

/// The original in place of whatever a run left of its name and of the folders above it.
Result<void> Artefacts::put_back(const std::string& name, const std::string& original) {
    auto& files = m_context.host.files;
    for (std::size_t end = name.find('/'); end != name.npos; end = name.find('/', end + 1)) {
        const auto folder = absolute(name.substr(0, end));
        if (const auto kind = files.kind(folder); kind && kind != os::FileInfo::Kind::directory) {
            const auto real = files.canonical(folder);
            if (!real || files.kind(*real) != os::FileInfo::Kind::directory) {
                GOVERN_TRY(files.remove(folder));
            }
        }
    }
    const auto place = absolute(name);
    GOVERN_TRY(files.make_folders(std::string(path::parent(place))));
    if (files.kind(place) == os::FileInfo::Kind::directory) {
        GOVERN_TRY(files.remove_tree(place));
    }
    return os::copy_exactly(original, place);
}

Result<void> Artefacts::begin() {
    GOVERN_TRY_ASSIGN(m_before, look());
    return {};
}

Result<void> Artefacts::put_back_all(const std::map<std::string, State>& now) {
    for (const auto& [name, state] : now) {
        if (m_originals.find(name) == m_originals.end()) {
            GOVERN_TRY(m_context.host.files.remove(absolute(name)));
        }
    }
    for (const auto& [name, original] : m_originals) {
        const auto before = m_before.find(name);
        const auto after = now.find(name);
        if (before == m_before.end() || after == now.end() || !(before->second == after->second)) {
            GOVERN_TRY(put_back(name, original));
        }
    }
    return {};
}

Result<std::map<std::string, std::string>> Artefacts::end(bool keep) {
    GOVERN_TRY_ASSIGN(const auto now, look());
    std::map<std::string, std::string> made;
    for (const auto& [name, state] : now) {
        const auto before = m_before.find(name);
        const bool is_new = before == m_before.end() || !(before->second == state);
        if (keep && is_new && state.kind == os::FileInfo::Kind::file) {
            GOVERN_TRY_ASSIGN(made[name], copy_away(name));
        }
    }
    if (auto back = put_back_all(now); !back) {
        if (!m_originals.empty()) {
            m_folder.keep();
            m_context.host.reporter.warn(
                Message(msg::compare_not_put_back).with("path", m_folder.path()));
        }
        return Failure(std::move(back).error());
    }
    return made;
}

} // namespace govern::ops

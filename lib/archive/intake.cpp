#include "intake.hpp"

#include <algorithm>
#include <iterator>

namespace govern::archive {

namespace {

// A module zip has no times: all its files get the moment Go was announced.
constexpr std::int64_t k_module_mtime = 1'257'894'000; // 2009-11-10T23:00:00Z
constexpr std::int64_t k_latest_mtime = 4'102'444'800; // 2100-01-01T00:00:00Z
// Short files of one letter pack better than any ratio; only from here on does it tell anything.
constexpr std::uint64_t k_ratio_counts_from = 32U << 20;

std::int64_t sane_mtime(std::int64_t claimed) {
    return claimed <= 0 ? k_module_mtime : std::min(claimed, k_latest_mtime);
}

} // namespace

Result<void> Intake::count(std::string_view entry) {
    if (++m_entries > m_options.limits.entries) {
        return m_faults.hostile(entry, "more than " + std::to_string(m_options.limits.entries) +
                                           " entries");
    }
    return {};
}

Result<Target> Intake::file(const FileEntry& entry) {
    GOVERN_TRY(count(entry.name));
    GOVERN_TRY_ASSIGN(const std::string_view name, m_names.check(entry.name, false));
    const Limits& limits = m_options.limits;
    if (entry.size > limits.file_bytes) {
        return m_faults.hostile(entry.name, "a file larger than " +
                                                std::to_string(limits.file_bytes) + " bytes");
    }
    m_total += entry.size;
    if (m_total > limits.total_bytes) {
        return m_faults.hostile(entry.name, "more than " + std::to_string(limits.total_bytes) +
                                                " bytes in all");
    }
    Target target;
    GOVERN_TRY_ASSIGN(target.folder, m_names.add_file(name));
    target.name = name.substr(name.rfind('/') + 1);
    target.attributes = {entry.executable, sane_mtime(entry.mtime)};
    if (m_options.module_zip) {
        if (target.name == "_go.mod") {
            target.name = "go.mod";
            const std::string renamed = std::string(name.substr(0, name.size() - 7)) + target.name;
            GOVERN_TRY(m_names.add_file(renamed)); // a go.mod beside it is two entries of one name
        }
        target.attributes.mtime = k_module_mtime;
    } else if (target.name == "_go.mod") {
        return m_faults.hostile(entry.name, "a _go.mod, which only module zips have");
    }
    // No h1 covers modes: what must run never depends on the archive's word.
    target.attributes.executable =
        entry.executable || name.starts_with("bin/") || name.starts_with("pkg/tool/");
    const bool written = !m_options.include || m_options.include(name);
    m_files.push_back({std::string(name), entry.size, {}, target.attributes.executable, written});
    target.file = &m_files.back();
    return target;
}

Result<std::optional<std::string>> Intake::folder(std::string_view entry) {
    GOVERN_TRY(count(entry));
    GOVERN_TRY_ASSIGN(const std::string_view name, m_names.check(entry, true));
    GOVERN_TRY_ASSIGN(const std::string* folder, m_names.add_folder(name));
    if (folder->empty() || (m_options.include && !m_options.include(name))) {
        return std::optional<std::string>{};
    }
    return *folder;
}

Result<void> Intake::check_ratio(std::uint64_t unpacked, std::uint64_t packed) const {
    if (unpacked > k_ratio_counts_from && unpacked / m_options.limits.ratio > packed) {
        return m_faults.hostile({}, "it unpacks to more than " +
                                        std::to_string(m_options.limits.ratio) + " times its size");
    }
    return {};
}

UnpackResult Intake::take_result() {
    UnpackResult result;
    result.files.assign(std::make_move_iterator(m_files.begin()),
                        std::make_move_iterator(m_files.end()));
    result.total_bytes = m_total;
    return result;
}

} // namespace govern::archive

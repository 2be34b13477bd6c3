#include "ops/buildinfo.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "binary/messages.hpp"
#include "core/release.hpp"
#include "open_file.hpp"
#include "os/machine.hpp"
#include "os/range_file.hpp"
#include "os/threads.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <set>

namespace govern::ops {

namespace {

/// A file to look into, and what came of it.
struct Candidate {
    std::string path;   ///< as it is shown
    bool named = false; ///< by the caller, not found below a folder
    Result<binary::BuildInfo> info = binary::BuildInfo{};
    std::string os = {}; ///< Program::os
    bool left_out = false;
};

/// The GOOS of a program that does not record it, by its first bytes.
std::string os_by_form(OpenFile& file) {
    std::array<std::byte, 4> head{};
    const auto count = file.read(0, head);
    if (!count || *count != head.size()) {
        return {};
    }
    const std::string_view magic(reinterpret_cast<const char*>(head.data()), head.size());
    if (magic.starts_with("MZ")) {
        return "windows";
    }
    if (magic == "\x7f"
                 "ELF") {
        return "linux";
    }
    const auto tail = magic.substr(1);
    const bool mach = tail == "\xfa\xed\xfe" || magic == "\xfe\xed\xfa\xce" ||
                      magic == "\xfe\xed\xfa\xcf" || magic == "\xca\xfe\xba\xbe";
    return mach ? "darwin" : "";
}

/// `os`: if it is not nullptr, it becomes Program::os.
Result<binary::BuildInfo> look_at(const std::string& path, const std::string& shown,
                                  std::string* os = nullptr) {
    GOVERN_TRY_ASSIGN(const auto file, os::open_range_file(path));
    if (!file) {
        return fail(msg::not_a_go_program, {{"path", shown}, {"why", "it is not a regular file"}});
    }
    OpenFile ranges(*file);
    auto info = binary::read_build_info(ranges);
    if (!info) {
        info.error().with("path", shown);
    } else if (os != nullptr) {
        const auto* recorded = info->setting("GOOS");
        *os = recorded != nullptr ? *recorded : os_by_form(ranges);
    }
    return info;
}

/// Files that a folder's search skips: those that are not Go programs, packed ones among them.
bool passed_over(const Error& error) {
    return error.is(msg::not_a_go_program) || error.is(msg::packed_program);
}

class Finder {
public:
    explicit Finder(Context& context) : m_context(context) {}

    Result<Programs> run(const std::vector<std::string>& paths) {
        for (const auto& path : paths) {
            GOVERN_TRY(add(path));
        }
        look();
        if (m_context.host.reporter.interrupted()) {
            return fail(msg::interrupted);
        }
        return programs();
    }

private:
    Result<void> add(const std::string& shown) {
        const auto path = path::join(m_context.host.current_folder, shown);
        const auto real = m_context.host.files.canonical(path);
        auto info = real ? m_context.host.files.info(*real)
                         : Result<std::optional<os::FileInfo>>(Failure(real.error()));
        if (info && *info && (*info)->kind == os::FileInfo::Kind::directory) {
            return add_folder(shown);
        }
        Candidate candidate{shown, true};
        if (!info) {
            candidate.info = Failure(info.error());
            candidate.left_out = true;
        }
        m_candidates.push_back(std::move(candidate));
        return {};
    }

    /// Every regular file below, by name; a folder that cannot be read is refused.
    Result<void> add_folder(const std::string& top) {
        std::vector<std::string> left{top};
        while (!left.empty()) {
            if (m_context.host.reporter.interrupted()) {
                return fail(msg::interrupted);
            }
            const auto folder = std::move(left.back());
            left.pop_back();
            auto names = m_context.host.files.list(absolute(folder));
            if (!names) {
                refuse(folder, names.error());
                continue;
            }
            std::sort(names->begin(), names->end());
            std::vector<std::string> folders;
            for (const auto& name : *names) {
                auto path = path::join(folder, name);
                const auto info = m_context.host.files.info(absolute(path));
                if (!info) {
                    refuse(path, info.error());
                } else if (*info && (*info)->kind == os::FileInfo::Kind::directory) {
                    folders.push_back(std::move(path));
                } else if (*info && (*info)->kind == os::FileInfo::Kind::file) {
                    m_candidates.push_back({std::move(path)});
                }
            }
            left.insert(left.end(), folders.rbegin(), folders.rend());
        }
        return {};
    }

    void refuse(const std::string& shown, const Error& error) {
        Candidate candidate{shown};
        candidate.info = Failure(error);
        candidate.left_out = true;
        m_candidates.push_back(std::move(candidate));
    }

    std::string absolute(const std::string& shown) const {
        return path::join(m_context.host.current_folder, shown);
    }

    void look() {
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (auto i = next++; i < m_candidates.size(); i = next++) {
                auto& one = m_candidates[i];
                if (m_context.host.reporter.interrupted()) {
                    return;
                }
                if (!one.left_out) {
                    one.info = look_at(absolute(one.path), one.path, &one.os);
                }
            }
        };
        // A thread costs as much as some files do.
        constexpr std::size_t k_files_a_thread = 16;
        const auto threads = std::min<std::size_t>(os::processor_count(),
                                                   m_candidates.size() / k_files_a_thread + 1);
        os::on_threads(threads, work);
    }

    Result<Programs> programs() {
        const auto own = m_context.host.machine.platform();
        std::set<std::string> known;
        for (auto& text : trust::embedded_versions(own.os, own.arch)) {
            known.insert(std::move(text));
        }
        GOVERN_TRY_ASSIGN(const auto sdks, m_context.store.installed());
        Programs out;
        for (auto& one : m_candidates) {
            if (!one.info) {
                if (one.named) {
                    out.refused.push_back(one.info.error());
                } else if (!passed_over(one.info.error())) {
                    out.unreadable.push_back(one.info.error());
                }
                continue;
            }
            Program program{std::move(one.path),
                            std::move(*one.info),
                            {},
                            false,
                            false,
                            {},
                            std::move(one.os),
                            {}};
            judge(program, known, sdks, own);
            out.found.push_back(std::move(program));
        }
        return out;
    }

    static void judge(Program& program, const std::set<std::string>& known,
                      const std::vector<SdkId>& sdks, const Platform& own) {
        const auto release = release_named(program.info.go_version);
        if (!release) {
            return;
        }
        const auto& version = program.version = *release;
        program.available =
            known.count(spec_name(version)) != 0 || known.count(std::string(version.text())) != 0;
        program.installed = std::any_of(sdks.begin(), sdks.end(), [&](const SdkId& id) {
            return id.version == version && id.platform == own;
        });
        program.support = advisories::support_of(version);
    }

    Context& m_context;
    std::vector<Candidate> m_candidates;
};

} // namespace

void add_vulnerabilities(Programs& programs, const advisories::Database& database) {
    for (auto& program : programs.found) {
        if (const auto release = release_in(program.info.go_version)) {
            program.vulnerabilities =
                database.concerning(*release, program.os, advisories::Bearer::program);
        }
    }
}

std::optional<Version> release_in(std::string_view go_version) {
    const auto mark = go_version.find("X:");
    const bool added = mark != go_version.npos && mark > 0 &&
                       (go_version[mark - 1] == ' ' || go_version[mark - 1] == '-');
    return release_named(added ? go_version.substr(0, mark - 1) : go_version);
}

Result<binary::BuildInfo> read_program(Context& context, const std::string& path) {
    return look_at(path::join(context.host.current_folder, path), path);
}

Result<Programs> look_into(Context& context, const std::vector<std::string>& paths) {
    return Finder(context).run(paths);
}

} // namespace govern::ops

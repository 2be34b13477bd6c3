#include "resolve/fit.hpp"

#include "base/messages/resolve.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"
#include "resolve/truth.hpp"

#include <memory>
#include <string>

namespace govern::resolve {

namespace {

/// Something that only Go from a version on understands. Source: the release notes of that version.
struct Since {
    std::string_view word;
    std::string_view version;
};

/// Directives of go.mod and go.work; an unknown one in the main module's file is an error.
constexpr Since k_directives[] = {
    {"toolchain", "1.21"}, {"godebug", "1.23"}, {"tool", "1.24"}, {"ignore", "1.25"}};

/// Flags of any command: one in GOFLAGS that no command knows is fatal.
constexpr Since k_flags[] = {{"mod", "1.11"},        {"trimpath", "1.13"}, {"modfile", "1.14"},
                             {"modcacherw", "1.14"}, {"overlay", "1.16"},  {"shuffle", "1.17"},
                             {"buildvcs", "1.18"},   {"asan", "1.18"},     {"fuzz", "1.18"},
                             {"pgo", "1.20"},        {"skip", "1.20"},     {"fullpath", "1.21"}};

/// The least operating system of each Go line, newest first.
struct Floor {
    std::string_view os;
    std::string_view version;
    std::array<int, 2> least;
    std::string_view name;
};
constexpr Floor k_floors[] = {{"windows", "1.21", {10, 0}, "Windows 10 or Server 2016"},
                              {"darwin", "1.27", {13, 0}, "macOS 13"},
                              {"darwin", "1.25", {12, 0}, "macOS 12"},
                              {"darwin", "1.23", {11, 0}, "macOS 11"},
                              {"darwin", "1.21", {10, 15}, "macOS 10.15"},
                              {"darwin", "1.17", {10, 13}, "macOS 10.13"},
                              {"linux", "1.24", {3, 2}, "Linux 3.2"}};

Version version_of(std::string_view text) {
    Version out;
    (void)Version::parse(text, out);
    return out;
}

std::string text_of(const Version& version) {
    return std::string(version.text());
}

class Fitter {
public:
    Fitter(const Version& version, std::string_view folder)
        : m_version(version), m_folder(folder) {}

    void check(const Variables& variables, const OsVersion& os) {
        const auto settings = read_go_settings(variables, m_work->arena);
        GoLines chosen;
        find_go_lines(m_folder, settings, variables, m_work->arena, chosen);
        check_file(lines_to_build(chosen, m_folder, settings, m_work->arena));
        for_each_member(chosen, m_work->arena, [&](const GoLines& member) {
            if (m_version >= version_of("1.18")) { // older ones know no go.work
                check_file(member);
            }
        });
        check_flags(settings.goflags);
        check_os(os);
    }

    void check_file(const GoLines& lines) {
        const bool reads = !lines.workspace || m_version >= version_of("1.18");
        if (!lines.file.empty() && reads) {
            check_go_line(lines);
            check_directives(lines);
        }
    }

    std::vector<Message> found;

private:
    void check_go_line(const GoLines& lines) {
        const auto& go = lines.go;
        if (go.version.empty()) {
            return;
        }
        const bool new_form = go.version.has_patch() || go.version.is_prerelease();
        if (m_version < version_of("1.21") && new_form) {
            add_unreadable(lines, go.line, go.text, "1.21");
        } else if (go.version > m_version) {
            add(Message(msg::project_needs_newer)
                    .with("where", place(lines, go.line))
                    .with("quote", std::string(trimmed(go.text)))
                    .with("needs", text_of(go.version))
                    .with("version", text_of(m_version)));
        }
    }

    void check_directives(const GoLines& lines) {
        std::string_view rest;
        (void)read_file(m_work->arena.copy(lines.file).data(), m_work->arena, rest);
        std::string_view raw;
        bool block = false;
        for (std::uint32_t number = 1; cut_line(rest, raw); number++) {
            const auto line = trimmed(raw.substr(0, find(raw, "//")));
            if (block) {
                block = line != ")";
                continue;
            }
            block = ends_with(line, "(");
            const auto word = line.substr(0, line.find_first_of(" \t("));
            for (const auto& directive : k_directives) {
                if (word == directive.word && m_version < version_of(directive.version)) {
                    add_unreadable(lines, number, std::string(line), directive.version);
                }
            }
        }
    }

    void add_unreadable(const GoLines& lines, std::uint32_t line, std::string_view text,
                        std::string_view since) {
        if (since == "1.21" && m_said_old) {
            return; // One hint takes away both the toolchain line and the go line's new form.
        }
        m_said_old = m_said_old || since == "1.21";
        Message out(msg::project_unreadable);
        out.with("where", place(lines, line))
            .with("quote", std::string(trimmed(text)))
            .with("since", std::string(since));
        out.with("version", text_of(m_version));
        if (since == "1.21") {
            const auto go = m_version.minor() < 20 ? "1." + std::to_string(m_version.minor())
                                                   : std::string("1.20");
            out.with("edit", std::string("go ") + (lines.workspace ? "work" : "mod") +
                                 " edit -go=" + go + " -toolchain=none");
        }
        add(std::move(out));
    }

    void check_flags(std::string_view goflags) {
        for (std::size_t at = 0; at < goflags.size();) {
            auto end = goflags.find_first_of(" \t", at);
            end = end == goflags.npos ? goflags.size() : end;
            auto flag = goflags.substr(at, end - at);
            at = end + 1;
            while (!flag.empty() &&
                   (flag.front() == '\'' || flag.front() == '"' || flag.front() == '-')) {
                flag.remove_prefix(1);
            }
            flag = flag.substr(0, flag.find('='));
            for (const auto& known : k_flags) {
                if (flag == known.word && m_version < version_of(known.version)) {
                    add(Message(msg::goflags_unknown)
                            .with("flag", "-" + std::string(flag))
                            .with("since", std::string(known.version))
                            .with("version", text_of(m_version)));
                }
            }
        }
    }

    void check_os(const OsVersion& os) {
        for (const auto& floor : k_floors) {
            if (os.os == floor.os && m_version >= version_of(floor.version)) {
                if (os.number != std::array<int, 2>{} && os.number < floor.least) {
                    add(Message(msg::os_too_old)
                            .with("os", std::string(floor.name))
                            .with("line", std::string(floor.version))
                            .with("version", text_of(m_version)));
                }
                return;
            }
        }
    }

    std::string place(const GoLines& lines, std::uint32_t line) {
        return short_name(lines.file, m_folder) + " line " + std::to_string(line);
    }
    void add(Message message) { found.push_back(std::move(message)); }

    Version m_version;
    std::string_view m_folder;
    bool m_said_old = false;
    std::unique_ptr<Decision> m_work{new Decision};
};

} // namespace

namespace {

/// A path as go.mod and go.work hold it, quotes taken off.
std::string_view unquoted(std::string_view path) {
    const bool quoted = path.size() >= 2 && (path.front() == '"' || path.front() == '`') &&
                        path.back() == path.front();
    return quoted ? path.substr(1, path.size() - 2) : path;
}

} // namespace

void for_each_member(const GoLines& work, Arena& arena,
                     const std::function<void(const GoLines&)>& call) {
    std::string_view rest;
    if (!work.workspace ||
        read_file(arena.copy(work.file).data(), arena, rest) != sys::Opened::yes) {
        return;
    }
    std::string_view raw;
    bool block = false;
    while (cut_line(rest, raw)) {
        auto line = trimmed(raw.substr(0, find(raw, "//")));
        if (!block && starts_with(line, "use") && line.size() > 3 &&
            (is_blank(line[3]) || line[3] == '(')) {
            line = trimmed(line.substr(3));
            block = line == "(";
        } else if (!block || line == ")") {
            block = false;
            continue;
        }
        if (line.empty() || line == "(") {
            continue;
        }
        const auto mark = arena.mark();
        const auto folder = path_clean(arena, parent(work.file), unquoted(line));
        GoLines member;
        read_go_lines(compose(arena, "*/go.mod", folder), arena, member);
        if (!member.file.empty()) {
            call(member);
        }
        arena.rewind(mark);
    }
}

std::vector<Message> misfits(const Version& version, std::string_view folder,
                             const Variables& variables, const OsVersion& os) {
    Fitter fitter(version, folder);
    fitter.check(variables, os);
    return std::move(fitter.found);
}

std::optional<Message> unreadable_line(const Version& version, std::string_view folder,
                                       const GoLines& lines) {
    Fitter fitter(version, folder);
    fitter.check_file(lines);
    for (auto& message : fitter.found) {
        if (message.is(msg::project_unreadable)) {
            return std::move(message);
        }
    }
    return std::nullopt;
}

} // namespace govern::resolve

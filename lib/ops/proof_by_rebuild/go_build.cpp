#include "proof_by_rebuild/go_build.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/proof_by_rebuild/messages.hpp"
#include "os/threads.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>

namespace govern::ops {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_max_output = 4U << 20U;
/// A whole tree of processes needs a limit; no machine takes so long.
constexpr std::chrono::hours k_time_limit(24);
constexpr std::size_t k_counts = 6;
constexpr const char* k_template = "{{len .GoFiles}} {{len .CgoFiles}} {{len .SFiles}} "
                                   "{{len .HFiles}} {{len .SysoFiles}} {{len .EmbedFiles}} "
                                   "{{.ImportPath}}";
constexpr std::size_t k_last_lines = 5;

/// `fmt [cmd/compile]`, as one package is built for one program, is `fmt`.
std::string package_of(std::string_view name) {
    return std::string(name.substr(0, name.find(' ')));
}

/// A line of `go list` by k_template.
void add_package(BuildSources& out, std::string_view line) {
    std::uint64_t files = 0;
    for (std::size_t i = 0; i < k_counts; ++i) {
        const auto blank = line.find(' ');
        const auto number = parse_number(line.substr(0, blank));
        if (!number || blank == line.npos) {
            return;
        }
        files += *number;
        line.remove_prefix(blank + 1);
    }
    out.compiled += files;
    if (out.by_package.emplace(package_of(line), files).second) {
        out.files += files;
    }
}

bool says_one_of(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != text.npos; });
}

} // namespace

GoBuild::GoBuild(Context& context, const SdkId& builder, const SdkId& target, BuildRecipe recipe,
                 std::string folder)
    : m_context(context), m_builder(builder), m_target(target), m_recipe(std::move(recipe)),
      m_folder(std::move(folder)) {}

std::string GoBuild::out() const {
    return path::join(m_folder, "out");
}

Result<void> GoBuild::prepare() {
    auto& files = m_context.host.files;
    for (const auto* name : {"empty", "home", "tmp", "out"}) {
        GOVERN_TRY(files.make_folders(path::join(m_folder, name)));
    }
    return files.write_atomic(path::join(path::join(m_folder, "empty"), "go.mod"), m_recipe.go_mod,
                              os::Durable::no);
}

os::Environment GoBuild::environment() const {
    os::Environment out;
    const auto set = [&](std::initializer_list<const char*> names, const std::string& value) {
        for (const auto* name : names) {
            out.set(name, value);
        }
    };
    set({"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"}, path::join(m_folder, "home"));
    set({"TMPDIR", "TMP", "TEMP", "GOTMPDIR"}, path::join(m_folder, "tmp"));
    set({"GOCACHE"}, path::join(m_folder, "cache"));
    set({"GOENV", "GOWORK", "GOPROXY"}, "off");
    set({"GOTOOLCHAIN"}, "local");
    set({"CGO_ENABLED"}, "0");
    set({"GOFLAGS"}, m_recipe.flags);
    set({"GOOS"}, m_target.platform.os);
    set({"GOARCH"}, m_target.platform.arch);
    if (path::k_windows) {
        const auto system = m_context.host.environment.get("SystemRoot").value_or("");
        set({"SystemRoot", "windir"}, system);
        set({"PATH"}, path::join(system, "system32"));
    } else {
        set({"PATH"}, "/usr/bin:/bin");
    }
    return out;
}

Result<os::Captured> GoBuild::call(const std::vector<std::string>& words,
                                   const std::vector<std::string>& packages,
                                   const std::function<void(os::Output, std::string_view)>& tee) {
    os::Command command;
    command.program = m_context.layout.sdk_go(m_builder);
    command.arguments = words;
    for (const auto& package : packages) {
        command.arguments.push_back("cmd/" + package);
    }
    command.environment = environment();
    command.folder = path::join(m_folder, "empty");
    command.time_limit = k_time_limit;
    command.whole_tree = true;
    command.tee = tee;
    GOVERN_TRY_ASSIGN(auto done, m_context.host.processes.capture(command, k_max_output));
    if (done.exit.interrupted || m_context.host.reporter.interrupted()) {
        return fail(msg::interrupted);
    }
    return done;
}

Result<std::optional<BuildSources>> GoBuild::list(const std::vector<std::string>& packages) {
    GOVERN_TRY_ASSIGN(const auto done, call({"list", "-deps", "-f", k_template}, packages, {}));
    BuildSources out;
    for (const auto line : lines_of(done.out)) {
        add_package(out, line);
    }
    return done.exit.code == 0 && out.files > 0 ? std::optional(std::move(out)) : std::nullopt;
}

/// `go build -v` names each package when it begins with it.
void GoBuild::count(std::string_view piece, const BuildSources& sources) {
    m_line += piece;
    auto end = m_line.find('\n');
    for (; end != m_line.npos; end = m_line.find('\n')) {
        const auto line = trim(std::string_view(m_line).substr(0, end));
        const auto found = sources.by_package.find(package_of(line));
        if (found != sources.by_package.end()) {
            m_compiled += found->second;
        }
        m_line.erase(0, end + 1);
    }
}

std::uint64_t GoBuild::count_of_linked() const {
    return m_context.host.files.list(out()).value_or(std::vector<std::string>()).size();
}

void GoBuild::report(std::uint64_t done, std::uint64_t total) {
    m_context.host.reporter.progress(
        {Progress::Phase::rebuild, toolchain_name(m_target.version), done, total});
}

Result<void> GoBuild::build(const std::vector<std::string>& packages,
                            const std::optional<BuildSources>& sources) {
    constexpr auto k_between_reports = 200ms;
    std::function<void(os::Output, std::string_view)> tee;
    if (sources) {
        tee = [&](os::Output which, std::string_view piece) {
            if (which == os::Output::err) {
                count(piece, *sources);
            }
        };
    }
    const std::vector<std::string> words = {"build", "-v", "-o", out() + path::k_separator};
    const auto total = sources ? sources->compiled + packages.size() : 0;
    const auto tell = [&] {
        if (sources) {
            report(std::min(m_compiled + count_of_linked(), total - 1), total);
        }
    };
    tell(); // the time left counts from here
    auto running = os::in_background([&] { return call(words, packages, tee); });
    while (running.wait_for(k_between_reports) == std::future_status::timeout) {
        tell();
    }
    GOVERN_TRY_ASSIGN(const auto done, running.get());
    if (sources) {
        report(total, total);
    }
    return done.exit.code == 0 ? Result<void>() : Failure(failure(done, sources));
}

Error GoBuild::failure(const os::Captured& done, const std::optional<BuildSources>& sources) const {
    std::vector<std::string> said;
    for (const auto line : lines_of(done.err)) {
        const bool names_package = sources && sources->by_package.contains(package_of(line));
        if (!names_package && !trim(line).empty()) {
            said.emplace_back(line);
        }
    }
    said.erase(said.begin(),
               said.end() - static_cast<std::ptrdiff_t>(std::min(said.size(), k_last_lines)));
    const auto text = to_lower(done.err);
    if (says_one_of(text, {"no space left on device", "not enough space on the disk",
                           "disk quota exceeded"})) {
        const auto free = m_context.host.files.free_space(m_folder).value_or(0);
        return Error(msg::rebuild_no_space)
            .with("path", m_folder)
            .with("free", format_bytes(free))
            .with("name", m_target.text())
            .with("needed", "more");
    }
    const bool machine =
        done.exit.timed_out || done.exit.signal != 0 ||
        says_one_of(text, {"signal: killed", "cannot allocate memory", "out of memory",
                           "too many open files", "resource temporarily unavailable"});
    return Error(machine ? msg::rebuild_broken_off : msg::rebuild_failed)
        .with("name", m_target.text())
        .with("builder", m_builder.text())
        .with("code", std::to_string(done.exit.code))
        .with("output", join(said, "\n"));
}

} // namespace govern::ops

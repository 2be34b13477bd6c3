#include "ops/snapshot.hpp"

#include "base/command_line.hpp"
#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "config/config.hpp"
#include "ops/buildinfo.hpp"
#include "ops/run.hpp"
#include "os/clock.hpp"
#include "os/messages.hpp"
#include "os/threads.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace govern::ops {

using nlohmann::json;

namespace {

constexpr std::size_t k_max_file = 16U << 20U;
constexpr std::size_t k_max_answer = 8U << 20U;
constexpr std::chrono::seconds k_patience{10};

std::string file_of(const Layout& layout, std::uint64_t id) {
    return path::join(layout.snapshots(), std::to_string(id) + ".json");
}

/// A variable's value as it may be kept.
std::string without_secrets(const std::string& name, const std::string& value) {
    return redact_command(name + "=x").ends_with("...") ? "..." : redact_command(value);
}

/// What the old Go and its surroundings say.
class Questions {
public:
    Questions(Context& context, std::shared_ptr<Toolchain> toolchain)
        : m_context(context), m_toolchain(std::move(toolchain)),
          m_until(context.host.clock.steady() + k_patience) {}

    Snapshot ask() {
        if (const auto version = answer({"version"})) {
            m_out["go version"] = std::string(trim(*version));
        }
        ask_variables();
        ask_modules();
        ask_compiler();
        look_into_gobin();
        return std::move(m_out);
    }

private:
    std::optional<std::string> answer(const std::vector<std::string>& arguments) {
        std::vector<std::string> words = {"go"};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return run_words(words, "go " + arguments.front());
    }

    std::optional<std::string> run_words(const std::vector<std::string>& words,
                                         const std::string& name) {
        RunOptions options;
        options.capture = true;
        options.max_captured = k_max_answer;
        options.time_limit = std::max(
            std::chrono::milliseconds(1),
            std::chrono::ceil<std::chrono::milliseconds>(m_until - m_context.host.clock.steady()));
        options.whole_tree = true;
        options.variables = {{"GOPROXY", "off"}, {"GOTOOLCHAIN", "local"}};
        auto ran = run(m_context, *m_toolchain, words, options);
        if (ran && ran->code == 0 && !ran->timed_out) {
            return std::move(ran->out);
        }
        m_out["failed: " + name] = !ran             ? render(ran.error()).text
                                   : ran->timed_out ? "no answer within 10 s"
                                                    : redact_urls(trim(ran->err));
        return std::nullopt;
    }

    void ask_variables() {
        const auto text = answer({"env", "-json"});
        const auto object = text ? json::parse(*text, nullptr, false) : json();
        if (text && !object.is_object()) {
            m_out["failed: go env"] = "its answer is not JSON";
            return;
        }
        for (const auto& [name, value] : object.items()) {
            if (value.is_string()) {
                m_variables[name] = value.get<std::string>();
                m_out["go env " + name] = without_secrets(name, m_variables[name]);
            }
        }
    }

    void ask_modules() {
        const auto& go_mod = m_variables["GOMOD"];
        if (go_mod.empty() || path::filename(go_mod) != "go.mod") {
            return;
        }
        const auto text = answer({"list", "-mod=readonly", "-m", "all"});
        for (const auto line : lines_of(text ? *text : std::string_view())) {
            const auto blank = line.find(' ');
            m_out["module " + std::string(line.substr(0, blank))] =
                blank == line.npos ? "" : std::string(line.substr(blank + 1));
        }
    }

    void ask_compiler() {
        auto compiler = m_variables["CC"];
        if (compiler.empty()) {
            compiler = config::go_variable(m_context.host, "CC");
        }
        const auto first = first_word(compiler);
        if (first.empty()) {
            return;
        }
        m_out["CC"] = redact_command(compiler);
        if (const auto target = run_words({first, "-dumpmachine"}, "CC")) {
            m_out["CC target"] = std::string(trim(*target));
        }
    }

    void look_into_gobin() {
        auto folder = m_variables["GOBIN"];
        const auto paths = path::folders_of_list(m_variables["GOPATH"], path::k_windows);
        if (folder.empty() && !paths.empty()) {
            folder = path::join(paths.front(), "bin");
        }
        if (folder.empty() || m_context.host.files.kind(folder) != os::FileInfo::Kind::directory) {
            return;
        }
        const auto programs = look_into(m_context, {folder});
        if (!programs) {
            return;
        }
        for (const auto& program : programs->found) {
            const auto& info = program.info;
            m_out["GOBIN " + std::string(path::filename(program.path))] =
                info.go_version +
                (info.main ? " " + info.main->path + ' ' + info.main->version : std::string());
        }
    }

    Context& m_context;
    std::shared_ptr<Toolchain> m_toolchain;
    std::chrono::steady_clock::time_point m_until;
    std::map<std::string, std::string> m_variables;
    Snapshot m_out;
};

} // namespace

SnapshotTaker::SnapshotTaker(Context& context, std::uint64_t id, const Version& before)
    : m_context(context), m_id(id) {
    m_taken["time"] = os::format_utc(context.host.clock.unix_seconds());
    const auto standard = context.store.default_name().value_or(std::nullopt);
    m_taken["default"] = standard.value_or("");
    m_taken["PATH"] = context.host.environment.get("PATH").value_or("");
    const auto sdk = context.store.runnable(before).value_or(std::nullopt);
    std::shared_ptr<Toolchain> shared;
    if (sdk) {
        if (auto toolchain = toolchain_of(context, sdk)) {
            shared = std::make_shared<Toolchain>(std::move(*toolchain));
        }
    }
    if (!shared) {
        m_taken["failed: go"] = spec_name(before) + " does not run here";
        return;
    }
    m_rest = os::in_background([&context, shared] { return Questions(context, shared).ask(); });
}

SnapshotTaker::~SnapshotTaker() {
    if (m_rest.valid()) {
        m_taken.merge(m_rest.get());
    }
    auto& host = m_context.host;
    const auto written = [&]() -> Result<void> {
        GOVERN_TRY(host.files.make_folders(m_context.layout.snapshots()));
        GOVERN_TRY(host.account.hide_folder(m_context.layout.snapshots()));
        return host.files.write_atomic(file_of(m_context.layout, m_id),
                                       json{{"schema", 1}, {"facts", m_taken}}.dump(
                                           1, ' ', false, json::error_handler_t::replace) +
                                           '\n');
    }();
    if (!written) {
        host.reporter.warn(written.error());
    }
}

void SnapshotTaker::wait() const {
    if (m_rest.valid()) {
        m_rest.wait();
    }
}

Result<std::optional<Snapshot>> read_snapshot(Context& context, std::uint64_t id) {
    const auto text = context.host.files.read(file_of(context.layout, id), k_max_file);
    if (!text) {
        return text.error().is(msg::file_not_found) ? Result<std::optional<Snapshot>>(std::nullopt)
                                                    : Failure(text.error());
    }
    const auto object = json::parse(*text, nullptr, false);
    const auto facts = object.is_object() ? object.find("facts") : object.end();
    Snapshot out;
    if (object.is_object() && facts != object.end() && facts->is_object()) {
        for (const auto& [name, value] : facts->items()) {
            if (value.is_string()) {
                out[name] = value.get<std::string>();
            }
        }
    }
    return out;
}

} // namespace govern::ops

#include "ops/like.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "core/release.hpp"
#include "core/sdk.hpp"
#include "ops/buildinfo.hpp"
#include "ops/like/messages.hpp"
#include "ops/messages.hpp"
#include "project/go_flags.hpp"

#include <algorithm>
#include <array>

namespace govern::ops {

namespace {

// Source of the names: cmd/go/internal/load setBuildInfo and cmd/go/internal/cfg of Go 1.26.
constexpr std::array<std::string_view, 9> k_variables = {
    "GOOS",       "GOARCH",       "GOEXPERIMENT", "GOFIPS140",  "CGO_ENABLED",
    "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"};
/// The variables of one GOARCH each.
constexpr std::array<std::string_view, 9> k_of_an_arch = {
    "GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM"};
constexpr std::array<std::string_view, 10> k_flags = {"-asan",    "-asmflags", "-cover", "-gcflags",
                                                      "-ldflags", "-msan",     "-pgo",   "-race",
                                                      "-tags",    "-trimpath"};

template <typename List> bool holds(const List& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// `-ldflags` of `--ldflags=-s`; empty for a word that is not a flag.
std::string flag_name(std::string_view word) {
    if (word.size() < 2 || word.front() != '-') {
        return {};
    }
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    const auto name = word.substr(0, word.find('='));
    return name.empty() ? std::string() : '-' + std::string(name);
}

/// The flags that stand in a command: what follows `-args` and `--` is for the program that it
/// runs.
std::vector<std::string> flags_in(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    for (const auto& word : words) {
        if (word == "--" || word == "-args" || word == "--args") {
            break;
        }
        if (auto name = flag_name(word); !name.empty()) {
            out.push_back(std::move(name));
        }
    }
    return out;
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// One word for quoted.Split; nothing where it holds spaces and both kinds of quotes.
std::optional<std::string> quoted(const std::string& word) {
    const bool spaces = std::any_of(word.begin(), word.end(), is_space);
    if (!spaces && word.front() != '\'' && word.front() != '"') {
        return word;
    }
    for (const char quote : {'\'', '"'}) {
        if (word.find(quote) == word.npos) {
            return quote + word + quote;
        }
    }
    return std::nullopt;
}

class Maker {
public:
    Maker(const binary::BuildInfo& info, const LikeRequest& request)
        : m_info(info), m_request(request), m_own(flags_in(request.words)) {}

    Result<Likeness> make() {
        GOVERN_TRY(version());
        // Go would download and run another one where go.mod or the caller asks for it.
        m_out.variables["GOTOOLCHAIN"] = "local";
        for (const auto& setting : m_info.settings) {
            take(setting);
        }
        m_named.emplace_back("-buildmode");
        if (m_info.settings.empty()) {
            not_recorded("target and flags", "Go 1.17 and older recorded neither: give them in "
                                             "COMMAND, the target by --target");
        } else {
            unset("GOEXPERIMENT");
            unset("GOFIPS140");
            not_recorded();
        }
        target();
        goflags();
        return std::move(m_out);
    }

private:
    Result<void> version() {
        const auto& text = m_info.go_version;
        if (text.empty()) {
            return fail(msg::like_no_version, {{"file", m_request.file}});
        }
        if (const auto release = release_named(text)) {
            m_out.version = *release;
            return {};
        }
        const auto release = release_in(text);
        if (!release || m_info.setting("GOEXPERIMENT") == nullptr) {
            return fail(msg::like_not_a_release, {{"file", m_request.file}, {"version", text}});
        }
        m_out.version = *release;
        say(msg::like_experiment, {{"version", text},
                                   {"name", toolchain_name(*release)},
                                   {"experiment", *m_info.setting("GOEXPERIMENT")}});
        return {};
    }

    void take(const binary::Setting& setting) {
        const auto& [key, value] = setting;
        if (key == "DefaultGODEBUG" || key == "vcs" || key.starts_with("vcs.") ||
            key == "-compiler" || key == "-buildmode") {
            if (key == "-buildmode" && value != "exe" && value != "archive") {
                flag(key, value); // Go records its own choice as one of these two: not a flag
            }
        } else if (value.find('\0') != value.npos) {
            not_passed(key, "it holds a NUL");
        } else if (holds(k_variables, key) || holds(k_of_an_arch, key)) {
            variable(key, value);
        } else if (key == "-pgo") {
            profile(value);
        } else if (holds(k_flags, key)) {
            flag(key, value);
        } else {
            not_passed(key + '=' + value, "it is not a setting that govern knows");
        }
    }

    void variable(const std::string& key, const std::string& value) {
        if (value.empty()) {
            unset(key);
        } else {
            m_out.variables[key] = value;
        }
    }

    /// A variable that the program was built without. An empty one would not do: Go then reads its
    /// GOENV file.
    void unset(const std::string& key) {
        if (m_info.setting(key) != nullptr && !m_info.setting(key)->empty()) {
            return;
        }
        m_out.variables[key] = std::nullopt;
        if (m_request.goenv && !m_request.goenv(key).empty()) {
            say(msg::like_goenv, {{"file", m_request.file}, {"variable", key}});
        }
    }

    /// Go finds default.pgo by itself since 1.21; under -trimpath only the name is recorded.
    void profile(const std::string& value) {
        const auto at = value.find_last_of("/\\");
        const auto name = value.substr(at == value.npos ? 0 : at + 1);
        if (name == "default.pgo") {
            if (m_out.version.major() == 1 && m_out.version.minor() < 21) {
                flag("-pgo", "auto");
            }
        } else if (at == value.npos) {
            not_passed("-pgo=" + value, "under -trimpath only the name of the profile is recorded");
        } else {
            flag("-pgo", value);
        }
    }

    void flag(const std::string& key, const std::string& value) {
        m_named.push_back(key);
        if (holds(m_own, key)) {
            m_beaten.push_back(key + '=' + value);
            return;
        }
        const auto word = key + '=' + value;
        if (const auto text = quoted(word)) {
            m_out.flags.push_back(word);
            m_goflags.push_back(*text);
        } else {
            not_passed(word, "a value in GOFLAGS cannot hold spaces and both kinds of quotes");
        }
    }

    void target() {
        if (!m_request.target) {
            return;
        }
        const auto* const arch = m_info.setting("GOARCH");
        if (arch == nullptr || *arch != m_request.target->arch) {
            for (const auto name : k_of_an_arch) {
                m_out.variables.erase(std::string(name));
            }
        }
        m_out.variables["GOOS"] = m_request.target->os;
        m_out.variables["GOARCH"] = m_request.target->arch;
    }

    /// The caller's GOFLAGS without what the program records, and what it records behind them.
    void goflags() {
        std::vector<std::string> words;
        m_named.emplace_back("-compiler");
        const project::Gover version(m_out.version.text());
        for (auto& word : project::read_go_flags(m_request.goflags, version).words) {
            if (holds(m_named, flag_name(word))) {
                continue;
            }
            words.push_back(quoted(word).value_or(word));
            m_out.kept.push_back(std::move(word));
        }
        words.insert(words.end(), m_goflags.begin(), m_goflags.end());
        // A blank is not empty: Go does not look into its GOENV file then.
        m_out.variables["GOFLAGS"] = words.empty() ? " " : join(words, " ");
        if (!m_out.kept.empty()) {
            say(msg::like_flags_kept, {{"file", m_request.file}, {"flags", join(m_out.kept, " ")}});
        }
        if (!m_beaten.empty()) {
            say(msg::like_own_words, {{"file", m_request.file}, {"flags", join(m_beaten, " ")}});
        }
    }

    void not_recorded() {
        const auto* const trimmed = m_info.setting("-trimpath");
        const bool is_trimmed = trimmed != nullptr && *trimmed == "true";
        const auto* const cgo = m_info.setting("CGO_ENABLED");
        const bool uses_cgo = cgo != nullptr && *cgo == "1";
        if (is_trimmed && !holds(m_own, "-ldflags")) {
            not_recorded("-ldflags, because it was built with -trimpath",
                         "where it had some, give them in COMMAND: -ldflags=…");
        }
        if (is_trimmed && uses_cgo) {
            not_recorded("CGO_CFLAGS and its like, because it was built with -trimpath",
                         "where it had some, set them as they were");
        }
        if (uses_cgo) {
            not_recorded("the C compiler and the C libraries", "CGO_ENABLED=1 was set: where it "
                                                               "holds C code, have the same ones");
        }
    }

    void not_recorded(std::string what, std::string hint) {
        say(msg::like_not_recorded,
            {{"file", m_request.file}, {"what", std::move(what)}, {"hint", std::move(hint)}});
    }

    void not_passed(std::string what, std::string why) {
        say(msg::like_not_passed,
            {{"file", m_request.file}, {"setting", std::move(what)}, {"why", std::move(why)}});
    }

    void say(const MessageSpec& spec,
             const std::vector<std::pair<std::string_view, std::string>>& facts) {
        Message message(spec);
        for (const auto& [key, value] : facts) {
            message.with(key, printable(value));
        }
        m_out.said.push_back(std::move(message));
    }

    const binary::BuildInfo& m_info;
    const LikeRequest& m_request;
    std::vector<std::string> m_own;     ///< flags in the command
    std::vector<std::string> m_named;   ///< flags that the program records
    std::vector<std::string> m_beaten;  ///< of these: which the command's own words replace
    std::vector<std::string> m_goflags; ///< quoted
    Likeness m_out;
};

/// The commit of the folder by `git rev-parse HEAD`; empty where git does not tell.
std::string commit_here(Context& context) {
    const auto git = context.host.processes.find("git", context.host.environment);
    if (!git) {
        return {};
    }
    os::Command command;
    command.program = *git;
    command.arguments = {"rev-parse", "HEAD"};
    command.environment = context.host.environment;
    command.folder = context.host.current_folder;
    command.time_limit = std::chrono::seconds(10);
    constexpr std::size_t k_most = 4096;
    const auto done = context.host.processes.capture(command, k_most);
    return done && done->exit.code == 0 ? std::string(trim(done->out)) : std::string();
}

/// Whether the sources here are the program's.
void compare_revision(Context& context, const binary::BuildInfo& info, const std::string& file,
                      Likeness& out) {
    const auto* const revision = info.setting("vcs.revision");
    const auto* const system = info.setting("vcs");
    if (revision == nullptr) {
        return;
    }
    const auto here = system == nullptr || *system == "git" ? commit_here(context) : std::string();
    if (here.empty()) {
        out.said.push_back(Message(msg::like_no_commit)
                               .with("file", file)
                               .with("revision", printable(*revision))
                               .with("folder", context.host.current_folder));
    } else if (here != *revision) {
        out.said.push_back(Message(msg::like_other_commit)
                               .with("file", file)
                               .with("revision", printable(*revision))
                               .with("folder", context.host.current_folder)
                               .with("commit", printable(here)));
    }
    const auto* const modified = info.setting("vcs.modified");
    if (modified != nullptr && *modified == "true") {
        out.said.push_back(Message(msg::like_uncommitted).with("file", file));
    }
}

} // namespace

Result<Likeness> likeness(const binary::BuildInfo& info, const LikeRequest& request) {
    return Maker(info, request).make();
}

Result<Likeness> likeness_of(Context& context, LikeRequest request) {
    GOVERN_TRY_ASSIGN(const auto info, read_program(context, request.file));
    request.goflags = config::go_variable(context.host, "GOFLAGS");
    request.goenv = [&context](std::string_view name) {
        auto without = context.host;
        without.environment.unset(name);
        return config::go_variable(without, name);
    };
    GOVERN_TRY_ASSIGN(auto out, likeness(info, request));
    compare_revision(context, info, request.file, out);
    return out;
}

} // namespace govern::ops
